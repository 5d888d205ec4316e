"""The demo's plan shows every state of a drop, whatever the hour it is started at."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.demo.plan import (
    OPENS_AFTER,
    RUSH_AFTER,
    Part,
    PlannedDrop,
    plan,
    sheets_at,
)
from flashsale.demo.shoppers import holdings, purchases
from flashsale.demo.works import WORKS
from flashsale.kernel.window import Window, window_of

QUEBEC = ZoneInfo("America/Toronto")
NOON = time(12)
INSTANTS = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001, given its zone below
    max_value=datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def part(drops: tuple[PlannedDrop, ...], wanted: Part) -> list[PlannedDrop]:
    return [drop for drop in drops if drop.part is wanted]


@given(now=INSTANTS)
def test_at_any_instant_every_state_is_shown(now: datetime) -> None:
    drops = plan(now, QUEBEC, NOON)
    for wanted in (
        Part.LEAD,
        Part.TWO_DAYS,
        Part.ALMOST_GONE,
        Part.SOLD_OUT,
        Part.ALL_HELD,
        Part.CLOSES_SOON,
    ):
        (drop,) = part(drops, wanted)
        assert drop.window.contains(now)
    (soon,) = part(drops, Part.OPENS_SOON)
    assert timedelta(seconds=60) < soon.window.opens_at - now <= OPENS_AFTER
    (rush,) = part(drops, Part.RUSH)
    assert rush.per_minute
    # Its queue is open: places are taken before the visitor comes.
    assert timedelta(minutes=3) < rush.window.opens_at - now <= RUSH_AFTER
    (closing,) = part(drops, Part.CLOSES_SOON)
    left = closing.window.closes_at - now
    assert timedelta(minutes=20) < left <= timedelta(minutes=40)
    assert all(drop.window.closes_at <= now for drop in part(drops, Part.PAST))
    assert all(drop.window.opens_at > now for drop in part(drops, Part.SCHEDULED))


@given(now=INSTANTS)
def test_what_is_open_stays_open_long_enough_to_look_around(now: datetime) -> None:
    for drop in plan(now, QUEBEC, NOON):
        if drop.window.contains(now) and drop.part is not Part.CLOSES_SOON:
            assert drop.window.closes_at - now > timedelta(hours=3)


@given(now=INSTANTS)
def test_the_week_ahead_has_one_to_three_openings_a_day(now: datetime) -> None:
    drops = part(plan(now, QUEBEC, NOON), Part.SCHEDULED)
    days = [drop.wall.day for drop in drops]
    sheet = sheets_at(now, QUEBEC, NOON).day
    wanted = {sheet + timedelta(days=ahead) for ahead in range(1, 8)}
    assert set(days) == wanted
    assert all(1 <= days.count(day) <= 3 for day in wanted)


@given(now=INSTANTS)
def test_a_usual_window_is_the_one_its_wall_hours_name(now: datetime) -> None:
    for drop in plan(now, QUEBEC, NOON):
        named = window_of(drop.wall)
        if isinstance(named, Window):
            assert named == drop.window


@given(now=INSTANTS)
def test_everything_sold_was_bought_while_its_drop_was_open(now: datetime) -> None:
    drops = plan(now, QUEBEC, NOON)
    by_work = {drop.work: drop for drop in drops}
    claimed: dict[tuple[str, str], int] = {}
    sold: dict[tuple[str, int], int] = {}
    for purchase in purchases(drops, now):
        for item in purchase.items:
            assert by_work[item.work].window.contains(purchase.at)
            assert purchase.at <= now
            key = (purchase.buyer, item.work)
            claimed[key] = claimed.get(key, 0) + item.quantity
            place = (item.work, item.position)
            sold[place] = sold.get(place, 0) + item.quantity
    for (_, work), units in claimed.items():
        assert units <= by_work[work].member_limit
    for drop in drops:
        for position, taken in enumerate(drop.taken):
            assert sold.get((drop.work, position), 0) == taken.sold


@pytest.mark.parametrize("hour", [time(6), NOON, time(23, 30)])
def test_the_counts_fit_the_allotments(hour: time) -> None:
    drops = plan(datetime(2026, 11, 26, 17, 30, tzinfo=UTC), QUEBEC, hour)
    for drop in drops:
        editions = WORKS[drop.work].editions
        assert len(drop.taken) in (0, len(editions))
        for taken, edition in zip(drop.taken, editions, strict=False):
            assert taken.sold + taken.held <= edition.allotted
    (gone,) = part(drops, Part.SOLD_OUT)
    assert gone.taken[0].sold == WORKS[gone.work].editions[0].allotted
    (almost,) = part(drops, Part.ALMOST_GONE)
    left = WORKS[almost.work].editions[0].allotted - almost.taken[0].sold
    assert 1 <= left <= 5


def test_who_holds_a_copy_now_bought_none_and_the_visitor_holds_nothing() -> None:
    now = datetime(2026, 11, 26, 17, 30, tzinfo=UTC)
    drops = plan(now, QUEBEC, NOON)
    holders = {key for key, _ in holdings(drops)}
    assert holders
    assert not holders & {purchase.buyer for purchase in purchases(drops, now)}
    assert "bibiane-lavigne" not in holders


def test_the_visitor_has_bought_before_but_nothing_that_is_open() -> None:
    now = datetime(2026, 11, 26, 17, 30, tzinfo=UTC)
    drops = plan(now, QUEBEC, NOON)
    own = [p for p in purchases(drops, now) if p.buyer == "bibiane-lavigne"]
    past = {drop.work for drop in part(drops, Part.PAST)}
    assert len(own) >= 2
    assert {item.work for purchase in own for item in purchase.items} <= past
