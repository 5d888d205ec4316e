"""Markdown to the few tags a note may hold; markdown-it reads, nh3 has the last word.

Raw HTML is off, then everything outside the allow-list is removed (security.md S15).
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

TAGS = frozenset({"p", "em", "strong", "a", "blockquote", "ul", "ol", "li", "br", "h3"})
SCHEMES = frozenset({"http", "https", "mailto"})
_TAG = re.compile(r"<[^>]*>")
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s/]", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:[’'\-]\w+)*")

_cleaner = nh3.Cleaner(
    tags=set(TAGS),
    # What is inside these is not text; the parser escapes them already.
    clean_content_tags={"script", "style"},
    # Without the star, nh3 would let `lang` and `title` through everywhere.
    attributes={"a": {"href"}, "*": set()},
    url_schemes=set(SCHEMES),
    url_relative="deny",
    link_rel="noopener nofollow",
)


class _Parser(MarkdownIt):
    """CommonMark whose links lead to the schemes a note may use, in full."""

    def validateLink(self, url: str) -> bool:
        """Say whether an address may be a link; the others stay as typed."""
        return bool(_ADDRESS.match(url.strip()))


def _one_heading(state: StateCore) -> None:
    # The page has its own titles: whatever the author's level, a note has one.
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3"


def _image_as_words(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    # A note holds no image; its description stays as words.
    words = renderer.renderInlineAsText(tokens[index].children, options, env)
    return escapeHtml(words)


def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"html": False, "breaks": True})
    parser.disable(["html_block", "html_inline", "code", "fence", "lheading"])
    parser.core.ruler.push("one_heading", _one_heading)
    parser.add_render_rule("image", _image_as_words)
    return parser


_markdown = _parser()


@lru_cache(maxsize=512)
def to_html(source: str) -> str:
    """Return the HTML of a Markdown text, safe to print as it is.

    Only `TAGS` come out, and only links have attributes: an `href` of `SCHEMES`
    and a `rel` that gives the target neither our window nor our name.
    """
    return _cleaner.clean(_markdown.render(source)).strip()


def words_in(source: str) -> int:
    """Return how many words a reader sees in a Markdown text."""
    return len(_WORD.findall(unescape(_TAG.sub(" ", to_html(source)))))
