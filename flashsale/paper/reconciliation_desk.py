"""The desk of the books of each day: page, CSV and XLSX."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from flashsale.kernel.period import Period
from flashsale.paper.reconciliation import Books, DayBooks, books_of
from flashsale.web import spreadsheets
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.i18n import current_language
from flashsale.web.periods import asked_period, house_today, told, usual_periods
from flashsale.web.spreadsheets import Cell, Sheet

PATH = "/bureau/rapprochement"
blueprint = Blueprint("reconciliation_desk", __name__, url_prefix=PATH)
# The month that runs, among the usual periods: one looks at it every day.
_THIS_MONTH = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksPage:
    """The books with the periods one usually asks for. fault: why not as asked."""

    books: Books
    typed_first: str
    typed_last: str
    fault: str
    usual: tuple[tuple[str, Period], ...]


@blueprint.get("")
@audience(Audience.ADMINISTRATOR)
def get_books() -> tuple[str, int]:
    """Show the books of a period: of this month unless another is asked for."""
    books, fault = _found()
    page = BooksPage(
        books=books,
        typed_first=request.args.get("du", books.period.first.isoformat())[:20],
        typed_last=request.args.get("au", books.period.last.isoformat())[:20],
        fault=fault,
        usual=usual_periods(house_today()),
    )
    status = 422 if fault else 200
    return render_template("paper/desk/reconciliation.html", page=page), status


@blueprint.get("/jours.csv")
@audience(Audience.ADMINISTRATOR)
def get_csv() -> Response:
    """Send the books as CSV."""
    books, fault = _found()
    if fault:
        return told(fault)
    body = spreadsheets.csv_of(_sheet(books), current_language())
    return spreadsheets.attachment(body, spreadsheets.CSV_TYPE, _name(books, "csv"))


@blueprint.get("/jours.xlsx")
@audience(Audience.ADMINISTRATOR)
def get_xlsx() -> Response:
    """Send the books as a workbook."""
    books, fault = _found()
    if fault:
        return told(fault)
    body = spreadsheets.xlsx_of(_sheet(books), gettext("Rapprochement"))
    return spreadsheets.attachment(body, spreadsheets.XLSX_TYPE, _name(books, "xlsx"))


def _found() -> tuple[Books, str]:
    period, fault = asked_period(usual_periods(house_today())[_THIS_MONTH][1])
    with runtime().read() as work:
        return books_of(work, period), fault


def _sheet(books: Books) -> Sheet:
    columns = (
        (gettext("Jour"), Cell.TEXT),
        (gettext("Commandes payées"), Cell.COUNT),
        (gettext("Encaissé par carte"), Cell.CENTS),
        (gettext("Payé en crédit"), Cell.CENTS),
        (gettext("Facturé"), Cell.CENTS),
        (gettext("Remboursé sur carte"), Cell.CENTS),
        (gettext("Notes de crédit"), Cell.CENTS),
        (gettext("Redonné en crédit"), Cell.CENTS),
        (gettext("Reste sur carte"), Cell.CENTS),
        (gettext("Écart"), Cell.CENTS),
    )
    rows: list[tuple[str | int, ...]] = [
        (day.isoformat(), *_amounts(one)) for day, one in books.days
    ]
    return Sheet(columns, rows)


def _amounts(one: DayBooks) -> tuple[int, ...]:
    return (
        one.orders,
        one.card_cents,
        one.credit_cents,
        one.invoiced_cents,
        one.refunded_cents,
        one.noted_cents,
        one.credited_cents,
        one.kept_cents,
        one.gap_cents,
    )


def _name(books: Books, ending: str) -> str:
    period = books.period
    return f"rapprochement-{period.first}-{period.last}.{ending}"
