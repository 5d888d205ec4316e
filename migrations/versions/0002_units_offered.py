"""Units of a lot promised to who waits for them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOVES = "'allot','hold','release','expire','sell','return'"


def _a_count() -> sa.Column[int]:
    zero = sa.text("0")
    return sa.Column("offered", sa.BigInteger(), server_default=zero, nullable=False)


def upgrade() -> None:
    """Bring the schema to this revision."""
    with op.batch_alter_table("lot") as batch_op:
        batch_op.add_column(_a_count())
        batch_op.drop_constraint(op.f("ck_lot_stock"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_lot_stock"),
            "held >= 0 AND sold >= 0 AND offered >= 0 "
            "AND held + sold + offered <= allotted",
        )
    with op.batch_alter_table("stock_move") as batch_op:
        batch_op.add_column(_a_count())
        batch_op.drop_constraint(op.f("ck_stock_move_kind"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_stock_move_kind"), f"kind IN ({MOVES},'offer','accept','lapse')"
        )


def downgrade() -> None:
    """Take this revision back; movements of offers must be gone before."""
    with op.batch_alter_table("stock_move") as batch_op:
        batch_op.drop_constraint(op.f("ck_stock_move_kind"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_stock_move_kind"), f"kind IN ({MOVES})"
        )
        batch_op.drop_column("offered")
    with op.batch_alter_table("lot") as batch_op:
        batch_op.drop_constraint(op.f("ck_lot_stock"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_lot_stock"), "held >= 0 AND sold >= 0 AND held + sold <= allotted"
        )
        batch_op.drop_column("offered")
