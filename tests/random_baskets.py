"""Baskets drawn by chance, and the laws of their price asked in another way.

The oracle shares no arithmetic with the program: exact fractions, and laws that say
what a price must be rather than how it is made.
"""

import random
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from flashsale.kernel.kinds import Delivery, Form, TaxClass
from flashsale.kernel.places import OrderDelivery, Province
from flashsale.orders.quote import Article, Carriage, Quote, priced, quote
from flashsale.orders.reductions import LEAST_CHARGE_CENTS, Reductions
from flashsale.orders.tariffs import Tariffs
from flashsale.promotions.cuts import CodeCut
from flashsale.shipping.rates import Destination
from flashsale.taxes.amounts import Taxable, TaxAmounts
from flashsale.taxes.rates import Tax, TaxTable, authority_of
from flashsale.taxes.supply import place_of_supply
from tests.baskets import EVERYWHERE, SHIPPED, article

BASKETS_PER_SEED = 100
POSTAL_CODES = ("", "H2X 1Y4", "G4T 1A1", "V6B 1A1", "X0A 0H0")
DAYS = (date(2025, 3, 31), date(2025, 4, 1), date(2026, 11, 26))
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Drawn:
    """All that decides one price."""

    articles: tuple[Article, ...]
    to: Destination
    on: date
    tariffs: Tariffs
    off: Reductions
    gift_cards_cents: int

    @property
    def taxes(self) -> TaxTable:
        """Return the tax table of the house that prices it."""
        return self.tariffs.taxes

    def price(self) -> Quote:
        """Return what the program says."""
        return quote(
            self.articles,
            self.to,
            self.on,
            self.tariffs,
            self.off,
            gift_cards_cents=self.gift_cards_cents,
        )


def prove_seed(seed: int) -> int:
    """Check the baskets of one seed; return how many. Raises AssertionError."""
    luck = random.Random(f"baskets-{seed}")
    for number in range(BASKETS_PER_SEED):
        drawn = draw(luck)
        try:
            check(drawn, drawn.price())
        except AssertionError as fault:
            raise AssertionError(f"basket {number}: {fault}; {drawn}") from fault
    return BASKETS_PER_SEED


def draw(luck: random.Random) -> Drawn:
    """Draw a basket of nothing to ten lines, and what its member brings."""
    articles = tuple(_article(luck) for _ in range(luck.choice((0, 1, 1, 2, 3, 5, 10))))
    return Drawn(
        articles=articles,
        to=Destination(
            luck.choice(tuple(OrderDelivery)),
            luck.choice(tuple(Province)),
            luck.choice(POSTAL_CODES),
        ),
        on=luck.choice(DAYS),
        tariffs=luck.choice((EVERYWHERE, EVERYWHERE, SHIPPED)),
        off=Reductions(
            code=_cut(luck, len(articles)),
            promo_credit_cents=_cents(luck),
            floor_percent=luck.choice((0, 0, 20, 33, 100)),
            refund_credit_cents=_cents(luck),
            paid_credit_cents=_cents(luck),
        ),
        gift_cards_cents=luck.choice((0, 0, 0, 10_00, 75_55)),
    )


def _cents(luck: random.Random) -> int:
    return luck.choice((0, 0, 1, luck.randrange(5_00), luck.randrange(200_00)))


def _article(luck: random.Random) -> Article:
    cents = luck.choice((0, 1, luck.randrange(1, 100), luck.randrange(100, 90_00)))
    return article(
        cents,
        luck.choice(tuple(TaxClass)),
        luck.choice(tuple(Form)),
        luck.choice((1, 1, 2, 3)),
        luck.choice((None, luck.randrange(1, 9_000))),
        luck.choice((None, luck.randrange(1, 60))),
        luck.choice((None, None, *Province)),
    )


def _cut(luck: random.Random, lines: int) -> CodeCut | None:
    if luck.random() < 0.4:
        return None
    positions = tuple(i for i in range(lines) if luck.random() < 0.7)
    if luck.random() < 0.5:
        rate = luck.choice((10_000, 12_500, 100_000, luck.randrange(1, 100_001)))
        return CodeCut(rate=rate, positions=positions)
    return CodeCut(amount_cents=1 + luck.randrange(60_00), positions=positions)


def check(drawn: Drawn, found: Quote) -> None:
    """Raise AssertionError where a price is not what it must be, to the cent."""
    _check_code(drawn, found)
    _check_credit(drawn, found)
    _check_taxes(drawn, found)
    _check_sums(found)
    _check_entries(drawn, found)
    _check_payment(drawn, found)
    _check_again(drawn, found)


def _half_up(exact: Fraction) -> int:
    return int((exact + HALF) // 1)


def _is_fair(parts: list[int], weights: list[int], whole: int) -> bool:
    """Whether each part is less than a cent away from its exact share."""
    sum_ = sum(weights)
    return all(
        abs(part - Fraction(whole * weight, sum_)) < 1
        for part, weight in zip(parts, weights, strict=True)
    )


def _check_code(drawn: Drawn, found: Quote) -> None:
    cut, given = drawn.off.code, [line.discount_cents for line in found.lines]
    if cut is None:
        assert not any(given), "a discount without a code"
        return
    others = set(range(len(given))) - set(cut.positions)
    assert not any(given[i] for i in others), "a line the code is not for lost to it"
    prices = [drawn.articles[i].price_cents for i in cut.positions]
    shares = [given[i] for i in cut.positions]
    if cut.rate:
        wanted = [_half_up(Fraction(p * cut.rate, 100_000)) for p in prices]
        assert shares == wanted, "a percentage is not of the line, half up"
        return
    assert sum(shares) == min(cut.amount_cents, sum(prices)), "a fixed sum is not whole"
    if 0 < sum(shares) and cut.amount_cents <= sum(prices):
        assert _is_fair(shares, prices, cut.amount_cents), "a fixed sum is shared oddly"


def _check_credit(drawn: Drawn, found: Quote) -> None:
    percent, room = drawn.off.floor_percent, 0
    for line in found.lines:
        price = line.article.price_cents
        left = price - line.discount_cents
        least = Fraction(price * percent, 100)
        assert 0 <= line.credit_cents <= left, "credit is more than the line"
        if line.credit_cents:
            assert line.net_cents >= least, "credit went below the floor"
        room += max(0, left - int(-(-least // 1)))
    wanted = min(drawn.off.promo_credit_cents, room)
    assert found.promo_credit_cents == wanted, "not as much credit as the lines take"


def _check_taxes(drawn: Drawn, found: Quote) -> None:
    exact = dict.fromkeys(Tax, Fraction(0))
    weights = [
        line.net_cents
        for line in found.lines
        if line.article.delivery is Delivery.PARCEL
    ]
    shares = iter(_shares(found.shipping_cents, weights))
    for line in found.lines:
        a = line.article
        place = place_of_supply(
            a.delivery, drawn.to.delivery, drawn.to.province, a.venue
        )
        carried = next(shares) if a.delivery is Delivery.PARCEL else 0
        for thing in (
            Taxable(line.net_cents, a.tax_class, place),
            Taxable(carried, a.tax_class, place),
        ):
            for tax, rate in drawn.taxes.rates_of(
                thing.tax_class, place, drawn.on
            ).items():
                exact[tax] += Fraction(thing.net_cents * rate, 100_000)
    for tax in Tax:
        once = _half_up(exact[tax])
        assert _of(found.taxes, tax) == once, f"{tax} is not rounded once, half up"


def _shares(whole: int, weights: list[int]) -> list[int]:
    """Split by largest remainder, ties to the earlier; written a second time."""
    if not weights:
        return []
    weights = weights if any(weights) else [1] * len(weights)
    exact = [Fraction(whole * weight, sum(weights)) for weight in weights]
    parts = [int(share // 1) for share in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: whole - sum(parts)]:
        parts[i] += 1
    return parts


def _of(amounts: TaxAmounts, tax: Tax) -> int:
    cents: int = getattr(amounts, f"{tax}_cents")
    return cents


def _check_sums(found: Quote) -> None:
    nets = sum(line.net_cents for line in found.lines)
    assert found.items_cents == nets + found.gift_cards_cents, "items are not a sum"
    whole = found.items_cents + found.shipping_cents
    whole += sum(_of(found.taxes, tax) for tax in Tax)
    assert found.total_cents == whole, "the total is not a sum"
    for tax in Tax:
        parts = sum(_of(line.taxes, tax) for line in found.lines)
        parts += _of(found.shipping_taxes, tax)
        assert parts == _of(found.taxes, tax), f"{tax} of the parts is not the whole"
        assert all(_of(line.taxes, tax) >= 0 for line in found.lines), "below zero"


def _check_entries(drawn: Drawn, found: Quote) -> None:
    for tax in Tax:
        listed = sum(entry.cents for entry in found.entries if entry.tax is tax)
        assert listed == _of(found.taxes, tax), f"{tax} by place is not the whole"
    for entry in found.entries:
        authority = authority_of(entry.tax, entry.place)
        assert drawn.taxes.is_registered(authority, drawn.on), "charged unregistered"
        # Each part is less than a cent away from its own exact tax; so is no sum of
        # more parts than there are lines, twice over for their carriage.
        exact = Fraction(entry.base_cents * entry.rate, 100_000)
        assert abs(entry.cents - exact) < 2 * len(found.lines), "an odd base"
    shares = sum(line.carriage_cents for line in found.lines)
    carried = any(line.article.delivery is Delivery.PARCEL for line in found.lines)
    assert shares == (found.shipping_cents if carried else 0), "carriage is shared out"


def _check_payment(drawn: Drawn, found: Quote) -> None:
    refund, paid = found.refund_credit_cents, found.paid_credit_cents
    payable = found.total_cents - found.gift_cards_cents
    assert 0 <= refund <= drawn.off.refund_credit_cents, "refund credit out of bounds"
    assert 0 <= paid <= drawn.off.paid_credit_cents, "gift card out of bounds"
    assert refund + paid <= payable, "credit paid for a gift card"
    assert found.due_cents == found.total_cents - refund - paid, "what is due"
    offered = drawn.off.refund_credit_cents + drawn.off.paid_credit_cents
    if 0 < found.due_cents < LEAST_CHARGE_CENTS:
        assert refund == paid == 0, "credit left too little for a card"
    elif found.due_cents > max(found.gift_cards_cents, LEAST_CHARGE_CENTS):
        assert refund + paid == offered, "credit was left unused"
    if paid:
        assert refund == drawn.off.refund_credit_cents, "refund credit comes first"


def _check_again(drawn: Drawn, found: Quote) -> None:
    used = replace(
        drawn.off,
        promo_credit_cents=found.promo_credit_cents,
        refund_credit_cents=found.refund_credit_cents,
        paid_credit_cents=found.paid_credit_cents,
    )
    carriage = Carriage(drawn.to.delivery, drawn.to.province, found.shipping_cents)
    again = priced(
        drawn.articles,
        carriage,
        drawn.on,
        drawn.taxes,
        used,
        gift_cards_cents=drawn.gift_cards_cents,
    )
    assert again == found, "the price does not come out again from what was used"
