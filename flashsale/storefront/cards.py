"""Turns the facts of a drop into what pages show of it, in one language; pure."""

from collections.abc import Mapping
from datetime import date, datetime

from flashsale.catalogue.catalogue import Cover, WorkFacts
from flashsale.editorial.texts import Author, NoteText
from flashsale.kernel.ids import DropId
from flashsale.kernel.kinds import Kind
from flashsale.kernel.language import Language
from flashsale.kernel.money import discount_percent
from flashsale.sales.catalogue import DropFacts, LotFacts
from flashsale.sales.lifecycle import Phase
from flashsale.sales.opening_turns import Standing
from flashsale.sales.stakes import NOTHING, Stake
from flashsale.storefront.parts import (
    Card,
    Details,
    Hand,
    Passage,
    Picture,
    Price,
    Teaser,
)
from flashsale.storefront.stands import Stand, Stock, stand_of
from flashsale.web.filters import local
from flashsale.web.papers import paper_of

ART = "/oeuvres/"


def either(language: Language, french: str, english: str) -> str:
    """Return the text of the language; French stands in where English is empty."""
    return english or french if language is Language.EN else french


def picture_of(cover: Cover | None, language: Language) -> Picture | None:
    """Return the cover as an image, or None when the work has none yet."""
    if cover is None:
        return None
    alt = either(language, cover.alt_fr, cover.alt_en)
    return Picture(f"{ART}{cover.file}", cover.width, cover.height, alt)


def price_of(lot: LotFacts) -> Price:
    """Return the price of a lot; the regular one only where it is really higher."""
    if lot.pay_from_cents is not None:
        return Price(lot.price_cents, from_cents=lot.pay_from_cents)
    regular = lot.regular_price_cents
    if regular is None or regular <= lot.price_cents:
        return Price(lot.price_cents)
    percent = discount_percent(regular, lot.price_cents)
    return Price(lot.price_cents, regular, percent or None)


def stock_of(drop: DropFacts, stake: Stake) -> Stock:
    """Return the counts of all lots together, with what is the reader's."""
    level = drop.level
    # The counts are up to two seconds old: the reader's own hold may be newer.
    held = max(level.held, min(stake.held, level.allotted - level.sold - level.offered))
    mine = min(stake.held, held)
    return Stock(level.allotted, held, level.sold, mine, level.offered)


def stand_for(
    drop: DropFacts,
    stake: Stake,
    now: datetime,
    standing: Standing | None = None,
    *,
    is_early: bool = False,
) -> Stand:
    """Return where the drop stands for one reader.

    standing: theirs in its opening queue, None where that is not asked for. is_early:
    they may buy before the opening, and need no turn for it.
    """
    stock = stock_of(drop, stake)
    has_bought = stake.bought > 0 and stake.claimed >= drop.member_limit
    is_turn = is_early or standing in (None, Standing.ADMITTED)
    phase = Phase.LIVE if is_early else drop.phase_at(now)
    return stand_of(phase, stock, has_bought=has_bought, is_turn=is_turn)


def details_of(drop: DropFacts, language: Language) -> Details:
    """Return what a label says after the word of the kind."""
    if not drop.lots:
        return Details()
    sku = drop.lots[0].sku
    show = drop.work.show
    label = either(language, sku.label_fr, sku.label_en) if len(drop.lots) == 1 else ""
    is_timed = drop.work.kind in (Kind.AUDIOBOOK, Kind.FILM)
    return Details(
        label=label,
        pages=sku.pages if drop.work.kind is not Kind.TICKET else None,
        minutes=sku.minutes if is_timed else None,
        starts_at=show.starts_at if show else None,
    )


def hand_of(author: Author, language: Language) -> Hand:
    """Return who signs, with their role in the language."""
    role = either(language, author.role_fr, author.role_en)
    return Hand(author.name, role, author.portrait)


def hook_of(note: NoteText | None) -> Passage | None:
    """Return the accroche, or None when none is written."""
    return Passage(note.hook, note.language) if note and note.hook else None


def producer_of(work: WorkFacts) -> str:
    """Return the house's name unless the by-line already says it."""
    return "" if work.producer_name in work.byline else work.producer_name


def card_of(
    drop: DropFacts,
    note: NoteText | None,
    language: Language,
    now: datetime,
    stake: Stake = NOTHING,
    *,
    is_wide: bool = False,
) -> Card:
    """Return a drop as today's page shows it to one reader."""
    free = [lot for lot in drop.lots if lot.level.available > 0]
    first = next(iter(free or drop.lots), None)
    return Card(
        slug=drop.slug,
        title=drop.title,
        kind=drop.work.kind,
        details=details_of(drop, language),
        byline=drop.work.byline,
        producer=producer_of(drop.work),
        hook=hook_of(note),
        hook_hand=hand_of(note.author, language) if note else None,
        picture=picture_of(drop.work.cover, language),
        price=price_of(first) if first else None,
        stock=stock_of(drop, stake),
        stand=stand_for(drop, stake, now),
        paper=paper_of(drop.window.opens_at),
        length=drop.length,
        opens_at=drop.window.opens_at,
        closes_at=drop.window.closes_at,
        is_today=local(drop.window.opens_at).date() == local(now).date(),
        is_wide=is_wide,
        offered=stake.offered,
        waits=any(not wait.offer for wait in stake.waits),
    )


def teaser_of(drop: DropFacts, note: NoteText | None, now: datetime) -> Teaser:
    """Return a drop to come: its kind and a sentence, nothing that names it."""
    return Teaser(
        paper_of(drop.window.opens_at),
        drop.work.kind,
        drop.level.allotted,
        hook_of(note),
        drop.window.opens_at,
        drop.length,
        # The address says the title: nobody is led there before it is told.
        queue_path=f"/ventes/{drop.slug}/file"
        if drop.rush and drop.is_told_at(now)
        else "",
        joins_from=drop.rush.queue.joins_from if drop.rush else None,
    )


def sheet_order(drop: DropFacts, today: date) -> tuple[bool, int, int]:
    """Return what orders the table: today's openings first, then by place."""
    opened = local(drop.window.opens_at).date()
    return opened != today, (today - opened).days, drop.place


Notes = Mapping[DropId, NoteText]
