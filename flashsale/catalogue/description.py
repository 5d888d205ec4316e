"""Descriptions sent by producers, cleaned to a few tags the pages know how to set."""

import html
import re

import nh3

TAGS = {"p", "br", "em", "strong", "i", "b", "ul", "ol", "li", "blockquote"}
# Their text is code or furniture, not prose.
DROPPED_WHOLE = {"script", "style", "title", "textarea", "iframe", "noscript", "svg"}
_LOOKS_LIKE_HTML = re.compile(
    r"</?(?:p|br|b|i|em|strong|ul|ol|li|div|span|h[1-6]|blockquote|a|font|sub|sup|"
    r"script|style|img|table|iframe|svg)\b[^>]*>",
    re.IGNORECASE,
)
_PARAGRAPH_END = re.compile(
    r"</(?:div|h[1-6]|dd|dt|tr|table|section|article)\s*>", re.I
)
_EMPTY = re.compile(r"<(p|li|em|strong|b|i|blockquote)>(?:\s|&nbsp;|<br>)*</\1>")
_BLANK_LINES = re.compile(r"\n\s*\n")


def looks_like_html(text: str) -> bool:
    """Say whether a text holds tags, whatever its sender declared it to be."""
    return bool(_LOOKS_LIKE_HTML.search(text))


def clean_html(text: str) -> str:
    """Return HTML of the few allowed tags, without attributes, links or images.

    Text in tags that are not allowed is kept; scripts and styles go whole.
    The result of a second cleaning is the same (security.md S15).
    """
    spaced = _PARAGRAPH_END.sub(r"<br>", text)
    cleaned = nh3.clean(
        spaced,
        tags=TAGS,
        attributes={},
        clean_content_tags=DROPPED_WHOLE,
        link_rel=None,
    )
    before = ""
    while before != cleaned:
        before = cleaned
        cleaned = _EMPTY.sub("", cleaned)
    return cleaned.strip()


def clean_text(text: str) -> str:
    """Return plain text as HTML: paragraphs at blank lines, breaks at line ends."""
    paragraphs = [part.strip() for part in _BLANK_LINES.split(text.strip())]
    return "".join(
        f"<p>{html.escape(part, quote=False).replace(chr(10), '<br>')}</p>"
        for part in paragraphs
        if part
    )


def clean(text: str, *, is_html: bool = False) -> str:
    """Return a description ready to be stored, from HTML or from plain text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if is_html or looks_like_html(text):
        return clean_html(text)
    # Feeds often escape twice or carry HTML entities in plain text.
    return clean_text(html.unescape(text)) if "&" in text else clean_text(text)
