"""What a member's basket is at this instant: its articles, its revision, its day."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from flashsale.credit import gift_cards
from flashsale.credit.gift_cards import CardFacts
from flashsale.db import Work
from flashsale.kernel.ids import HoldId, LotId, MemberId
from flashsale.kernel.window import HOUSE_ZONE
from flashsale.orders.lifecycle import OrderState
from flashsale.orders.models import Order
from flashsale.orders.policy import PricingPolicy
from flashsale.orders.quote import Article
from flashsale.orders.tiers import HeldOffer, lower_of
from flashsale.sales.basket import BasketLine, basket_of

ZONE = ZoneInfo(HOUSE_ZONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What can be ordered now, line by line, at the prices frozen by the holds.

    articles: one for each of `lines`. gift_cards: to be bought with them.
    priced_on: the wall date, in the house's zone, at which taxes and carriage are
    looked up: that of the earliest hold, so that a total stays valid until its hold
    ends. revision: 64 hex digits that change with what is ordered.
    """

    member_id: MemberId
    lines: tuple[BasketLine, ...]
    articles: tuple[Article, ...]
    gift_cards: tuple[CardFacts, ...]
    priced_on: date
    revision: str

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to order."""
        return not self.lines and not self.gift_cards

    @property
    def gift_cards_cents(self) -> int:
        """What the gift cards cost."""
        return sum(card.cents for card in self.gift_cards)

    @property
    def hold_ids(self) -> tuple[HoldId, ...]:
        """The holds that an order of this pays."""
        return tuple(line.hold_id for line in self.lines)

    @property
    def held_since(self) -> datetime | None:
        """When the earliest of the holds was taken."""
        return min((line.held_at for line in self.lines), default=None)


def contents_of(
    work: Work,
    policy: PricingPolicy,
    member_id: MemberId,
    only: HoldId | None = None,
) -> Contents:
    """Return what the member could order now; only: this hold, and nothing beside."""
    lines = basket_of(work, member_id).live
    cards: Sequence[CardFacts] = ()
    if only is None:
        cards = gift_cards.wanted_by(work, member_id)
    else:
        lines = tuple(line for line in lines if line.hold_id == only)
    since = min((line.held_at for line in lines), default=work.now)
    return Contents(
        member_id=member_id,
        lines=lines,
        articles=_articles(work, policy, member_id, lines),
        gift_cards=tuple(cards),
        priced_on=wall_day(since),
        revision=_revision(work, member_id, lines, cards),
    )


def wall_day(at: datetime) -> date:
    """Return the wall date, in the house's zone, of an instant."""
    return at.astimezone(ZONE).date()


def digest_of(parts: Sequence[str]) -> str:
    """Return 64 hex digits that stand for these texts, in this order."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _articles(
    work: Work,
    policy: PricingPolicy,
    member_id: MemberId,
    lines: Sequence[BasketLine],
) -> tuple[Article, ...]:
    offers = [
        HeldOffer(
            lot_id=line.lot_id,
            drop_id=line.drop_id,
            price_cents=line.unit_price_cents,
            held_at=line.held_at,
        )
        for line in lines
    ]
    tiers = policy.tier_prices(work, member_id, offers) if offers else {}
    return tuple(_article(line, tiers.get(line.lot_id)) for line in lines)


def _article(line: BasketLine, tier_price_cents: int | None) -> Article:
    return Article(
        hold_id=line.hold_id,
        lot_id=LotId(line.lot_id),
        drop_id=line.drop_id,
        kind=line.kind,
        quantity=line.quantity,
        unit_price_cents=lower_of(line.unit_price_cents, tier_price_cents),
        tax_class=line.tax_class,
        form=line.form,
        delivery=line.delivery,
        takes_codes=line.takes_codes,
        weight_g=line.weight_g,
        thickness_mm=line.thickness_mm,
        venue=line.venue,
    )


def _revision(
    work: Work,
    member_id: MemberId,
    lines: Sequence[BasketLine],
    cards: Sequence[CardFacts],
) -> str:
    """Return the token of a basket as it is now.

    It changes with the live lines, and once an order made of them is cancelled, so
    that the same basket may then be ordered again. Unique per member in SQL.
    """
    cancelled = work.session.scalar(
        select(func.count()).where(
            Order.member_id == member_id, Order.state == str(OrderState.CANCELLED)
        )
    )
    parts = [f"{x.hold_id}:{x.quantity}:{x.unit_price_cents}" for x in lines]
    parts += [f"card:{card.id}:{card.cents}" for card in cards]
    return digest_of([str(member_id), str(cancelled or 0), *sorted(parts)])
