"""Units that come back: to who waits first, in the same transaction; the rest is free.

Every way back goes through here: a hold released or over, a sale that did not take
place, an offer passed or over, an allotment that grows.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, HoldId, LotId, MemberId
from flashsale.sales import claims, promotion
from flashsale.sales.events import MemberClaimChanged, StockFreed
from flashsale.sales.models import Lot
from flashsale.sales.promotion import Pick, WaitlistUnlocked

Source = Literal["held", "sold", "offered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """Units of one member that come back. hold_id: None for units of an offer."""

    drop_id: DropId
    lot_id: LotId
    member_id: MemberId
    units: int
    hold_id: HoldId | None = None


def give_back(
    work: Work, back: Sequence[Back], *, source: Source, kind: str, by: MemberId | None
) -> None:
    """Take units off one of the counts, off their members' limits, and free them.

    source: the count they come from. kind: of the ledger's lines. Publishes
    MemberClaimChanged, StockFreed, and OfferMade for what is offered at once. Locks
    in the order of docs/stock.md: whoever calls has ended holds or offers before,
    and touches no claim and no lot.
    """
    by_lot = Counter[tuple[DropId, LotId]]()
    by_member = Counter[tuple[DropId, MemberId]]()
    for each in back:
        by_lot[(each.drop_id, each.lot_id)] += each.units
        by_member[(each.drop_id, each.member_id)] += each.units
    for drop_id in sorted({each.drop_id for each in back}):
        claims.lock_drop(work.session, drop_id)
    for (drop_id, member_id), units in sorted(by_member.items()):
        claims.give_back_member_claim(work.session, member_id, drop_id, units)
        work.publish(MemberClaimChanged(drop_id, member_id))
    picks = _pick(work, by_lot)
    for (drop_id, lot_id), units in sorted(by_lot.items()):
        _free(work, source, lot_id, units)
        work.publish(StockFreed(drop_id, lot_id))
    for each in back:
        claims.record_move(
            work.session,
            id=work.ids.new(work.now),
            lot_id=each.lot_id,
            kind=kind,
            hold_id=each.hold_id,
            actor_id=by,
            at=work.now,
            **{source: -each.units},
        )
    _promise(work, picks)


def _free(work: Work, source: Source, lot_id: LotId, units: int) -> None:
    match source:
        case "held":
            claims.free_units(work.session, lot_id, units)
        case "sold":
            claims.return_units(work.session, lot_id, units)
        case "offered":
            claims.lapse_units(work.session, lot_id, units)


def _pick(work: Work, freed: Mapping[tuple[DropId, LotId], int]) -> list[Pick]:
    picks: list[Pick] = []
    for drop_id in sorted({drop_id for drop_id, _ in freed}):
        units = {lot: count for (drop, lot), count in freed.items() if drop == drop_id}
        picks += promotion.pick(work, drop_id, units)
    return picks


def _promise(work: Work, picks: Sequence[Pick]) -> None:
    for each in sorted(picks, key=lambda pick: pick.lot_id):
        if not claims.offer_units(work.session, each.lot_id, each.units):
            raise WaitlistUnlocked(each.drop_id)
    promotion.offer(work, picks)


def grow(
    work: Work, drop_id: DropId, lot_id: LotId, units: int, *, by: MemberId
) -> None:
    """Add units to the allotment of a lot members know of: who waits comes first."""
    claims.lock_drop(work.session, drop_id)
    picks = promotion.pick(work, drop_id, {lot_id: units})
    claims.allot_units(work.session, lot_id, units)
    claims.record_move(
        work.session,
        id=work.ids.new(work.now),
        lot_id=lot_id,
        kind="allot",
        allotted=units,
        actor_id=by,
        at=work.now,
    )
    work.publish(StockFreed(drop_id, lot_id))
    _promise(work, picks)


def offer_free(work: Work, drop_id: DropId) -> int:
    """Offer free units of a drop to who may have them by now; return how many got one.

    For what changes without a unit coming back: a drop that goes on, a limit that
    allows again, a permission. Somebody may take the units at the same moment: then
    nothing is done, and the next sweep looks again. A second run does nothing.
    """
    claims.lock_drop(work.session, drop_id)
    rows = work.session.execute(
        select(Lot.id, Lot.available).where(Lot.drop_id == drop_id, Lot.available > 0)
    ).all()
    free = {LotId(lot): units for lot, units in rows}
    with work.session.begin_nested() as attempt:
        picks = promotion.pick(work, drop_id, free)
        for each in sorted(picks, key=lambda pick: pick.lot_id):
            if not claims.offer_units(work.session, each.lot_id, each.units):
                attempt.rollback()
                return 0
    promotion.offer(work, picks)
    for lot_id in {pick.lot_id for pick in picks}:
        # Not freed, but the gate's count is as wrong as if it were.
        work.publish(StockFreed(drop_id, lot_id))
    return len(picks)
