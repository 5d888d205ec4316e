"""The desk of the books of each day: page, CSV and XLSX."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template
from flask_babel import gettext

from flashsale.paper.reconciliation import Books, DayBooks, books_of
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.periods import PeriodAsked, Usual, asked_period
from flashsale.web.report_files import report_file
from flashsale.web.spreadsheets import Cell, Sheet

PATH = "/bureau/rapprochement"
blueprint = Blueprint("reconciliation_desk", __name__, url_prefix=PATH)


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksPage:
    """The books, with the choice of another period."""

    books: Books
    asked: PeriodAsked


@blueprint.get("")
@audience(Audience.ADMINISTRATOR)
def get_books() -> tuple[str, int]:
    """Show the books of a period: of this month, looked at daily, unless asked."""
    asked = asked_period(Usual.THIS_MONTH)
    page = BooksPage(books=_books(asked), asked=asked)
    return render_template("paper/desk/reconciliation.html", page=page), asked.status


@blueprint.get("/jours.<any(csv,xlsx):ending>")
@audience(Audience.ADMINISTRATOR)
def get_file(ending: str) -> Response:
    """Send the books as CSV or as a workbook."""
    asked = asked_period(Usual.THIS_MONTH)
    sheet, title = _sheet(_books(asked)), gettext("Rapprochement")
    return report_file(ending, asked, sheet, name="rapprochement", title=title)


def _books(asked: PeriodAsked) -> Books:
    with runtime().read() as work:
        return books_of(work, asked.period)


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
