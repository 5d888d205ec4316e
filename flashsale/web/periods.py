"""The period a report is asked for: `?du=2026-11-01&au=2026-11-30`, or a usual one."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from flask import request
from flask_babel import gettext

from flashsale.kernel.period import Period
from flashsale.kernel.typed_days import day_of
from flashsale.kernel.window import house_day
from flashsale.web.current import present

LONGEST = timedelta(days=366 * 2)
LONGEST_TYPED = 20


class Usual(IntEnum):
    """Where a period stands among `usual_periods`."""

    LAST_MONTH = 0
    THIS_MONTH = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodAsked:
    """The period of a report, and the choice of another one.

    period: the one asked for, or else the usual one; fault: why it is not as asked,
    or empty. typed_first, typed_last: what stands in the fields. usual: those one
    usually asks for, in words.
    """

    period: Period
    fault: str
    typed_first: str
    typed_last: str
    usual: tuple[tuple[str, Period], ...]

    @property
    def status(self) -> int:
        """The status of a page that shows it."""
        return 422 if self.fault else 200


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


def asked_period(default: Usual) -> PeriodAsked:
    """Return the period of this request: `default` where it asks for none, or badly."""
    usual = usual_periods(house_today())
    period, fault = _asked(usual[default][1])
    typed_first = request.args.get("du", period.first.isoformat())
    typed_last = request.args.get("au", period.last.isoformat())
    return PeriodAsked(
        period=period,
        fault=fault,
        typed_first=typed_first[:LONGEST_TYPED],
        typed_last=typed_last[:LONGEST_TYPED],
        usual=usual,
    )


def _asked(usual: Period) -> tuple[Period, str]:
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
