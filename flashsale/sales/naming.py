"""Naming one's price: where the curator left it free, above a floor."""

from dataclasses import dataclass

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import HoldId, MemberId
from flashsale.sales import claims
from flashsale.sales.hold_reads import is_live
from flashsale.sales.models import Hold, Lot
from flashsale.sales.stock import Refusal

# Beyond this a price is a slip of the finger; a dearer suggestion may be paid too.
MOST_NAMED_CENTS = 1_000_00


@dataclass(frozen=True, slots=True)
class PriceNamed:
    """One unit of the hold now costs this, until it ends."""

    cents: int


@dataclass(frozen=True, slots=True)
class PriceOutOfRange:
    """A price goes from `least_cents` to `most_cents`, both included."""

    least_cents: int
    most_cents: int


@dataclass(frozen=True, slots=True)
class NamingRefused:
    """The price of this hold cannot be named."""

    refusal: Refusal


def name_price(
    work: Work, member_id: MemberId, hold_id: HoldId, cents: int
) -> PriceNamed | PriceOutOfRange | NamingRefused:
    """Set the price of one unit of a member's live hold, where its price is free.

    Frozen once the hold is being paid. The last price named counts.
    """
    row = work.session.execute(
        select(Hold.state, Hold.expires_at, Lot.pay_from_cents, Lot.price_cents)
        .join(Lot, Lot.id == Hold.lot_id)
        .where(Hold.id == hold_id, Hold.member_id == member_id)
    ).first()
    if row is None or row.pay_from_cents is None:
        return NamingRefused(Refusal.NOT_FOUND)
    if row.state == "paying":
        return NamingRefused(Refusal.IN_PAYMENT)
    if not is_live(row.state, row.expires_at, work.now):
        return NamingRefused(Refusal.HOLD_ENDED)
    most = max(MOST_NAMED_CENTS, row.price_cents)
    if not row.pay_from_cents <= cents <= most:
        return PriceOutOfRange(row.pay_from_cents, most)
    changed = claims.end_hold(
        work.session, hold_id, states=("active",), unit_price_cents=cents
    )
    return PriceNamed(cents) if changed else NamingRefused(Refusal.HOLD_ENDED)


def prices_of(work: Work, hold_ids: tuple[HoldId, ...]) -> dict[HoldId, int]:
    """Return the price of one unit of each of these holds, as it stands now.

    For who has locked them: what was read before the lock may have been renamed.
    """
    rows = work.session.execute(
        select(Hold.id, Hold.unit_price_cents).where(Hold.id.in_(hold_ids))
    )
    return {HoldId(hold_id): cents for hold_id, cents in rows}
