"""Joining a waitlist, and what comes back going to its head, on the real store."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from flashsale.db import Database
from flashsale.kernel.clock import FrozenClock
from flashsale.mail.models import OutboxMail
from flashsale.members.models import Member
from flashsale.sales import (
    lots,
    offers,
    releases,
    waitlist,
)
from flashsale.sales.lots import LotDraft, LotSaved
from flashsale.sales.models import Lot, WaitEntry
from flashsale.sales.purchases import PurchaseRefused, buy
from flashsale.sales.waiting import WaitRefusal
from flashsale.sales.waitlist import Left, WaitRefused
from tests.factories import a_drop, a_lot, a_member
from tests.waiting import (
    Begin,
    a_crowd,
    beginning,
    claimed_by,
    counts_of,
    hold,
    open_offers,
    state_of,
    try_to_wait,
    wait,
)


@pytest.fixture
def begin(database: Database, clock: FrozenClock) -> Iterator[Begin]:
    yield from beginning(database, clock)


def test_one_waits_only_where_nothing_is_free(begin: Begin) -> None:
    with begin() as work:
        anna, ben = a_crowd(work, 2)
        lot = a_lot(work, allotted=1)
        assert try_to_wait(work, ben, lot) == WaitRefused(WaitRefusal.COPIES_FREE)
        hold(work, anna, lot)
        assert state_of(work, wait(work, ben, lot)) == "waiting"
        assert counts_of(work, lot) == (1, 1, 0, 0)


def test_asking_twice_gives_the_same_place(begin: Begin) -> None:
    with begin() as work:
        anna, ben = a_crowd(work, 2)
        lot = a_lot(work, allotted=1)
        hold(work, anna, lot)
        assert wait(work, ben, lot) == wait(work, ben, lot)


def test_one_waits_for_no_more_than_the_limit_allows(begin: Begin) -> None:
    with begin() as work:
        anna, ben = a_crowd(work, 2)
        drop = a_drop(work)
        lot, other = a_lot(work, drop, allotted=1), a_lot(work, drop, allotted=1)
        hold(work, anna, lot)
        hold(work, ben, other)
        assert try_to_wait(work, ben, lot, 2) == WaitRefused(
            WaitRefusal.OVER_MEMBER_LIMIT
        )
        wait(work, ben, lot, 1)


@pytest.mark.parametrize(
    ("state", "opens_in", "refusal"),
    [
        ("draft", 0, WaitRefusal.NOT_FOUND),
        ("scheduled", 60, WaitRefusal.NOT_OPEN),
        ("suspended", 0, WaitRefusal.SUSPENDED),
        ("cancelled", 0, WaitRefusal.OVER),
        ("scheduled", -24 * 60, WaitRefusal.OVER),
    ],
)
def test_one_waits_for_what_is_on_sale(
    begin: Begin, state: str, opens_in: int, refusal: WaitRefusal
) -> None:
    with begin() as work:
        opens_at = work.now + timedelta(minutes=opens_in)
        lot = a_lot(work, a_drop(work, state=state, opens_at=opens_at))
        assert try_to_wait(work, a_member(work), lot) == WaitRefused(refusal)


def test_what_is_released_is_offered_in_the_same_transaction(begin: Begin) -> None:
    with begin() as work:
        anna, ben, carl = a_crowd(work, 3)
        lot = a_lot(work, allotted=1)
        held = hold(work, anna, lot)
    with begin() as work:
        wait(work, ben, lot)
    with begin() as work:
        wait(work, carl, lot)
    with begin() as work:
        releases.release(work, anna, held)
        assert counts_of(work, lot) == (1, 0, 0, 1)
        assert [member for member, _, _ in open_offers(work)] == [ben]
        assert claimed_by(work, ben) == 1
        assert claimed_by(work, anna) == 0
    with begin() as work:
        letter = work.session.scalars(select(OutboxMail)).one()
        assert letter.message == "wait_offer"


def test_what_is_offered_cannot_be_held_by_another(begin: Begin) -> None:
    with begin() as work:
        anna, ben, carl = a_crowd(work, 3)
        lot = a_lot(work, allotted=1)
        held = hold(work, anna, lot)
        wait(work, ben, lot)
        releases.release(work, anna, held)
        with pytest.raises(AssertionError, match="all_held"):
            hold(work, carl, lot)


def test_only_the_surplus_is_free(begin: Begin, clock: FrozenClock) -> None:
    with begin() as work:
        anna, ben, carl = a_crowd(work, 3)
        lot = a_lot(work, allotted=2)
        hold(work, anna, lot, 2)
        wait(work, ben, lot)
    clock.advance(minutes=10)
    with begin() as work:
        assert releases.expire_due(work) == 1
        assert counts_of(work, lot) == (2, 0, 0, 1)
        hold(work, carl, lot)


def test_more_units_for_who_waits_first(begin: Begin, clock: FrozenClock) -> None:
    with begin() as work:
        anna, ben, carl, dora = a_crowd(work, 4)
        lot = a_lot(work, allotted=3, member_limit=3)
        hold(work, anna, lot, 3)
    for member, units in ((ben, 2), (carl, 2), (dora, 1)):
        clock.advance(seconds=1)
        with begin() as work:
            wait(work, member, lot, units)
    clock.advance(minutes=11)
    with begin() as work:
        releases.expire_due(work)
        told = [(member, units) for member, units, _ in open_offers(work)]
    # The third unit is a part of what the second one waits for.
    assert told == [(ben, 2), (carl, 1)]


def test_who_was_wronged_comes_first(begin: Begin, clock: FrozenClock) -> None:
    with begin() as work:
        anna, ben, carl = a_crowd(work, 3)
        lot = a_lot(work, allotted=1)
        late = hold(work, carl, lot)
    clock.advance(minutes=11)
    with begin() as work:
        releases.expire_due(work)
        taken = hold(work, anna, lot)
        wait(work, ben, lot)
    with begin() as work:
        assert buy(work, (late,)) == PurchaseRefused((late,))
        waitlist.make_good(work, carl, (late,))
        waitlist.make_good(work, carl, (late,))
    with begin() as work:
        releases.release(work, anna, taken)
        assert [member for member, _, _ in open_offers(work)] == [carl]


def test_who_waits_already_moves_up(begin: Begin, clock: FrozenClock) -> None:
    with begin() as work:
        anna, ben, carl = a_crowd(work, 3)
        lot = a_lot(work, allotted=1)
        late = hold(work, carl, lot)
    clock.advance(minutes=11)
    with begin() as work:
        releases.expire_due(work)
        hold(work, anna, lot)
        wait(work, ben, lot)
    clock.advance(seconds=1)
    with begin() as work:
        entry = wait(work, carl, lot)
        waitlist.make_good(work, carl, (late,))
        row = work.session.get_one(WaitEntry, entry)
        assert row.priority == 0


def test_who_has_reached_their_limit_is_passed_over_and_stays(begin: Begin) -> None:
    with begin() as work:
        anna, ben, carl = a_crowd(work, 3)
        drop = a_drop(work, member_limit=1)
        lot, other = a_lot(work, drop, allotted=1), a_lot(work, drop, allotted=1)
        held = hold(work, anna, lot)
        first = wait(work, ben, lot)
        own = hold(work, ben, other)
    with begin() as work:
        wait(work, carl, lot)
    with begin() as work:
        releases.release(work, anna, held)
        assert [member for member, _, _ in open_offers(work)] == [carl]
        assert state_of(work, first) == "waiting"
    with begin() as work:
        releases.release(work, ben, own)
        offers.pass_on(work, carl, open_offers(work)[0][2])
        assert [member for member, _, _ in open_offers(work)] == [ben]


def test_a_closed_account_is_passed_over(begin: Begin) -> None:
    with begin() as work:
        anna, ben, carl = a_crowd(work, 3)
        lot = a_lot(work, allotted=1)
        held = hold(work, anna, lot)
        wait(work, ben, lot)
    with begin() as work:
        wait(work, carl, lot)
        work.session.get_one(Member, ben).disabled_at = work.now
    with begin() as work:
        releases.release(work, anna, held)
        assert [member for member, _, _ in open_offers(work)] == [carl]


def test_who_leaves_is_not_offered_anything(begin: Begin) -> None:
    with begin() as work:
        anna, ben = a_crowd(work, 2)
        lot = a_lot(work, allotted=1)
        held = hold(work, anna, lot)
        entry = wait(work, ben, lot)
        assert isinstance(waitlist.leave(work, anna, entry), WaitRefused)
        assert isinstance(waitlist.leave(work, ben, entry), Left)
        assert isinstance(waitlist.leave(work, ben, entry), Left)
        releases.release(work, anna, held)
        assert open_offers(work) == []
        assert counts_of(work, lot) == (1, 0, 0, 0)


def test_one_joins_ten_times_at_most(begin: Begin) -> None:
    with begin() as work:
        anna, ben = a_crowd(work, 2)
        lot = a_lot(work, allotted=1)
        hold(work, anna, lot)
        for _ in range(10):
            waitlist.leave(work, ben, wait(work, ben, lot))
        assert try_to_wait(work, ben, lot) == WaitRefused(WaitRefusal.JOINED_TOO_OFTEN)


def test_an_allotment_that_grows_serves_who_waits_first(begin: Begin) -> None:
    with begin() as work:
        anna, ben = a_crowd(work, 2)
        lot = a_lot(work, allotted=1)
        row = work.session.get_one(Lot, lot)
        hold(work, anna, lot)
        wait(work, ben, lot)
        drop, sku, price = row.drop_id, row.sku_id, row.price_cents
    with begin() as work:
        saved = lots.set_lot(
            work,
            LotDraft(drop_id=drop, sku_id=sku, allotted=3, price_cents=price),
        )
        assert isinstance(saved, LotSaved)
        assert [member for member, _, _ in open_offers(work)] == [ben]
        assert counts_of(work, lot) == (3, 1, 0, 1)
