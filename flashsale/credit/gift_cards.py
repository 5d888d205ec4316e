"""Gift cards: wanted, ordered, issued with a code, redeemed once into credit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from flashsale.credit import claims, ledger
from flashsale.credit.buckets import Bucket, Kind
from flashsale.credit.card_states import CardState
from flashsale.credit.gift_codes import RANDOM_LENGTH, grouped, tidy_code, with_check
from flashsale.credit.ledger import Gift
from flashsale.credit.models import GiftCard
from flashsale.db import Work
from flashsale.kernel.ids import GiftCardId, MemberId, OrderId, token_hash
from flashsale.kernel.language import Language
from flashsale.mail import outbox
from flashsale.members.directory import names_of

LEAST_CENTS, MOST_CENTS = 10_00, 500_00
MOST_WANTED = 10
MESSAGE = "gift_card"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDraft:
    """A gift card as its buyer wants it. cents: between the house's bounds."""

    buyer_id: MemberId
    cents: int
    recipient_name: str
    recipient_email: str
    words: str
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """One gift card. order_id, issued_at…: None until it came that far."""

    id: GiftCardId
    buyer_id: MemberId
    cents: int
    recipient_name: str
    recipient_email: str
    state: CardState
    order_id: OrderId | None
    created_at: datetime
    issued_at: datetime | None
    redeemed_at: datetime | None
    redeemed_by: MemberId | None


@dataclass(frozen=True, slots=True)
class TooManyCards:
    """The basket has as many gift cards as it may."""


@dataclass(frozen=True, slots=True)
class CardRedeemed:
    """The amount is in the member's credit."""

    cents: int


@dataclass(frozen=True, slots=True)
class CodeMiswritten:
    """The code cannot be one: a typo, told without looking any card up."""


@dataclass(frozen=True, slots=True)
class NoSuchCard:
    """No card waits for this code: unknown or used, nobody is told which."""


def want(work: Work, draft: CardDraft) -> GiftCardId | TooManyCards:
    """Put a gift card in its buyer's basket.

    Raises ValueError when the amount is out of bounds: the form has told it.
    """
    if not LEAST_CENTS <= draft.cents <= MOST_CENTS:
        raise ValueError(f"a gift card is not of {draft.cents} cents")
    if len(wanted_by(work, draft.buyer_id)) >= MOST_WANTED:
        return TooManyCards()
    card_id = GiftCardId(work.ids.new(work.now))
    work.session.add(
        GiftCard(
            id=card_id,
            buyer_id=draft.buyer_id,
            amount_cents=draft.cents,
            recipient_name=draft.recipient_name,
            recipient_email=draft.recipient_email,
            words=draft.words,
            language=str(draft.language),
            state=str(CardState.WANTED),
            created_at=work.now,
        )
    )
    work.session.flush()
    return card_id


def remove(work: Work, buyer_id: MemberId, card_id: GiftCardId) -> bool:
    """Take a card out of its buyer's basket; False when it is not there."""
    return claims.move_card(
        work.session,
        card_id,
        CardState.WANTED,
        CardState.REMOVED,
        buyer_id=buyer_id,
    )


def wanted_by(work: Work, buyer_id: MemberId) -> tuple[CardFacts, ...]:
    """Return the gift cards in a member's basket, the first chosen first."""
    rows = work.session.scalars(
        select(GiftCard)
        .where(GiftCard.buyer_id == buyer_id, GiftCard.state == str(CardState.WANTED))
        .order_by(GiftCard.created_at, GiftCard.id)
    )
    return tuple(map(_facts, rows))


def latest(work: Work, *, most: int) -> tuple[CardFacts, ...]:
    """Return the cards that were paid, the latest first."""
    paid = (
        CardState.ISSUED,
        CardState.STOPPED,
        CardState.REDEEMED,
        CardState.REFUNDED,
    )
    rows = work.session.scalars(
        select(GiftCard)
        .where(GiftCard.state.in_(sorted(paid)))
        .order_by(GiftCard.issued_at.desc(), GiftCard.id)
        .limit(most)
    )
    return tuple(map(_facts, rows))


def order(
    work: Work, buyer_id: MemberId, card_ids: Sequence[GiftCardId], order_id: OrderId
) -> bool:
    """Put cards of a basket into an order, all or none; False when one is gone.

    On False the caller rolls its savepoint back.
    """
    return all(
        claims.move_card(
            work.session,
            card_id,
            CardState.WANTED,
            CardState.ORDERED,
            buyer_id=buyer_id,
            order_id=order_id,
        )
        for card_id in sorted(card_ids)
    )


def give_back(work: Work, order_id: OrderId) -> int:
    """Put the cards of a cancelled order back into the basket; return how many."""
    return sum(
        claims.move_card(
            work.session,
            GiftCardId(card.id),
            CardState.ORDERED,
            CardState.WANTED,
            order_id=None,
        )
        for card in _of_order(work, order_id, CardState.ORDERED)
    )


def issue(work: Work, order_id: OrderId) -> int:
    """Give the cards of a paid order their codes and write to who gets them.

    Returns how many; a second call issues none. Only a hash of each code is kept:
    the letter forgets it once it has left.
    """
    return sum(
        _write_code(work, card, CardState.ORDERED)
        for card in _of_order(work, order_id, CardState.ORDERED)
    )


def stop(work: Work, order_id: OrderId) -> int:
    """Void the codes of an order whose payment is contested; return how many.

    A card that was redeemed is not one of them: its credit may be spent already.
    """
    return sum(
        claims.move_card(
            work.session,
            GiftCardId(card.id),
            CardState.ISSUED,
            CardState.STOPPED,
            code_hash=None,
        )
        for card in _of_order(work, order_id, CardState.ISSUED)
    )


def let_go_on(work: Work, order_id: OrderId) -> int:
    """Give stopped cards new codes: their payment is not contested any more."""
    return sum(
        _write_code(work, card, CardState.STOPPED)
        for card in _of_order(work, order_id, CardState.STOPPED)
    )


def replace_code(work: Work, card_id: GiftCardId) -> bool:
    """Send a new code for a card that nobody redeemed; the old one is void.

    False when there is no such card, or it was redeemed, or its money went back.
    """
    card = work.session.get(GiftCard, card_id, populate_existing=True)
    return card is not None and _write_code(work, card, CardState.ISSUED)


def redeem(
    work: Work, member_id: MemberId, typed: str
) -> CardRedeemed | CodeMiswritten | NoSuchCard:
    """Turn a gift card into credit of the member, once for each card."""
    code = tidy_code(typed)
    if code is None:
        return CodeMiswritten()
    taken = claims.redeem_card(work.session, token_hash(code), member_id, work.now)
    if taken is None:
        return NoSuchCard()
    gift = Gift(
        key=f"gift-card:{taken.card_id}",
        kind=Kind.GIFT_CARD,
        member_id=member_id,
        bucket=Bucket.PAID,
        cents=taken.cents,
    )
    ledger.give(work, gift)
    return CardRedeemed(taken.cents)


def _of_order(work: Work, order_id: OrderId, state: CardState) -> list[GiftCard]:
    rows = work.session.scalars(
        select(GiftCard)
        .where(GiftCard.order_id == order_id, GiftCard.state == str(state))
        .order_by(GiftCard.id)
        .execution_options(populate_existing=True)
    )
    return list(rows)


def _write_code(work: Work, card: GiftCard, known: CardState) -> bool:
    code = with_check(work.ids.code(RANDOM_LENGTH))
    if not claims.move_card(
        work.session,
        GiftCardId(card.id),
        known,
        CardState.ISSUED,
        code_hash=token_hash(code),
        issued_at=card.issued_at or work.now,
        codes=card.codes + 1,
    ):
        return False
    buyer_id = MemberId(card.buyer_id)
    outbox.write(
        work,
        key=f"{MESSAGE}:{card.id}:{card.codes + 1}",
        message=MESSAGE,
        to_address=card.recipient_email,
        language=card.language,
        values={
            "code": grouped(code),
            "cents": card.amount_cents,
            "recipient": card.recipient_name,
            "buyer": names_of(work, [buyer_id])[buyer_id],
            "words": card.words,
        },
    )
    return True


def _facts(row: GiftCard) -> CardFacts:
    return CardFacts(
        id=GiftCardId(row.id),
        buyer_id=MemberId(row.buyer_id),
        cents=row.amount_cents,
        recipient_name=row.recipient_name,
        recipient_email=row.recipient_email,
        state=CardState(row.state),
        order_id=None if row.order_id is None else OrderId(row.order_id),
        created_at=row.created_at,
        issued_at=row.issued_at,
        redeemed_at=row.redeemed_at,
        redeemed_by=None if row.redeemed_by is None else MemberId(row.redeemed_by),
    )
