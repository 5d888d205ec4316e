"""Reads: drops and their lots, as frozen values for pages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from flashsale.catalogue.catalogue import (
    SkuFacts,
    WorkFacts,
    skus_by_id,
    works_by_id,
)
from flashsale.db import Work
from flashsale.kernel.ids import DropId, LotId, MemberId, SkuId, WorkId
from flashsale.kernel.window import Length, Window
from flashsale.sales.early import EarlyAccess
from flashsale.sales.lifecycle import DropState, Phase, phase_at
from flashsale.sales.models import Drop, Lot, Rush
from flashsale.sales.opening_turns import Queue, whole_minute
from flashsale.sales.pauses import pauses_of
from flashsale.sales.stock import StockLevel
from flashsale.sales.waits import waiting_by_lot


@dataclass(frozen=True, slots=True, kw_only=True)
class LotFacts:
    """One lot with its SKU and its counts at the instant of reading.

    pay_from_cents: the least a member may name as their price, None where it is
    fixed. regular_price_cents: None when no proof is stored: no struck price is shown.
    waiting: members on its waitlist.
    """

    id: LotId
    sku: SkuFacts
    level: StockLevel
    price_cents: int
    pay_from_cents: int | None
    regular_price_cents: int | None
    regular_price_proof: str
    regular_price_proof_en: str
    producer_share_cents: int
    payment_share_cents: int
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class RushFacts:
    """The opening queue of a drop. commitment: what is promised of its draw."""

    queue: Queue
    commitment: str
    committed_at: datetime

    def last_served_at(self, copies: int) -> datetime:
        """Return about when the last of `copies` goes, to the minute."""
        return whole_minute(self.queue.last_served_at(copies))


@dataclass(frozen=True, slots=True, kw_only=True)
class DropFacts:
    """One drop with its work and lots; its phase is asked of the clock.

    rush: its opening queue, None where the opening is an ordinary one.
    """

    id: DropId
    slug: str
    title: str
    state: DropState
    work: WorkFacts
    curator_id: MemberId
    day: str
    hour: str
    length: Length
    zone: str
    window: Window
    place: int
    member_limit: int
    early: EarlyAccess
    takes_codes: bool
    epoch: int
    version: int
    lots: tuple[LotFacts, ...]
    rush: RushFacts | None = None

    def phase_at(self, now: datetime) -> Phase:
        """Return where the drop stands at `now`."""
        return phase_at(self.state, self.window, now)

    def is_told_at(self, now: datetime) -> bool:
        """Say whether members may know what it sells: from its opening on.

        From that of its queue on, where it has one: there one reads while waiting.
        """
        opens_at = self.window.opens_at
        return now >= (opens_at if self.rush is None else self.rush.queue.joins_from)

    def is_early_at(self, now: datetime) -> bool:
        """Say whether members with early access may buy, and nobody else yet."""
        is_on = self.early.is_on(self.window.opens_at, now)
        return self.state is DropState.SCHEDULED and is_on

    @property
    def level(self) -> StockLevel:
        """The counts of all lots together."""
        return StockLevel(
            sum(lot.level.allotted for lot in self.lots),
            sum(lot.level.held for lot in self.lots),
            sum(lot.level.sold for lot in self.lots),
            sum(lot.level.offered for lot in self.lots),
        )


def drops_of_lots(work: Work, lot_ids: Collection[LotId]) -> dict[LotId, DropId]:
    """Return the drop each of these lots is in; a lot that is no more is left out."""
    rows = work.session.execute(select(Lot.id, Lot.drop_id).where(Lot.id.in_(lot_ids)))
    return {LotId(lot_id): DropId(drop_id) for lot_id, drop_id in rows}


def facts_of_rows(work: Work, rows: Sequence[Drop]) -> tuple[DropFacts, ...]:
    """Return the facts of drops whose lots are loaded, in their order."""
    skus = skus_by_id(work, {SkuId(lot.sku_id) for row in rows for lot in row.lots})
    works = works_by_id(work, {WorkId(row.work_id) for row in rows})
    rushes = _rushes(work, rows)
    waiting = waiting_by_lot(work, {LotId(lot.id) for row in rows for lot in row.lots})
    return tuple(
        DropFacts(
            id=DropId(row.id),
            slug=row.slug,
            title=row.title,
            state=DropState(row.state),
            work=works[WorkId(row.work_id)],
            curator_id=MemberId(row.curator_id),
            day=row.day,
            hour=row.hour,
            length=Length(row.length),
            zone=row.zone,
            window=Window(row.opens_at, row.closes_at),
            place=row.place,
            member_limit=row.member_limit,
            early=EarlyAccess(row.early_minutes, row.early_percent),
            takes_codes=row.takes_codes,
            epoch=row.epoch,
            version=row.version,
            lots=tuple(
                _lot(lot, skus[SkuId(lot.sku_id)], waiting.get(LotId(lot.id), 0))
                for lot in row.lots
            ),
            rush=rushes.get(row.id),
        )
        for row in rows
    )


def _rushes(work: Work, rows: Sequence[Drop]) -> dict[int, RushFacts]:
    opens_at = {row.id: row.opens_at for row in rows}
    if not opens_at:
        return {}
    found = work.session.execute(
        select(
            Rush.drop_id,
            Rush.per_minute,
            Rush.ended_at,
            Rush.commitment,
            Rush.committed_at,
        ).where(Rush.drop_id.in_(opens_at))
    ).all()
    pauses = pauses_of(work, {DropId(row.drop_id) for row in found}) if found else {}
    return {
        row.drop_id: RushFacts(
            Queue(
                opens_at[row.drop_id],
                row.per_minute,
                row.ended_at,
                pauses.get(DropId(row.drop_id), ()),
            ),
            row.commitment,
            row.committed_at,
        )
        for row in found
    }


def _lot(row: Lot, sku: SkuFacts, waiting: int) -> LotFacts:
    return LotFacts(
        id=LotId(row.id),
        sku=sku,
        level=StockLevel(row.allotted, row.held, row.sold, row.offered),
        price_cents=row.price_cents,
        pay_from_cents=row.pay_from_cents,
        regular_price_cents=row.regular_price_cents,
        regular_price_proof=row.regular_price_proof,
        regular_price_proof_en=row.regular_price_proof_en,
        producer_share_cents=row.producer_share_cents,
        payment_share_cents=row.payment_share_cents,
        waiting=waiting,
    )


SHOWN = tuple(
    str(state)
    for state in (DropState.SCHEDULED, DropState.SUSPENDED, DropState.CANCELLED)
)


def shown_between(work: Work, start: datetime, end: datetime) -> tuple[DropFacts, ...]:
    """Return the drops members may know of whose window meets `[start, end)`.

    In the order of the table: by opening, then by place. Six queries at most.
    """
    rows = work.session.scalars(
        select(Drop)
        .options(selectinload(Drop.lots))
        .where(Drop.state.in_(SHOWN), Drop.opens_at < end, Drop.closes_at > start)
        .order_by(Drop.opens_at, Drop.place, Drop.id)
    ).all()
    return facts_of_rows(work, rows)


def closed_before(
    work: Work, instant: datetime, *, most: int, skip: int = 0
) -> tuple[DropFacts, ...]:
    """Return the drops that closed at or before `instant`, the latest first."""
    rows = work.session.scalars(
        select(Drop)
        .options(selectinload(Drop.lots))
        .where(
            Drop.state.in_((str(DropState.SCHEDULED), str(DropState.ARCHIVED))),
            Drop.closes_at <= instant,
        )
        .order_by(Drop.closes_at.desc(), Drop.id)
        .limit(most)
        .offset(skip)
    ).all()
    return facts_of_rows(work, rows)


def drop_by_slug(work: Work, slug: str) -> DropFacts | None:
    """Return a drop members may know of, or None; a draft is nobody's business."""
    row = work.session.scalars(
        select(Drop)
        .options(selectinload(Drop.lots))
        .where(Drop.slug == slug, Drop.state != str(DropState.DRAFT))
    ).first()
    return None if row is None else facts_of_rows(work, [row])[0]


def drop_by_id(work: Work, drop_id: DropId) -> DropFacts | None:
    """Return any drop, drafts included: for the desk."""
    row = work.session.scalars(
        select(Drop).options(selectinload(Drop.lots)).where(Drop.id == drop_id)
    ).first()
    return None if row is None else facts_of_rows(work, [row])[0]


def drop_id_of_slug(work: Work, slug: str) -> DropId | None:
    """Return any drop by its address, drafts included: for the desk."""
    found = work.session.scalar(select(Drop.id).where(Drop.slug == slug))
    return None if found is None else DropId(found)


def drops_opening_between(
    work: Work, start: datetime, end: datetime
) -> tuple[DropFacts, ...]:
    """Return every drop that meets `[start, end)`, drafts included: for the desk."""
    rows = work.session.scalars(
        select(Drop)
        .options(selectinload(Drop.lots))
        .where(Drop.opens_at < end, Drop.closes_at > start)
        .order_by(Drop.opens_at, Drop.place, Drop.id)
    ).all()
    return facts_of_rows(work, rows)


def sheet_number(now: datetime, first_sheet_at: datetime) -> int:
    """Return the number of the day's sheet, counting days since the house opened."""
    return max(1, (now - first_sheet_at) // timedelta(days=1) + 1)
