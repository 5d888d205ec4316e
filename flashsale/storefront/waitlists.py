"""The waitlists of a drop as its page shows them to one reader; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flashsale.kernel.ids import DropId, LotId
from flashsale.kernel.kinds import Form
from flashsale.kernel.language import Language
from flashsale.sales.catalogue import DropFacts, LotFacts
from flashsale.sales.lifecycle import Phase
from flashsale.sales.stakes import NOTHING, Stake
from flashsale.sales.waits import Wait
from flashsale.web.chrome import OfferGlance


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Units kept for the reader out of a waitlist. label: empty when the drop has one
    format; form: its word then. The paths take it and pass it on."""

    label: str
    form: Form
    units: int
    unit_price_cents: int
    expires_at: datetime
    take_path: str
    pass_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The reader's place in a waitlist. may_return: units others may give back."""

    label: str
    form: Form
    place: int
    waiting: int
    quantity: int
    may_return: int
    leave_path: str
    mandate_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joinable:
    """A waitlist the reader may join. most: units they may wait for, >= 1."""

    lot_id: LotId
    label: str
    form: Form
    waiting: int
    may_return: int
    most: int


@dataclass(frozen=True, slots=True)
class Waitlists:
    """What a drop's page says of its waitlists. is_full: the reader has their share."""

    kept: tuple[Kept, ...] = ()
    places: tuple[Place, ...] = ()
    open: tuple[Joinable, ...] = ()
    is_full: bool = False


def waitlists_of(
    drop: DropFacts, stake: Stake, language: Language, now: datetime
) -> Waitlists:
    """Return the reader's places, what is kept for them, and what they may join."""
    lots = {lot.id: lot for lot in drop.lots}
    waits = [
        wait for wait in stake.waits if wait.lot_id in lots and not _is_over(wait, now)
    ]
    may_take = max(0, drop.member_limit - stake.claimed)
    joinable = [lot for lot in drop.lots if _may_join(lot, drop, stake, now)]
    return Waitlists(
        kept=tuple(
            _kept(wait, lots[wait.lot_id], language) for wait in waits if wait.offer
        ),
        places=tuple(
            _place(wait, lots[wait.lot_id], language)
            for wait in waits
            if not wait.offer
        ),
        open=tuple(_joinable(lot, language, may_take) for lot in joinable if may_take),
        is_full=bool(joinable) and not may_take,
    )


def _is_over(wait: Wait, now: datetime) -> bool:
    return wait.offer is not None and now >= wait.offer.expires_at


def _may_join(lot: LotFacts, drop: DropFacts, stake: Stake, now: datetime) -> bool:
    """Say whether a lot has a waitlist to join: nothing is free, or others wait."""
    if drop.phase_at(now) is not Phase.LIVE:
        return False
    if any(wait.lot_id == lot.id for wait in stake.waits):
        return False
    return lot.level.available <= 0 or lot.waiting > 0


def label_of(lot: LotFacts, language: Language) -> str:
    """Return the words of a lot's format; empty for the word of its form."""
    sku = lot.sku
    return sku.label_en or sku.label_fr if language is Language.EN else sku.label_fr


def _kept(wait: Wait, lot: LotFacts, language: Language) -> Kept:
    assert wait.offer is not None  # noqa: S101 - the caller chose those
    path = f"/attente/offres/{wait.offer.offer_id}"
    return Kept(
        label=label_of(lot, language),
        form=lot.sku.form,
        units=wait.offer.units,
        unit_price_cents=wait.offer.unit_price_cents,
        expires_at=wait.offer.expires_at,
        take_path=f"{path}/prendre",
        pass_path=f"{path}/passer",
    )


def _place(wait: Wait, lot: LotFacts, language: Language) -> Place:
    return Place(
        label=label_of(lot, language),
        form=lot.sku.form,
        place=wait.place,
        # The counts are up to two seconds older than the place.
        waiting=max(lot.waiting, wait.place),
        quantity=wait.quantity,
        may_return=lot.level.promised,
        leave_path=f"/attente/{wait.entry_id}/quitter",
        mandate_path=f"/attente/{wait.entry_id}/achat",
    )


def _joinable(lot: LotFacts, language: Language, may_take: int) -> Joinable:
    return Joinable(
        lot_id=lot.id,
        label=label_of(lot, language),
        form=lot.sku.form,
        waiting=lot.waiting,
        may_return=lot.level.promised,
        most=may_take,
    )


def first_offer(
    drops: Sequence[DropFacts], stakes: Mapping[DropId, Stake], now: datetime
) -> OfferGlance | None:
    """Return what is kept for the reader and ends first, for the header."""
    found = [
        (wait.offer.expires_at, wait.offer.units, drop)
        for drop in drops
        for wait in stakes.get(drop.id, NOTHING).waits
        if wait.offer and now < wait.offer.expires_at
    ]
    if not found:
        return None
    expires_at, units, drop = min(found, key=lambda kept: kept[0])
    return OfferGlance(drop.title, f"/ventes/{drop.slug}", units, expires_at)
