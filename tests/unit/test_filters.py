"""Money, instants and spans as they are printed, in both languages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.kernel.language import Language
from flashsale.web import filters
from flashsale.web.filters import ZONE

FR, EN = Language.FR, Language.EN
N = "\u00a0"
NOW = datetime(2026, 11, 26, 11, 42, tzinfo=ZONE)


def wall(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """Return an instant of the house's wall clock, as UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("cents", "french", "english"),
    [
        (0, f"0,00{N}$", "$0.00"),
        (5, f"0,05{N}$", "$0.05"),
        (2499, f"24,99{N}$", "$24.99"),
        (123450, f"1{N}234,50{N}$", "$1,234.50"),
        (-500, f"−5,00{N}$", "−$5.00"),
    ],
)
def test_an_amount_is_printed_in_both_languages(
    cents: int, french: str, english: str
) -> None:
    assert filters.price(cents, FR) == french
    assert filters.price(cents, EN) == english


@given(st.integers(min_value=0, max_value=10**9))
def test_no_cent_is_lost_when_printed(cents: int) -> None:
    for language in Language:
        digits = "".join(c for c in filters.price(cents, language) if c.isdigit())
        assert int(digits) == cents


def test_a_saving_uses_the_true_minus_in_french() -> None:
    assert filters.rebate(40, FR) == f"−40{N}%"
    assert filters.rebate(40, EN) == "40% off"


@pytest.mark.parametrize(
    ("hour", "minute", "french", "english"),
    [
        (11, 0, f"11{N}h", f"11{N}a.m."),
        (14, 30, f"14{N}h{N}30", f"2:30{N}p.m."),
        (9, 5, f"9{N}h{N}05", f"9:05{N}a.m."),
        (12, 0, f"12{N}h", "noon"),
        (12, 15, f"12{N}h{N}15", f"12:15{N}p.m."),
        (0, 0, f"0{N}h", "midnight"),
        (0, 20, f"0{N}h{N}20", f"12:20{N}a.m."),
    ],
)
def test_an_hour_is_said_as_people_say_it(
    hour: int, minute: int, french: str, english: str
) -> None:
    at = wall(26, hour, minute)
    assert filters.hour(at, FR) == french
    assert filters.hour(at, EN) == english


def test_an_hour_is_that_of_quebec_on_both_sides_of_the_clock_change() -> None:
    assert filters.hour(datetime(2026, 10, 31, 16, tzinfo=UTC), FR) == f"12{N}h"
    assert filters.hour(datetime(2026, 11, 1, 17, tzinfo=UTC), FR) == f"12{N}h"


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (date(2026, 11, 26), f"jeudi 26{N}novembre", "Thursday, November 26"),
        (date(2026, 12, 1), f"mardi 1er{N}décembre", "Tuesday, December 1"),
    ],
)
def test_a_day_is_written_in_words(day: date, french: str, english: str) -> None:
    assert filters.day(day, FR) == french
    assert filters.day(day, EN) == english


def test_a_day_of_an_instant_is_the_local_one() -> None:
    assert filters.day(datetime(2026, 11, 27, 3, tzinfo=UTC), FR).startswith("jeudi")
    assert filters.numeric_day(datetime(2026, 11, 27, 3, tzinfo=UTC)) == "2026-11-26"


def test_a_short_day_and_a_year() -> None:
    assert filters.short_day(date(2026, 11, 27), FR) == f"ven.{N}27"
    assert filters.short_day(date(2026, 11, 27), EN) == f"Fri.{N}27"
    assert filters.day_and_year(date(2026, 11, 27), FR).endswith("novembre 2026")
    assert filters.day_and_year(date(2026, 11, 27), EN).endswith("November 27, 2026")


@pytest.mark.parametrize(
    ("at", "french", "english"),
    [
        (wall(26, 14), f"aujourd’hui à 14{N}h", f"today at 2{N}p.m."),
        (wall(27, 11), f"demain à 11{N}h", f"tomorrow at 11{N}a.m."),
        (wall(25, 11), f"hier à 11{N}h", f"yesterday at 11{N}a.m."),
        (wall(28, 11), f"samedi à 11{N}h", f"on Saturday at 11{N}a.m."),
        (
            wall(3, 11, month=12),
            f"le jeudi 3{N}décembre à 11{N}h",
            f"on Thursday, December 3 at 11{N}a.m.",
        ),
    ],
)
def test_an_instant_is_said_from_now(at: datetime, french: str, english: str) -> None:
    assert filters.moment(at, NOW, FR) == french
    assert filters.moment(at, NOW, EN) == english


def test_a_near_instant_may_keep_the_name_of_its_day() -> None:
    said = filters.moment(wall(27, 11), NOW, FR, full=True)
    assert said == f"demain, vendredi, à 11{N}h"


@pytest.mark.parametrize(
    ("seconds", "french", "english"),
    [
        (-5, f"0{N}min", f"0{N}min"),
        (1, f"1{N}min", f"1{N}min"),
        (2520, f"42{N}min", f"42{N}min"),
        (3600, f"1{N}h", f"1{N}h"),
        (83880, f"23{N}h{N}18", f"23{N}h{N}18{N}min"),
    ],
)
def test_a_span_is_rounded_up_to_the_minute(
    seconds: int, french: str, english: str
) -> None:
    assert filters.span(seconds, FR) == french
    assert filters.span(seconds, EN) == english


def test_a_hold_counts_down_to_zero_and_no_further() -> None:
    end = NOW + timedelta(minutes=8, seconds=42)
    assert filters.stopwatch(end, NOW) == "8:42"
    assert filters.stopwatch_in_words(end, NOW) == f"8{N}min 42{N}s"
    assert filters.stopwatch(end, end + timedelta(hours=1)) == "0:00"
    assert filters.stopwatch_in_words(end, end) == f"0{N}s"


@pytest.mark.parametrize(
    ("days", "french", "english"),
    [
        (-2, "il y a deux jours", "two days ago"),
        (0, "aujourd’hui", "today"),
        (1, "demain", "tomorrow"),
        (3, "dans trois jours", "in three days"),
        (20, "dans 20 jours", "in 20 days"),
    ],
)
def test_days_away_are_counted_on_the_calendar(
    days: int, french: str, english: str
) -> None:
    at = NOW + timedelta(days=days)
    assert filters.days_away(at, NOW, FR) == french
    assert filters.days_away(at, NOW, EN) == english


def test_a_machine_reads_utc() -> None:
    assert filters.machine_instant(NOW) == "2026-11-26T16:42:00Z"
    assert filters.numeric_instant(NOW) == "2026-11-26 11:42"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Thursday, November 26", "Thursday, November 26"),
        ("jeudi 26 novembre", "Jeudi 26 novembre"),
        ("", ""),
    ],
)
def test_a_sentence_begins_with_a_capital_and_keeps_the_others(
    text: str, told: str
) -> None:
    assert filters.sentence(text) == told
