"""What a place in a waitlist would cost if its turn came now, all included."""

from dataclasses import dataclass

from flashsale.db import Work
from flashsale.kernel.ids import HoldId
from flashsale.kernel.places import OrderDelivery
from flashsale.orders.addresses import Address
from flashsale.orders.contents import wall_day
from flashsale.orders.quote import Article, Quote, deliveries_for, quote
from flashsale.orders.tariffs import tariffs_of
from flashsale.sales.waits import WaitLine
from flashsale.shipping import points
from flashsale.shipping.points import Point
from flashsale.shipping.rates import Destination

# Nothing is held yet: no hold has this number.
_NO_HOLD = HoldId(0)


@dataclass(frozen=True, slots=True)
class Way:
    """A way the copies could leave the house, with what all would cost.

    point: where they are fetched, None for the house itself or for another way.
    """

    delivery: OrderDelivery
    point: Point | None
    quote: Quote

    @property
    def value(self) -> str:
        """How a form names it."""
        return f"{self.delivery}-{self.point.id}" if self.point else str(self.delivery)

    @property
    def total_cents(self) -> int:
        """All that a card would be charged."""
        return self.quote.total_cents


def ways(work: Work, line: WaitLine, address: Address) -> tuple[Way, ...]:
    """Return the ways open to a place's copies at today's rates, the usual one first.

    Without code, credit or open parcel: what may come off only makes it cheaper.
    """
    article = _article(line)
    tariffs, on = tariffs_of(work), wall_day(work.now)
    found = []
    for delivery in deliveries_for([article]):
        to = Destination(delivery, address.province, address.postal_code)
        quoted = quote([article], to, on, tariffs)
        found += [Way(delivery, point, quoted) for point in _points(work, delivery)]
    return tuple(found)


def _points(work: Work, delivery: OrderDelivery) -> tuple[Point | None, ...]:
    if delivery is not OrderDelivery.PICKUP:
        return (None,)
    return points.points(work, only_open=True) or (None,)


def _article(line: WaitLine) -> Article:
    sku, thing = line.sku, line.work
    return Article(
        hold_id=_NO_HOLD,
        lot_id=line.wait.lot_id,
        drop_id=line.wait.drop_id,
        kind=thing.kind,
        quantity=line.wait.quantity,
        unit_price_cents=line.price_cents,
        tax_class=sku.tax_class,
        form=sku.form,
        delivery=sku.delivery,
        weight_g=sku.weight_g,
        thickness_mm=sku.thickness_mm,
        venue=thing.show.province if thing.show else None,
    )
