"""A drop and all its lots written at once, or nothing of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from flashsale.catalogue.slugs import slug_of
from flashsale.db import Work
from flashsale.kernel.ids import DropId, LotId, SkuId
from flashsale.sales.drops import (
    DropDraft,
    DropRefusal,
    DropRefused,
    draft,
    edit,
)
from flashsale.sales.lots import LotDraft, lot_refusals, remove_lot, set_lot
from flashsale.sales.models import Drop, Lot

# Of a lot whose drop is not written yet: `compose` puts the real one.
UNWRITTEN = DropId(0)


@dataclass(frozen=True, slots=True)
class Composed:
    """The drop and its lots are as wanted."""

    drop_id: DropId


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposeRefused:
    """Nothing was written. lots: why each SKU cannot be. changed_since: somebody
    wrote the drop after its editor read it."""

    drop: tuple[DropRefusal, ...] = ()
    lots: Mapping[SkuId, tuple[DropRefusal, ...]] = field(default_factory=dict)
    changed_since: bool = False


class _Undo(Exception):
    def __init__(self, refused: ComposeRefused) -> None:
        self.refused = refused
        super().__init__()


def compose(
    work: Work,
    wanted: DropDraft,
    lots: Sequence[LotDraft],
    *,
    drop_id: DropId | None = None,
    based_on_version: int | None = None,
) -> Composed | ComposeRefused:
    """Write a new drop (no id) or a known one with exactly these lots.

    An empty slug is made from the title. based_on_version: the drop's version its
    editor had before them. Every reason for a refusal is told at once.
    """
    known_events = len(work.events)
    try:
        with work.session.begin_nested():
            return Composed(_write(work, wanted, lots, drop_id, based_on_version))
    except _Undo as undo:
        # What was published on the way did not happen.
        del work.events[known_events:]
        return undo.refused


def check(
    work: Work,
    wanted: DropDraft,
    lots: Sequence[LotDraft],
    *,
    drop_id: DropId | None = None,
) -> ComposeRefused:
    """Return why a drop could not be written so; nothing is, even without a reason.

    For a form with a field that cannot be read: the rest is judged all the same.
    """
    known_events = len(work.events)
    try:
        with work.session.begin_nested():
            _write(work, wanted, lots, drop_id, None)
            raise _Undo(ComposeRefused())
    except _Undo as undo:
        del work.events[known_events:]
        return undo.refused


def _write(
    work: Work,
    wanted: DropDraft,
    lots: Sequence[LotDraft],
    drop_id: DropId | None,
    based_on_version: int | None,
) -> DropId:
    if not wanted.slug:
        wanted = replace(wanted, slug=free_slug(work, wanted.title))
    if drop_id is None:
        outcome = draft(work, wanted)
    else:
        if based_on_version is not None:
            _check_version(work, drop_id, based_on_version)
        outcome = edit(work, drop_id, wanted)
    refused = outcome.refusals if isinstance(outcome, DropRefused) else ()
    # Lots need a drop to hang on: those of a refused one are judged by themselves.
    saved_id = None if isinstance(outcome, DropRefused) else outcome.drop_id
    refused_lots = _write_lots(work, saved_id, lots)
    if refused or refused_lots:
        raise _Undo(ComposeRefused(drop=refused, lots=refused_lots))
    assert saved_id is not None  # noqa: S101 - refused otherwise
    _take_off_others(work, saved_id, {lot.sku_id for lot in lots})
    return saved_id


def _check_version(work: Work, drop_id: DropId, based_on_version: int) -> None:
    version = work.session.scalar(select(Drop.version).where(Drop.id == drop_id))
    if version is not None and version != based_on_version:
        raise _Undo(ComposeRefused(changed_since=True))


def _write_lots(
    work: Work, drop_id: DropId | None, lots: Sequence[LotDraft]
) -> dict[SkuId, tuple[DropRefusal, ...]]:
    refused: dict[SkuId, tuple[DropRefusal, ...]] = {}
    for position, lot in enumerate(lots):
        if drop_id is None:
            refusals = lot_refusals(lot)
        else:
            outcome = set_lot(work, replace(lot, drop_id=drop_id, position=position))
            refusals = outcome.refusals if isinstance(outcome, DropRefused) else ()
        if refusals:
            refused[lot.sku_id] = refusals
    return refused


def _take_off_others(work: Work, drop_id: DropId, kept: set[SkuId]) -> None:
    rows = work.session.execute(
        select(Lot.id, Lot.sku_id).where(Lot.drop_id == drop_id)
    ).all()
    for lot_id, sku_id in rows:
        if SkuId(sku_id) in kept:
            continue
        outcome = remove_lot(work, drop_id, LotId(lot_id))
        if isinstance(outcome, DropRefused):
            raise _Undo(ComposeRefused(drop=outcome.refusals))


def free_slug(work: Work, title: str) -> str:
    """Return the address of a title, numbered when other drops have it already."""
    base, number = slug_of(title), 1
    taken = set(
        work.session.scalars(
            select(Drop.slug).where(Drop.slug.startswith(base, autoescape=True))
        )
    )
    slug = base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
