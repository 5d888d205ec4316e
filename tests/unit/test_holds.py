"""Placing, extending and ending holds, on the real store."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from flashsale.db import Database, Work, unit_of_work
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import Ids, LotId, MemberId
from flashsale.sales import holds, releases
from flashsale.sales.events import HoldExpired, StockFreed
from flashsale.sales.holds import HoldPlaced, HoldRefused, HoldRequest
from flashsale.sales.models import Hold, Lot, MemberClaim, StockMove
from flashsale.sales.purchases import Bought, PurchaseRefused, buy
from flashsale.sales.stock import Refusal
from tests.factories import a_drop, a_lot, a_member


@pytest.fixture
def work(database: Database, clock: FrozenClock):
    with unit_of_work(database, clock, Ids(), {}) as work:
        yield work


def wish(
    member: MemberId, lot: LotId, quantity: int = 1, token: str = ""
) -> HoldRequest:
    return HoldRequest(
        member_id=member,
        lot_id=lot,
        quantity=quantity,
        request_token=token or f"token-{member}-{lot}-{quantity}",
    )


def counts(work: Work, lot: LotId) -> tuple[int, int, int]:
    row = work.session.execute(
        select(Lot.allotted, Lot.held, Lot.sold).where(Lot.id == lot)
    ).one()
    return row.allotted, row.held, row.sold


def ledger(work: Work, lot: LotId) -> tuple[int, int, int]:
    moves = work.session.execute(
        select(StockMove.allotted, StockMove.held, StockMove.sold).where(
            StockMove.lot_id == lot
        )
    ).all()
    return tuple(sum(column) for column in zip(*moves, strict=True))


def test_a_hold_takes_units_for_ten_minutes(work: Work) -> None:
    member, lot = a_member(work), a_lot(work, allotted=3)
    placed = holds.place(work, wish(member, lot, 2))
    assert isinstance(placed, HoldPlaced)
    assert placed.expires_at == work.now + timedelta(minutes=10)
    assert counts(work, lot) == ledger(work, lot) == (3, 2, 0)


def test_the_same_token_is_the_same_hold(work: Work) -> None:
    member, lot = a_member(work), a_lot(work)
    first = holds.place(work, wish(member, lot, token="aaaaaaaa"))
    second = holds.place(work, wish(member, lot, token="aaaaaaaa"))
    assert first == second
    assert counts(work, lot) == (5, 1, 0)


def test_the_last_unit_goes_to_one_member(work: Work) -> None:
    lot = a_lot(work, allotted=1)
    assert isinstance(holds.place(work, wish(a_member(work), lot)), HoldPlaced)
    late = holds.place(work, wish(a_member(work), lot))
    assert late == HoldRefused(Refusal.ALL_HELD)
    assert counts(work, lot) == (1, 1, 0)
    claims = work.session.scalars(select(MemberClaim.claimed)).all()
    assert sorted(claims) in ([1], [0, 1])


def test_a_members_limit_counts_over_all_lots_of_the_drop(work: Work) -> None:
    drop = a_drop(work, member_limit=2)
    member, one, two = a_member(work), a_lot(work, drop), a_lot(work, drop)
    assert isinstance(holds.place(work, wish(member, one, 2)), HoldPlaced)
    refused = holds.place(work, wish(member, two, 1))
    assert refused == HoldRefused(Refusal.OVER_MEMBER_LIMIT)


@pytest.mark.parametrize(
    ("opens", "closes", "refusal"),
    [
        (timedelta(microseconds=1), timedelta(hours=24), Refusal.NOT_OPEN),
        (timedelta(0), timedelta(hours=24), None),
        (timedelta(hours=-24), timedelta(microseconds=1), None),
        (timedelta(hours=-24), timedelta(0), Refusal.CLOSED),
    ],
)
def test_a_window_is_half_open_to_the_microsecond(
    work: Work, opens: timedelta, closes: timedelta, refusal: Refusal | None
) -> None:
    drop = a_drop(work, opens_at=work.now + opens, closes_at=work.now + closes)
    outcome = holds.place(work, wish(a_member(work), a_lot(work, drop)))
    if refusal is None:
        assert isinstance(outcome, HoldPlaced)
    else:
        assert outcome == HoldRefused(refusal)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        ("draft", Refusal.NOT_FOUND),
        ("suspended", Refusal.SUSPENDED),
        ("cancelled", Refusal.CLOSED),
    ],
)
def test_only_a_scheduled_drop_sells(work: Work, state: str, refusal: Refusal) -> None:
    lot = a_lot(work, a_drop(work, state=state))
    assert holds.place(work, wish(a_member(work), lot)) == HoldRefused(refusal)


def test_releasing_puts_the_units_back(work: Work) -> None:
    member, lot = a_member(work), a_lot(work)
    placed = holds.place(work, wish(member, lot))
    assert isinstance(placed, HoldPlaced)
    releases.release(work, member, placed.hold_id)
    assert counts(work, lot) == ledger(work, lot) == (5, 0, 0)
    again = releases.release(work, member, placed.hold_id)
    assert again == HoldRefused(Refusal.HOLD_ENDED)
    assert counts(work, lot) == (5, 0, 0)


def test_nobody_releases_another_members_hold(work: Work) -> None:
    lot = a_lot(work)
    placed = holds.place(work, wish(a_member(work), lot))
    assert isinstance(placed, HoldPlaced)
    refused = releases.release(work, a_member(work), placed.hold_id)
    assert refused == HoldRefused(Refusal.NOT_FOUND)


def test_an_expired_hold_is_reclaimed_once(
    database: Database, clock: FrozenClock
) -> None:
    with unit_of_work(database, clock, Ids(), {}) as work:
        member, lot = a_member(work), a_lot(work)
        holds.place(work, wish(member, lot, 2))
    clock.advance(minutes=10, microseconds=-1)
    with unit_of_work(database, clock, Ids(), {}) as work:
        assert releases.expire_due(work) == 0
    clock.advance(microseconds=1)
    with unit_of_work(database, clock, Ids(), {}) as work:
        assert releases.expire_due(work) == 1
        assert {type(fact) for fact in work.events} >= {HoldExpired, StockFreed}
    with unit_of_work(database, clock, Ids(), {}) as work:
        assert releases.expire_due(work) == 0
        assert counts(work, lot) == ledger(work, lot) == (5, 0, 0)
        assert work.session.scalar(select(MemberClaim.claimed)) == 0


def test_buying_sells_held_units_once(work: Work) -> None:
    member, lot = a_member(work), a_lot(work)
    placed = holds.place(work, wish(member, lot, 2))
    assert isinstance(placed, HoldPlaced)
    assert buy(work, (placed.hold_id,)) == Bought()
    assert buy(work, (placed.hold_id,)) == Bought()
    assert counts(work, lot) == ledger(work, lot) == (5, 0, 2)


def test_a_late_payment_takes_free_units_only(
    database: Database, clock: FrozenClock
) -> None:
    with unit_of_work(database, clock, Ids(), {}) as work:
        lot = a_lot(work, allotted=1)
        late = holds.place(work, wish(a_member(work), lot))
        assert isinstance(late, HoldPlaced)
    clock.advance(minutes=11)
    with unit_of_work(database, clock, Ids(), {}) as work:
        releases.expire_due(work)
        holds.place(work, wish(a_member(work), lot))
        assert buy(work, (late.hold_id,)) == PurchaseRefused((late.hold_id,))
        assert counts(work, lot) == ledger(work, lot) == (1, 1, 0)
        assert (
            work.session.scalar(select(Hold.state).where(Hold.id == late.hold_id))
            == "expired"
        )


def test_a_late_payment_of_a_free_unit_is_honoured(
    database: Database, clock: FrozenClock
) -> None:
    with unit_of_work(database, clock, Ids(), {}) as work:
        lot = a_lot(work, allotted=1)
        late = holds.place(work, wish(a_member(work), lot))
        assert isinstance(late, HoldPlaced)
    clock.advance(minutes=11)
    with unit_of_work(database, clock, Ids(), {}) as work:
        releases.expire_due(work)
        assert buy(work, (late.hold_id,)) == Bought()
        assert counts(work, lot) == ledger(work, lot) == (1, 0, 1)
