"""What the pages of the orders show: frozen values; amounts are cents before format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flashsale.catalogue.catalogue import Cover
from flashsale.credit.balances import Balances
from flashsale.credit.gift_cards import CardFacts
from flashsale.credit.wording import card_leaves
from flashsale.kernel.ids import GiftCardId, HoldId, OrderId, OrderLineId
from flashsale.kernel.kinds import DELIVERY_OF, Delivery, Kind
from flashsale.kernel.language import Language
from flashsale.kernel.places import OrderDelivery, Province
from flashsale.orders import wording
from flashsale.orders.changing_mind import Cancellable
from flashsale.orders.forms import CheckoutForm
from flashsale.orders.history import OrderedLine, OrderSheet
from flashsale.orders.merchant import Merchant
from flashsale.orders.parcels import OpenParcel
from flashsale.orders.pricing import Priced
from flashsale.orders.restitution_reads import RestitutionSheet
from flashsale.orders.taps import Tap
from flashsale.sales.basket import BasketLine
from flashsale.shipping.points import Point
from flashsale.taxes.amounts import TaxAmounts


@dataclass(frozen=True, slots=True)
class Picture:
    """A cover. width, height: in any unit, for their ratio."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing, with its words in the language of the page.

    back: of how many units the money went back.
    """

    title: str
    byline: str
    kind: Kind
    label: str
    picture: Picture | None
    quantity: int
    unit_price_cents: int
    price_cents: int
    back: int = 0


@dataclass(frozen=True, slots=True)
class Misnamed:
    """A price that was typed for a hold and cannot be, and why."""

    hold_id: HoldId
    typed: str
    fault: str


@dataclass(frozen=True, slots=True)
class Naming:
    """A price that the member names. typed: what stands in the field."""

    least_cents: int
    typed: str
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketRow:
    """One line of the basket. status: live, paying or expired.

    token: for asking for an expired one again. was_extended: just now. naming: where
    the price is free.
    """

    row: Row
    hold_id: HoldId
    slug: str
    status: str
    expires_at: datetime
    can_extend: bool
    was_extended: bool
    token: str
    naming: Naming | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """The amounts of a basket or an order, each by its name.

    price_cents: of the articles, before anything comes off. off: what does. credit:
    what pays a part of the total; due_cents: what is left for the card. carriage:
    what it is made of or why it costs less, in words; empty when nothing is posted.
    cards_leave: when its gift cards are sent, in words; empty when it has none.
    """

    price_cents: int
    off: tuple[tuple[str, int], ...]
    gift_cards_cents: int
    shipping_cents: int
    delivery: OrderDelivery
    taxes: tuple[tuple[str, int], ...]
    total_cents: int
    credit: tuple[tuple[str, int], ...]
    due_cents: int
    cards_leave: str
    carriage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketPage:
    """The basket. total: an estimate, None when nothing can be paid.

    province: what the estimate is made for. order_code: the order under way, if any,
    whose total is then the one shown. waiting: orders whose gift cards are being paid.
    tap: what one tap would buy, with the name of its card's network; None: nothing.
    parcels: the member's that are open.
    """

    now: datetime
    rows: tuple[BasketRow, ...]
    gift_cards: tuple[CardFacts, ...]
    total: Sum | None
    province: str
    order_code: str | None
    waiting: tuple[OrderSheet, ...]
    tap: Tap | None
    tap_card: str
    merchant: Merchant
    parcels: tuple[OpenParcel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutPage:
    """The checkout. notice: what changed since the page was shown, or empty.

    disclosed: what the law wants read first, each with its words, empty where lacking.
    why_path: the page that says why it has its taxes. points: where it can be
    fetched. parcel: the open one that goes to the same door; joins: whether it does.
    """

    form: CheckoutForm
    email: str
    rows: tuple[Row, ...]
    gift_cards: tuple[CardFacts, ...]
    total: Sum
    credit: Balances
    has_choice: bool
    promised_by: date
    merchant: Merchant
    now: datetime
    why_path: str
    keep_card: str
    points: tuple[Point, ...]
    parcel: OpenParcel | None
    joins: bool
    notice: str = ""
    disclosed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """One order. refusal, cancellation, card: words, empty when there is none.

    cancellable: what its member may cancel now that it is paid, None when nothing.
    restitutions: what went back of it; cards_back: which of its gift cards. delivery:
    how what is left of it reaches its member, None when nothing is.
    """

    sheet: OrderSheet
    rows: tuple[Row, ...]
    total: Sum
    refusal: str
    cancellation: str
    card: str
    province: str
    merchant: Merchant
    now: datetime
    cancellable: Cancellable | None
    restitutions: tuple[RestitutionSheet, ...]
    cards_back: frozenset[GiftCardId]
    delivery: OrderDelivery | None

    @property
    def is_cards_alone(self) -> bool:
        """Whether nothing is left of it to be prepared: its cards are on their way."""
        return all(row.back >= row.quantity for row in self.rows)


@dataclass(frozen=True, slots=True)
class PurchasesPage:
    """A member's orders, the newest first. back: what went back of some, in cents."""

    orders: tuple[OrderSheet, ...]
    back: Mapping[OrderId, int]
    now: datetime


@dataclass(frozen=True, slots=True)
class StoppedPage:
    """Why the checkout stops here. reason: ordered, ended or closed.

    lacking: what the house has not written yet, in words, when it is closed.
    """

    reason: str
    order_code: str | None = None
    lacking: tuple[str, ...] = ()


def row_of_basket(line: BasketLine, language: Language) -> Row:
    """Return a basket line as a page shows it."""
    return Row(
        title=line.title,
        byline=line.byline,
        kind=line.kind,
        label=_label(line.label_fr, line.label_en, language),
        picture=_picture(line.cover, language),
        quantity=line.quantity,
        unit_price_cents=line.unit_price_cents,
        price_cents=line.quantity * line.unit_price_cents,
    )


def rows_of_basket(lines: Sequence[BasketLine], language: Language) -> tuple[Row, ...]:
    """Return the lines of a basket as a page shows them."""
    return tuple(row_of_basket(line, language) for line in lines)


def row_of_order(line: OrderedLine, language: Language, back: int = 0) -> Row:
    """Return an order line as a page shows it. back: units whose money went back."""
    shown = line.shown
    return Row(
        title=line.title,
        byline=shown.byline,
        kind=shown.kind,
        label=_label(shown.label_fr, shown.label_en, language),
        picture=_picture(shown.cover, language),
        quantity=line.quantity,
        unit_price_cents=line.unit_price_cents,
        price_cents=line.price_cents,
        back=back,
    )


def sum_of_quote(priced: Priced) -> Sum:
    """Return the amounts of a priced basket."""
    quoted = priced.quote
    code = priced.off.code.word if priced.off.code else ""
    return Sum(
        price_cents=quoted.price_cents,
        off=wording.off_rows(code, quoted.discount_cents, quoted.promo_credit_cents),
        gift_cards_cents=quoted.gift_cards_cents,
        shipping_cents=quoted.shipping_cents,
        delivery=quoted.delivery,
        taxes=wording.tax_rows(quoted.taxes, quoted.province),
        total_cents=quoted.total_cents,
        credit=wording.credit_rows(
            quoted.refund_credit_cents, quoted.paid_credit_cents
        ),
        due_cents=quoted.due_cents,
        cards_leave=card_leaves() if quoted.gift_cards_cents else "",
        carriage=wording.carriage_words(priced.carried),
    )


def sum_of_order(sheet: OrderSheet) -> Sum:
    """Return the amounts of an order, as they were agreed to."""
    return Sum(
        price_cents=sheet.price_cents,
        off=wording.off_rows(
            sheet.promo_code, sheet.discount_cents, sheet.promo_credit_cents
        ),
        gift_cards_cents=sheet.gift_cards_cents,
        shipping_cents=sheet.shipping_cents,
        delivery=sheet.delivery,
        taxes=_taxes(sheet.taxes, sheet.address.province),
        total_cents=sheet.total_cents,
        credit=wording.credit_rows(sheet.refund_credit_cents, sheet.paid_credit_cents),
        due_cents=sheet.due_cents,
        cards_leave=card_leaves() if sheet.gift_cards else "",
    )


def rows_of_order(
    lines: Sequence[OrderedLine],
    language: Language,
    back: Mapping[OrderLineId, int],
) -> tuple[Row, ...]:
    """Return the lines of an order as a page shows them. back: units by line."""
    return tuple(row_of_order(line, language, back.get(line.id, 0)) for line in lines)


def delivery_left(
    sheet: OrderSheet,
    back: Mapping[OrderLineId, int],
    cards_back: frozenset[GiftCardId],
) -> OrderDelivery | None:
    """Return how what is left of an order reaches its member; None: nothing is left."""
    left = [line for line in sheet.lines if back.get(line.id, 0) < line.quantity]
    if any(DELIVERY_OF[line.form] is Delivery.PARCEL for line in left):
        return sheet.delivery
    has_cards = any(card.id not in cards_back for card in sheet.gift_cards)
    return OrderDelivery.ELECTRONIC if left or has_cards else None


def _taxes(taxes: TaxAmounts, province: Province) -> tuple[tuple[str, int], ...]:
    return wording.tax_rows(taxes, province)


def _label(french: str, english: str, language: Language) -> str:
    if language is Language.EN:
        return english or french
    return french


def _picture(cover: Cover | None, language: Language) -> Picture | None:
    if cover is None:
        return None
    alt = _label(cover.alt_fr, cover.alt_en, language)
    return Picture(f"/oeuvres/{cover.file}", cover.width, cover.height, alt)
