"""Each invariant of the sales holds on a sound store and finds what breaks it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import insert, text, update

from flashsale.db import Database, Work, unit_of_work
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import Ids
from flashsale.sales import holds, invariants
from flashsale.sales.holds import HoldPlaced, HoldRequest
from flashsale.sales.models import Drop, Hold, Lot, MemberClaim, StockMove
from flashsale.sales.purchases import buy
from tests.factories import a_lot, a_member


@pytest.fixture
def work(database: Database, clock: FrozenClock) -> Iterator[Work]:
    with unit_of_work(database, clock, Ids(), {}) as work:
        lot = a_lot(work, allotted=4)
        for token, bought in (("kept-one", False), ("bought-1", True)):
            placed = holds.place(
                work,
                HoldRequest(
                    member_id=a_member(work),
                    lot_id=lot,
                    quantity=1,
                    request_token=token,
                ),
            )
            assert isinstance(placed, HoldPlaced)
            if bought:
                buy(work, (placed.hold_id,))
        yield work


def broken(work: Work) -> set[str]:
    work.session.expire_all()
    findings = [invariant(work) for invariant in invariants.INVARIANTS]
    return {finding.name for finding in findings if not finding.holds}


def test_a_sound_store_holds_them_all(work: Work) -> None:
    assert broken(work) == set()


def a_unit_sold_beside_the_ledger(work: Work) -> None:
    work.session.execute(update(Lot).values(sold=Lot.sold + 1))


def a_unit_offered_beside_the_ledger(work: Work) -> None:
    work.session.execute(update(Lot).values(offered=Lot.offered + 1))


def a_unit_held_by_nobody(work: Work) -> None:
    work.session.execute(update(Lot).values(held=Lot.held + 1))


def a_claim_forgotten(work: Work) -> None:
    work.session.execute(update(MemberClaim).values(claimed=0))


def a_claim_over_the_limit(work: Work) -> None:
    work.session.execute(update(Hold).values(quantity=3))


def a_limit_lowered_afterwards(work: Work) -> None:
    work.session.execute(text('UPDATE "drop" SET member_limit = 1'))


def a_hold_before_opening(work: Work) -> None:
    work.session.execute(update(Hold).values(created_at=work.now - timedelta(hours=2)))


def early_access_took_the_rest(work: Work) -> None:
    opens_at = work.now + timedelta(minutes=10)
    work.session.execute(update(Drop).values(opens_at=opens_at))
    work.session.execute(update(Hold).values(created_at=work.now))


def a_hold_that_outlives_itself(work: Work) -> None:
    work.session.execute(
        update(Hold).values(expires_at=work.now - timedelta(seconds=61))
    )


def a_movement_too_many(work: Work) -> None:
    lot = work.session.query(Lot.id).limit(1).scalar()
    work.session.execute(
        insert(StockMove).values(
            id=1, lot_id=lot, kind="sell", allotted=0, held=-1, sold=1, at=work.now
        )
    )


def test_a_limit_lowered_afterwards_breaks_nothing(work: Work) -> None:
    a_limit_lowered_afterwards(work)
    assert broken(work) == set()


@pytest.mark.parametrize(
    ("damage", "name"),
    [
        (a_unit_sold_beside_the_ledger, "sold units"),
        (a_unit_sold_beside_the_ledger, "the stock ledger"),
        (a_unit_offered_beside_the_ledger, "the stock ledger"),
        (a_unit_held_by_nobody, "held units"),
        (a_claim_forgotten, "what counts against"),
        (a_claim_over_the_limit, "no member has more"),
        (a_hold_before_opening, "every hold was taken"),
        (early_access_took_the_rest, "before the opening"),
        (a_hold_that_outlives_itself, "no hold outlives"),
        (a_movement_too_many, "the stock ledger"),
    ],
)
def test_damage_is_found(work: Work, damage: Callable[[Work], None], name: str) -> None:
    damage(work)
    assert any(found.startswith(name) for found in broken(work))
    work.session.rollback()
