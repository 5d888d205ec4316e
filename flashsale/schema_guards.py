"""Every guard the database of a house should have; imports no Alembic."""

from sqlalchemy import Connection

from flashsale import guards
from flashsale.credit.guards import GUARDS as OF_CREDIT
from flashsale.mandates.guards import GUARDS as OF_MANDATES
from flashsale.orders.guards import GUARDS as OF_ORDERS
from flashsale.paper.guards import GUARDS as OF_PAPERS
from flashsale.sales.guards import GUARDS as OF_SALES
from flashsale.shipping.guards import GUARDS as OF_SHIPPING
from flashsale.taxes.guards import GUARDS as OF_TAXES

GUARDS = (
    OF_SALES + OF_CREDIT + OF_ORDERS + OF_PAPERS + OF_MANDATES + OF_TAXES + OF_SHIPPING
)


def lacking_guards(connection: Connection) -> tuple[str, ...]:
    """Return the guards that the database should have and has not."""
    standing = guards.standing(connection)
    return tuple(guard.name for guard in GUARDS if guard.name not in standing)
