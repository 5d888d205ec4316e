"""Writes the planned drops as curators do: draft, lots, note, then the calendar."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial

from babel.dates import format_date
from sqlalchemy import update

from flashsale.db import Base, Work
from flashsale.demo.content import DemoWork, Edition
from flashsale.demo.history import History
from flashsale.demo.load_people import Club
from flashsale.demo.notes import NOTES, TABLE_WORD
from flashsale.demo.plan import Part, PlannedDrop
from flashsale.demo.works import WORKS
from flashsale.editorial import notes, scheduling, words
from flashsale.editorial.notes import NoteDraft, NoteWritten
from flashsale.editorial.words import WordDraft
from flashsale.kernel.errors import Fault
from flashsale.kernel.ids import DropId, LotId, SkuId, WorkId
from flashsale.kernel.language import Language
from flashsale.kernel.window import (
    Length,
    WallWindow,
    Window,
    WindowRefusal,
    window_of,
)
from flashsale.sales import drops, lots
from flashsale.sales.drops import DropDraft, DropSaved
from flashsale.sales.lots import LotDraft, LotSaved
from flashsale.sales.opening_rush import RushSet, set_rush

# Curators write a drop well before its day, and see the price about a week before.
WRITTEN_BEFORE = timedelta(days=6)
PRICE_SEEN_BEFORE = timedelta(days=9)
ONE_DROP_TAKES = timedelta(minutes=25)
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"),
    *("septembre", "octobre", "novembre", "décembre"),
)
# Whose drawer a drop is in while it has no note.
_DRAFTED_BY = "rosalie-tran"


class DropNotWritten(Fault):
    """A planned drop was refused by the house's own rules."""


class Stalls:
    """The drops as they were written: the ids of their lots, by work."""

    def __init__(self, works: dict[str, WorkId], skus: dict[str, SkuId]) -> None:
        """Know the catalogue by slug and code."""
        self.works = works
        self.skus = skus
        self.lots: dict[str, tuple[LotId, ...]] = {}


def note_drops(
    history: History,
    now: datetime,
    planned: tuple[PlannedDrop, ...],
    club: Club,
    stalls: Stalls,
) -> None:
    """Note when each drop was written; `stalls` is filled as the history is told."""
    for index, drop in enumerate(planned):
        latest = min(drop.window.opens_at, now) - WRITTEN_BEFORE
        # One at a time, as at a desk: ids begin with their millisecond.
        written_at = latest - index * ONE_DROP_TAKES
        history.at(written_at, partial(_write, drop=drop, club=club, stalls=stalls))


def _write(work: Work, drop: PlannedDrop, club: Club, stalls: Stalls) -> None:
    thing = WORKS[drop.work]
    note = NOTES.get(drop.work)
    saved = drops.draft(
        work,
        DropDraft(
            title=thing.title,
            slug=drop.work,
            work_id=stalls.works[drop.work],
            curator_id=club[note.curator if note else _DRAFTED_BY],
            wall=_writable(drop.wall),
            place=drop.place,
            member_limit=drop.member_limit,
        ),
    )
    if not isinstance(saved, DropSaved):
        raise DropNotWritten(f"{drop.work}: {saved.refusals}")
    _set_instants(work, saved.drop_id, drop)
    stalls.lots[drop.work] = tuple(
        _set_lot(work, saved.drop_id, drop, thing, position, stalls)
        for position in range(len(thing.editions))
    )
    if drop.per_minute is not None:
        curator = club[note.curator if note else _DRAFTED_BY]
        rush = set_rush(work, saved.drop_id, drop.per_minute, actor_id=curator)
        if not isinstance(rush, RushSet):
            raise DropNotWritten(f"{drop.work}: {rush.refusal}")
    if drop.part is not Part.DRAFT:
        _write_note(work, saved.drop_id, drop.work, club)
        scheduled = scheduling.schedule(work, saved.drop_id)
        if not isinstance(scheduled, DropSaved):
            raise DropNotWritten(f"{drop.work}: {scheduled}")


def _writable(wall: WallWindow) -> WallWindow:
    """Return a window that a curator may write: by day, where `wall` is by night."""
    if not isinstance(window_of(wall), WindowRefusal):
        return wall
    return replace(wall, hour=time(12), length=Length.ONE_DAY)


def _set_instants(work: Work, drop_id: DropId, drop: PlannedDrop) -> None:
    # The demo works at any hour: what opens a minute after its start may do so at
    # night, which no curator may ask for.
    if window_of(_writable(drop.wall)) == drop.window:
        return
    put_instants(work, drop_id, drop.wall, drop.window)


def put_instants(work: Work, drop_id: DropId, wall: WallWindow, window: Window) -> None:
    """Give a drop of the demo instants that no curator could."""
    table = Base.metadata.tables["drop"]
    work.session.flush()
    work.session.execute(
        update(table)
        .where(table.c.id == drop_id)
        .values(
            day=wall.day.isoformat(),
            hour=wall.hour.strftime("%H:%M"),
            length=str(wall.length),
            opens_at=window.opens_at,
            closes_at=window.closes_at,
        )
    )
    work.session.expire_all()


def _set_lot(
    work: Work,
    drop_id: DropId,
    drop: PlannedDrop,
    thing: DemoWork,
    position: int,
    stalls: Stalls,
) -> LotId:
    edition: Edition = thing.editions[position]
    seen_on = (drop.window.opens_at - PRICE_SEEN_BEFORE).date()
    saved = lots.set_lot(
        work,
        LotDraft(
            drop_id=drop_id,
            sku_id=stalls.skus[edition.code],
            allotted=edition.allotted,
            price_cents=edition.drop_cents,
            regular_price_cents=edition.regular_cents,
            regular_price_proof=f"{thing.proof.fr}, relevé le {_in_words(seen_on)}",
            regular_price_proof_en=(
                f"{thing.proof.en}, seen on {format_date(seen_on, 'long', 'en_CA')}"
            ),
            producer_share_cents=edition.shares.producer_cents,
            payment_share_cents=edition.shares.payment_cents,
            position=position,
        ),
    )
    if not isinstance(saved, LotSaved):
        raise DropNotWritten(f"{edition.code}: {saved.refusals}")
    return saved.lot_id


def _in_words(day: date) -> str:
    """Return a date as a French sentence says it."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {_MONTHS[day.month - 1]} {day.year}"


def _write_note(work: Work, drop_id: DropId, slug: str, club: Club) -> None:
    note = NOTES[slug]
    texts = (
        (Language.FR, note.hook.fr, note.body.fr),
        (Language.EN, note.hook.en, note.body.en),
    )
    for language, hook, body in texts:
        if not body:
            continue
        written = notes.write(
            work,
            NoteDraft(
                drop_id=drop_id,
                language=language,
                hook=hook,
                body=body,
                author_id=club[note.curator],
                based_on_version=0,
            ),
        )
        if not isinstance(written, NoteWritten):
            raise DropNotWritten(f"note of {slug}: {written.refusals}")


def write_table_words(work: Work, days: set[date], club: Club) -> None:
    """Write « le mot de la table » of these local days, in both languages."""
    for day in sorted(days):
        for language, body in (
            (Language.FR, TABLE_WORD.fr),
            (Language.EN, TABLE_WORD.en),
        ):
            words.write(
                work,
                WordDraft(
                    day=day,
                    language=language,
                    body=body,
                    author_id=club["noemie-garant"],
                ),
            )
