"""Gift cards whose money goes back: how they stand, and the write that voids one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Subquery, select

from flashsale.credit import claims
from flashsale.credit.card_states import CardState
from flashsale.credit.models import GiftCard
from flashsale.db import Work
from flashsale.kernel.ids import GiftCardId


@dataclass(frozen=True, slots=True)
class CardStanding:
    """How a gift card stands. redeemed_at: None until somebody redeemed it."""

    state: CardState
    redeemed_at: datetime | None


def standings_of(
    work: Work, card_ids: Collection[GiftCardId]
) -> dict[GiftCardId, CardStanding]:
    """Return how these gift cards stand, in one query."""
    rows = work.session.execute(
        select(GiftCard.id, GiftCard.state, GiftCard.redeemed_at).where(
            GiftCard.id.in_(card_ids)
        )
    )
    return {
        GiftCardId(row.id): CardStanding(CardState(row.state), row.redeemed_at)
        for row in rows
    }


def void(work: Work, card_id: GiftCardId) -> bool:
    """Void a paid card for good, for its money goes back; False when it may not.

    Of who redeems it and who gives its money back at once one succeeds: both name in
    their write the state they leave. A card that is redeemed, contested by its bank or
    void already is left as it is.
    """
    return claims.move_card(
        work.session,
        card_id,
        CardState.ISSUED,
        CardState.REFUNDED,
        code_hash=None,
    )


def void_cards() -> Subquery:
    """Return the cards whose money went back, for others to compare: `id, cents`."""
    return (
        select(GiftCard.id, GiftCard.amount_cents.label("cents"))
        .where(GiftCard.state == str(CardState.REFUNDED))
        .subquery()
    )
