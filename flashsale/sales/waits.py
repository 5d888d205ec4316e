"""Reads: where one member waits, and what is offered to them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    func,
    select,
    tuple_,
)

from flashsale.catalogue.catalogue import (
    SkuFacts,
    WorkFacts,
    skus_by_id,
    works_by_id,
)
from flashsale.db import Work, table_of
from flashsale.kernel.ids import (
    DropId,
    EntryId,
    LotId,
    MemberId,
    OfferId,
    SkuId,
    WorkId,
)
from flashsale.sales.models import Drop, Lot, WaitEntry, WaitOffer
from flashsale.sales.waiting import ACTIVE, EntryState, OfferState

# How long the page still tells of a wait that ended without a copy.
TOLD_FOR = timedelta(days=2)
_UNSATISFIED = (str(EntryState.EXPIRED), str(EntryState.CLOSED))


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """Units kept for the member until `expires_at`, at this price each."""

    offer_id: OfferId
    units: int
    unit_price_cents: int
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A member's place in a waitlist.

    place: how many come first, plus one; 0 once something is offered. quantity: units
    they wait for. offer: None while they wait.
    """

    entry_id: EntryId
    drop_id: DropId
    lot_id: LotId
    quantity: int
    place: int
    offer: OpenOffer | None = None


_ENTRY, _OFFER = table_of(WaitEntry), table_of(WaitOffer)
_AHEAD = _ENTRY.alias("ahead")
# How many stand before an entry in its waitlist, plus one.
_PLACE_OF_ONE = (
    select(func.count() + 1)
    .where(
        _AHEAD.c.lot_id == _ENTRY.c.lot_id,
        _AHEAD.c.state == str(EntryState.WAITING),
        tuple_(_AHEAD.c.priority, _AHEAD.c.joined_at, _AHEAD.c.id)
        < tuple_(_ENTRY.c.priority, _ENTRY.c.joined_at, _ENTRY.c.id),
    )
    .correlate(_ENTRY)
    .scalar_subquery()
)
# All are counted in one pass; who is being offered something stands outside.
_PLACE_OF_ALL = func.row_number().over(
    partition_by=(_ENTRY.c.lot_id, _ENTRY.c.state),
    order_by=(_ENTRY.c.priority, _ENTRY.c.joined_at, _ENTRY.c.id),
)
_OFFERED = (_OFFER.c.entry_id == _ENTRY.c.id) & (_OFFER.c.state == str(OfferState.OPEN))


def _active(place: ColumnElement[int]) -> Select[Any]:
    """Return the entries of some drops that still wait or are being offered a unit.

    Composed once, at import: it is asked for by every member who comes.
    """
    return (
        select(
            _ENTRY.c.member_id,
            _ENTRY.c.drop_id,
            _ENTRY.c.id,
            _ENTRY.c.lot_id,
            _ENTRY.c.quantity,
            place,
            _OFFER.c.id,
            _OFFER.c.units,
            _OFFER.c.unit_price_cents,
            _OFFER.c.expires_at,
        )
        .select_from(_ENTRY.outerjoin(_OFFER, _OFFERED))
        .where(
            _ENTRY.c.state.in_(ACTIVE),
            _ENTRY.c.drop_id.in_(bindparam("drop_ids", expanding=True)),
        )
        .order_by(_ENTRY.c.joined_at, _ENTRY.c.id)
    )


_OF_ONE = _active(_PLACE_OF_ONE).where(_ENTRY.c.member_id == bindparam("member_id"))
_OF_ALL = _active(_PLACE_OF_ALL)


@dataclass(frozen=True, slots=True)
class Waits:
    """Places by member and drop; lapsed: units of offers past their time, likewise.

    Such an offer is over, and its place with it, whether or not it was swept.
    """

    places: Mapping[tuple[int, int], Sequence[Wait]]
    lapsed: Mapping[tuple[int, int], int]

    def by_member(self) -> dict[int, "Waits"]:
        """Return what each member has of these."""
        places: dict[int, dict[tuple[int, int], Sequence[Wait]]] = defaultdict(dict)
        lapsed: dict[int, dict[tuple[int, int], int]] = defaultdict(dict)
        for whose, waited in self.places.items():
            places[whose[0]][whose] = waited
        for whose, units in self.lapsed.items():
            lapsed[whose[0]][whose] = units
        members = places.keys() | lapsed.keys()
        return {m: Waits(places.get(m, {}), lapsed.get(m, {})) for m in members}


NO_WAITS = Waits({}, {})


def waits_of(work: Work, member_id: MemberId, drop_ids: Collection[DropId]) -> Waits:
    """Return the member's places on the waitlists of these drops, in one query."""
    asked = {"member_id": member_id, "drop_ids": list(drop_ids)}
    return _composed(work.now, work.session.execute(_OF_ONE, asked))


def waits_of_all(work: Work, drop_ids: Collection[DropId]) -> Waits:
    """Return everybody's places on the waitlists of these drops, in one query."""
    asked = {"drop_ids": list(drop_ids)}
    return _composed(work.now, work.session.execute(_OF_ALL, asked))


def _composed(now: datetime, rows: Iterable[Any]) -> Waits:
    places: dict[tuple[int, int], list[Wait]] = {}
    lapsed: Counter[tuple[int, int]] = Counter()
    for member, drop, entry, lot, quantity, place, offer, units, price, until in rows:
        whose = (member, drop)
        if offer is not None and now >= until:
            lapsed[whose] += units
            continue
        wait = Wait(
            entry_id=EntryId(entry),
            drop_id=DropId(drop),
            lot_id=LotId(lot),
            quantity=quantity,
            place=place if offer is None else 0,
            offer=None
            if offer is None
            else OpenOffer(OfferId(offer), units, price, until),
        )
        places.setdefault(whose, []).append(wait)
    return Waits(places, lapsed)


def _is_over(offer: WaitOffer | None, now: datetime) -> bool:
    return offer is not None and now >= offer.expires_at


def _wait(entry: WaitEntry, offer: WaitOffer | None, place: int) -> Wait:
    return Wait(
        entry_id=EntryId(entry.id),
        drop_id=DropId(entry.drop_id),
        lot_id=LotId(entry.lot_id),
        quantity=entry.quantity,
        place=0 if offer is not None else place,
        offer=None if offer is None else _offer(offer),
    )


def _offer(row: WaitOffer) -> OpenOffer:
    return OpenOffer(OfferId(row.id), row.units, row.unit_price_cents, row.expires_at)


def open_offer(work: Work, entry_id: EntryId) -> OpenOffer | None:
    """Return what is offered to a place now, or None."""
    row = work.session.scalars(
        select(WaitOffer).where(
            WaitOffer.entry_id == entry_id,
            WaitOffer.state == str(OfferState.OPEN),
            WaitOffer.expires_at > work.now,
        )
    ).first()
    return None if row is None else _offer(row)


def offered_entries(work: Work) -> list[EntryId]:
    """Return the places to which something is offered now, the first offered first."""
    rows = work.session.scalars(
        select(WaitOffer.entry_id)
        .where(WaitOffer.state == str(OfferState.OPEN), WaitOffer.expires_at > work.now)
        .order_by(WaitOffer.id)
    )
    return [EntryId(row) for row in rows]


@dataclass(frozen=True, slots=True)
class FirstOffer:
    """An open offer with its drop's name and address."""

    offer: OpenOffer
    slug: str
    title: str


def first_offer(work: Work, member_id: MemberId) -> FirstOffer | None:
    """Return the member's open offer that ends first, or None."""
    row = work.session.execute(
        select(WaitOffer, Drop.slug, Drop.title)
        .join(Drop, Drop.id == WaitOffer.drop_id)
        .where(
            WaitOffer.member_id == member_id,
            WaitOffer.state == str(OfferState.OPEN),
            WaitOffer.expires_at > work.now,
        )
        .order_by(WaitOffer.expires_at, WaitOffer.id)
        .limit(1)
    ).first()
    return None if row is None else FirstOffer(_offer(row[0]), row[1], row[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitLine:
    """A place with the words and pictures of what is waited for.

    state: `waiting`, `offered`, or how it ended. may_return: units of the lot that
    others hold or are offered.
    """

    wait: Wait
    state: EntryState
    slug: str
    closes_at: datetime
    price_cents: int
    may_return: int
    sku: SkuFacts
    work: WorkFacts


def wait_lines(work: Work, member_id: MemberId) -> tuple[WaitLine, ...]:
    """Return all the member waits for, and what lately ended without a copy.

    In the order of joining; as many queries however many they are.
    """
    lately = WaitEntry.ended_at > work.now - TOLD_FOR
    rows = work.session.execute(
        select(WaitEntry, WaitOffer, _PLACE_OF_ONE, Lot, Drop)
        .join(Lot, Lot.id == WaitEntry.lot_id)
        .join(Drop, Drop.id == WaitEntry.drop_id)
        .outerjoin(WaitOffer, _OFFERED)
        .where(
            WaitEntry.member_id == member_id,
            WaitEntry.state.in_(ACTIVE) | (WaitEntry.state.in_(_UNSATISFIED) & lately),
        )
        .order_by(WaitEntry.joined_at, WaitEntry.id)
    ).all()
    skus = skus_by_id(work, {SkuId(lot.sku_id) for _, _, _, lot, _ in rows})
    works = works_by_id(work, {WorkId(drop.work_id) for *_, drop in rows})
    return tuple(_line(work, row, skus, works) for row in rows)


def _line(
    work: Work,
    row: Any,
    skus: dict[SkuId, SkuFacts],
    works: dict[WorkId, WorkFacts],
) -> WaitLine:
    entry, offer, place, lot, drop = row
    over = _is_over(offer, work.now)
    return WaitLine(
        wait=_wait(entry, None if over else offer, place),
        state=EntryState.EXPIRED if over else EntryState(entry.state),
        slug=drop.slug,
        closes_at=drop.closes_at,
        price_cents=lot.price_cents,
        may_return=max(0, lot.held + lot.offered - (offer.units if offer else 0)),
        sku=skus[SkuId(lot.sku_id)],
        work=works[WorkId(drop.work_id)],
    )


def waiting_by_lot(work: Work, lot_ids: set[LotId]) -> dict[LotId, int]:
    """Return how many members wait for each of these lots, in one query."""
    if not lot_ids:
        return {}
    rows = work.session.execute(
        select(WaitEntry.lot_id, func.count())
        .where(
            WaitEntry.lot_id.in_(lot_ids), WaitEntry.state == str(EntryState.WAITING)
        )
        .group_by(WaitEntry.lot_id)
    )
    return {LotId(lot): count for lot, count in rows}
