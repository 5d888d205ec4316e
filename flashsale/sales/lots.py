"""The lots of a drop: which SKUs, how many, at which price."""

from dataclasses import dataclass

from sqlalchemy import delete, select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, LotId, MemberId, SkuId
from flashsale.kernel.window import Window
from flashsale.sales import claims, freeing
from flashsale.sales.drops import (
    DropRefusal,
    DropRefused,
    DropSaved,
    changed,
    locked,
)
from flashsale.sales.events import StockFreed
from flashsale.sales.lifecycle import DropState, Phase, phase_at
from flashsale.sales.models import Drop, Lot

DEAREST_CENTS = 1_000_000
# A floor below this would leave nothing once the payment is paid for.
LEAST_NAMED_CENTS = 1_00
LARGEST_ALLOTMENT = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LotDraft:
    """One SKU of a drop as its curator writes it; amounts are for one unit.

    pay_from_cents: the least a member may name, when they name their price; then
    price_cents is what is suggested. None: the price is fixed.
    regular_price_proof: in French, which English readers get when there is no other.
    """

    drop_id: DropId
    sku_id: SkuId
    allotted: int
    price_cents: int
    pay_from_cents: int | None = None
    regular_price_cents: int | None = None
    regular_price_proof: str = ""
    regular_price_proof_en: str = ""
    producer_share_cents: int = 0
    payment_share_cents: int = 0
    position: int = 0


@dataclass(frozen=True, slots=True)
class LotSaved:
    """The lot is as wanted."""

    lot_id: LotId


def lot_refusals(wanted: LotDraft) -> tuple[DropRefusal, ...]:
    """Return why a lot cannot be as wanted, by its figures alone."""
    refusals = []
    if not 1 <= wanted.allotted <= LARGEST_ALLOTMENT:
        refusals.append(DropRefusal.ALLOTMENT_OUT_OF_RANGE)
    if not 0 < wanted.price_cents <= DEAREST_CENTS:
        refusals.append(DropRefusal.PRICE_OUT_OF_RANGE)
    if wanted.regular_price_cents is not None:
        if wanted.regular_price_cents <= wanted.price_cents:
            refusals.append(DropRefusal.REGULAR_PRICE_NOT_HIGHER)
        if not wanted.regular_price_proof.strip():
            refusals.append(DropRefusal.REGULAR_PRICE_WITHOUT_PROOF)
    least = wanted.price_cents
    if wanted.pay_from_cents is not None:
        least = wanted.pay_from_cents
        if not LEAST_NAMED_CENTS <= least <= wanted.price_cents:
            refusals.append(DropRefusal.PAY_FROM_OUT_OF_RANGE)
        if wanted.regular_price_cents is not None:
            refusals.append(DropRefusal.PAY_FROM_WITH_REGULAR)
    return (*refusals, *_share_refusals(wanted, least))


def _share_refusals(wanted: LotDraft, least: int) -> tuple[DropRefusal, ...]:
    """Return which share does not fit in the least price, or that both do not."""
    producer, payment = wanted.producer_share_cents, wanted.payment_share_cents
    refusals = []
    if not 0 <= producer <= least:
        refusals.append(DropRefusal.PRODUCER_SHARE_OVER_PRICE)
    if not 0 <= payment <= least:
        refusals.append(DropRefusal.PAYMENT_SHARE_OVER_PRICE)
    if not refusals and producer + payment > least:
        refusals.append(DropRefusal.SHARES_OVER_PRICE)
    return tuple(refusals)


def set_lot(work: Work, wanted: LotDraft) -> LotSaved | DropRefused:
    """Add a SKU to a drop or change its lot; prices are frozen once it is open.

    The allotment may grow at any time, and shrink to what is claimed.
    """
    row = locked(work, wanted.drop_id)
    if row is None:
        return DropRefused((DropRefusal.NOT_FOUND,))
    refusals = lot_refusals(wanted)
    if refusals:
        return DropRefused(refusals)
    phase = phase_at(
        DropState(row.state), Window(row.opens_at, row.closes_at), work.now
    )
    lot = work.session.scalars(
        select(Lot).where(Lot.drop_id == row.id, Lot.sku_id == wanted.sku_id)
    ).first()
    if phase not in (Phase.HIDDEN, Phase.UPCOMING):
        asked = (wanted.price_cents, wanted.pay_from_cents)
        if lot is None or (lot.price_cents, lot.pay_from_cents) != asked:
            return DropRefused((DropRefusal.ALREADY_SHOWN,))
    if lot is None:
        lot = Lot(
            id=work.ids.new(work.now),
            drop_id=row.id,
            sku_id=wanted.sku_id,
            allotted=0,
            price_cents=wanted.price_cents,
        )
        work.session.add(lot)
        work.session.flush()
    # Before anything of a known lot is written: its row is the last to be locked.
    if not _allot(work, row, LotId(lot.id), wanted.allotted - lot.allotted):
        return DropRefused((DropRefusal.ALLOTMENT_BELOW_CLAIMED,))
    lot.position = wanted.position
    lot.price_cents = wanted.price_cents
    lot.pay_from_cents = wanted.pay_from_cents
    lot.regular_price_cents = wanted.regular_price_cents
    lot.regular_price_proof = wanted.regular_price_proof.strip()
    lot.regular_price_proof_en = wanted.regular_price_proof_en.strip()
    lot.producer_share_cents = wanted.producer_share_cents
    lot.payment_share_cents = wanted.payment_share_cents
    changed(work, row)
    return LotSaved(LotId(lot.id))


def _allot(work: Work, row: Drop, lot_id: LotId, change: int) -> bool:
    if change == 0:
        return True
    if change > 0 and row.state != DropState.DRAFT and work.now >= row.opens_at:
        by = MemberId(row.curator_id)
        freeing.grow(work, DropId(row.id), lot_id, change, by=by)
        return True
    share = row.early_percent if work.now < row.opens_at else None
    if not claims.allot_units(work.session, lot_id, change, early_percent=share):
        return False
    if row.state != DropState.DRAFT:
        claims.record_move(
            work.session,
            id=work.ids.new(work.now),
            lot_id=lot_id,
            kind="allot",
            allotted=change,
            actor_id=row.curator_id,
            at=work.now,
        )
        work.publish(StockFreed(DropId(row.id), lot_id))
    return True


def remove_lot(work: Work, drop_id: DropId, lot_id: LotId) -> DropSaved | DropRefused:
    """Take a lot off a draft."""
    row = locked(work, drop_id)
    if row is None:
        return DropRefused((DropRefusal.NOT_FOUND,))
    if row.state != DropState.DRAFT:
        return DropRefused((DropRefusal.ALREADY_SHOWN,))
    work.session.execute(delete(Lot).where(Lot.id == lot_id, Lot.drop_id == drop_id))
    changed(work, row)
    return DropSaved(drop_id)
