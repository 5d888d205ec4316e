"""All contended SQL on counts, and nothing else: each write is one guarded statement.

The lock order is that of `docs/stock.md`: a member's claim, then the lot, then the
hold, then the ledger. No statement here reads, thinks and writes.
"""

from sqlalchemy import CursorResult, insert, text, update
from sqlalchemy.orm import Session

from flashsale.kernel.ids import DropId, HoldId, LotId, MemberId
from flashsale.sales.models import Hold, Lot, MemberClaim, StockMove

# One statement on both stores: insert the first claim, or add to it, within the limit.
_CLAIM = text(
    "INSERT INTO member_claim (member_id, drop_id, claimed) "
    "VALUES (:member_id, :drop_id, :units) "
    "ON CONFLICT (member_id, drop_id) DO UPDATE "
    "SET claimed = member_claim.claimed + :units "
    "WHERE member_claim.claimed + :units <= :most"
)


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


def hold_units(session: Session, lot_id: LotId, units: int) -> bool:
    """Move `units` of a lot from free to held; False when they are not free."""
    return _hit(
        session,
        update(Lot)
        .where(Lot.id == lot_id, Lot.available >= units)
        .values(held=Lot.held + units)
        .execution_options(synchronize_session=False),
    )


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


def allot_units(session: Session, lot_id: LotId, change: int) -> bool:
    """Grow or shrink an allotment; False when it would go below what is claimed."""
    return _hit(
        session,
        update(Lot)
        .where(Lot.id == lot_id, Lot.available + change >= 0)
        .values(allotted=Lot.allotted + change)
        .execution_options(synchronize_session=False),
    )


def end_hold(
    session: Session, hold_id: HoldId, *, states: tuple[str, ...], **values: object
) -> bool:
    """Take a hold out of one of `states`; False when someone was first."""
    return _hit(
        session,
        update(Hold)
        .where(Hold.id == hold_id, Hold.state.in_(states))
        .values(**values)
        .execution_options(synchronize_session=False),
    )


def record_move(session: Session, **values: object) -> None:
    """Append one signed movement to the stock ledger."""
    session.execute(insert(StockMove).values(**values))
