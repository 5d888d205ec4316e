"""What a paper says, whole: a pure value, as it is kept and never changed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class PaperKind(StrEnum):
    """What a paper is; each kind counts in its own series."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """Who sells, as the operator had it set when the paper was made."""

    name: str
    address: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Whom the paper is for."""

    name: str
    line1: str
    line2: str
    city: str
    province: str
    postal_code: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was sold. net_cents: after discounts, before tax.

    taxes: which it bears: gst, qst, hst, pst.
    """

    title: str
    byline: str
    label_fr: str
    label_en: str
    tax_class: str
    place: str
    quantity: int
    unit_price_cents: int
    discount_cents: int
    credit_cents: int
    net_cents: int
    taxes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A gift card that was sold: without tax."""

    recipient: str
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxLine:
    """What is owed of one tax to one place. rate: thousandths of a percent, or None."""

    tax: str
    place: str
    rate: int | None
    base_cents: int | None
    cents: int


@dataclass(frozen=True, slots=True)
class Number:
    """A registration number, by the authority that gave it."""

    authority: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """An invoice with its contract, or a credit note.

    number: in its series, from 1. issued_on, ordered_on, promised_by: ISO wall dates.
    issued_at: the instant, ISO. of_invoice: the number of the invoice that a credit
    note is for, 0 on an invoice. total_cents: all that was agreed to, or given back.
    credits: what paid beside the card; due_cents: what was left for it. pickup_place:
    where it is fetched, empty at the seller's.
    """

    kind: PaperKind
    number: int
    of_invoice: int
    order_code: str
    language: str
    issued_on: str
    issued_at: str
    ordered_on: str
    seller: Seller
    numbers: tuple[Number, ...]
    buyer: Buyer
    delivery: str
    promised_by: str
    pickup_place: str
    lines: tuple[Line, ...]
    cards: tuple[Card, ...]
    promo_code: str
    discount_cents: int
    promo_credit_cents: int
    shipping_cents: int
    net_cents: int
    taxes: tuple[TaxLine, ...]
    total_cents: int
    refund_credit_cents: int
    paid_credit_cents: int
    due_cents: int
    card_brand: str
    card_last4: str

    @property
    def items_cents(self) -> int:
        """What its lines cost before anything came off."""
        return sum(line.quantity * line.unit_price_cents for line in self.lines)

    @property
    def cards_cents(self) -> int:
        """What its gift cards cost."""
        return sum(card.cents for card in self.cards)

    @property
    def tax_cents(self) -> int:
        """All its taxes together."""
        return sum(tax.cents for tax in self.taxes)

    @property
    def adds_up(self) -> bool:
        """Whether its parts are its total, to the cent."""
        return self.net_cents + self.tax_cents == self.total_cents


def paper_values(paper: Paper) -> dict[str, Any]:
    """Return a paper as JSON keeps it."""
    return asdict(paper)


def paper_from(values: Mapping[str, Any]) -> Paper:
    """Return the paper that `paper_values` kept."""
    return Paper(
        **{
            **values,
            "kind": PaperKind(values["kind"]),
            "seller": Seller(**values["seller"]),
            "buyer": Buyer(**values["buyer"]),
            "numbers": tuple(Number(**one) for one in values["numbers"]),
            "lines": tuple(
                Line(**{**one, "taxes": tuple(one["taxes"])}) for one in values["lines"]
            ),
            "cards": tuple(Card(**one) for one in values["cards"]),
            "taxes": tuple(TaxLine(**one) for one in values["taxes"]),
        }
    )
