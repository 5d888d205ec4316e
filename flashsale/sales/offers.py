"""What becomes of an offer that is not taken: passed on, over by time, or withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, EntryId, LotId, MemberId, OfferId
from flashsale.sales import claims, freeing, promotion
from flashsale.sales.events import OfferHalfGone, OfferLapsed
from flashsale.sales.freeing import Back
from flashsale.sales.models import WaitEntry, WaitOffer
from flashsale.sales.waiting import (
    EntryState,
    OfferState,
    Stall,
    WaitRefusal,
    stall_of,
)
from flashsale.sales.waitlist import WaitRefused

OFFERED = (str(EntryState.OFFERED),)


@dataclass(frozen=True, slots=True)
class Passed:
    """The units went to the next one, or are free."""

    drop_id: DropId


def own_offer(work: Work, member_id: MemberId, offer_id: OfferId) -> WaitOffer | None:
    """Return a member's offer, or None when it is not theirs."""
    return work.session.scalars(
        select(WaitOffer).where(
            WaitOffer.id == offer_id, WaitOffer.member_id == member_id
        )
    ).first()


def back_of(row: WaitOffer, units: int) -> Back:
    """Return units of an offer as they come back."""
    return Back(
        drop_id=DropId(row.drop_id),
        lot_id=LotId(row.lot_id),
        member_id=MemberId(row.member_id),
        units=units,
    )


def end(work: Work, row: WaitOffer, state: OfferState, place: EntryState) -> bool:
    """End an open offer and move its place; False when it had ended."""
    ended = claims.end_offer(
        work.session, OfferId(row.id), state=str(state), ended_at=work.now
    )
    if not ended:
        return False
    is_over = place is not EntryState.WAITING
    claims.move_entry(
        work.session,
        EntryId(row.entry_id),
        states=OFFERED,
        state=str(place),
        ended_at=work.now if is_over else None,
    )
    return True


def pass_on(work: Work, member_id: MemberId, offer_id: OfferId) -> Passed | WaitRefused:
    """Give up an offer: its units go to the next one, and the place is given up."""
    row = own_offer(work, member_id, offer_id)
    if row is None:
        return WaitRefused(WaitRefusal.NOT_FOUND)
    drop_id = DropId(row.drop_id)
    claims.lock_drop(work.session, drop_id)
    if not end(work, row, OfferState.PASSED, EntryState.PASSED):
        return WaitRefused(WaitRefusal.OFFER_ENDED)
    freeing.give_back(
        work, [back_of(row, row.units)], source="offered", kind="lapse", by=member_id
    )
    return Passed(drop_id)


def expire_due(work: Work, drop_id: DropId, *, most: int = 200) -> int:
    """End a drop's offers whose time is over and return how many; a second run none.

    The units go to the next one. Who did not answer may join at the tail; who could
    not, because the drop was suspended, has their place back. Publishes OfferLapsed.
    """
    claims.lock_drop(work.session, drop_id)
    due = list(
        work.session.scalars(
            select(WaitOffer)
            .where(
                WaitOffer.drop_id == drop_id,
                WaitOffer.state == str(OfferState.OPEN),
                WaitOffer.expires_at <= work.now,
            )
            .order_by(WaitOffer.id)
            .limit(most)
        )
    )
    if not due:
        return 0
    facts = promotion.sale_of(work, drop_id)
    place = EntryState.EXPIRED
    if facts is not None and stall_of(facts.sale, work.now) is Stall.SUSPENDED:
        place = EntryState.WAITING
    _lapse(work, due, OfferState.EXPIRED, place)
    return len(due)


def withdraw_all(work: Work, drop_id: DropId) -> None:
    """End every offer and every wait of a drop that was cancelled.

    Publishes OfferLapsed for each offer. The drop's state is written before.
    """
    claims.lock_drop(work.session, drop_id)
    still_open = work.session.scalars(
        select(WaitOffer)
        .where(WaitOffer.drop_id == drop_id, WaitOffer.state == str(OfferState.OPEN))
        .order_by(WaitOffer.id)
    )
    _lapse(work, list(still_open), OfferState.WITHDRAWN, EntryState.CLOSED)
    waiting = work.session.scalars(
        select(WaitEntry.id).where(
            WaitEntry.drop_id == drop_id,
            WaitEntry.state == str(EntryState.WAITING),
        )
    )
    claims.close_entries(work.session, [EntryId(row) for row in waiting], work.now)


def _lapse(
    work: Work, rows: Sequence[WaitOffer], state: OfferState, place: EntryState
) -> None:
    ended = [row for row in rows if end(work, row, state, place)]
    freeing.give_back(
        work,
        [back_of(row, row.units) for row in ended],
        source="offered",
        kind="lapse",
        by=None,
    )
    for row in ended:
        work.publish(OfferLapsed(OfferId(row.id)))


def remind_due(work: Work, *, most: int = 200) -> int:
    """Remind members of offers that are half over, once each; return how many.

    Publishes OfferHalfGone for each.
    """
    due = work.session.scalars(
        select(WaitOffer.id)
        .where(
            WaitOffer.state == str(OfferState.OPEN),
            WaitOffer.reminded_at.is_(None),
            WaitOffer.remind_at <= work.now,
            WaitOffer.expires_at > work.now,
        )
        .order_by(WaitOffer.id)
        .limit(most)
    )
    reminded = [
        row for row in due if claims.remind(work.session, OfferId(row), work.now)
    ]
    for row in reminded:
        work.publish(OfferHalfGone(OfferId(row)))
    return len(reminded)
