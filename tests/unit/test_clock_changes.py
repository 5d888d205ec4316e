"""Windows across every clock change of twenty years, in seven zones (F42, G14)."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from flashsale.kernel.window import (
    Length,
    WallWindow,
    Window,
    WindowRefusal,
    window_of,
)
from flashsale.sales.lifecycle import DropState, Phase, phase_at

YEARS = range(2026, 2047)
# Two of Québec and both ends of the country; one that leaps by half an hour, one of
# the south, one of Europe.
ZONES = (
    "America/Toronto",
    "America/Halifax",
    "America/St_Johns",
    "America/Vancouver",
    "Europe/Paris",
    "Australia/Lord_Howe",
    "America/Santiago",
)
LENGTHS = {Length.ONE_DAY: 1, Length.TWO_DAYS: 2}
HOURS = (time(5, 0), time(12, 0), time(22, 59))
TICK = timedelta(microseconds=1)
ONE_DAY = timedelta(days=1)


def offset_at(zone: ZoneInfo, day: date) -> timedelta:
    """Return the offset of a zone at noon."""
    offset = datetime.combine(day, time(12), zone).utcoffset()
    assert offset is not None
    return offset


@cache
def changes(name: str) -> tuple[date, ...]:
    """Return every day on which the clocks of a zone are changed."""
    zone, day, found = ZoneInfo(name), date(YEARS[0], 1, 1), []
    before = offset_at(zone, day)
    while day.year <= YEARS[-1]:
        now = offset_at(zone, day)
        if now != before:
            found.append(day)
        before, day = now, day + timedelta(days=1)
    return tuple(found)


def windows_around(name: str, length: Length) -> list[tuple[WallWindow, Window]]:
    """Return windows that open on each of the three days around every change."""
    found = []
    for change in changes(name):
        for shift in (-2, -1, 0, 1):
            for hour in HOURS:
                wall = WallWindow(change + timedelta(days=shift), hour, length, name)
                window = window_of(wall)
                assert isinstance(window, Window), wall
                found.append((wall, window))
    return found


@pytest.mark.parametrize("name", ZONES)
def test_every_zone_changes_its_clocks_in_these_years(name: str) -> None:
    assert len(changes(name)) == 2 * len(YEARS)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("name", ZONES)
def test_a_window_closes_at_the_same_wall_hour(name: str, length: Length) -> None:
    zone = ZoneInfo(name)
    elapsed = set()
    for wall, window in windows_around(name, length):
        opens, closes = (
            at.astimezone(zone) for at in (window.opens_at, window.closes_at)
        )
        assert (opens.date(), opens.time()) == (wall.day, wall.hour)
        assert closes.date() == wall.day + timedelta(days=LENGTHS[length])
        assert closes.time() == wall.hour
        elapsed.add(window.closes_at - window.opens_at)
    whole = timedelta(days=LENGTHS[length])
    step = timedelta(minutes=30 if name == "Australia/Lord_Howe" else 60)
    assert elapsed == {whole - step, whole, whole + step}


@pytest.mark.parametrize("name", ZONES)
def test_a_custom_window_closes_at_the_wall_hour_that_was_written(name: str) -> None:
    """From an evening over the change to a morning, and to the same hour a week on."""
    zone = ZoneInfo(name)
    for change in changes(name):
        for days, end_hour in ((1, time(5, 0)), (2, time(9, 30)), (7, time(22, 59))):
            wall = WallWindow(
                change - ONE_DAY,
                time(20, 15),
                Length.CUSTOM,
                name,
                change - ONE_DAY + timedelta(days=days),
                end_hour,
            )
            window = window_of(wall)
            assert isinstance(window, Window), wall
            opens, closes = (
                at.astimezone(zone) for at in (window.opens_at, window.closes_at)
            )
            assert (opens.date(), opens.time()) == (wall.day, wall.hour)
            assert (closes.date(), closes.time()) == (wall.end_day, end_hour)
            shift = opens.utcoffset() - closes.utcoffset()  # type: ignore[operator]
            walls = closes.replace(tzinfo=None) - opens.replace(tzinfo=None)
            assert window.closes_at - window.opens_at == walls + shift


@pytest.mark.parametrize("name", ZONES)
def test_the_two_microseconds_around_each_bound(name: str) -> None:
    scheduled = DropState.SCHEDULED
    for length in LENGTHS:
        for _, window in windows_around(name, length):
            opens, closes = window.opens_at, window.closes_at
            assert phase_at(scheduled, window, opens - TICK) is Phase.UPCOMING
            assert phase_at(scheduled, window, opens) is Phase.LIVE
            assert phase_at(scheduled, window, closes - TICK) is Phase.LIVE
            assert phase_at(scheduled, window, closes) is Phase.CLOSED
            assert not window.contains(opens - TICK)
            assert not window.contains(closes)


@pytest.mark.parametrize("name", ZONES)
def test_no_bound_is_an_hour_that_is_missing_or_strikes_twice(name: str) -> None:
    zone = ZoneInfo(name)
    refused = set()
    for change in changes(name):
        for shift in (-2, -1, 0, 1):
            day = change + timedelta(days=shift)
            for half in range(48):
                hour = time(half // 2, 30 * (half % 2))
                found = window_of(WallWindow(day, hour, Length.ONE_DAY, name))
                if isinstance(found, WindowRefusal):
                    refused.add(found)
                    continue
                bounds = ((day, found.opens_at), (day + ONE_DAY, found.closes_at))
                for each, at in bounds:
                    _stands_once(zone, each, hour, at)
    assert WindowRefusal.OPENS_AT_NIGHT in refused
    # In Santiago, eleven in the evening strikes twice in autumn.
    assert (WindowRefusal.OPENS_AT_UNCLEAR_HOUR in refused) == (name == ZONES[-1])
    assert (WindowRefusal.CLOSES_AT_UNCLEAR_HOUR in refused) == (name == ZONES[-1])


def _stands_once(zone: ZoneInfo, day: date, hour: time, at: datetime) -> None:
    """The wall hour names this instant and no other."""
    wall = datetime.combine(day, hour, zone)
    assert wall.utcoffset() == wall.replace(fold=1).utcoffset(), wall
    back = at.astimezone(zone)
    assert (back.date(), back.time()) == (day, hour), wall
    assert at.tzinfo is UTC
