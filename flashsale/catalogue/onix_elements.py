"""One element of an ONIX record, asked by reference names whatever tags it uses."""

import html
from collections.abc import Iterator
from typing import Any

from lxml import etree

from flashsale.catalogue.onix_codes import REFERENCE_NAMES

_names: dict[str, str] = {}
_NAMES_KEPT = 2000


class UnknownEntity(Exception):
    """An entity without a meaning stands in a text; carries its name and line."""

    def __init__(self, name: str, line: int) -> None:
        """Keep the entity as written (`&thing;`) and its line."""
        self.name = name
        self.line = line
        super().__init__(f"entity {name} at line {line}")


def reference_name(tag: str) -> str:
    """Return the reference name of a tag, short or long, with or without namespace."""
    name = _names.get(tag)
    if name is None:
        local = tag.rpartition("}")[2]
        name = REFERENCE_NAMES.get(local, local)
        if len(_names) < _NAMES_KEPT:
            _names[tag] = name
    return name


class Element:
    """A composite or a value; reads nothing but what it is asked."""

    __slots__ = ("_element",)

    def __init__(self, element: Any) -> None:
        """Wrap an element of lxml."""
        self._element = element

    @property
    def name(self) -> str:
        """Return the reference name."""
        return reference_name(self._element.tag)

    @property
    def line(self) -> int:
        """Return the line the element starts at, from 1."""
        return int(self._element.sourceline or 0)

    def attribute(self, name: str) -> str:
        """Return an attribute without blanks around it, or the empty text."""
        return str(self._element.get(name, "")).strip()

    def all(self, name: str) -> Iterator["Element"]:
        """Yield the children of that reference name, in order."""
        for child in self._element:
            if isinstance(child.tag, str) and reference_name(child.tag) == name:
                yield Element(child)

    def one(self, name: str) -> "Element | None":
        """Return the first child of that name."""
        return next(self.all(name), None)

    def value(self, name: str) -> str:
        """Return the text of the first child of that name, blanks made one space."""
        child = self.one(name)
        return child.text() if child is not None else ""

    def line_of(self, name: str) -> int:
        """Return the line of the first child of that name, or of the element."""
        child = self.one(name)
        return child.line if child is not None else self.line

    def text(self) -> str:
        """Return the text, its tags dropped and blanks made one space."""
        return " ".join(self.raw_text().split())

    def raw_text(self) -> str:
        """Return the text as written, its tags dropped, HTML entities resolved.

        Raises UnknownEntity for an entity that is not of HTML; ONIX's own DTD
        declares those of HTML, and that DTD is never fetched.
        """
        return "".join(_texts(self._element))

    def has_children(self) -> bool:
        """Say whether there are elements within (a text written in XHTML)."""
        return any(isinstance(child.tag, str) for child in self._element)

    def inner_html(self) -> str:
        """Return the text with the tags written in it, without their namespace."""
        return "".join(_markup(self._element))


def _resolved(entity: Any) -> str:
    written = str(entity.text)
    text = html.unescape(written)
    if text == written:
        raise UnknownEntity(written, int(entity.sourceline or 0))
    return text


def _texts(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag is etree.Entity:
            yield _resolved(child)
        elif isinstance(child.tag, str):
            yield from _texts(child)
        yield child.tail or ""


def _markup(element: Any) -> Iterator[str]:
    yield html.escape(element.text or "", quote=False)
    for child in element:
        if child.tag is etree.Entity:
            yield html.escape(_resolved(child), quote=False)
        elif isinstance(child.tag, str):
            tag = child.tag.rpartition("}")[2]
            yield f"<{tag}>"
            yield from _markup(child)
            yield f"</{tag}>"
        yield html.escape(child.tail or "", quote=False)
