"""What is kept for a moment: used while good, read by one, never past its time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest

from flashsale.kernel.kept import GOOD_FOR, RENEWED_AFTER, Kept

NOON = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)
A_MOMENT = timedelta(microseconds=1)


class Source:
    """Counts readings; one may be held up by the test."""

    def __init__(self) -> None:
        """Be read at once until told otherwise."""
        self.count = 0
        self.may_go = Event()
        self.may_go.set()
        self.began = Event()

    def __call__(self, now: datetime) -> int:
        """Return the number of this reading."""
        self.count += 1
        number = self.count
        self.began.set()
        assert self.may_go.wait(5)
        return number


def eventually(holds: Callable[[], bool]) -> None:
    """Wait for another thread, five seconds at most."""
    for _ in range(500):
        if holds():
            return
        Event().wait(0.01)
    raise AssertionError("it never came")


def test_a_young_value_is_read_once() -> None:
    kept = Kept(source := Source())
    assert [kept.get(NOON + n * A_MOMENT) for n in range(3)] == [1, 1, 1]
    assert source.count == 1


def test_an_ageing_value_is_used_while_one_thread_reads_the_next() -> None:
    kept = Kept(source := Source())
    kept.get(NOON)
    source.may_go.clear()
    later = NOON + RENEWED_AFTER
    assert [kept.get(later), kept.known(later), kept.get(later)] == [1, 1, 1]
    source.may_go.set()
    eventually(lambda: kept.known(later) == 2)
    assert source.count == 2


@pytest.mark.parametrize(
    ("age", "known"), [(GOOD_FOR - A_MOMENT, 1), (GOOD_FOR, None), (-A_MOMENT, None)]
)
def test_an_old_value_or_one_of_the_future_is_not_used(
    age: timedelta, known: int | None
) -> None:
    kept = Kept(source := Source())
    kept.get(NOON)
    source.may_go.clear()
    assert kept.known(NOON + age) == known
    source.may_go.set()


def test_who_finds_it_old_waits_for_the_same_reading() -> None:
    kept = Kept(source := Source())
    source.may_go.clear()
    got: list[int] = []
    crowd = [Thread(target=lambda: got.append(kept.get(NOON))) for _ in range(8)]
    for one in crowd:
        one.start()
    assert source.began.wait(5)
    source.may_go.set()
    for one in crowd:
        one.join(5)
    assert (got, source.count) == ([1] * 8, 1)


def test_a_reading_begun_before_a_change_is_not_kept() -> None:
    kept = Kept(source := Source())
    kept.get(NOON)
    source.may_go.clear()
    source.began.clear()
    kept.known(NOON + RENEWED_AFTER)
    assert source.began.wait(5)
    kept.forget()
    source.may_go.set()
    eventually(lambda: kept.get(NOON + RENEWED_AFTER) == 3)


def test_a_failed_reading_leaves_the_old_value_until_its_end() -> None:
    readings: list[int] = []

    def read(now: datetime) -> int:
        readings.append(1)
        if len(readings) == 2:
            raise OSError("the store is busy")
        return len(readings)

    kept = Kept(read)
    kept.get(NOON)
    later = NOON + RENEWED_AFTER
    assert kept.known(later) == 1
    eventually(lambda: len(readings) >= 2)
    assert kept.get(later) == 1
    assert kept.get(NOON + GOOD_FOR) == 3
