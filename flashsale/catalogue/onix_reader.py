"""Streams an ONIX 3 message: one product in memory at a time, whatever its size."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from lxml import etree

from flashsale.catalogue.onix_elements import Element, reference_name
from flashsale.catalogue.onix_prolog import read_prolog
from flashsale.catalogue.records import FileReason, FileRefused, shown

CHUNK = 1 << 16
# What may stand between the ends of two products; it bounds the memory used.
RECORD_LIMIT = 4 << 20


@dataclass(frozen=True, slots=True)
class Header:
    """The message's header, read before its products."""

    element: Element


@dataclass(frozen=True, slots=True)
class Product:
    """One product; its element is emptied when the next one is asked for."""

    element: Element


Part = Header | Product | FileRefused


def read_message(source: BinaryIO) -> Iterator[Part]:
    """Yield header and products from the start of `source`; a refusal comes last.

    source: can seek. Nothing is fetched, no DTD is loaded, no entity is expanded,
    and a record larger than RECORD_LIMIT is refused.
    """
    source.seek(0)
    prolog = read_prolog(source)
    if isinstance(prolog, FileRefused):
        yield prolog
        return
    source.seek(0)
    parser: Any = etree.XMLPullParser(
        events=("start", "end"),
        tag=("{*}Product", "{*}product", "{*}Header", "{*}header"),
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        yield from _parts(source, parser)
    except etree.XMLSyntaxError as error:
        yield _malformed(parser, error)


def check_message(source: BinaryIO) -> FileRefused | None:
    """Read a message to its end and return why it is refused as a whole, if it is.

    This is the pass before anything is written: a message cut short in its last
    line writes nothing.
    """
    for part in read_message(source):
        if isinstance(part, FileRefused):
            return part
    return None


def _parts(source: BinaryIO, parser: Any) -> Iterator[Part]:
    since_last, line = 0, 1
    while chunk := source.read(CHUNK):
        parser.feed(chunk)
        since_last += len(chunk)
        for event, element in parser.read_events():
            if not _is_of_message(element):
                continue
            if event == "start":
                line = element.sourceline or line
                continue
            if _declares_entities(element):
                yield FileRefused(FileReason.DOCTYPE_DECLARES, 1)
                return
            is_product = reference_name(element.tag) == "Product"
            yield (Product if is_product else Header)(Element(element))
            _forget(element)
            since_last = 0
        if since_last > RECORD_LIMIT:
            yield FileRefused(FileReason.RECORD_TOO_LARGE, line)
            return
    parser.close()


def _is_of_message(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and parent.getparent() is None


def _declares_entities(element: Any) -> bool:
    # `read_prolog` has refused them already, by another parser: this says that
    # both parsers saw the same document.
    dtd = element.getroottree().docinfo.internalDTD
    return dtd is not None and any(True for _ in dtd.iterentities())


def _forget(element: Any) -> None:
    element.clear()
    parent = element.getparent()
    while element.getprevious() is not None:
        del parent[0]


def _malformed(parser: Any, error: etree.XMLSyntaxError) -> FileRefused:
    # The exception may only tell the last consequence; the log tells the cause.
    for entry in parser.feed_error_log:
        return FileRefused(FileReason.MALFORMED, entry.line, shown(entry.message))
    detail = (error.msg or "").split(", line ")[0]
    return FileRefused(FileReason.MALFORMED, error.lineno or 0, shown(detail))
