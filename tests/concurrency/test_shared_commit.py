"""Holds that share a commit: exactly what there is, and each request stands alone."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from flashsale.db import Database, StoreBusy, Work, unit_of_work
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.errors import NotFound
from flashsale.kernel.ids import Ids, LotId, MemberId
from flashsale.sales import claims
from flashsale.sales.holds import HoldPlaced, HoldRefused, HoldRequest
from flashsale.sales.models import Hold, Lot, StockMove
from flashsale.sales.stock import Refusal
from flashsale.sales.together import MOST_TOGETHER, Together
from tests.factories import a_lot, a_member
from tests.faults.watching import until

MEMBERS = 12
COPIES = 5
NOBODY = MemberId(1)


class Killed(BaseException):
    """The thread was ended here: nothing of ours may catch it."""


class Counter:
    """A writer whose first transaction waits until the others have come."""

    def __init__(self, database: Database, clock: FrozenClock) -> None:
        """Hold the first who comes until `go`."""
        self.database, self.clock = database, clock
        self.together = Together()
        self.go = Event()
        self.transactions = 0
        self.fault: BaseException | None = None
        self.dies: BaseException | None = None

    @contextmanager
    def open_work(self) -> Iterator[Work]:
        self.transactions += 1
        if self.transactions == 1:
            assert self.go.wait(10)
        elif self.fault is not None:
            raise self.fault
        with unit_of_work(self.database, self.clock, Ids(), {}) as work:
            yield work
            if self.dies is not None and self.transactions > 1:
                raise self.dies

    def ask(self, member: MemberId, lot: LotId, token: str = "") -> object:
        request = HoldRequest(
            member_id=member,
            lot_id=lot,
            quantity=1,
            request_token=token or f"together-{member}",
        )
        return self.together.place(self.open_work, request)

    def all_at_once(
        self, wishes: list[tuple[MemberId, LotId, str]]
    ) -> list[Future[object]]:
        """Let the first begin, the others come while it writes; return the answers."""
        with ThreadPoolExecutor(len(wishes)) as crowd:
            answers = [crowd.submit(self.ask, *wishes[0])]
            until(lambda: self.transactions == 1)
            answers += [crowd.submit(self.ask, *wish) for wish in wishes[1:]]
            until(lambda: len(self.together._waiting) == len(wishes) - 1)
            self.go.set()
        return answers


@pytest.fixture
def counter(database: Database, clock: FrozenClock) -> Counter:
    return Counter(database, clock)


@pytest.fixture
def members(database: Database, clock: FrozenClock) -> list[MemberId]:
    with unit_of_work(database, clock, Ids(), {}) as work:
        return [a_member(work) for _ in range(MEMBERS)]


def lot_of(counter: Counter, allotted: int) -> LotId:
    with unit_of_work(counter.database, counter.clock, Ids(), {}) as work:
        return a_lot(work, allotted=allotted)


def rows(counter: Counter, lot: LotId) -> tuple[int, int, int]:
    """Return the lot's held units, its holds, and what its ledger sums to."""
    with counter.database.session(reads_only=True) as session:
        held = session.scalar(select(Lot.held).where(Lot.id == lot))
        holds = select(func.count()).select_from(Hold).where(Hold.lot_id == lot)
        moves = select(func.sum(StockMove.held)).where(StockMove.lot_id == lot)
        return held or 0, session.scalar(holds) or 0, session.scalar(moves) or 0


def placed(answers: list[Future[object]]) -> int:
    return sum(isinstance(answer.result(), HoldPlaced) for answer in answers)


def test_who_comes_meanwhile_shares_the_next_commit(
    counter: Counter, members: list[MemberId]
) -> None:
    lot = lot_of(counter, allotted=MEMBERS)
    answers = counter.all_at_once([(member, lot, "") for member in members])
    assert placed(answers) == MEMBERS
    assert counter.transactions == 2
    assert rows(counter, lot) == (MEMBERS, MEMBERS, MEMBERS)


def test_a_shared_commit_gives_exactly_what_there_is(
    counter: Counter, members: list[MemberId]
) -> None:
    lot = lot_of(counter, allotted=COPIES)
    answers = counter.all_at_once([(member, lot, "") for member in members])
    assert placed(answers) == COPIES
    refusals = [a.result() for a in answers if isinstance(a.result(), HoldRefused)]
    assert refusals == [HoldRefused(Refusal.ALL_HELD)] * (MEMBERS - COPIES)
    assert rows(counter, lot) == (COPIES, COPIES, COPIES)


def test_the_control_without_the_guard_oversells(
    counter: Counter, members: list[MemberId], monkeypatch: pytest.MonkeyPatch
) -> None:
    lot = lot_of(counter, allotted=COPIES)

    def unguarded(
        session: Session, lot_id: LotId, units: int, *, early_percent: int | None = None
    ) -> bool:
        return True

    monkeypatch.setattr(claims, "hold_units", unguarded)
    assert placed(counter.all_at_once([(m, lot, "") for m in members])) > COPIES


def test_the_same_form_twice_in_one_commit_is_one_hold(
    counter: Counter, members: list[MemberId]
) -> None:
    lot = lot_of(counter, allotted=9)
    one, other = members[:2]
    twice = [(one, lot, ""), (other, lot, "again-and-again"), (other, lot, "")]
    answers = counter.all_at_once([*twice, (other, lot, "again-and-again")])
    assert answers[1].result() == answers[3].result()
    assert rows(counter, lot) == (3, 3, 3)


def test_a_request_that_breaks_takes_nobody_with_it(
    counter: Counter, members: list[MemberId]
) -> None:
    lot = lot_of(counter, allotted=MEMBERS)
    wishes = [(member, lot, "") for member in [*members[:3], NOBODY, *members[3:6]]]
    answers = counter.all_at_once(wishes)
    with pytest.raises(NotFound):
        answers.pop(3).result()
    assert placed(answers) == 6
    assert rows(counter, lot) == (6, 6, 6)


def test_a_busy_store_is_told_to_all_and_asked_once(
    counter: Counter, members: list[MemberId]
) -> None:
    lot = lot_of(counter, allotted=MEMBERS)
    counter.fault = StoreBusy("BEGIN IMMEDIATE", None, TimeoutError())
    first, *others = counter.all_at_once([(member, lot, "") for member in members])
    assert isinstance(first.result(), HoldPlaced)
    assert [type(answer.exception()) for answer in others] == [StoreBusy] * 11
    assert counter.transactions == 2
    assert rows(counter, lot) == (1, 1, 1)


def test_an_end_before_the_commit_loses_and_doubles_nothing(
    counter: Counter, members: list[MemberId]
) -> None:
    lot = lot_of(counter, allotted=MEMBERS)
    counter.dies = Killed()
    wishes = [(member, lot, "") for member in members]
    _, *others = counter.all_at_once(wishes)
    assert [type(answer.exception()) for answer in others] == [Killed] * 11
    assert rows(counter, lot) == (1, 1, 1)
    # Nobody is stuck, and the same forms once more are one hold each.
    counter.dies = None
    again = [counter.ask(*wish) for wish in wishes]
    assert all(isinstance(outcome, HoldPlaced) for outcome in again)
    assert rows(counter, lot) == (MEMBERS, MEMBERS, MEMBERS)


def test_a_group_is_bounded(
    counter: Counter, database: Database, clock: FrozenClock
) -> None:
    lot = lot_of(counter, allotted=200)
    with unit_of_work(database, clock, Ids(), {}) as work:
        crowd = [a_member(work) for _ in range(MOST_TOGETHER + 3)]
    answers = counter.all_at_once([(member, lot, "") for member in crowd])
    assert placed(answers) == len(crowd)
    assert counter.transactions == 3


def test_a_hold_costs_seven_statements_and_no_more_in_company(
    counter: Counter, members: list[MemberId]
) -> None:
    lot = lot_of(counter, allotted=MEMBERS)
    asked: list[str] = []
    event.listen(
        counter.database.engine,
        "before_cursor_execute",
        lambda *said: asked.append(str(said[2])),
    )
    counter.all_at_once([(member, lot, "") for member in members])
    hours = [one for one in asked if "clock_timestamp" in one]
    assert len(asked) - len(hours) == 7 * MEMBERS
