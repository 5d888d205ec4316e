"""Invoices and credit notes, numbered without gaps, and the files made of them."""

import sqlalchemy as sa
from alembic import op

import flashsale.db

revision = "0018"
down_revision = "0017"
# An older program would let orders be paid without drawing their invoice up.
oldest_program = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "paper_series",
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("last >= 0", name=op.f("ck_paper_series_last")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_paper_series")),
    )
    op.create_table(
        "paper",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("order_code", sa.String(12), nullable=False),
        sa.Column("refund_id", sa.BigInteger(), nullable=True),
        sa.Column("buyer_name", sa.String(200), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("issued_at", flashsale.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('invoice','credit_note')", name=op.f("ck_paper_kind")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_paper_number")),
        sa.CheckConstraint("total_cents >= 0", name=op.f("ck_paper_total")),
        sa.CheckConstraint(
            "(kind = 'credit_note') = (refund_id IS NOT NULL)",
            name=op.f("ck_paper_for"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["order.id"], name=op.f("fk_paper_order_id_order")
        ),
        sa.ForeignKeyConstraint(
            ["refund_id"],
            ["payment_refund.id"],
            name=op.f("fk_paper_refund_id_payment_refund"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("kind", "number", name=op.f("uq_paper_kind_number")),
        sa.UniqueConstraint("source", name=op.f("uq_paper_source")),
    )
    op.create_index(op.f("ix_paper_order_id"), "paper", ["order_id"])
    op.create_index(op.f("ix_paper_order_code"), "paper", ["order_code"])
    op.create_index(op.f("ix_paper_issued_at"), "paper", ["issued_at"])
    op.create_table(
        "paper_file",
        sa.Column("paper_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("made_at", flashsale.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_paper_file_size")),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper.id"], name=op.f("fk_paper_file_paper_id_paper")
        ),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_paper_file")),
    )


def downgrade() -> None:
    """Take the schema back to the revision before."""
    op.drop_table("paper_file")
    op.drop_table("paper")
    op.drop_table("paper_series")
