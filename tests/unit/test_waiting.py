"""The times of an offer, and what stalls it: pure rules at their bounds."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.kernel.window import HOUSE_ZONE, Window
from flashsale.sales.lifecycle import Phase
from flashsale.sales.waiting import (
    LONGEST,
    NEXT_ENTRY,
    NEXT_OFFER,
    SHORTEST,
    EntryState,
    OfferState,
    Sale,
    Stall,
    awake_after,
    awake_between,
    offer_times,
    stall_of,
    stall_of_member,
)

OPENS = datetime(2026, 11, 26, 17, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=24)
INSTANT = timedelta(microseconds=1)
ZONE = ZoneInfo(HOUSE_ZONE)


def sale(phase: Phase = Phase.LIVE, **facts: object) -> Sale:
    return Sale(phase=phase, window=Window(OPENS, CLOSES), **facts)  # type: ignore[arg-type]


def wall(text: str) -> datetime:
    """Return an instant by the house's wall clock: `27T22:00` of November 2026."""
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("left", "lasts"),
    [
        (timedelta(hours=24), LONGEST),
        (timedelta(hours=20), LONGEST),
        (timedelta(hours=20) - timedelta(minutes=10), timedelta(minutes=119)),
        (timedelta(hours=10), timedelta(hours=1)),
        (timedelta(minutes=150), SHORTEST),
        (timedelta(minutes=149), SHORTEST),
        (timedelta(minutes=15), SHORTEST),
    ],
)
def test_a_live_offer_lasts_a_tenth_of_what_is_left(
    left: timedelta, lasts: timedelta
) -> None:
    times = offer_times(sale(), CLOSES - left)
    assert times.expires_at == CLOSES - left + lasts
    assert times.remind_at == CLOSES - left + lasts / 2


def test_no_offer_outlives_a_sale_without_permission() -> None:
    now = CLOSES - timedelta(minutes=5)
    assert offer_times(sale(), now).expires_at == CLOSES
    assert offer_times(sale(after_close=True), now).expires_at == now + SHORTEST


def test_no_offer_outlives_the_start_of_its_show() -> None:
    starts = CLOSES - timedelta(hours=1)
    now = starts - timedelta(minutes=5)
    assert offer_times(sale(show_at=starts), now).expires_at == starts


@pytest.mark.parametrize(
    ("made", "over", "reminded"),
    [
        # Friday's noon closing: the afternoon, then the morning after.
        ("27T12:00", "28T10:00", "27T18:00"),
        ("27T15:00", "28T12:00", "27T20:30"),
        # From ten to eight the clock stands still.
        ("27T22:00", "28T12:00", "28T10:00"),
        ("28T01:00", "28T12:00", "28T10:00"),
        ("28T08:00", "28T12:00", "28T10:00"),
    ],
)
def test_after_closing_an_offer_lasts_twelve_hours_of_daytime(
    made: str, over: str, reminded: str
) -> None:
    times = offer_times(sale(Phase.CLOSED, after_close=True), wall(made))
    assert times.expires_at == wall(over)
    assert times.remind_at == wall(reminded)


def test_a_day_of_a_clock_change_counts_its_own_hours() -> None:
    # Québec's clocks go back on 1 November 2026 at two: nights are not counted anyway.
    saturday = datetime(2026, 10, 31, 20, tzinfo=ZONE)
    assert awake_after(saturday, timedelta(hours=3)) == datetime(
        2026, 11, 1, 9, tzinfo=ZONE
    )


@given(
    since=st.timedeltas(timedelta(0), timedelta(days=730)),
    lasts=st.timedeltas(timedelta(seconds=1), timedelta(days=3)),
)
def test_daytime_counted_forward_is_daytime_counted_between(
    since: timedelta, lasts: timedelta
) -> None:
    begins = OPENS + since
    ends = awake_after(begins, lasts)
    assert awake_between(begins, ends) == lasts
    assert 8 <= ends.astimezone(ZONE).hour <= 22


@given(
    seconds=st.integers(0, 48 * 3600 - 1),
    after_close=st.booleans(),
    show_in=st.none() | st.integers(1, 60 * 3600),
)
def test_an_offer_is_never_over_before_it_is_made(
    seconds: int, after_close: bool, show_in: int | None
) -> None:
    now = OPENS + timedelta(seconds=seconds)
    show = None if show_in is None else OPENS + timedelta(seconds=show_in)
    facts = sale(
        Phase.LIVE if now < CLOSES else Phase.CLOSED,
        after_close=after_close,
        show_at=show,
    )
    if stall_of(facts, now) is not None:
        return
    times = offer_times(facts, now)
    assert now < times.remind_at <= times.expires_at <= facts.last_offer_at


@pytest.mark.parametrize(
    ("facts", "now", "stall"),
    [
        (sale(Phase.HIDDEN), OPENS, Stall.NOT_OPEN),
        (sale(Phase.UPCOMING), OPENS - INSTANT, Stall.NOT_OPEN),
        (sale(), OPENS, None),
        (sale(Phase.SUSPENDED), OPENS, Stall.SUSPENDED),
        (sale(Phase.CANCELLED), OPENS, Stall.CANCELLED),
        (sale(), CLOSES - INSTANT, None),
        (sale(Phase.CLOSED), CLOSES, Stall.NOT_PERMITTED),
        (sale(Phase.CLOSED, after_close=True), CLOSES, None),
        (
            sale(Phase.CLOSED, after_close=True),
            CLOSES + timedelta(hours=24) - INSTANT,
            None,
        ),
        (
            sale(Phase.CLOSED, after_close=True),
            CLOSES + timedelta(hours=24),
            Stall.OVER,
        ),
        (sale(show_at=CLOSES), CLOSES - INSTANT, None),
        (sale(show_at=OPENS), OPENS, Stall.SHOW_STARTED),
    ],
)
def test_what_stalls_a_drop(facts: Sale, now: datetime, stall: Stall | None) -> None:
    assert stall_of(facts, now) is stall


def test_what_stalls_a_member() -> None:
    assert stall_of_member(is_active=False, may_take=2) is Stall.MEMBER_CLOSED
    assert stall_of_member(is_active=True, may_take=0) is Stall.LIMIT_REACHED
    assert stall_of_member(is_active=True, may_take=1) is None


def test_every_state_has_its_ways() -> None:
    assert set(NEXT_ENTRY) == set(EntryState)
    assert set(NEXT_OFFER) == set(OfferState)
