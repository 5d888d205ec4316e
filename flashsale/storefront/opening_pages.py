"""Composes the page of an opening queue for one reader, and that of its draw; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flashsale.kernel.kinds import Kind
from flashsale.kernel.language import Language
from flashsale.sales.catalogue import DropFacts, RushFacts
from flashsale.sales.lifecycle import Phase
from flashsale.sales.opening_draw import is_proven
from flashsale.sales.opening_queue import Place
from flashsale.sales.opening_reads import Draw, QueueNumbers
from flashsale.sales.opening_turns import Queue, Standing
from flashsale.storefront.cards import Notes, hand_of, hook_of
from flashsale.storefront.parts import Hand, Passage
from flashsale.storefront.today import Table, on_table
from flashsale.web.papers import Paper, paper_of

READINGS_SHOWN = 4
PLACES_A_PAGE = 100


class Stage(StrEnum):
    """What a reader of the queue's page is told; the value is the template's word."""

    # The queue is not open yet.
    SOON = "bientot"
    # It is: whoever is there at the opening will be drawn.
    GATHERING = "attente"
    # The opening has come; the reader's turn is being given.
    DRAWING = "tirage"
    # The reader has a turn, which has not come.
    RANKED = "rang"
    YOUR_TURN = "tour"
    # The drop is open and the reader has taken no place.
    LATE = "retard"
    # Nobody needs a turn any more.
    OVER = "finie"
    # Every copy is bought or in a basket.
    GONE = "parti"
    PAUSED = "pause"
    CLOSED = "fermee"
    CANCELLED = "annulee"


@dataclass(frozen=True, slots=True)
class Reading:
    """A note to read while one waits."""

    title: str
    path: str
    hook: Passage | None
    hand: Hand | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """The opening queue of a drop, for one reader.

    waiting: members who have a place. code: of the reader's place, empty without one.
    turn_at: when their turn comes. ahead: members whose turn comes before. next_at:
    when the turn of who joins now would come. left: copies nobody has a claim on.
    counts_from: from when turns are counted, the opening unless the drop was paused.
    may_join: a place can be taken, whatever the stage. seen: what an open page compares
    with the numbers that are the same for everyone, to know when to be read again.
    """

    slug: str
    title: str
    kind: Kind
    byline: str
    paper: Paper
    now: datetime
    stage: Stage
    opens_at: datetime
    joins_from: datetime
    per_minute: int
    commitment: str
    copies: int
    left: int
    member_limit: int
    waiting: int
    drawn: int | None
    code: str
    turn: int | None
    turn_at: datetime | None
    ahead: int
    next_at: datetime
    counts_from: datetime
    may_join: bool
    seen: str
    readings: tuple[Reading, ...] = ()

    @property
    def path(self) -> str:
        """The address of the drop; those of its queue hang on it."""
        return f"/ventes/{self.slug}"

    @property
    def is_drawn_turn(self) -> bool:
        """Whether the reader's turn came out of the draw."""
        return self.turn is not None and self.turn < (self.drawn or 0)

    @property
    def may_miss_out(self) -> bool:
        """Whether as many go before the reader as there are copies."""
        return self.stage is Stage.RANKED and self.ahead >= self.left


def stage_at(
    drop: DropFacts,
    rush: RushFacts,
    place: Place | None,
    numbers: QueueNumbers,
    now: datetime,
) -> Stage:
    """Return what a reader is told who has this place, or none."""
    queue, phase = rush.queue, drop.phase_at(now)
    out_of_sale = {
        Phase.CANCELLED: Stage.CANCELLED,
        Phase.CLOSED: Stage.CLOSED,
        Phase.HIDDEN: Stage.SOON,
        Phase.SUSPENDED: Stage.PAUSED,
    }
    if phase in out_of_sale:
        return out_of_sale[phase]
    if phase is Phase.UPCOMING:
        return Stage.SOON if now < queue.joins_from else Stage.GATHERING
    if drop.level.available <= 0:
        return Stage.GONE
    is_over = numbers.ended_at is not None and now >= numbers.ended_at
    if is_over or queue.is_over_at(now):
        return Stage.OVER
    if place is None:
        return Stage.LATE
    if place.turn is None:
        return Stage.DRAWING
    standing = queue.standing(now, has_place=True, turn=place.turn)
    return Stage.YOUR_TURN if standing is Standing.ADMITTED else Stage.RANKED


def queue_page(
    table: Table,
    drop: DropFacts,
    rush: RushFacts,
    place: Place | None,
    numbers: QueueNumbers,
) -> QueuePage:
    """Return the page of a drop's opening queue for one reader."""
    now, queue = table.now, rush.queue
    turn = place.turn if place else None
    come = queue.come_at(now)
    next_turn = max(numbers.next_turn, queue.first_turn_from(now))
    return QueuePage(
        slug=drop.slug,
        title=drop.title if drop.is_told_at(now) else "",
        kind=drop.work.kind,
        byline=_byline(drop) if drop.is_told_at(now) else "",
        paper=paper_of(drop.window.opens_at),
        now=now,
        stage=stage_at(drop, rush, place, numbers, now),
        opens_at=queue.opens_at,
        joins_from=queue.joins_from,
        per_minute=queue.per_minute,
        commitment=rush.commitment,
        copies=drop.level.allotted,
        left=max(0, drop.level.available),
        member_limit=drop.member_limit,
        waiting=max(numbers.places, int(place is not None)),
        drawn=numbers.drawn,
        code=place.code if place else "",
        turn=turn,
        turn_at=None if turn is None else queue.turn_at(turn),
        ahead=0 if turn is None else max(0, turn - come),
        next_at=queue.turn_at(next_turn),
        counts_from=queue.counts_from,
        may_join=place is None and numbers.ended_at is None and now >= queue.joins_from,
        seen=_seen(drop, numbers, queue, now),
        readings=_readings(table, drop),
    )


def _seen(drop: DropFacts, numbers: QueueNumbers, queue: Queue, now: datetime) -> str:
    facts = (
        str(drop.phase_at(now)),
        drop.level.available > 0,
        numbers.drawn is not None,
        (numbers.ended_at or queue.ended_at) is not None,
    )
    return "/".join(str(fact).lower() for fact in facts)


def _byline(drop: DropFacts) -> str:
    return drop.work.byline or drop.work.producer_name


def _readings(table: Table, drop: DropFacts) -> tuple[Reading, ...]:
    others = [other for other in on_table(table) if other.id != drop.id]
    told = [one for one in (drop, *others) if one.is_told_at(table.now)]
    shown = [one for one in told if one.id in table.notes]
    return tuple(
        _reading(one, table.notes, table.language) for one in shown[:READINGS_SHOWN]
    )


def _reading(drop: DropFacts, notes: Notes, language: Language) -> Reading:
    note = notes[drop.id]
    return Reading(
        title=drop.title,
        path=f"/ventes/{drop.slug}#ed",
        hook=hook_of(note),
        hand=hand_of(note.author, language),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawPage:
    """The draw of an opening, for whoever wants to do it again.

    places: (rank from 1, id) of this page. own: the reader's rank, None when they
    were not drawn. is_proven: what this page found when it did the draw again.
    """

    slug: str
    title: str
    paper: Paper
    now: datetime
    opens_at: datetime
    draw: Draw
    is_proven: bool
    own: int | None
    own_code: str
    places: tuple[tuple[int, str], ...]
    page: int
    pages: int

    @property
    def path(self) -> str:
        """The address of the drop."""
        return f"/ventes/{self.slug}"

    def address(self, page: int) -> str:
        """Return the address of another page of the list."""
        return f"{self.path}/tirage?page={page}#places"


def draw_page(
    drop: DropFacts, draw: Draw, place: Place | None, now: datetime, asked: int
) -> DrawPage:
    """Return the page of a draw; asked: which page of its list, from 1."""
    codes: Sequence[str] = draw.codes
    pages = max(1, -(-len(codes) // PLACES_A_PAGE))
    page = min(max(1, asked), pages)
    first = (page - 1) * PLACES_A_PAGE
    is_own = place is not None and place.code in codes
    return DrawPage(
        slug=drop.slug,
        title=drop.title if drop.is_told_at(now) else "",
        paper=paper_of(drop.window.opens_at),
        now=now,
        opens_at=drop.window.opens_at,
        draw=draw,
        is_proven=bool(draw.seed) and is_proven(draw.seed, draw.commitment, codes),
        own=codes.index(place.code) + 1 if place and is_own else None,
        own_code=place.code if place else "",
        places=tuple(enumerate(codes, 1))[first : first + PLACES_A_PAGE],
        page=page,
        pages=pages,
    )
