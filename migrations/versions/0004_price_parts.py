"""What made an order's price: reductions, credit, and the terms of the moment."""

from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

import flashsale.db

revision = "0004"
down_revision = "0003"
# An older program writes order lines without the price of the drop.
oldest_program = "0004"
branch_labels = None
depends_on = None

CENTS = ("discount", "promo_credit", "gift_cards", "refund_credit", "paid_credit")
REDUCTIONS = (
    "discount_cents >= 0 AND promo_credit_cents >= 0 "
    "AND gift_cards_cents >= 0 AND gift_cards_cents <= items_cents"
)
CREDIT = (
    "refund_credit_cents >= 0 AND paid_credit_cents >= 0 AND "
    "refund_credit_cents + paid_credit_cents <= total_cents - gift_cards_cents"
)
PRICE = "unit_price_cents >= 0 AND unit_price_cents <= drop_price_cents"
PARTS = (
    "discount_cents >= 0 AND credit_cents >= 0 AND net_cents = "
    "quantity * unit_price_cents - discount_cents - credit_cents"
)


def _cents(name: str, **checks: str) -> sa.Column[int]:
    """Return a column of cents; a CHECK rides on the last column that it needs.

    SQLite adds no constraint to a table that is there, but with a column.
    """
    rules = [sa.CheckConstraint(sql, name=op.f(ck)) for ck, sql in checks.items()]
    return sa.Column(name, sa.BigInteger(), *rules, server_default="0", nullable=False)


def upgrade() -> None:
    """Bring the schema to this revision."""
    for name in CENTS[:-1]:
        op.add_column("order", _cents(f"{name}_cents"))
    op.add_column(
        "order",
        _cents(
            f"{CENTS[-1]}_cents",
            ck_order_reductions=REDUCTIONS,
            ck_order_credit=CREDIT,
        ),
    )
    op.add_column(
        "order",
        sa.Column("priced_on", sa.String(length=10), server_default="", nullable=False),
    )
    op.add_column(
        "order", sa.Column("terms", sa.JSON(), server_default="{}", nullable=False)
    )
    op.add_column("order_line", _cents("drop_price_cents"))
    op.execute("UPDATE order_line SET drop_price_cents = unit_price_cents")
    op.add_column("order_line", _cents("discount_cents", ck_order_line_price=PRICE))
    op.add_column("order_line", _cents("credit_cents", ck_order_line_parts=PARTS))
    _date_the_orders()


def _date_the_orders() -> None:
    """Give the orders that are there the day of their making, and no known terms."""
    orders = sa.table(
        "order",
        sa.column("id", sa.BigInteger()),
        sa.column("created_at", flashsale.db.UtcDateTime()),
        sa.column("priced_on", sa.String()),
        sa.column("terms", sa.JSON()),
    )
    connection, zone = op.get_bind(), ZoneInfo("America/Toronto")
    terms = {
        "pipeline": 0,
        "taxes": "",
        "shipping": "",
        "floor_percent": 0,
        "code": None,
    }
    for order in connection.execute(sa.select(orders.c.id, orders.c.created_at)):
        connection.execute(
            orders.update()
            .where(orders.c.id == order.id)
            .values(
                priced_on=order.created_at.astimezone(zone).date().isoformat(),
                terms=terms,
            )
        )


def downgrade() -> None:
    """Take the schema back to the revision before."""
    for name in ("drop_price", "discount", "credit"):
        op.drop_column("order_line", f"{name}_cents")
    for name in (*(f"{name}_cents" for name in CENTS), "priced_on", "terms"):
        op.drop_column("order", name)
