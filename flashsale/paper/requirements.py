"""What an invoice must hold by its total, and what it must never print; pure.

Source: Revenu Québec and the Canada Revenue Agency (law-and-tax.md L21, L24).
"""

import re
from enum import StrEnum

from flashsale.kernel.errors import Fault
from flashsale.paper.content import Paper

FROM_100, FROM_500 = 100_00, 500_00
# The rate of a time when one tax was taken on the other, and both added up, are not
# taxes that anyone owes: neither may stand on a paper.
NEVER_PRINTED = frozenset({9_970, 14_970, 14_975})
_NEVER = re.compile(r"(?<![\d.,])(?:9[.,]97|14[.,]975?)\s*%")
# A card's own number never comes here; should one ever, it stops here.
_CARD = re.compile(r"(?<!\d)\d(?:[ \u00a0-]?\d){14,15}(?!\d)")


class Item(StrEnum):
    """One thing that an invoice of some total must show."""

    SELLER = "seller"
    DATE = "date"
    TOTAL = "total"
    TAX_NUMBERS = "tax_numbers"
    TAXES = "taxes"
    BUYER = "buyer"
    TERMS = "terms"
    DESCRIPTION = "description"


ALWAYS = frozenset({Item.SELLER, Item.DATE, Item.TOTAL})
MORE = frozenset({Item.TAX_NUMBERS, Item.TAXES})
MOST = frozenset({Item.BUYER, Item.TERMS, Item.DESCRIPTION})
_AUTHORITY = {"gst": "gst", "hst": "gst", "qst": "qst"}


class NotPrintable(Fault):
    """A paper would say what it may not."""

    def __init__(self, what: str) -> None:
        """Keep the words that may not be printed."""
        self.what = what
        super().__init__(f"a paper may not say {what!r}")


def required(total_cents: int) -> frozenset[Item]:
    """Return what an invoice of this total must show; total_cents: >= 0."""
    if total_cents >= FROM_500:
        return ALWAYS | MORE | MOST
    return ALWAYS | MORE if total_cents >= FROM_100 else ALWAYS


def lacking(paper: Paper) -> frozenset[Item]:
    """Return what this paper must show and does not."""
    given = {
        Item.SELLER: bool(paper.seller.name),
        Item.DATE: bool(paper.issued_on),
        Item.TOTAL: paper.total_cents >= 0,
        Item.TAX_NUMBERS: _has_numbers(paper),
        Item.TAXES: paper.adds_up,
        Item.BUYER: bool(paper.buyer.name and paper.buyer.line1 and paper.buyer.city),
        Item.TERMS: bool(paper.card_last4) or not paper.due_cents,
        Item.DESCRIPTION: all(line.title for line in paper.lines),
    }
    return frozenset(item for item in required(paper.total_cents) if not given[item])


def _has_numbers(paper: Paper) -> bool:
    known = {one.authority for one in paper.numbers}
    owed = {
        _AUTHORITY[tax.tax]
        for tax in paper.taxes
        if tax.tax in _AUTHORITY and tax.cents
    }
    return owed <= known


def printable_rate(rate: int) -> int:
    """Return a rate that may be printed; rate: thousandths of a percent.

    Raises NotPrintable.
    """
    if rate in NEVER_PRINTED:
        raise NotPrintable(f"{rate / 1000} %")
    return rate


def forbidden_words(text: str) -> tuple[str, ...]:
    """Return what of a text, of our own words, no paper may say."""
    return tuple(
        found.group() for found in (*_NEVER.finditer(text), *_CARD.finditer(text))
    )
