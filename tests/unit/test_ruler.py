"""The ruler's labels never touch, at any minute of a day, on any width."""

from datetime import datetime, time, timedelta

import pytest

from flashsale.kernel.language import Language
from flashsale.storefront.ruler import (
    NOW,
    PHONE_COLUMN_PX,
    RULER_HOURS,
    WIDE_COLUMN_PX,
    end_of,
    ticks_of,
)
from flashsale.web.filters import ZONE

DAYS = (
    # An ordinary one, and those on which clocks change.
    datetime(2026, 11, 26, tzinfo=ZONE),
    datetime(2026, 10, 31, tzinfo=ZONE),
    datetime(2027, 3, 13, tzinfo=ZONE),
)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("opening", [time(12), time(0, 23), time(11, 30), time(23)])
@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.date().isoformat())
def test_labels_never_touch_at_any_minute_of_a_day(
    day: datetime, opening: time, language: Language
) -> None:
    opens_at = datetime.combine(day.date(), opening, ZONE)
    openings = 0
    for minute in range(24 * 60):
        now = day + timedelta(minutes=minute)
        ticks = ticks_of(now, opens_at, language)
        openings += any("." in tick.label for tick in ticks)
        for column_px, shown in (
            (WIDE_COLUMN_PX, ticks),
            (PHONE_COLUMN_PX, [tick for tick in ticks if not tick.is_wide]),
        ):
            ends = end_of(1, NOW[language], column_px)
            for tick in shown:
                assert ends <= tick.column, (now, tick)
                ends = end_of(tick.column, tick.label, column_px)
            assert ends <= RULER_HOURS + 1
    # The next opening is what a reader looks for: it is always among them.
    assert openings == 24 * 60


def test_just_past_midnight_the_opening_is_told_and_not_the_midnight() -> None:
    now = datetime(2026, 11, 26, 0, 24, tzinfo=ZONE)
    opening = datetime(2026, 11, 26, 0, 23, tzinfo=ZONE)
    labels = [tick.label for tick in ticks_of(now, opening, Language.FR)]
    assert labels == ["ven. 0\u00a0h\u00a023"]
