"""All contended SQL on counts, and nothing else: each write is one guarded statement.

The lock order is that of `docs/stock.md`: holds, then drops, then the places of who
waits, then members' claims, then lots, then the ledger. No statement here reads, thinks
and writes.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, bindparam, insert, select, text, update
from sqlalchemy.orm import Session

from flashsale.db import table_of
from flashsale.kernel.ids import (
    DropId,
    EntryId,
    HoldId,
    LotId,
    MemberId,
    OfferId,
)
from flashsale.sales.models import (
    Drop,
    Hold,
    Lot,
    MemberClaim,
    StockMove,
    WaitEntry,
    WaitOffer,
)

# One statement on both stores: insert the first claim, or add to it, within the limit.
_CLAIM = text(
    "INSERT INTO member_claim (member_id, drop_id, claimed, allowed) "
    "VALUES (:member_id, :drop_id, :units, :most) "
    "ON CONFLICT (member_id, drop_id) DO UPDATE "
    "SET claimed = member_claim.claimed + :units, allowed = :most "
    "WHERE member_claim.claimed + :units <= :most"
)

_LOT, _UNITS = table_of(Lot).c, bindparam("units", type_=table_of(Lot).c.held.type)
_FREE = _LOT.allotted - _LOT.held - _LOT.sold - _LOT.offered
# Composed once: each of the crowd that is let in makes these two writes.
_HOLD_UNITS = (
    update(table_of(Lot))
    .where(_LOT.id == bindparam("lot"), _FREE >= _UNITS)
    .values(held=_LOT.held + _UNITS)
)
_HOLD_EARLY = _HOLD_UNITS.where(
    (_LOT.allotted - _FREE + _UNITS) * 100 <= _LOT.allotted * bindparam("percent")
)
_RECORD_MOVE = insert(table_of(StockMove))


def _hit(session: Session, statement: object, **values: object) -> bool:
    result = session.execute(statement, values or None)  # type: ignore[call-overload]
    if not isinstance(result, CursorResult):
        raise TypeError("a guarded write tells how many rows it touched")
    return result.rowcount == 1


def claim_for_member(
    session: Session, member_id: MemberId, drop_id: DropId, units: int, *, most: int
) -> bool:
    """Count `units` against the member's limit; False when it would pass `most`."""
    if units > most:
        return False
    return _hit(
        session, _CLAIM, member_id=member_id, drop_id=drop_id, units=units, most=most
    )


def give_back_member_claim(
    session: Session, member_id: MemberId, drop_id: DropId, units: int
) -> None:
    """Take `units` off what counts against the member's limit."""
    session.execute(
        update(MemberClaim)
        .where(MemberClaim.member_id == member_id, MemberClaim.drop_id == drop_id)
        .values(claimed=MemberClaim.claimed - units),
        execution_options={"synchronize_session": False},
    )


def hold_units(
    session: Session, lot_id: LotId, units: int, *, early_percent: int | None = None
) -> bool:
    """Move `units` of a lot from free to held; False when they are not free.

    early_percent: before the opening, the share of the allotment that may go.
    """
    if early_percent is None:
        return _hit(session, _HOLD_UNITS, lot=lot_id, units=units)
    return _hit(session, _HOLD_EARLY, lot=lot_id, units=units, percent=early_percent)


def free_units(session: Session, lot_id: LotId, units: int) -> None:
    """Move `units` of a lot from held to free."""
    session.execute(
        update(Lot).where(Lot.id == lot_id).values(held=Lot.held - units),
        execution_options={"synchronize_session": False},
    )


def sell_units(session: Session, lot_id: LotId, units: int) -> None:
    """Move `units` of a lot from held to sold."""
    session.execute(
        update(Lot)
        .where(Lot.id == lot_id)
        .values(held=Lot.held - units, sold=Lot.sold + units),
        execution_options={"synchronize_session": False},
    )


def return_units(session: Session, lot_id: LotId, units: int) -> None:
    """Move `units` of a lot from sold to free."""
    session.execute(
        update(Lot).where(Lot.id == lot_id).values(sold=Lot.sold - units),
        execution_options={"synchronize_session": False},
    )


def allot_units(
    session: Session, lot_id: LotId, change: int, *, early_percent: int | None = None
) -> bool:
    """Grow or shrink an allotment; False when it would go below what is claimed.

    early_percent: before the opening, what early access took must stay its share.
    """
    allotted, claimed = Lot.allotted + change, Lot.allotted - Lot.available
    covers = [allotted >= claimed]
    if early_percent is not None:
        covers.append(claimed * 100 <= allotted * early_percent)
    return _hit(
        session,
        update(Lot)
        .where(Lot.id == lot_id, *covers)
        .values(allotted=allotted)
        .execution_options(synchronize_session=False),
    )


def end_hold(
    session: Session,
    hold_id: HoldId,
    *,
    states: tuple[str, ...],
    alive_at: datetime | None = None,
    over_at: datetime | None = None,
    **values: object,
) -> bool:
    """Take a hold out of one of `states`; False when someone was first.

    alive_at, over_at: only while its end is after, or not after, this instant; who
    changes a hold's end and who sweeps it then cannot both be right.
    """
    ours = [Hold.id == hold_id, Hold.state.in_(states)]
    if alive_at is not None:
        ours.append(Hold.expires_at > alive_at)
    if over_at is not None:
        ours.append(Hold.expires_at <= over_at)
    return _hit(
        session,
        update(Hold)
        .where(*ours)
        .values(**values)
        .execution_options(synchronize_session=False),
    )


def lock_drop(session: Session, drop_id: DropId) -> None:
    """Have the waitlists of a drop alone until this transaction ends.

    Whoever frees units, joins, leaves, takes or passes has it first: then nobody
    joins unseen while units come back, and no two heads are chosen at once. Whoever
    only holds does not need it. SQLite's writer is alone already.
    """
    session.execute(
        select(Drop.id).where(Drop.id == drop_id).with_for_update(key_share=True)
    )


def offer_units(session: Session, lot_id: LotId, units: int) -> bool:
    """Move `units` of a lot from free to offered; False when they are not free."""
    return _hit(
        session,
        update(Lot)
        .where(Lot.id == lot_id, Lot.available >= units)
        .values(offered=Lot.offered + units)
        .execution_options(synchronize_session=False),
    )


def lapse_units(session: Session, lot_id: LotId, units: int) -> None:
    """Move `units` of a lot from offered to free."""
    session.execute(
        update(Lot).where(Lot.id == lot_id).values(offered=Lot.offered - units),
        execution_options={"synchronize_session": False},
    )


def accept_units(session: Session, lot_id: LotId, units: int) -> None:
    """Move `units` of a lot from offered to held."""
    session.execute(
        update(Lot)
        .where(Lot.id == lot_id)
        .values(offered=Lot.offered - units, held=Lot.held + units),
        execution_options={"synchronize_session": False},
    )


def move_entry(
    session: Session, entry_id: EntryId, *, states: tuple[str, ...], **values: object
) -> bool:
    """Take a place out of one of `states`; False when someone was first."""
    return _hit(
        session,
        update(WaitEntry)
        .where(WaitEntry.id == entry_id, WaitEntry.state.in_(states))
        .values(**values)
        .execution_options(synchronize_session=False),
    )


def end_offer(session: Session, offer_id: OfferId, **values: object) -> bool:
    """End an open offer; False when it has ended."""
    return _hit(
        session,
        update(WaitOffer)
        .where(WaitOffer.id == offer_id, WaitOffer.state == "open")
        .values(**values)
        .execution_options(synchronize_session=False),
    )


def remind(session: Session, offer_id: OfferId, now: datetime) -> bool:
    """Note that the member of an open offer is reminded; False when they were."""
    return _hit(
        session,
        update(WaitOffer)
        .where(
            WaitOffer.id == offer_id,
            WaitOffer.state == "open",
            WaitOffer.reminded_at.is_(None),
        )
        .values(reminded_at=now)
        .execution_options(synchronize_session=False),
    )


def close_entries(
    session: Session, entry_ids: Sequence[EntryId], now: datetime
) -> None:
    """End the waits of these places that still wait."""
    session.execute(
        update(WaitEntry)
        .where(WaitEntry.id.in_(entry_ids), WaitEntry.state == "waiting")
        .values(state="closed", ended_at=now),
        execution_options={"synchronize_session": False},
    )


def record_move(session: Session, **values: object) -> None:
    """Append one signed movement to the stock ledger."""
    session.execute(_RECORD_MOVE, values)
