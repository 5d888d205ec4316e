"""Reads a flat CSV: its encoding, its separator, its header, then row after row."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from flashsale.catalogue.csv_headers import (
    COLUMNS,
    IDENTIFIERS,
    REQUIRED,
    column_of,
)
from flashsale.catalogue.records import FileReason, FileRefused, shown

SEPARATORS = (",", ";", "\t")
CELL_LIMIT = 131_072
LINE_LIMIT = 1 << 20
_CHUNK = 1 << 16
_SEPARATOR_LINE = re.compile(r"\"?sep=(.)\"?\r?\n?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written.

    columns: by place, the column's key or None where the header is unknown.
    unknown: headers that name no column. header_line: from 1.
    """

    encoding: str
    separator: str
    columns: tuple[str | None, ...]
    unknown: tuple[str, ...]
    header_line: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row. line: where it starts. extra: what stands beyond the last column."""

    line: int
    cells: dict[str, str]
    extra: str


class _LineTooLong(Exception):
    """A physical line is longer than LINE_LIMIT."""


def inspect_csv(source: BinaryIO) -> Layout | FileRefused:
    """Read a file to its end; return its layout, or why it is refused as a whole.

    This is the pass before anything is written. source: can seek.
    """
    encoding = _encoding(source)
    if isinstance(encoding, FileRefused):
        return encoding
    layout = _layout(source, encoding)
    if isinstance(layout, FileRefused):
        return layout
    for row in read_rows(source, layout):
        if isinstance(row, FileRefused):
            return row
    return layout


def read_rows(source: BinaryIO, layout: Layout) -> Iterator[Row | FileRefused]:
    """Yield the rows that are not blank; a refusal comes last, if at all."""
    source.seek(0)
    lines = _lines(source, layout.encoding)
    for _ in range(layout.header_line - 1):
        next(lines)
    reader = csv.reader(lines, delimiter=layout.separator, strict=True)
    line = layout.header_line
    width = len(layout.columns)
    try:
        next(reader)
        while True:
            line = layout.header_line + reader.line_num
            cells = next(reader, None)
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                named = zip(layout.columns, cells, strict=False)
                by_key = {key: cell.strip() for key, cell in named if key}
                yield Row(line, by_key, "".join(cells[width:]).strip())
    except _LineTooLong:
        yield FileRefused(FileReason.RECORD_TOO_LARGE, line)
    except csv.Error as error:
        yield _csv_refusal(error, line)


def _csv_refusal(error: csv.Error, line: int) -> FileRefused:
    if "field limit" in str(error):
        return FileRefused(FileReason.RECORD_TOO_LARGE, line)
    return FileRefused(FileReason.MALFORMED_CSV, line, str(error))


def _encoding(source: BinaryIO) -> str | FileRefused:
    """Return UTF-8, UTF-16 (by its mark) or Windows-1252, as the bytes allow."""
    source.seek(0)
    start = source.read(4)
    if not start:
        return FileRefused(FileReason.EMPTY)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8-sig", "cp1252"]
    for encoding in candidates:
        source.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while chunk := source.read(_CHUNK):
                if "\x00" in decoder.decode(chunk):
                    return FileRefused(FileReason.NUL_BYTES)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    return FileRefused(FileReason.ENCODING)


def _lines(source: BinaryIO, encoding: str) -> Iterator[str]:
    # Left open on purpose: closing the wrapper would close the caller's file.
    wrapper = io.TextIOWrapper(source, encoding=encoding, newline="")
    try:
        while line := wrapper.readline(LINE_LIMIT):
            if len(line) == LINE_LIMIT:
                raise _LineTooLong
            yield line
    finally:
        wrapper.detach()


def _layout(source: BinaryIO, encoding: str) -> Layout | FileRefused:
    """Find the header: its line, its separator, its columns."""
    source.seek(0)
    lines = _lines(source, encoding)
    number, forced, header = 0, "", ""
    try:
        for number, line in enumerate(lines, start=1):
            mark = _SEPARATOR_LINE.fullmatch(line)
            if number == 1 and mark is not None:
                forced = mark[1]
            elif line.strip(' \t\r\n,;"'):
                header = line + _rest_of_header(line, lines)
                break
    except _LineTooLong:
        return FileRefused(FileReason.RECORD_TOO_LARGE, number + 1)
    finally:
        lines.close()  # type: ignore[attr-defined]
    if not header:
        return FileRefused(FileReason.EMPTY)
    return _best_layout(header, encoding, forced, number)


def _rest_of_header(line: str, lines: Iterator[str]) -> str:
    # A header cell may hold a line break within its quotes.
    rest = ""
    while (line + rest).count('"') % 2 and len(rest) < LINE_LIMIT:
        following = next(lines, None)
        if following is None:
            break
        rest += following
    return rest


def _best_layout(
    header: str, encoding: str, forced: str, line: int
) -> Layout | FileRefused:
    best: list[str] = []
    chosen = forced or SEPARATORS[0]
    for separator in (forced,) if forced else SEPARATORS:
        try:
            reader = csv.reader([header], delimiter=separator, strict=True)
            cells = next(reader, [])
        except (csv.Error, TypeError) as error:
            if separator == forced or (not best and separator == SEPARATORS[-1]):
                return FileRefused(FileReason.MALFORMED_CSV, line, str(error))
            continue
        if sum(map(_is_known, cells)) > sum(map(_is_known, best)) or not best:
            best, chosen = cells, separator
    while best and not best[-1].strip():
        best.pop()
    columns = tuple(column_of(cell) for cell in best)
    known = [key for key in columns if key]
    for key in known:
        if known.count(key) > 1:
            twice = best[len(columns) - 1 - columns[::-1].index(key)]
            return FileRefused(FileReason.COLUMN_TWICE, line, shown(twice))
    if missing := _missing(set(known)):
        return FileRefused(FileReason.COLUMN_MISSING, line, missing)
    pairs = zip(best, columns, strict=True)
    unknown = tuple(shown(cell) for cell, key in pairs if key is None and cell.strip())
    return Layout(encoding, chosen, columns, unknown, line)


def _is_known(cell: str) -> bool:
    return column_of(cell) is not None


def _missing(known: set[str]) -> str:
    missing = [
        " / ".join(dict.fromkeys(COLUMNS[key][:2]))
        for key in REQUIRED
        if key not in known
    ]
    if not known & set(IDENTIFIERS):
        names = [COLUMNS[key][0] for key in IDENTIFIERS]
        missing.append(" / ".join([*names, COLUMNS["gtin"][1]]))
    return ", ".join(missing)
