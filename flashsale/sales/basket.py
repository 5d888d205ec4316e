"""Reads: what a member holds, as frozen values."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from flashsale.catalogue.catalogue import (
    Cover,
    SkuFacts,
    WorkFacts,
    skus_by_id,
    works_by_id,
)
from flashsale.db import Work
from flashsale.kernel.ids import DropId, HoldId, LotId, MemberId, SkuId, WorkId
from flashsale.kernel.kinds import Delivery, Form, Kind, TaxClass
from flashsale.kernel.places import Province
from flashsale.sales.contest import contested_among
from flashsale.sales.hold_reads import LIVE, is_live
from flashsale.sales.models import Drop, Hold, Lot
from flashsale.sales.stock import HoldTimes, closing_for, extensions_left


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketLine:
    """One hold, with the words and pictures of what it holds.

    is_live: it can be paid now; else it ended by time and may be asked for again.
    pay_from_cents: the least the member may name, where they name their price.
    takes_codes: whether promo codes lower the prices of its drop. venue: where an
    admission is shown, None for what is no show.
    """

    hold_id: HoldId
    lot_id: LotId
    drop_id: DropId
    drop_slug: str
    sku_id: SkuId
    work_id: WorkId
    title: str
    byline: str
    kind: Kind
    form: Form
    label_fr: str
    label_en: str
    delivery: Delivery
    tax_class: TaxClass
    weight_g: int | None
    thickness_mm: int | None
    cover: Cover | None
    quantity: int
    unit_price_cents: int
    pay_from_cents: int | None
    takes_codes: bool
    venue: Province | None
    state: str
    is_live: bool
    held_at: datetime
    expires_at: datetime
    extensions_left: int


@dataclass(frozen=True, slots=True)
class Basket:
    """Live lines first, then the ones that ended; both in the order of their taking."""

    lines: tuple[BasketLine, ...]

    @property
    def live(self) -> tuple[BasketLine, ...]:
        """The lines that can be paid."""
        return tuple(line for line in self.lines if line.is_live)

    @property
    def earliest_expiry(self) -> datetime | None:
        """When the first live line ends."""
        return min((line.expires_at for line in self.live), default=None)


@dataclass(frozen=True, slots=True)
class Glance:
    """The basket as every page's header shows it.

    hold_id: the one that ends first, when it can be extended.
    """

    copies: int
    expires_at: datetime | None
    hold_id: HoldId | None


def basket_of(work: Work, member_id: MemberId) -> Basket:
    """Return what the member holds, and what they held until a moment ago."""
    shown = or_(
        Hold.state.in_(LIVE),
        (Hold.state == "expired") & Hold.hidden_at.is_(None),
    )
    rows = work.session.execute(
        select(Hold, Lot.sku_id, Lot.pay_from_cents, Drop)
        .join(Lot, Lot.id == Hold.lot_id)
        .join(Drop, Drop.id == Hold.drop_id)
        .where(Hold.member_id == member_id, shown)
        .order_by(Hold.id)
    ).all()
    if not rows:
        return Basket(())
    skus = skus_by_id(work, {SkuId(row[1]) for row in rows})
    works = works_by_id(work, {sku.work_id for sku in skus.values()})
    contested = contested_among(work, {LotId(row[0].lot_id): 0 for row in rows})
    lines = []
    for hold, sku_id, pay_from, drop in rows:
        sku = skus[SkuId(sku_id)]
        if hold.state in LIVE or work.now < drop.closes_at:
            thing = works[sku.work_id]
            others_want_it = hold.lot_id in contested
            lines.append(_line(work, hold, drop, pay_from, sku, thing, others_want_it))
    return Basket(tuple(sorted(lines, key=lambda line: not line.is_live)))


def _line(
    work: Work,
    hold: Hold,
    drop: Drop,
    pay_from: int | None,
    sku: SkuFacts,
    thing: WorkFacts,
    contested: bool,
) -> BasketLine:
    can_be_paid = is_live(hold.state, hold.expires_at, work.now)
    times = HoldTimes(
        created_at=hold.created_at,
        expires_at=hold.expires_at,
        extensions=hold.extensions,
        closes_at=closing_for(hold.created_at, drop.closes_at),
    )
    left = extensions_left(times, contested=contested)
    return BasketLine(
        hold_id=HoldId(hold.id),
        lot_id=LotId(hold.lot_id),
        drop_id=DropId(hold.drop_id),
        drop_slug=drop.slug,
        sku_id=sku.id,
        work_id=sku.work_id,
        title=thing.title,
        byline=thing.byline,
        kind=thing.kind,
        form=sku.form,
        label_fr=sku.label_fr,
        label_en=sku.label_en,
        delivery=sku.delivery,
        tax_class=sku.tax_class,
        weight_g=sku.weight_g,
        thickness_mm=sku.thickness_mm,
        cover=thing.cover,
        quantity=hold.quantity,
        unit_price_cents=hold.unit_price_cents,
        pay_from_cents=pay_from,
        takes_codes=drop.takes_codes,
        venue=thing.show.province if thing.show else None,
        state=hold.state,
        is_live=can_be_paid,
        held_at=hold.created_at,
        expires_at=hold.expires_at,
        extensions_left=left if can_be_paid and hold.state == "active" else 0,
    )


def glance_of(work: Work, member_id: MemberId) -> Glance:
    """Return how many copies the member holds and when the first hold ends."""
    live = (
        Hold.member_id == member_id,
        Hold.state.in_(LIVE),
        Hold.expires_at > work.now,
    )
    copies = work.session.scalar(select(func.sum(Hold.quantity)).where(*live))
    first = work.session.execute(
        select(Hold.id, Hold.expires_at, Hold.state)
        .where(*live)
        .order_by(Hold.expires_at, Hold.id)
        .limit(1)
    ).first()
    if first is None:
        return Glance(0, None, None)
    # What is being paid cannot be extended.
    hold_id = HoldId(first.id) if first.state == "active" else None
    return Glance(int(copies or 0), first.expires_at, hold_id)
