"""What leaves without a parcel: files and admissions by e-mail, pickups."""

import sqlalchemy as sa
from alembic import op

import flashsale.db

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "handover",
        sa.Column("order_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("at", flashsale.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("way IN ('email','pickup')", name=op.f("ck_handover_way")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["order.id"], name=op.f("fk_handover_order_id_order")
        ),
        sa.ForeignKeyConstraint(
            ["by"], ["member.id"], name=op.f("fk_handover_by_member")
        ),
        sa.PrimaryKeyConstraint("order_id", "way", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_at"), "handover", ["at"])


def downgrade() -> None:
    """Take the schema back to the revision before."""
    op.drop_table("handover")
