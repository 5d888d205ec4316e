"""The money of a gift card that nobody redeemed goes back, and its code is void."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

STATES = "'wanted','removed','ordered','issued','stopped','redeemed'"
CARRIAGE = "(order_line_id IS NULL) = (units = 0)"
CARRIAGE_OR_CARD = (
    "(order_line_id IS NULL AND order_gift_card_id IS NULL) = (units = 0)"
)
CARD = (
    "order_gift_card_id IS NULL OR (order_line_id IS NULL AND units = 1 "
    "AND gst_cents + qst_cents + hst_cents + pst_cents = 0)"
)
TABLE = "restitution_line"


def _allow_cards(states: str) -> None:
    name = op.f("ck_gift_card_state")
    with op.batch_alter_table("gift_card") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"state IN ({states})")


def upgrade() -> None:
    """Bring the schema to this revision."""
    _allow_cards(f"{STATES},'refunded'")
    with op.batch_alter_table(TABLE) as batch:
        batch.add_column(sa.Column("order_gift_card_id", sa.BigInteger()))
        batch.drop_constraint(op.f(f"ck_{TABLE}_carriage"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{TABLE}_carriage"), CARRIAGE_OR_CARD)
        batch.create_check_constraint(op.f(f"ck_{TABLE}_card"), CARD)
        batch.create_unique_constraint(
            op.f(f"uq_{TABLE}_order_gift_card_id"), ["order_gift_card_id"]
        )
        batch.create_foreign_key(
            op.f(f"fk_{TABLE}_order_gift_card_id_order_gift_card"),
            "order_gift_card",
            ["order_gift_card_id"],
            ["id"],
        )


def downgrade() -> None:
    """Take the schema back to the revision before."""
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(
            op.f(f"fk_{TABLE}_order_gift_card_id_order_gift_card"), type_="foreignkey"
        )
        batch.drop_constraint(op.f(f"uq_{TABLE}_order_gift_card_id"), type_="unique")
        batch.drop_constraint(op.f(f"ck_{TABLE}_card"), type_="check")
        batch.drop_constraint(op.f(f"ck_{TABLE}_carriage"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{TABLE}_carriage"), CARRIAGE)
        batch.drop_column("order_gift_card_id")
    _allow_cards(STATES)
