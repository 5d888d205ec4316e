"""The dated tables that price a basket: taxes and carriage, as the house has them."""

from dataclasses import dataclass

from flashsale.db import Work
from flashsale.shipping import tables as shipping_tables
from flashsale.shipping.rates import ShippingTable
from flashsale.taxes import tables as tax_tables
from flashsale.taxes.rates import TaxTable


@dataclass(frozen=True, slots=True)
class Tariffs:
    """Both tables, whole: a price looks them up at its own day."""

    taxes: TaxTable
    shipping: ShippingTable


def tariffs_of(work: Work) -> Tariffs:
    """Return the tables as they stand in the store. One small query for each."""
    return Tariffs(tax_tables.table_of(work), shipping_tables.table_of(work))
