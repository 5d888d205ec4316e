"""Many hands on one balance: it is spent once, with a control where it is not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from flashsale.credit import claims, ledger
from flashsale.credit.balances import balances_of, grants_in
from flashsale.credit.buckets import Bucket, Kind
from flashsale.credit.invariants import INVARIANTS
from flashsale.credit.ledger import Gift, Moved
from flashsale.db import Database, Work, unit_of_work
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import Ids, MemberId, OrderId
from tests.credit_scene import an_order
from tests.factories import a_member

HANDS = 12
BALANCE, PRICE = 10_00, 3_00
Opened = Callable[[], object]


@pytest.fixture
def purse(database: Database, clock: FrozenClock) -> tuple[MemberId, list[OrderId]]:
    """Give a member two grants, and more orders than these pay."""
    with unit_of_work(database, clock, Ids(), {}) as work:
        member = a_member(work)
        for key, cents in (("a", 4_00), ("b", 6_00)):
            gift = Gift(
                key=key,
                kind=Kind.REFUND,
                member_id=member,
                bucket=Bucket.PAID,
                cents=cents,
            )
            ledger.give(work, gift)
        return member, [an_order(work, member) for _ in range(HANDS)]


def spend_all(
    database: Database, clock: FrozenClock, member: MemberId, orders: list[OrderId]
) -> int:
    """Pay every order at once; return how many were paid."""
    together = Barrier(len(orders))

    def pay(order: OrderId) -> bool:
        together.wait()
        with unit_of_work(database, clock, Ids(), {}) as work:
            with work.session.begin_nested() as attempt:
                outcome = ledger.spend(work, member, order, "X", {Bucket.PAID: PRICE})
                if not isinstance(outcome, Moved):
                    attempt.rollback()
        return isinstance(outcome, Moved)

    with ThreadPoolExecutor(len(orders)) as hands:
        return sum(hands.map(pay, orders))


def is_sound(work: Work) -> bool:
    return all(invariant(work).holds for invariant in INVARIANTS)


def test_a_balance_pays_what_is_in_it_and_no_more(
    database: Database,
    clock: FrozenClock,
    purse: tuple[MemberId, list[OrderId]],
) -> None:
    member, orders = purse
    assert spend_all(database, clock, member, orders) == BALANCE // PRICE
    with unit_of_work(database, clock, Ids(), {}) as work:
        assert balances_of(work, member).cents(Bucket.PAID) == BALANCE % PRICE
        assert is_sound(work)


def test_the_control_without_the_guards_overspends(
    database: Database,
    clock: FrozenClock,
    purse: tuple[MemberId, list[OrderId]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Read, think, write: the same race must spend more than there is."""
    member, orders = purse
    with unit_of_work(database, clock, Ids(), {}) as work:
        # What everyone read before anyone wrote.
        when_read = grants_in(work, member, (Bucket.PAID,))

    def unguarded(session: Session, **values: object) -> bool:
        cents = values.pop("cents")
        assert isinstance(cents, int)
        claims.record(session, **values, amount_cents=-cents)
        return True

    monkeypatch.setattr(claims, "take_from_grant", unguarded)
    monkeypatch.setattr(ledger, "grants_in", lambda *_: when_read)
    assert spend_all(database, clock, member, orders) > BALANCE // PRICE
    with unit_of_work(database, clock, Ids(), {}) as work:
        assert not is_sound(work)


def test_the_guarded_statement_alone_refuses_more_than_is_left(
    database: Database, clock: FrozenClock, purse: tuple[MemberId, list[OrderId]]
) -> None:
    member, orders = purse
    with unit_of_work(database, clock, Ids(), {}) as work:
        (grant, *_) = grants_in(work, member, (Bucket.PAID,))[Bucket.PAID]
        ledger.spend(work, member, orders[0], "X", {})
        transaction = work.session.connection().exec_driver_sql(
            "SELECT id FROM credit_transaction WHERE kind = 'spending'"
        )
        values = {
            "transaction_id": transaction.scalar_one(),
            "account": claims.account_of(member, Bucket.PAID),
            "grant_id": grant.id,
        }
        take = claims.take_from_grant
        assert not take(work.session, id=1, cents=grant.left_cents + 1, **values)
        assert take(work.session, id=2, cents=grant.left_cents, **values)
        assert not take(work.session, id=3, cents=1, **values)
        work.session.rollback()


def test_one_order_is_paid_by_credit_once(
    database: Database, clock: FrozenClock, purse: tuple[MemberId, list[OrderId]]
) -> None:
    member, orders = purse
    assert spend_all(database, clock, member, [orders[0]] * HANDS) == HANDS
    with unit_of_work(database, clock, Ids(), {}) as work:
        assert balances_of(work, member).cents(Bucket.PAID) == BALANCE - PRICE
        assert is_sound(work)
