"""The tax report of a period, for those who file it: page, CSV and XLSX."""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from flashsale.kernel.period import Period
from flashsale.orders import tax_sheets
from flashsale.orders.tax_report import TaxReport, TaxRow, report
from flashsale.taxes.rates import Tax
from flashsale.web import spreadsheets
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.i18n import current_language
from flashsale.web.periods import asked_period, house_today, told, usual_periods

PATH = "/bureau/taxes/rapport"
blueprint = Blueprint("tax_report", __name__, url_prefix=PATH)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """A report with the periods one usually asks for. fault: why it is not as asked.

    totals: a word and a sum for each return one files.
    """

    report: TaxReport
    typed_first: str
    typed_last: str
    fault: str
    usual: tuple[tuple[str, Period], ...]
    totals: tuple[tuple[str, TaxRow], ...]


@blueprint.get("")
@audience(Audience.ADMINISTRATOR)
def get_report() -> tuple[str, int]:
    """Show the taxes of a period: the last month unless another is asked for."""
    found, fault = _found()
    page = ReportPage(
        report=found,
        typed_first=request.args.get("du", found.period.first.isoformat())[:20],
        typed_last=request.args.get("au", found.period.last.isoformat())[:20],
        fault=fault,
        usual=usual_periods(house_today()),
        totals=_totals(found),
    )
    status = 422 if fault else 200
    return render_template("orders/desk/tax_report.html", page=page), status


@blueprint.get("/rapport.csv")
@audience(Audience.ADMINISTRATOR)
def get_csv() -> Response:
    """Send the report as CSV."""
    found, fault = _found()
    if fault:
        return told(fault)
    body = spreadsheets.csv_of(tax_sheets.sheet_of(found), current_language())
    return spreadsheets.attachment(
        body, spreadsheets.CSV_TYPE, _name(found.period, "csv")
    )


@blueprint.get("/rapport.xlsx")
@audience(Audience.ADMINISTRATOR)
def get_xlsx() -> Response:
    """Send the report as a workbook."""
    found, fault = _found()
    if fault:
        return told(fault)
    body = spreadsheets.xlsx_of(tax_sheets.sheet_of(found), gettext("Taxes"))
    return spreadsheets.attachment(
        body, spreadsheets.XLSX_TYPE, _name(found.period, "xlsx")
    )


def _found() -> tuple[TaxReport, str]:
    period, fault = asked_period(usual_periods(house_today())[0][1])
    with runtime().read() as work:
        return report(work, period), fault


def _totals(found: TaxReport) -> tuple[tuple[str, TaxRow], ...]:
    sums = (
        (gettext("TPS et TVH, à l’Agence du revenu du Canada"), (Tax.GST, Tax.HST)),
        (gettext("TVQ, à Revenu Québec"), (Tax.QST,)),
        (gettext("Taxes des autres provinces"), (Tax.PST,)),
    )
    rows = [(word, found.total(*taxes)) for word, taxes in sums]
    return tuple((word, row) for word, row in rows if row is not None)


def _name(period: Period, ending: str) -> str:
    return f"taxes-{period.first}-{period.last}.{ending}"
