"""How holds end without a purchase: released by the member, or over by time."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, HoldId, LotId, MemberId
from flashsale.sales import claims
from flashsale.sales.events import HoldExpired, MemberClaimChanged, StockFreed
from flashsale.sales.holds import LIVE, HoldRefused, own_hold
from flashsale.sales.models import Hold
from flashsale.sales.stock import Refusal


@dataclass(frozen=True, slots=True)
class HoldReleased:
    """The units are back on the table."""

    drop_id: DropId


def release(
    work: Work, member_id: MemberId, hold_id: HoldId
) -> HoldReleased | HoldRefused:
    """Put a member's units back on the table; publishes StockFreed."""
    own = own_hold(work, member_id, hold_id)
    if own is None:
        return HoldRefused(Refusal.NOT_FOUND)
    hold, _ = own
    if hold.state == "paying":
        return HoldRefused(Refusal.IN_PAYMENT)
    ended = claims.end_hold(
        work.session, hold_id, states=("active",), state="released", ended_at=work.now
    )
    if not ended:
        return HoldRefused(Refusal.HOLD_ENDED)
    _give_back(work, [hold], kind="release", by=member_id)
    return HoldReleased(DropId(hold.drop_id))


def _give_back(
    work: Work, holds: list[Hold], *, kind: str, by: MemberId | None
) -> None:
    # All members' claims first, then all lots, each in the order of their ids: two
    # sweeps and a hold being placed then never wait for each other in a circle.
    members: Counter[tuple[int, int]] = Counter()
    lots: Counter[tuple[int, int]] = Counter()
    for hold in holds:
        members[(hold.drop_id, hold.member_id)] += hold.quantity
        lots[(hold.drop_id, hold.lot_id)] += hold.quantity
    for (drop, member), units in sorted(members.items()):
        drop_id, member_id = DropId(drop), MemberId(member)
        claims.give_back_member_claim(work.session, member_id, drop_id, units)
        work.publish(MemberClaimChanged(drop_id, member_id))
    for (drop, lot), units in sorted(lots.items()):
        claims.free_units(work.session, LotId(lot), units)
        work.publish(StockFreed(DropId(drop), LotId(lot)))
    for hold in holds:
        claims.record_move(
            work.session,
            id=work.ids.new(work.now),
            lot_id=hold.lot_id,
            kind=kind,
            held=-hold.quantity,
            hold_id=hold.id,
            actor_id=by,
            at=work.now,
        )


def expire_due(work: Work, *, drop_id: DropId | None = None, most: int = 200) -> int:
    """Reclaim holds whose time is over and return how many; a second run does none.

    Publishes HoldExpired and StockFreed for each. Only reclaims: a hold is expired
    at its instant, whether or not this ran.
    """
    due = (
        select(Hold)
        .where(Hold.state.in_(LIVE), Hold.expires_at <= work.now)
        .order_by(Hold.id)
        .limit(most)
    )
    if drop_id is not None:
        due = due.where(Hold.drop_id == drop_id)
    ended = [
        hold
        for hold in work.session.scalars(due).all()
        if claims.end_hold(
            work.session,
            HoldId(hold.id),
            states=LIVE,
            over_at=work.now,
            state="expired",
            ended_at=work.now,
        )
    ]
    _give_back(work, ended, kind="expire", by=None)
    for hold in ended:
        work.publish(
            HoldExpired(
                DropId(hold.drop_id),
                LotId(hold.lot_id),
                HoldId(hold.id),
                MemberId(hold.member_id),
                hold.state == "paying",
            )
        )
    return len(ended)


def hide(work: Work, member_id: MemberId, hold_id: HoldId) -> bool:
    """Put an expired line out of the member's sight; False when it is not theirs."""
    own = own_hold(work, member_id, hold_id)
    if own is None or own[0].state != "expired":
        return False
    own[0].hidden_at = work.now
    return True
