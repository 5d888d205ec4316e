"""A table as a file: CSV for a spreadsheet of here, and XLSX."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import xlsxwriter
from flask import Response, make_response

from flashsale.kernel.language import Language

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Cell(StrEnum):
    """What the cells of a column are. RATE: thousandths of a percent."""

    TEXT = "text"
    COUNT = "count"
    CENTS = "cents"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. columns: title and kind of each, in the reader's language."""

    columns: Sequence[tuple[str, Cell]]
    rows: Sequence[Sequence[str | int]]

    @property
    def titles(self) -> Sequence[str]:
        """The first line."""
        return [title for title, _ in self.columns]


def csv_of(sheet: Sheet, language: Language) -> bytes:
    """Return a table as CSV: in French with `;` and decimal commas, as Excel reads."""
    out = io.StringIO(newline="")
    is_french = language is Language.FR
    writer = csv.writer(out, delimiter=";" if is_french else ",")
    writer.writerow(sheet.titles)
    mark = "," if is_french else "."
    for row in sheet.rows:
        kinds = [kind for _, kind in sheet.columns]
        writer.writerow(
            _typed(one, kind, mark) for one, kind in zip(row, kinds, strict=True)
        )
    # The mark by which Excel knows UTF-8.
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def xlsx_of(sheet: Sheet, name: str) -> bytes:
    """Return a table as a workbook of one sheet; amounts are numbers in dollars."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    money = book.add_format({"num_format": "#,##0.00"})
    rate = book.add_format({"num_format": "0.###%"})
    page.write_row(0, 0, sheet.titles, bold)
    page.set_column(0, len(sheet.columns) - 1, 18)
    page.freeze_panes(1, 1)
    for line, row in enumerate(sheet.rows, start=1):
        for column, (one, (_, kind)) in enumerate(zip(row, sheet.columns, strict=True)):
            match kind:
                case Cell.TEXT:
                    page.write_string(line, column, str(one))
                case Cell.COUNT:
                    page.write_number(line, column, int(one))
                case Cell.CENTS:
                    page.write_number(line, column, int(one) / 100, money)
                case Cell.RATE:
                    page.write_number(line, column, int(one) / 100_000, rate)
    book.close()
    return out.getvalue()


def attachment(body: bytes, kind: str, name: str) -> Response:
    """Return a file that the browser keeps under a name."""
    answer = make_response(body)
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _typed(one: str | int, kind: Cell, mark: str) -> str | int:
    if kind is Cell.CENTS:
        return _decimal(int(one), 100, mark)
    return _decimal(int(one), 1_000, mark) if kind is Cell.RATE else one


def _decimal(amount: int, unit: int, mark: str) -> str:
    """Return an amount of parts of a unit without spaces: `-1234,50`."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), unit)
    return f"{sign}{whole}{mark}{rest:0{len(str(unit)) - 1}}"
