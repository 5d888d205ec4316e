"""Short words for tests of the waitlist: a lot, who holds it, who waits for it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from sqlalchemy import select

from flashsale.db import Database, Work, unit_of_work
from flashsale.invariants import INVARIANTS
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import EntryId, HoldId, Ids, LotId, MemberId, OfferId
from flashsale.reactions import WITHIN
from flashsale.sales import holds, waitlist
from flashsale.sales.holds import HoldPlaced, HoldRequest
from flashsale.sales.models import Lot, MemberClaim, WaitEntry, WaitOffer
from flashsale.sales.waitlist import Joined, JoinRequest, WaitRefused
from tests.factories import a_member

Begin = Callable[[], AbstractContextManager[Work]]


def beginning(database: Database, clock: FrozenClock) -> Iterator[Begin]:
    """Open transactions; after them look at everything that must hold."""
    ids = Ids()
    yield lambda: unit_of_work(database, clock, ids, WITHIN)
    with unit_of_work(database, clock, ids, {}) as work:
        broken = [found for check in INVARIANTS if not (found := check(work)).holds]
    assert not broken


def hold(work: Work, member: MemberId, lot: LotId, units: int = 1) -> HoldId:
    """Have a member hold units; they must be free."""
    placed = holds.place(
        work,
        HoldRequest(
            member_id=member,
            lot_id=lot,
            quantity=units,
            request_token=f"{member}-{lot}-{work.ids.code()}",
        ),
    )
    assert isinstance(placed, HoldPlaced), placed
    return placed.hold_id


def try_to_wait(
    work: Work, member: MemberId, lot: LotId, units: int = 1
) -> Joined | WaitRefused:
    """Ask for a place in a waitlist."""
    request = JoinRequest(member_id=member, lot_id=lot, quantity=units)
    return waitlist.join(work, request)


def wait(work: Work, member: MemberId, lot: LotId, units: int = 1) -> EntryId:
    """Have a member wait; nothing must be free."""
    joined = try_to_wait(work, member, lot, units)
    assert isinstance(joined, Joined), joined
    return joined.entry_id


def a_crowd(work: Work, people: int) -> list[MemberId]:
    """Write that many members."""
    return [a_member(work) for _ in range(people)]


def open_offers(work: Work) -> list[tuple[MemberId, int, OfferId]]:
    """Return who is offered how many units, in the order it was."""
    work.session.expire_all()
    rows = work.session.execute(
        select(WaitOffer.member_id, WaitOffer.units, WaitOffer.id)
        .join(WaitEntry, WaitEntry.id == WaitOffer.entry_id)
        .where(WaitOffer.state == "open")
        .order_by(WaitOffer.made_at, WaitEntry.priority, WaitEntry.joined_at)
    )
    return [(MemberId(m), units, OfferId(offer)) for m, units, offer in rows]


def state_of(work: Work, entry: EntryId) -> str | None:
    """Return the state of a place."""
    return work.session.scalar(select(WaitEntry.state).where(WaitEntry.id == entry))


def counts_of(work: Work, lot: LotId) -> tuple[int, int, int, int]:
    """Return allotted, held, sold and offered."""
    row = work.session.execute(
        select(Lot.allotted, Lot.held, Lot.sold, Lot.offered).where(Lot.id == lot)
    ).one()
    return (row.allotted, row.held, row.sold, row.offered)


def claimed_by(work: Work, member: MemberId) -> int:
    """Return what counts against a member's limit, in all."""
    rows = work.session.scalars(
        select(MemberClaim.claimed).where(MemberClaim.member_id == member)
    )
    return sum(rows)
