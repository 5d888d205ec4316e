"""The books of each day: what came in, what went back, and what the papers say.

For each day, taken by card + paid with credit = invoiced, and arrived back on cards +
given back as credit = credit notes. What the payment service itself has is compared
every five minutes by `orders/reconciliation.py`; here the house's own books are held
against its papers.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from itertools import chain

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.period import Period
from flashsale.kernel.window import house_day
from flashsale.orders.moves import AT_A_TIME, Move, moves_of
from flashsale.paper.content import PaperKind
from flashsale.paper.models import PaperRow


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBooks:
    """What one day says, in cents; taxes, carriage and gift cards are in all of it.

    card: taken from cards, for orders paid on that day. credit: paid with credit.
    invoiced: their invoices. refunded: arrived back on cards that day. credited: given
    back as credit, or with what arrived on a card. noted: the credit notes of that day.
    """

    orders: int = 0
    card_cents: int = 0
    credit_cents: int = 0
    invoiced_cents: int = 0
    refunded_cents: int = 0
    noted_cents: int = 0
    credited_cents: int = 0

    @property
    def kept_cents(self) -> int:
        """What is left of the day at the payment service, before its fees."""
        return self.card_cents - self.refunded_cents

    @property
    def gap_cents(self) -> int:
        """By how much books and papers differ, both ways added; 0 when all is well."""
        sold = self.card_cents + self.credit_cents - self.invoiced_cents
        back = self.refunded_cents + self.credited_cents - self.noted_cents
        return abs(sold) + abs(back)


@dataclass(frozen=True, slots=True)
class Books:
    """A period, day by day, the first day first; days without anything are left out."""

    period: Period
    days: tuple[tuple[date, DayBooks], ...]
    total: DayBooks

    @property
    def gap_cents(self) -> int:
        """By how much the days differ, each for itself."""
        return sum(books.gap_cents for _, books in self.days)

    @property
    def gaps(self) -> int:
        """How many days differ."""
        return sum(books.gap_cents != 0 for _, books in self.days)


def books_of(work: Work, period: Period) -> Books:
    """Return the books of a period, at one instant."""
    sums: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for at, name, amount in chain(moves_of(work, period), _invoiced(work, period)):
        sums[house_day(at)][name] += amount
    days = tuple((day, DayBooks(**sums[day])) for day in sorted(sums))
    total = DayBooks(
        **{
            one.name: sum(getattr(books, one.name) for _, books in days)
            for one in fields(DayBooks)
        }
    )
    return Books(period, days, total)


def _invoiced(work: Work, period: Period) -> Iterator[Move]:
    begins, ends = period.bounds
    question = select(PaperRow.issued_at, PaperRow.kind, PaperRow.total_cents).where(
        PaperRow.issued_at >= begins, PaperRow.issued_at < ends
    )
    for at, kind, cents in work.session.execute(question).yield_per(AT_A_TIME):
        is_invoice = kind == str(PaperKind.INVOICE)
        yield at, "invoiced_cents" if is_invoice else "noted_cents", cents
