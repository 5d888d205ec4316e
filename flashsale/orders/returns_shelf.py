"""Reads: the shelf of what was sold and came back spoilt, or was lost; by drop."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.ids import LotId, MemberId, OrderLineId
from flashsale.members.directory import names_of
from flashsale.orders.line_return_reads import ReturnKind
from flashsale.orders.models import Order, OrderLine
from flashsale.orders.restitution_models import (
    LineReturn,
    Restitution,
    RestitutionLine,
)
from flashsale.orders.restitutions import Cause
from flashsale.sales.drop_names import DropName, drop_names_of_lots

# What is never sold as new again; what came back as new waits for the next drop.
ON_THE_SHELF = (ReturnKind.RETURNED_B, ReturnKind.LOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfRow:
    """Units of a line that came back spoilt or were lost. by: who noted it.

    reason: as it was noted, else why the money of the line went back; may be empty.
    """

    id: int
    at: datetime
    kind: ReturnKind
    units: int
    title: str
    label_fr: str
    label_en: str
    order_code: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class ShelfDrop:
    """What the shelf holds of one drop, the latest first."""

    drop: DropName
    rows: tuple[ShelfRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The latest of the shelf, by drop. spoilt, lost: units of all of it, ever.

    older: the last row shown, when there are more.
    """

    drops: tuple[ShelfDrop, ...]
    spoilt: int
    lost: int
    older: int | None


def shelf(work: Work, *, before: int | None, most: int) -> Shelf:
    """Return what is on the shelf, the latest first, at most `most` rows.

    before: the id of a row that those wanted are older than. Drops stand in the order
    of what came last. Five queries, however much there is.
    """
    wanted = (
        select(LineReturn, OrderLine, Order.code)
        .join(OrderLine, OrderLine.id == LineReturn.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(LineReturn.kind.in_(list(map(str, ON_THE_SHELF))))
        .order_by(LineReturn.id.desc())
        .limit(most + 1)
    )
    if before is not None:
        wanted = wanted.where(LineReturn.id < before)
    rows = work.session.execute(wanted).all()
    shown = rows[:most]
    drops = drop_names_of_lots(work, {LotId(line.lot_id) for _, line, _ in shown})
    names = names_of(work, {MemberId(row.noted_by) for row, _, _ in shown})
    reasons = _reasons(work, {OrderLineId(line.id) for _, line, _ in shown})
    by_drop: dict[DropName, list[ShelfRow]] = {}
    for row, line, code in shown:
        reason = row.reason or reasons.get(OrderLineId(line.id), "")
        by = names.get(MemberId(row.noted_by), "")
        by_drop.setdefault(drops[LotId(line.lot_id)], []).append(
            _row(row, line, code, reason, by)
        )
    units = _units(work)
    return Shelf(
        drops=tuple(ShelfDrop(drop, tuple(own)) for drop, own in by_drop.items()),
        spoilt=units.get(ReturnKind.RETURNED_B, 0),
        lost=units.get(ReturnKind.LOST, 0),
        older=shown[-1][0].id if len(rows) > most else None,
    )


def _row(row: LineReturn, line: OrderLine, code: str, reason: str, by: str) -> ShelfRow:
    return ShelfRow(
        id=row.id,
        at=row.noted_at,
        kind=ReturnKind(row.kind),
        units=row.units,
        title=line.title,
        label_fr=line.shown["label_fr"],
        label_en=line.shown["label_en"] or line.shown["label_fr"],
        order_code=code,
        reason=reason,
        by=by,
    )


def _units(work: Work) -> dict[ReturnKind, int]:
    rows = work.session.execute(
        select(LineReturn.kind, func.sum(LineReturn.units)).group_by(LineReturn.kind)
    )
    return {ReturnKind(kind): int(units) for kind, units in rows}


def _reasons(work: Work, line_ids: Collection[OrderLineId]) -> dict[OrderLineId, str]:
    """Return why the money of these lines went back last, in the words of the staff."""
    rows = work.session.execute(
        select(RestitutionLine.order_line_id, Restitution.reason)
        .join(Restitution, Restitution.id == RestitutionLine.restitution_id)
        .where(
            RestitutionLine.order_line_id.in_(line_ids),
            Restitution.cause != str(Cause.MEMBER),
        )
        .order_by(Restitution.created_at, Restitution.id)
    )
    return {OrderLineId(line_id): reason for line_id, reason in rows if line_id}
