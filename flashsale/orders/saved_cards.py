"""Saved cards: kept by the desk with their holder's words, charged, taken back.

The number never comes here: only the desk's name of a card, and its face.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NewType

from sqlalchemy import CursorResult, select, update
from sqlalchemy.exc import IntegrityError

from flashsale.db import Work
from flashsale.kernel.ids import MemberId
from flashsale.kernel.language import Language
from flashsale.orders.contents import wall_day
from flashsale.orders.desk_facts import CardFace
from flashsale.orders.models import CardCustomer, SavedCard

SavedCardId = NewType("SavedCardId", int)


@dataclass(frozen=True, slots=True)
class Agreed:
    """The words a member agreed to, in which language, and when."""

    words: str
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ChargeableCard:
    """What charging a saved card needs."""

    id: SavedCardId
    customer_ref: str
    card_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedCardFacts:
    """A saved card as its member sees it; words: what they agreed to."""

    id: SavedCardId
    brand: str
    last4: str
    expires: tuple[int, int]
    is_expired: bool
    words: str
    language: Language
    consented_at: datetime


def customer_of(work: Work, member_id: MemberId) -> str | None:
    """Return how the desk calls a member, or None before their first saved card."""
    return work.session.scalar(
        select(CardCustomer.customer_ref).where(CardCustomer.member_id == member_id)
    )


def name_customer(work: Work, member_id: MemberId, customer_ref: str) -> str:
    """Keep how the desk calls a member, once; return the name that is kept."""
    known = customer_of(work, member_id)
    if known is not None:
        return known
    try:
        with work.session.begin_nested():
            work.session.add(
                CardCustomer(
                    member_id=member_id,
                    customer_ref=customer_ref,
                    created_at=work.now,
                )
            )
    except IntegrityError:
        # Another request, a moment ago; its key was the same, and so is the name.
        return customer_of(work, member_id) or customer_ref
    return customer_ref


def keep(work: Work, member_id: MemberId, card: CardFace, agreed: Agreed) -> bool:
    """Keep a card whose holder agreed; False when it is kept already, or cannot be.

    The same number again replaces the older one: only one of them is offered.
    """
    customer_ref = customer_of(work, member_id)
    known = select(SavedCard.id).where(SavedCard.card_ref == card.card_ref)
    if customer_ref is None or work.session.scalar(known) is not None:
        return False
    if card.fingerprint:
        _take_back(
            work,
            SavedCard.member_id == member_id,
            SavedCard.fingerprint == card.fingerprint,
        )
    year, month = card.expires
    work.session.add(
        SavedCard(
            id=work.ids.new(work.now),
            member_id=member_id,
            customer_ref=customer_ref,
            card_ref=card.card_ref,
            brand=card.brand[:20],
            last4=card.last4[:4],
            expires_year=year,
            expires_month=month,
            fingerprint=card.fingerprint[:40],
            consent_words=agreed.words,
            consent_language=agreed.language,
            consented_at=agreed.at,
            saved_at=work.now,
        )
    )
    work.session.flush()
    return True


def cards_of(work: Work, member_id: MemberId) -> tuple[SavedCardFacts, ...]:
    """Return a member's saved cards, the last saved first."""
    rows = work.session.scalars(
        select(SavedCard)
        .where(SavedCard.member_id == member_id, SavedCard.removed_at.is_(None))
        .order_by(SavedCard.saved_at.desc(), SavedCard.id.desc())
    )
    today = wall_day(work.now)
    return tuple(_facts(row, today) for row in rows)


def usable_of(work: Work, member_id: MemberId) -> SavedCardFacts | None:
    """Return the card a member would pay with at one tap, or None."""
    return next((c for c in cards_of(work, member_id) if not c.is_expired), None)


def is_usable(work: Work, member_id: MemberId, card_id: SavedCardId) -> bool:
    """Say whether this card is the member's, kept, and still good."""
    return any(c.id == card_id and not c.is_expired for c in cards_of(work, member_id))


def chargeable(work: Work, card_id: int | None) -> ChargeableCard | None:
    """Return what charging a card needs; None when it is no card, or was removed."""
    if card_id is None:
        return None
    row = work.session.get(SavedCard, card_id, populate_existing=True)
    if row is None or row.removed_at is not None:
        return None
    return ChargeableCard(SavedCardId(row.id), row.customer_ref, row.card_ref)


def remove(work: Work, member_id: MemberId, card_id: SavedCardId) -> bool:
    """Take a card back: it is never charged again; False when it is not there."""
    return _take_back(work, SavedCard.member_id == member_id, SavedCard.id == card_id)


def _take_back(work: Work, *which: object) -> bool:
    result = work.session.execute(
        update(SavedCard)
        .where(*which, SavedCard.removed_at.is_(None))  # type: ignore[arg-type]
        .values(removed_at=work.now)
        .execution_options(synchronize_session=False)
    )
    if not isinstance(result, CursorResult):
        raise TypeError("a guarded write tells how many rows it touched")
    return result.rowcount > 0


def to_forget(work: Work, *, most: int) -> list[tuple[SavedCardId, str]]:
    """Return the removed cards that the desk still knows, with its name of each."""
    rows = work.session.execute(
        select(SavedCard.id, SavedCard.card_ref)
        .where(SavedCard.removed_at.is_not(None), SavedCard.forgotten_at.is_(None))
        .order_by(SavedCard.removed_at, SavedCard.id)
        .limit(most)
    )
    return [(SavedCardId(row.id), row.card_ref) for row in rows]


def note_forgotten(work: Work, card_id: SavedCardId) -> None:
    """Record that the desk knows a card no more."""
    work.session.execute(
        update(SavedCard)
        .where(SavedCard.id == card_id, SavedCard.forgotten_at.is_(None))
        .values(forgotten_at=work.now),
        execution_options={"synchronize_session": False},
    )


def _facts(row: SavedCard, today: date) -> SavedCardFacts:
    expires = (row.expires_year, row.expires_month)
    return SavedCardFacts(
        id=SavedCardId(row.id),
        brand=row.brand,
        last4=row.last4,
        expires=expires,
        # Good until the end of its month.
        is_expired=expires < (today.year, today.month),
        words=row.consent_words,
        language=Language(row.consent_language),
        consented_at=row.consented_at,
    )
