"""How holds end without a purchase: released by the member, or over by time."""

from dataclasses import dataclass

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, HoldId, LotId, MemberId
from flashsale.sales import claims
from flashsale.sales.events import HoldExpired
from flashsale.sales.freeing import Back, give_back
from flashsale.sales.holds import LIVE, HoldRefused, own_hold
from flashsale.sales.models import Hold
from flashsale.sales.stock import Refusal


@dataclass(frozen=True, slots=True)
class HoldReleased:
    """The units went to who waits for them, or are back on the table."""

    drop_id: DropId


def release(
    work: Work, member_id: MemberId, hold_id: HoldId
) -> HoldReleased | HoldRefused:
    """Give a member's units back: to who waits first, else to the table.

    Publishes StockFreed.
    """
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
    back = [
        Back(
            drop_id=DropId(hold.drop_id),
            lot_id=LotId(hold.lot_id),
            member_id=MemberId(hold.member_id),
            units=hold.quantity,
            hold_id=HoldId(hold.id),
        )
        for hold in holds
    ]
    give_back(work, back, source="held", kind=kind, by=by)


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
