"""The list of the law before an order: each item has its value, or nobody pays; pure.

Source: Consumer Protection Act (Québec), s. 54.4 and 54.5 (law-and-tax.md L11).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flashsale.orders.merchant import Merchant


class Item(StrEnum):
    """One thing that a member must have read before they order."""

    MERCHANT_NAME = "merchant_name"
    MERCHANT_ADDRESS = "merchant_address"
    MERCHANT_PHONE = "merchant_phone"
    MERCHANT_EMAIL = "merchant_email"
    DESCRIPTION = "description"
    PRICES = "prices"
    FEES = "fees"
    TAXES = "taxes"
    TOTAL = "total"
    CURRENCY = "currency"
    DELIVERY_DATE = "delivery_date"
    DELIVERY_MODE = "delivery_mode"
    DELIVERY_PLACE = "delivery_place"
    CANCELLATION = "cancellation"
    RETURNS = "returns"
    CORRECTION = "correction"


# Where the law asks for it, and which part of the program says it.
SOURCES: Mapping[Item, tuple[str, str]] = {
    Item.MERCHANT_NAME: ("54.4 a", "orders/merchant.py: Merchant.name"),
    Item.MERCHANT_ADDRESS: ("54.4 b", "orders/merchant.py: Merchant.address"),
    Item.MERCHANT_PHONE: ("54.4 c", "orders/merchant.py: Merchant.phone"),
    Item.MERCHANT_EMAIL: ("54.4 c", "orders/merchant.py: Merchant.email"),
    Item.DESCRIPTION: ("54.4 d", "orders/pages.py: CheckoutPage.rows"),
    Item.PRICES: ("54.4 e", "orders/quote.py: Quote.price_cents"),
    Item.FEES: ("54.4 e, f", "orders/quote.py: Quote.shipping_cents"),
    Item.TAXES: ("54.4 e", "orders/quote.py: Quote.taxes"),
    Item.TOTAL: ("54.4 g", "orders/quote.py: Quote.total_cents"),
    Item.CURRENCY: ("54.4 h", "orders/payments.py: CURRENCY"),
    Item.DELIVERY_DATE: ("54.4 i", "orders/delays.py: promised_by"),
    Item.DELIVERY_MODE: ("54.4 j", "orders/quote.py: Quote.delivery"),
    Item.DELIVERY_PLACE: ("54.4 j", "orders/forms.py: CheckoutForm.address"),
    Item.CANCELLATION: ("54.4 k", "orders/disclosing.py: the house's terms"),
    Item.RETURNS: ("54.4 k", "orders/disclosing.py: the house's terms"),
    Item.CORRECTION: ("54.5", "orders/views.py: post_checkout"),
}


@dataclass(frozen=True, slots=True)
class Disclosed:
    """An item with its words, in the language of the page; empty when it has none."""

    item: Item
    value: str


def missing_of(merchant: Merchant) -> tuple[Item, ...]:
    """Return what the seller's lines lack."""
    said = {
        Item.MERCHANT_NAME: merchant.name,
        Item.MERCHANT_ADDRESS: merchant.address,
        Item.MERCHANT_PHONE: merchant.phone,
        Item.MERCHANT_EMAIL: merchant.email,
    }
    return tuple(item for item, value in said.items() if not value.strip())


def whole_list(values: Mapping[Item, str]) -> tuple[Disclosed, ...]:
    """Return every item of the law, in its order; one that has no value is empty."""
    return tuple(Disclosed(item, values.get(item, "").strip()) for item in Item)


def missing(said: tuple[Disclosed, ...]) -> tuple[Item, ...]:
    """Return the items that say nothing: as long as there is one, nobody may pay."""
    return tuple(one.item for one in said if not one.value)
