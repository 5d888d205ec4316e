"""Writing prices and zones of carriage that come, and undoing them before their day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from flashsale.db import Base, Work
from flashsale.kernel.ids import MemberId
from flashsale.kernel.window import house_day
from flashsale.shipping.models import ShippingBandRow, ShippingChange, ShippingZoneRow
from flashsale.shipping.rates import Post, Zone
from flashsale.shipping.rules import (
    BandsDraft,
    ShippingRefusal,
    ZoneDraft,
    refuse_bands,
    refuse_zone,
)


@dataclass(frozen=True, slots=True)
class ShippingChanged:
    """It holds from its day on."""

    change_id: int


@dataclass(frozen=True, slots=True)
class ShippingRefused:
    """Nothing was written, for all these reasons."""

    refusals: tuple[ShippingRefusal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFacts:
    """One change. post: None for a zone. bands: (up to grams, cents), or prefixes."""

    id: int
    zone: Zone
    post: Post | None
    bands: tuple[tuple[int, int], ...]
    prefixes: tuple[str, ...]
    since: date
    made_by: MemberId
    made_at: datetime
    undone_by: MemberId | None
    undone_at: datetime | None
    can_undo: bool


def today(work: Work) -> date:
    """Return the wall date, in the house's zone, of this transaction."""
    return house_day(work.now)


def set_bands(
    work: Work, draft: BandsDraft, actor_id: MemberId
) -> ShippingChanged | ShippingRefused:
    """Write the bands that follow those in force for one post and zone."""
    refusals = refuse_bands(draft, today(work))
    if refusals:
        return ShippingRefused(refusals)

    def rows(change_id: int) -> Sequence[Base]:
        way = f"{draft.post}:{draft.zone}"
        return [
            ShippingBandRow(
                id=work.ids.new(work.now),
                change_id=change_id,
                # One set of bands a day: the first row stands for it.
                live_key=f"{way}:{draft.since}:{place}",
                post=str(draft.post),
                zone=str(draft.zone),
                up_to_g=up_to_g,
                cents=cents,
                since=draft.since.isoformat(),
            )
            for place, (up_to_g, cents) in enumerate(draft.bands)
        ]

    return _write(work, draft.since, actor_id, rows)


def set_zone(
    work: Work, draft: ZoneDraft, actor_id: MemberId
) -> ShippingChanged | ShippingRefused:
    """Write the zone that some beginnings of postal codes are in from a day on."""
    refusals = refuse_zone(draft, today(work))
    if refusals:
        return ShippingRefused(refusals)

    def rows(change_id: int) -> Sequence[Base]:
        return [
            ShippingZoneRow(
                id=work.ids.new(work.now),
                change_id=change_id,
                live_key=f"{prefix}:{draft.since}",
                prefix=prefix,
                zone=str(draft.zone),
                since=draft.since.isoformat(),
            )
            for prefix in sorted(set(draft.prefixes))
        ]

    return _write(work, draft.since, actor_id, rows)


def undo(work: Work, change_id: int, actor_id: MemberId) -> bool:
    """Take a change back; False once its day has come, or if it was taken back."""
    undone = work.session.execute(
        update(ShippingChange)
        .where(
            ShippingChange.id == change_id,
            ShippingChange.undone_at.is_(None),
            ShippingChange.since > today(work).isoformat(),
        )
        .values(undone_by=actor_id, undone_at=work.now)
        .returning(ShippingChange.id)
    ).first()
    if undone is None:
        return False
    for model in (ShippingBandRow, ShippingZoneRow):
        work.session.execute(
            update(model).where(model.change_id == change_id).values(live_key=None)
        )
    return True


def changes(work: Work, *, most: int) -> tuple[ChangeFacts, ...]:
    """Return the latest changes, the newest first. Three queries."""
    rows = work.session.scalars(
        select(ShippingChange).order_by(ShippingChange.id.desc()).limit(most)
    ).all()
    ids = [row.id for row in rows]
    bands = work.session.scalars(
        select(ShippingBandRow)
        .where(ShippingBandRow.change_id.in_(ids))
        .order_by(ShippingBandRow.up_to_g)
    ).all()
    zones = work.session.scalars(
        select(ShippingZoneRow)
        .where(ShippingZoneRow.change_id.in_(ids))
        .order_by(ShippingZoneRow.prefix)
    ).all()
    return tuple(
        _facts(
            row,
            [band for band in bands if band.change_id == row.id],
            [zone for zone in zones if zone.change_id == row.id],
            today(work),
        )
        for row in rows
    )


def _facts(
    row: ShippingChange,
    bands: Sequence[ShippingBandRow],
    zones: Sequence[ShippingZoneRow],
    on: date,
) -> ChangeFacts:
    since = date.fromisoformat(row.since)
    return ChangeFacts(
        id=row.id,
        zone=Zone(bands[0].zone if bands else zones[0].zone),
        post=Post(bands[0].post) if bands else None,
        bands=tuple((band.up_to_g, band.cents) for band in bands),
        prefixes=tuple(zone.prefix for zone in zones),
        since=since,
        made_by=MemberId(row.made_by),
        made_at=row.made_at,
        undone_by=None if row.undone_by is None else MemberId(row.undone_by),
        undone_at=row.undone_at,
        can_undo=row.undone_at is None and since > on,
    )


def _write(
    work: Work,
    since: date,
    actor_id: MemberId,
    rows: Callable[[int], Sequence[Base]],
) -> ShippingChanged | ShippingRefused:
    change_id = work.ids.new(work.now)
    try:
        with work.session.begin_nested():
            work.session.add(
                ShippingChange(
                    id=change_id,
                    since=since.isoformat(),
                    made_by=actor_id,
                    made_at=work.now,
                )
            )
            work.session.flush()
            work.session.add_all(rows(change_id))
    except IntegrityError:
        # Somebody wrote the same for the same day: theirs stands.
        return ShippingRefused((ShippingRefusal.ALREADY_WRITTEN,))
    return ShippingChanged(change_id)
