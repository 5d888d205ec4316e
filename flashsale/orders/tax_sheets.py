"""The tax report as a file: CSV for a spreadsheet of here, and XLSX."""

import csv
import io
from collections.abc import Sequence

import xlsxwriter

from flashsale.kernel.language import Language
from flashsale.orders.tax_report import TaxReport, TaxRow
from flashsale.taxes.wording import tax_word
from flashsale.web.provinces import PROVINCES

Cells = Sequence[str | int]
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIRST_AMOUNT = 4


def csv_of(report: TaxReport, titles: Sequence[str], language: Language) -> bytes:
    """Return the report as CSV: in French with `;` and decimal commas, as Excel reads.

    titles: of the columns, in the language.
    """
    out = io.StringIO(newline="")
    is_french = language is Language.FR
    writer = csv.writer(out, delimiter=";" if is_french else ",")
    writer.writerow(titles)
    mark = "," if is_french else "."
    for row in report.rows:
        name, place, percent, orders, *amounts = _cells(row)
        writer.writerow(
            [name, place, _typed(int(percent), 1_000, mark), orders]
            + [_typed(int(cents), 100, mark) for cents in amounts]
        )
    # The mark by which Excel knows UTF-8.
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def xlsx_of(report: TaxReport, titles: Sequence[str], name: str) -> bytes:
    """Return the report as a workbook of one sheet; amounts are numbers in dollars."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    money = book.add_format({"num_format": "#,##0.00"})
    rate = book.add_format({"num_format": "0.###%"})
    sheet.write_row(0, 0, titles, bold)
    sheet.set_column(0, len(titles) - 1, 18)
    sheet.freeze_panes(1, 2)
    for line, row in enumerate(report.rows, start=1):
        tax, place, percent, orders, *amounts = _cells(row)
        sheet.write_row(line, 0, [tax, place])
        sheet.write_number(line, 2, int(percent) / 100_000, rate)
        sheet.write_number(line, 3, int(orders))
        for column, cents in enumerate(amounts, start=_FIRST_AMOUNT):
            sheet.write_number(line, column, int(cents) / 100, money)
    book.close()
    return out.getvalue()


def _cells(row: TaxRow) -> Cells:
    return (
        tax_word(row.tax, row.place),
        str(PROVINCES[row.place]),
        row.rate,
        row.orders,
        row.base_cents,
        row.cents,
        row.back_base_cents,
        row.back_cents,
        row.net_base_cents,
        row.net_cents,
    )


def _typed(amount: int, unit: int, mark: str) -> str:
    """Return an amount of parts of a unit without spaces: `-1234,50`."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), unit)
    return f"{sign}{whole}{mark}{rest:0{len(str(unit)) - 1}}"
