"""The tax report of a period, for those who file it: page, CSV and XLSX."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext

from flashsale.kernel.typed_days import day_of
from flashsale.orders import tax_sheets
from flashsale.orders.tax_report import Period, TaxReport, TaxRow, report
from flashsale.taxes.rates import Tax
from flashsale.web.audience import Audience, audience
from flashsale.web.current import present, runtime
from flashsale.web.filters import local
from flashsale.web.i18n import current_language

PATH = "/bureau/taxes/rapport"
blueprint = Blueprint("tax_report", __name__, url_prefix=PATH)
LONGEST = timedelta(days=366 * 2)


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
    period, fault = _asked()
    with runtime().read() as work:
        found = report(work, period)
    page = ReportPage(
        report=found,
        typed_first=request.args.get("du", period.first.isoformat())[:20],
        typed_last=request.args.get("au", period.last.isoformat())[:20],
        fault=fault,
        usual=usual_periods(_today()),
        totals=_totals(found),
    )
    status = 422 if fault else 200
    return render_template("orders/desk/tax_report.html", page=page), status


@blueprint.get("/rapport.csv")
@audience(Audience.ADMINISTRATOR)
def get_csv() -> Response:
    """Send the report as CSV."""
    period, _ = _asked()
    with runtime().read() as work:
        found = report(work, period)
    body = tax_sheets.csv_of(found, _titles(), current_language())
    return _file(body, tax_sheets.CSV_TYPE, period, "csv")


@blueprint.get("/rapport.xlsx")
@audience(Audience.ADMINISTRATOR)
def get_xlsx() -> Response:
    """Send the report as a workbook."""
    period, _ = _asked()
    with runtime().read() as work:
        found = report(work, period)
    body = tax_sheets.xlsx_of(found, _titles(), gettext("Taxes"))
    return _file(body, tax_sheets.XLSX_TYPE, period, "xlsx")


def usual_periods(today: date) -> tuple[tuple[str, Period], ...]:
    """Return the months, quarters and years one files for, in words."""
    month = today.replace(day=1)
    quarter = month.replace(month=(today.month - 1) // 3 * 3 + 1)
    year = today.replace(month=1, day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    quarter_end = quarter - timedelta(days=1)
    quarter_start = quarter_end.replace(
        month=(quarter_end.month - 1) // 3 * 3 + 1, day=1
    )
    last_year = year.replace(year=year.year - 1)
    return (
        (gettext("le mois dernier"), Period(before, month - timedelta(days=1))),
        (gettext("ce mois-ci"), Period(month, today)),
        (gettext("le trimestre dernier"), Period(quarter_start, quarter_end)),
        (gettext("ce trimestre-ci"), Period(quarter, today)),
        (gettext("l’an dernier"), Period(last_year, year - timedelta(days=1))),
        (gettext("cette année"), Period(year, today)),
    )


def _today() -> date:
    return local(present()).date()


def _asked() -> tuple[Period, str]:
    """Return the period asked for, or the usual one and why it is not the other."""
    usual = usual_periods(_today())[0][1]
    first, last = request.args.get("du"), request.args.get("au")
    if first is None and last is None:
        return usual, ""
    begins, ends = day_of(first or ""), day_of(last or "")
    if begins is None or ends is None:
        return usual, gettext("Écrivez deux dates, comme 2026-11-01 et 2026-11-30.")
    if ends < begins:
        return usual, gettext("La fin vient avant le début.")
    if ends - begins > LONGEST:
        return usual, gettext("Deux ans au plus.")
    return Period(begins, ends), ""


def _titles() -> Sequence[str]:
    return (
        gettext("Taxe"),
        gettext("Endroit"),
        gettext("Taux en pourcentage"),
        gettext("Commandes"),
        gettext("Ventes taxées"),
        gettext("Taxe perçue"),
        gettext("Ventes remboursées"),
        gettext("Taxe remboursée"),
        gettext("Ventes taxées, net"),
        gettext("Taxe à remettre"),
    )


def _totals(found: TaxReport) -> tuple[tuple[str, TaxRow], ...]:
    sums = (
        (gettext("TPS et TVH, à l’Agence du revenu du Canada"), (Tax.GST, Tax.HST)),
        (gettext("TVQ, à Revenu Québec"), (Tax.QST,)),
        (gettext("Taxes des autres provinces"), (Tax.PST,)),
    )
    rows = [(word, found.total(*taxes)) for word, taxes in sums]
    return tuple((word, row) for word, row in rows if row is not None)


def _file(body: bytes, kind: str, period: Period, ending: str) -> Response:
    name = f"taxes-{period.first}-{period.last}.{ending}"
    answer = make_response(body)
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
