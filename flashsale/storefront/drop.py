"""Composes the page of one drop; pure."""

from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from flashsale.editorial.texts import NoteText
from flashsale.kernel.kinds import Delivery
from flashsale.kernel.language import Language
from flashsale.kernel.places import OrderDelivery, Province
from flashsale.sales.catalogue import DropFacts, LotFacts
from flashsale.sales.opening_turns import Standing
from flashsale.sales.stakes import Stake
from flashsale.shipping.rates import Destination, Packed, ShippingTable, Zone
from flashsale.storefront.cards import (
    ART,
    card_of,
    details_of,
    either,
    hand_of,
    picture_of,
    price_of,
    producer_of,
    stand_for,
    stock_of,
)
from flashsale.storefront.early import EarlyNotice, EarlyStand
from flashsale.storefront.pages import DropPage
from flashsale.storefront.parts import (
    CarriageTo,
    Details,
    Fact,
    Mine,
    Offer,
    Passage,
    Picture,
    QueueNotice,
    Share,
    Shelf,
    Spread,
)
from flashsale.storefront.reading import extend_path, release_path
from flashsale.storefront.stands import Stock
from flashsale.storefront.today import Table, on_table
from flashsale.storefront.waitlists import waitlists_of
from flashsale.web.filters import local
from flashsale.web.papers import paper_of

SAME_DAY_SHOWN = 2
SPREAD_WIDTH, SPREAD_HEIGHT = 520, 340


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads: what they have in the drop, and a token for the hold they may take.

    is_staff: they know of drops before members do.

    standing: theirs in the opening queue, None where there is none just now. early:
    what they are told of their early access, None for who has none.
    """

    stake: Stake
    token: str
    standing: Standing | None = None
    early: EarlyNotice | None = None
    is_staff: bool = False

    @property
    def is_early(self) -> bool:
        """Whether they may buy although the drop has not opened."""
        return self.early is not None and self.early.stand is EarlyStand.ON


def _is_told(drop: DropFacts, reader: Reader, now: datetime) -> bool:
    has_begun = reader.early is not None and reader.early.stand is not EarlyStand.COMING
    return reader.is_staff or has_begun or drop.is_told_at(now)


def _hushed(page: DropPage) -> DropPage:
    """Return the page of a drop whose title waits for its opening."""
    return replace(
        page,
        is_told=False,
        title="",
        subtitle="",
        byline="",
        producer="",
        city="",
        details=Details(),
        offers=(),
        picture=None,
        note=None,
        note_hand=None,
        spreads=(),
        facts=(),
        share=None,
        proof=None,
        carriage=(),
    )


def _offer(lot: LotFacts, language: Language) -> Offer:
    level = lot.level
    return Offer(
        lot.id,
        either(language, lot.sku.label_fr, lot.sku.label_en),
        lot.sku.form,
        lot.sku.delivery,
        price_of(lot),
        Stock(level.allotted, level.held, level.sold, offered=level.offered),
    )


def _mine(drop: DropFacts, stake: Stake) -> Mine:
    first = stake.holds[0] if stake.holds else None
    return Mine(
        held=stake.held,
        expires_at=stake.expires_at,
        bought=stake.bought,
        may_take=max(0, drop.member_limit - stake.claimed),
        extend_path=extend_path(first) if first else "",
        release_path=release_path(first) if first else "",
    )


def _proof(drop: DropFacts, language: Language) -> Passage | None:
    """Return where the regular price comes from; French stands in for English."""
    lot = next((lot for lot in drop.lots if lot.regular_price_proof), None)
    if lot is None:
        return None
    text = either(language, lot.regular_price_proof, lot.regular_price_proof_en)
    is_english = language is Language.EN and bool(lot.regular_price_proof_en)
    return Passage(text, Language.EN if is_english else Language.FR)


def _share(drop: DropFacts) -> Share | None:
    lot = drop.lots[0] if drop.lots else None
    if lot is None or not lot.producer_share_cents or lot.pay_from_cents is not None:
        # Where members name their price, the house's part is not the same for all.
        return None
    house = lot.price_cents - lot.producer_share_cents - lot.payment_share_cents
    if house < 0:
        return None
    return Share(
        lot.price_cents, lot.producer_share_cents, house, lot.payment_share_cents
    )


# Where one copy may go, the nearest first, each by a province of its zone.
_PLACES: tuple[tuple[Zone, Province], ...] = (
    (Zone.QUEBEC, Province.QC),
    (Zone.CANADA, Province.ON),
    (Zone.WEST, Province.AB),
    (Zone.NORTH, Province.NU),
)


def _carriage(
    shipping: ShippingTable, drop: DropFacts, now: datetime
) -> tuple[CarriageTo, ...]:
    """Return what posting one copy costs, by zone; nothing when none is posted."""
    parcels = [lot.sku for lot in drop.lots if lot.sku.delivery is Delivery.PARCEL]
    if not parcels:
        return ()
    first = parcels[0]
    packed = [Packed(first.form, 1, first.weight_g, first.thickness_mm)]
    found = []
    for zone, province in _PLACES:
        to = Destination(OrderDelivery.PARCEL, province)
        postage = shipping.postage(packed, to, local(now).date())
        if postage is not None:
            found.append(CarriageTo(zone, postage.cents))
    return tuple(found)


def _spreads(drop: DropFacts, language: Language) -> tuple[Spread, ...]:
    return tuple(
        Spread(
            Picture(
                f"{ART}{spread.file}",
                SPREAD_WIDTH,
                SPREAD_HEIGHT,
                either(language, spread.alt_fr, spread.alt_en),
            ),
            either(language, spread.caption_fr, spread.caption_en),
        )
        for spread in drop.work.spreads
    )


def _facts(drop: DropFacts, language: Language) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            either(language, fact.label_fr, fact.label_en),
            either(language, fact.value_fr, fact.value_en),
        )
        for fact in drop.work.facts
    )


def _queue(drop: DropFacts, reader: Reader, now: datetime) -> QueueNotice | None:
    if drop.rush is None or drop.rush.queue.is_over_at(now):
        return None
    return QueueNotice(
        joins_from=drop.rush.queue.joins_from,
        per_minute=drop.rush.queue.per_minute,
        commitment=drop.rush.commitment,
        standing=reader.standing,
    )


def _body(note: NoteText | None) -> Passage | None:
    if note is None:
        return None
    # editorial/markdown.py made and cleaned it.
    return Passage(Markup(note.html), note.language)  # noqa: S704


def drop_page(
    table: Table, drop: DropFacts, note: NoteText | None, reader: Reader, shelf: Shelf
) -> DropPage:
    """Return the page of one drop for one reader."""
    now, language, work = table.now, table.language, drop.work
    beside = [other for other in on_table(table) if other.id != drop.id]
    page = DropPage(
        slug=drop.slug,
        title=drop.title,
        kind=work.kind,
        subtitle=work.subtitle,
        byline=work.byline,
        producer=producer_of(work),
        city="" if work.producer_city in work.byline else work.producer_city,
        details=details_of(drop, language),
        paper=paper_of(drop.window.opens_at),
        length=drop.length,
        opens_at=drop.window.opens_at,
        closes_at=drop.window.closes_at,
        now=now,
        stand=stand_for(
            drop, reader.stake, now, reader.standing, is_early=reader.is_early
        ),
        early=reader.early,
        stock=stock_of(drop, reader.stake),
        offers=tuple(_offer(lot, language) for lot in drop.lots),
        member_limit=drop.member_limit,
        picture=picture_of(work.cover, language),
        note=_body(note),
        note_hand=hand_of(note.author, language) if note else None,
        spreads=_spreads(drop, language),
        facts=_facts(drop, language),
        share=_share(drop),
        mine=_mine(drop, reader.stake),
        token=reader.token,
        proof=_proof(drop, language),
        carriage=_carriage(table.carriage, drop, now),
        same_day=tuple(
            card_of(other, table.notes.get(other.id), language, now, is_wide=not place)
            for place, other in enumerate(beside[:SAME_DAY_SHOWN])
        ),
        queue=_queue(drop, reader, now),
        shelf=shelf,
        waitlists=waitlists_of(drop, reader.stake, language, now),
    )
    return page if _is_told(drop, reader, now) else _hushed(page)
