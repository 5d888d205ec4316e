"""Hostile Markdown: nothing leaves but the allow-list (security.md S15)."""

from html.parser import HTMLParser
from importlib.metadata import version

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.editorial.markdown import SCHEMES, TAGS, to_html, words_in


class Oracle(HTMLParser):
    """Reads HTML as a browser would and notes what must not be there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if tag != "a" or name not in ("href", "rel"):
                self.faults.append(f"{tag} {name}")
            if name == "href":
                scheme, colon, _ = (value or "").partition(":")
                if not colon or scheme.lower() not in SCHEMES:
                    self.faults.append(f"href {value}")
            if name == "rel" and value != "noopener nofollow":
                self.faults.append(f"rel {value}")

    def handle_comment(self, data: str) -> None:
        self.faults.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.faults.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.faults.append("instruction")


def faults_of(source: str) -> list[str]:
    oracle = Oracle()
    oracle.feed(to_html(source))
    oracle.close()
    return oracle.faults


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<style>@import'javascript:alert(1)'</style>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<title></title><textarea></textarea>",
    "<a href='javascript:alert(1)'>x</a>",
    "<p style='position:fixed'>x</p>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/compte/supprimer)",
    "[x](\\\\evil.example)",
    '[x](http://a "onmouseover=alert(1)")',
    '[x](http://a"onmouseover="alert(1))',
    "[x](<javascript:alert(1)>)",
    "<javascript:alert(1)>",
    '<https://a"onclick=alert(1)>',
    "![x](javascript:alert(1))",
    "![x](https://tracker.example/p.png)",
    "![<img src=x onerror=alert(1)>](x)",
    "[x]: javascript:alert(1)\n\n[x]",
    "[![x](y)](javascript:alert(1))",
    "<!-- --!><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?>",
    "<!DOCTYPE html>",
    "```html\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "# <b onclick=alert(1)>x</b>",
    "> <form action=//evil><input name=x></form>",
    "| a | b |\n|---|---|\n| <script> | x |",
    "<a\u0000 href=javascript:alert(1)>",
    "<\u017fcript>alert(1)</\u017fcript>",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_a_hostile_text_comes_out_harmless(source: str) -> None:
    assert faults_of(source) == []


PIECES = ["<", ">", "script", "svg", "img", "style", "a href=", "onerror=", "alert(1)"]
PIECES += ["javascript:", "data:", "https://a.b", "[x](", ")", "![", "]", "*", "_", "`"]
PIECES += ["\n", " ", "\t", "&lt;", "&#x3c;", '"', "'", "<!--", "-->", "#", "> ", "- "]
PIECES += [
    "noscript",
    "math",
    "title",
    "/",
    "\\",
    "\x00",
    "é",
    "1. ",
    "    ",
    "<![CDATA[",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_nothing_leaves_the_allow_list(source: str) -> None:
    assert faults_of(source) == []


def test_what_an_author_may_write_comes_out() -> None:
    html = to_html("*a* **b** [c](https://d.e)\nf\n\n> g\n\n- h\n\n1. i\n\n# j")
    for part in (
        "<em>a</em>",
        "<strong>b</strong>",
        '<a href="https://d.e" rel="noopener nofollow">c</a>',
        "<br>",
        "<blockquote>",
        "<ul>",
        "<ol>",
        "<h3>j</h3>",
    ):
        assert part in html


def test_an_image_leaves_its_description_as_words() -> None:
    assert to_html("![un char](https://a.b/x.png) bleu") == "<p>un char bleu</p>"


def test_words_are_those_a_reader_sees() -> None:
    assert words_in("**L’été** arrive, [ici](https://exemple.ca/pas/un/mot).") == 3


def test_the_cleaner_is_one_whose_known_holes_are_closed() -> None:
    major, minor, patch = (int(part) for part in version("nh3").split(".")[:3])
    assert (major, minor, patch) >= (0, 3, 8)
