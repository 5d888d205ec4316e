"""The tax report of a period, for those who file it: page, CSV and XLSX."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template
from flask_babel import gettext

from flashsale.orders import tax_sheets
from flashsale.orders.tax_report import TaxReport, TaxRow, report
from flashsale.taxes.rates import Tax
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.periods import PeriodAsked, Usual, asked_period
from flashsale.web.report_files import report_file

PATH = "/bureau/taxes/rapport"
blueprint = Blueprint("tax_report", __name__, url_prefix=PATH)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """A report, with the choice of another period.

    totals: a word and a sum for each return one files.
    """

    report: TaxReport
    asked: PeriodAsked
    totals: tuple[tuple[str, TaxRow], ...]


@blueprint.get("")
@audience(Audience.ADMINISTRATOR)
def get_report() -> tuple[str, int]:
    """Show the taxes of a period: the last month unless another is asked for."""
    asked = asked_period(Usual.LAST_MONTH)
    found = _report(asked)
    page = ReportPage(report=found, asked=asked, totals=_totals(found))
    return render_template("orders/desk/tax_report.html", page=page), asked.status


@blueprint.get("/rapport.<any(csv,xlsx):ending>")
@audience(Audience.ADMINISTRATOR)
def get_file(ending: str) -> Response:
    """Send the report as CSV or as a workbook."""
    asked = asked_period(Usual.LAST_MONTH)
    sheet = tax_sheets.sheet_of(_report(asked))
    return report_file(ending, asked, sheet, name="taxes", title=gettext("Taxes"))


def _report(asked: PeriodAsked) -> TaxReport:
    with runtime().read() as work:
        return report(work, asked.period)


def _totals(found: TaxReport) -> tuple[tuple[str, TaxRow], ...]:
    sums = (
        (gettext("TPS et TVH, à l’Agence du revenu du Canada"), (Tax.GST, Tax.HST)),
        (gettext("TVQ, à Revenu Québec"), (Tax.QST,)),
        (gettext("Taxes des autres provinces"), (Tax.PST,)),
    )
    rows = [(word, found.total(*taxes)) for word, taxes in sums]
    return tuple((word, row) for word, row in rows if row is not None)
