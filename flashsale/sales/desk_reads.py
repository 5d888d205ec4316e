"""Reads for the team's calendar: every drop of some days, with its status."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from flashsale.db import Work
from flashsale.kernel.ids import DropId
from flashsale.kernel.kinds import Delivery, Kind
from flashsale.kernel.window import HOUSE_ZONE, Length, Window
from flashsale.sales.catalogue import DropFacts, drops_opening_between
from flashsale.sales.desk_grid import days_covered
from flashsale.sales.lifecycle import DropState, Phase

_ZONE = ZoneInfo(HOUSE_ZONE)


class DeskStatus(StrEnum):
    """Where a drop stands for the team; the value is part of an address."""

    DRAFT = "brouillon"
    READY = "prete"
    LIVE = "en-cours"
    SOLD_OUT = "epuisee"
    SUSPENDED = "suspendue"
    CLOSED = "terminee"
    CANCELLED = "annulee"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskDrop:
    """One drop of the calendar. gone: units held or sold. days: columns covered."""

    id: DropId
    title: str
    byline: str
    kind: Kind
    status: DeskStatus
    day: date
    days: int
    place: int
    length: Length
    window: Window
    allotted: int
    gone: int
    is_digital: bool
    lots: int


def status_at(drop: DropFacts, now: datetime) -> DeskStatus:
    """Return where a drop stands at `now`; sold out only while it is open."""
    match drop.phase_at(now):
        case Phase.HIDDEN:
            return DeskStatus.DRAFT
        case Phase.UPCOMING:
            suspended = drop.state is DropState.SUSPENDED
            return DeskStatus.SUSPENDED if suspended else DeskStatus.READY
        case Phase.LIVE:
            sold_out = drop.level.available <= 0
            return DeskStatus.SOLD_OUT if sold_out else DeskStatus.LIVE
        case Phase.SUSPENDED:
            return DeskStatus.SUSPENDED
        case Phase.CLOSED:
            return DeskStatus.CLOSED
        case Phase.CANCELLED:
            return DeskStatus.CANCELLED


def desk_drops(work: Work, first_day: date, days: int) -> tuple[DeskDrop, ...]:
    """Return the drops that meet these local days, drafts and cancelled included.

    In the order of opening, then place; as many queries however many they are.
    """
    start = datetime.combine(first_day, time(), _ZONE)
    end = datetime.combine(first_day + timedelta(days=days), time(), _ZONE)
    found = drops_opening_between(work, start, end)
    return tuple(_desk_drop(drop, work.now) for drop in found)


def _desk_drop(drop: DropFacts, now: datetime) -> DeskDrop:
    opens = drop.window.opens_at.astimezone(_ZONE)
    closes = drop.window.closes_at.astimezone(_ZONE)
    level = drop.level
    return DeskDrop(
        id=drop.id,
        title=drop.title,
        byline=", ".join(
            part for part in (drop.work.byline, drop.work.producer_name) if part
        ),
        kind=drop.work.kind,
        status=status_at(drop, now),
        day=opens.date(),
        days=days_covered(opens, closes),
        place=drop.place,
        length=drop.length,
        window=drop.window,
        allotted=level.allotted,
        gone=level.promised + level.sold,
        is_digital=bool(drop.lots)
        and all(lot.sku.delivery is Delivery.DIGITAL for lot in drop.lots),
        lots=len(drop.lots),
    )
