"""The period a report is asked for: `?du=2026-11-01&au=2026-11-30`, or a usual one."""

from datetime import date, timedelta

from flask import Response, make_response, request
from flask_babel import gettext

from flashsale.kernel.period import Period
from flashsale.kernel.typed_days import day_of
from flashsale.kernel.window import house_day
from flashsale.web.current import present

LONGEST = timedelta(days=366 * 2)


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


def house_today() -> date:
    """Return the day on the walls of the house at this request."""
    return house_day(present())


def told(fault: str) -> Response:
    """Return the answer for a file of a period that cannot be: why, in words."""
    answer = make_response(fault + "\n", 422)
    answer.headers["Content-Type"] = "text/plain; charset=utf-8"
    return answer


def asked_period(usual: Period) -> tuple[Period, str]:
    """Return the period asked for, or `usual` and why it is not the other."""
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
