"""When an order leaves: the date that is promised before it is paid."""

from datetime import date, datetime, timedelta

from flashsale.kernel.window import house_day

# The date of the contract from which the law counts thirty days (L13): kept well
# below, with a whole weekend in it.
POSTED_WITHIN = timedelta(days=5)
_SATURDAY = 5


def promised_by(ordered_at: datetime) -> date:
    """Return the last day, a weekday, by which a parcel is posted or can be fetched."""
    day = house_day(ordered_at) + POSTED_WITHIN
    if day.weekday() >= _SATURDAY:
        day += timedelta(days=7 - day.weekday())
    return day
