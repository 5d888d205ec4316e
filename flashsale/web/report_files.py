"""The report of a period as a file: CSV or a workbook, or why there is none."""

from flask import Response, make_response

from flashsale.web import spreadsheets
from flashsale.web.i18n import current_language
from flashsale.web.periods import PeriodAsked
from flashsale.web.spreadsheets import Sheet


def report_file(
    ending: str, asked: PeriodAsked, sheet: Sheet, *, name: str, title: str
) -> Response:
    """Return a report of the period asked for, or 422 and why in plain words.

    ending: csv or xlsx. name: of the file, before its days. title: of its one sheet.
    """
    if asked.fault:
        answer = make_response(asked.fault + "\n", 422)
        answer.headers["Content-Type"] = "text/plain; charset=utf-8"
        return answer
    if ending == "csv":
        body = spreadsheets.csv_of(sheet, current_language())
        kind = spreadsheets.CSV_TYPE
    else:
        body, kind = spreadsheets.xlsx_of(sheet, title), spreadsheets.XLSX_TYPE
    period = asked.period
    return spreadsheets.attachment(
        body, kind, f"{name}-{period.first}-{period.last}.{ending}"
    )
