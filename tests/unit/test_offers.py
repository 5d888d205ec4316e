"""What becomes of an offer: taken, passed, ignored, withdrawn, after closing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from flashsale.db import Database
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId
from flashsale.mail.models import OutboxMail
from flashsale.sales import (
    accepting,
    after_close,
    drops,
    freeing,
    offers,
    releases,
    returns,
    waitlist,
)
from flashsale.sales.drops import DropRefusal, DropRefused, DropSaved
from flashsale.sales.holds import HoldPlaced
from flashsale.sales.models import Drop, Hold, Lot, WaitOffer
from flashsale.sales.purchases import Bought, buy
from flashsale.sales.waiting import WaitRefusal
from flashsale.sales.waitlist import WaitRefused
from tests.factories import a_drop, a_lot
from tests.waiting import (
    Begin,
    a_crowd,
    beginning,
    claimed_by,
    counts_of,
    hold,
    open_offers,
    state_of,
    wait,
)


@pytest.fixture
def begin(database: Database, clock: FrozenClock) -> Iterator[Begin]:
    yield from beginning(database, clock)


def test_an_offer_taken_is_an_ordinary_hold(begin: Begin, clock: FrozenClock) -> None:
    with begin() as work:
        anna, ben = a_crowd(work, 2)
        lot = a_lot(work, allotted=1, price_cents=1_850)
        held = hold(work, anna, lot)
        entry = wait(work, ben, lot)
        releases.release(work, anna, held)
        ((_, _, offer),) = open_offers(work)
    clock.advance(minutes=30)
    with begin() as work:
        placed = accepting.accept(work, ben, offer, 1)
        assert isinstance(placed, HoldPlaced)
        assert placed.expires_at == work.now + timedelta(minutes=10)
        assert accepting.accept(work, ben, offer, 1) == placed
        assert counts_of(work, lot) == (1, 1, 0, 0)
        assert claimed_by(work, ben) == 1
        assert state_of(work, entry) == "accepted"
        row = work.session.get_one(Hold, placed.hold_id)
        assert (row.quantity, row.unit_price_cents) == (1, 1_850)
        assert buy(work, (placed.hold_id,)) == Bought()
    with begin() as work:
        # Consumed for good: what is cancelled later revives neither.
        returns.take_back(work, (placed.hold_id,))
        assert state_of(work, entry) == "accepted"
        assert counts_of(work, lot) == (1, 0, 0, 0)


def test_taking_a_part_closes_the_place_and_serves_the_next(begin: Begin) -> None:
    with begin() as work:
        anna, ben, carl = a_crowd(work, 3)
        lot = a_lot(work, allotted=2)
        held = hold(work, anna, lot, 2)
        entry = wait(work, ben, lot, 2)
    with begin() as work:
        wait(work, carl, lot)
    with begin() as work:
        releases.release(work, anna, held)
        ((_, units, offer),) = open_offers(work)
        assert units == 2
        assert isinstance(accepting.accept(work, ben, offer, 1), HoldPlaced)
        assert state_of(work, entry) == "accepted"
        assert claimed_by(work, ben) == 1
        assert [(m, n) for m, n, _ in open_offers(work)] == [(carl, 1)]
        assert counts_of(work, lot) == (2, 1, 0, 1)


def test_passing_gives_it_to_the_next_at_once(begin: Begin) -> None:
    with begin() as work:
        anna, ben, carl = a_crowd(work, 3)
        lot = a_lot(work, allotted=1)
        held = hold(work, anna, lot)
        entry = wait(work, ben, lot)
    with begin() as work:
        wait(work, carl, lot)
    with begin() as work:
        releases.release(work, anna, held)
        offer = open_offers(work)[0][2]
        assert offers.pass_on(work, carl, offer) == WaitRefused(WaitRefusal.NOT_FOUND)
        assert not isinstance(offers.pass_on(work, ben, offer), WaitRefused)
        assert offers.pass_on(work, ben, offer) == WaitRefused(WaitRefusal.OFFER_ENDED)
        assert state_of(work, entry) == "passed"
        assert [member for member, _, _ in open_offers(work)] == [carl]
        assert claimed_by(work, ben) == 0


def test_an_ignored_offer_ends_at_its_instant(begin: Begin, clock: FrozenClock) -> None:
    with begin() as work:
        anna, ben, carl = a_crowd(work, 3)
        lot = a_lot(work, allotted=1)
        drop = DropId(work.session.scalars(select(Lot.drop_id)).one())
        held = hold(work, anna, lot)
        entry = wait(work, ben, lot)
    with begin() as work:
        wait(work, carl, lot)
        releases.release(work, anna, held)
        ((_, _, offer),) = open_offers(work)
        ends_at = work.session.get_one(WaitOffer, offer).expires_at
    clock.move_to(ends_at - timedelta(microseconds=1))
    with begin() as work:
        assert offers.expire_due(work, drop) == 0
    clock.move_to(ends_at)
    with begin() as work:
        # Over by the clock, swept or not.
        assert accepting.accept(work, ben, offer, 1) == WaitRefused(
            WaitRefusal.OFFER_ENDED
        )
    with begin() as work:
        assert offers.expire_due(work, drop) == 1
        assert offers.expire_due(work, drop) == 0
        assert state_of(work, entry) == "expired"
        assert [member for member, _, _ in open_offers(work)] == [carl]
    with begin() as work:
        messages = set(work.session.scalars(select(OutboxMail.key)))
        assert f"wait_over:{offer}" in messages
        again = wait(work, ben, lot)
        assert again != entry


def test_the_reminder_comes_at_half_time_and_once(
    begin: Begin, clock: FrozenClock
) -> None:
    with begin() as work:
        anna, ben = a_crowd(work, 2)
        lot = a_lot(work, allotted=1)
        held = hold(work, anna, lot)
        wait(work, ben, lot)
        releases.release(work, anna, held)
        ((_, _, offer),) = open_offers(work)
        remind_at = work.session.get_one(WaitOffer, offer).remind_at
    clock.move_to(remind_at - timedelta(microseconds=1))
    with begin() as work:
        assert offers.remind_due(work) == 0
    clock.move_to(remind_at)
    with begin() as work:
        assert offers.remind_due(work) == 1
        assert offers.remind_due(work) == 0
    with begin() as work:
        keys = set(work.session.scalars(select(OutboxMail.key)))
        assert keys == {f"wait_offer:{offer}", f"wait_reminder:{offer}"}


def test_a_pause_stalls_the_waitlist_and_the_end_of_it_serves_it(
    begin: Begin, clock: FrozenClock
) -> None:
    with begin() as work:
        anna, ben = a_crowd(work, 2)
        lot = a_lot(work, allotted=1)
        drop = DropId(work.session.scalars(select(Lot.drop_id)).one())
        held = hold(work, anna, lot)
        wait(work, ben, lot)
        drops.suspend(work, drop)
    with begin() as work:
        releases.release(work, anna, held)
        assert open_offers(work) == []
        assert freeing.offer_free(work, drop) == 0
    clock.advance(minutes=2)
    with begin() as work:
        assert isinstance(drops.schedule(work, drop), DropSaved)
        assert [member for member, _, _ in open_offers(work)] == [ben]


def test_an_offer_that_runs_out_in_a_pause_gives_the_place_back(
    begin: Begin, clock: FrozenClock
) -> None:
    with begin() as work:
        anna, ben = a_crowd(work, 2)
        lot = a_lot(work, allotted=1)
        drop = DropId(work.session.scalars(select(Lot.drop_id)).one())
        held = hold(work, anna, lot)
        entry = wait(work, ben, lot)
        releases.release(work, anna, held)
        ((_, _, offer),) = open_offers(work)
        drops.suspend(work, drop)
        assert accepting.accept(work, ben, offer, 1) == WaitRefused(
            WaitRefusal.SUSPENDED
        )
    clock.advance(hours=3)
    with begin() as work:
        assert offers.expire_due(work, drop) == 1
        assert state_of(work, entry) == "waiting"


def test_a_cancelled_sale_ends_offers_and_waits(begin: Begin) -> None:
    with begin() as work:
        anna, ben, carl = a_crowd(work, 3)
        lot = a_lot(work, allotted=1)
        drop = DropId(work.session.scalars(select(Lot.drop_id)).one())
        held = hold(work, anna, lot)
        first = wait(work, ben, lot)
    with begin() as work:
        second = wait(work, carl, lot)
        releases.release(work, anna, held)
        ((_, _, offer),) = open_offers(work)
    with begin() as work:
        assert isinstance(drops.cancel(work, drop), DropSaved)
        assert open_offers(work) == []
        assert {state_of(work, first), state_of(work, second)} == {"closed"}
        assert claimed_by(work, ben) == 0
    with begin() as work:
        letter = work.session.scalars(
            select(OutboxMail).where(OutboxMail.key == f"wait_over:{offer}")
        ).one()
        assert letter.values["was_withdrawn"] is True


def test_after_closing_the_producer_must_agree(
    begin: Begin, clock: FrozenClock
) -> None:
    with begin() as work:
        anna, ben = a_crowd(work, 2)
        lot = a_lot(work, allotted=1)
        drop = DropId(work.session.scalars(select(Lot.drop_id)).one())
        held = hold(work, anna, lot)
        wait(work, ben, lot)
        closes_at = work.session.get_one(Drop, drop).closes_at
        work.session.execute(
            update(Hold).values(expires_at=closes_at + timedelta(minutes=15))
        )
    clock.move_to(closes_at + timedelta(minutes=16))
    with begin() as work:
        assert releases.expire_due(work) == 1
        assert open_offers(work) == []
    with begin() as work:
        assert isinstance(after_close.allow(work, drop, allowed=True), DropSaved)
        ((_, _, offer),) = open_offers(work)
        assert after_close.allow(work, drop, allowed=False) == DropRefused(
            (DropRefusal.OFFERS_OPEN,)
        )
    clock.advance(hours=3)
    with begin() as work:
        placed = accepting.accept(work, ben, offer, 1)
        assert isinstance(placed, HoldPlaced)
        assert placed.expires_at == work.now + timedelta(minutes=10)
        assert buy(work, (placed.hold_id,)) == Bought()
    assert held != placed.hold_id


def test_a_day_after_closing_the_wait_is_over_and_demand(
    begin: Begin, clock: FrozenClock
) -> None:
    with begin() as work:
        anna, ben = a_crowd(work, 2)
        lot = a_lot(work, allotted=1)
        drop = DropId(work.session.scalars(select(Lot.drop_id)).one())
        buy(work, (hold(work, anna, lot),))
        entry = wait(work, ben, lot)
        closes_at = work.session.get_one(Drop, drop).closes_at
    clock.move_to(closes_at + timedelta(hours=24) - timedelta(microseconds=1))
    with begin() as work:
        assert waitlist.close_over(work) == 0
    clock.move_to(closes_at + timedelta(hours=24))
    with begin() as work:
        assert waitlist.close_over(work) == 1
        assert waitlist.close_over(work) == 0
        assert state_of(work, entry) == "closed"
        assert after_close.allow(work, drop, allowed=True) == DropRefused(
            (DropRefusal.OFFERS_OVER,)
        )


def test_a_limit_that_allows_again_is_found_by_the_sweep(begin: Begin) -> None:
    with begin() as work:
        anna, ben = a_crowd(work, 2)
        drop = a_drop(work, member_limit=1)
        lot, other = a_lot(work, drop, allotted=1), a_lot(work, drop, allotted=1)
        held = hold(work, anna, lot)
        wait(work, ben, lot)
        own = hold(work, ben, other)
    with begin() as work:
        releases.release(work, anna, held)
        assert counts_of(work, lot) == (1, 0, 0, 0)
        assert freeing.offer_free(work, drop) == 0
    with begin() as work:
        releases.release(work, ben, own)
    with begin() as work:
        assert freeing.offer_free(work, drop) == 1
        assert freeing.offer_free(work, drop) == 0
        assert [member for member, _, _ in open_offers(work)] == [ben]
