"""Money that goes back for parts of an order, and what became of what was sold."""

import sqlalchemy as sa
from alembic import op

import flashsale.db

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def _whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=nullable)


def _instant(name: str) -> sa.Column[object]:
    return sa.Column(name, flashsale.db.UtcDateTime(timezone=True), nullable=False)


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "restitution",
        _whole("id"),
        _whole("order_id"),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("cause", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        _whole("asked_by"),
        _whole("total_cents"),
        _whole("card_cents"),
        _whole("refund_credit_cents"),
        _whole("paid_credit_cents"),
        _whole("refund_id", nullable=True),
        _instant("created_at"),
        sa.CheckConstraint(
            "cause IN ('member','staff')", name=op.f("ck_restitution_cause")
        ),
        sa.CheckConstraint(
            "card_cents >= 0 AND refund_credit_cents >= 0 AND paid_credit_cents >= 0 "
            "AND total_cents = card_cents + refund_credit_cents + paid_credit_cents",
            name=op.f("ck_restitution_amounts"),
        ),
        sa.CheckConstraint(
            "(card_cents > 0) = (refund_id IS NOT NULL)",
            name=op.f("ck_restitution_card"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["order.id"], name=op.f("fk_restitution_order_id_order")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["member.id"], name=op.f("fk_restitution_asked_by_member")
        ),
        sa.ForeignKeyConstraint(
            ["refund_id"],
            ["payment_refund.id"],
            name=op.f("fk_restitution_refund_id_payment_refund"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restitution")),
        sa.UniqueConstraint("key", name=op.f("uq_restitution_key")),
        sa.UniqueConstraint("refund_id", name=op.f("uq_restitution_refund_id")),
    )
    op.create_index(op.f("ix_restitution_order_id"), "restitution", ["order_id"])
    op.create_table(
        "restitution_line",
        _whole("id"),
        _whole("restitution_id"),
        _whole("order_line_id", nullable=True),
        *map(_whole, ("units", "net_cents", "gst_cents", "qst_cents")),
        *map(_whole, ("hst_cents", "pst_cents")),
        sa.CheckConstraint("units >= 0", name=op.f("ck_restitution_line_units")),
        sa.CheckConstraint(
            "(order_line_id IS NULL) = (units = 0)",
            name=op.f("ck_restitution_line_carriage"),
        ),
        sa.CheckConstraint(
            "net_cents >= 0 AND gst_cents >= 0 AND qst_cents >= 0 "
            "AND hst_cents >= 0 AND pst_cents >= 0",
            name=op.f("ck_restitution_line_amounts"),
        ),
        sa.ForeignKeyConstraint(
            ["restitution_id"],
            ["restitution.id"],
            name=op.f("fk_restitution_line_restitution_id_restitution"),
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_line.id"],
            name=op.f("fk_restitution_line_order_line_id_order_line"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restitution_line")),
    )
    for column in ("restitution_id", "order_line_id"):
        name = op.f(f"ix_restitution_line_{column}")
        op.create_index(name, "restitution_line", [column])
    op.create_table(
        "line_return",
        _whole("id"),
        _whole("order_line_id"),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        _whole("units"),
        _whole("noted_by"),
        _instant("noted_at"),
        sa.CheckConstraint("units >= 1", name=op.f("ck_line_return_units")),
        sa.CheckConstraint(
            "kind IN ('released','returned_a','returned_b','lost')",
            name=op.f("ck_line_return_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_line.id"],
            name=op.f("fk_line_return_order_line_id_order_line"),
        ),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["member.id"], name=op.f("fk_line_return_noted_by_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_return")),
        sa.UniqueConstraint("key", name=op.f("uq_line_return_key")),
    )
    op.create_index(
        op.f("ix_line_return_order_line_id"), "line_return", ["order_line_id"]
    )


def downgrade() -> None:
    """Take the schema back to the revision before."""
    op.drop_table("line_return")
    op.drop_table("restitution_line")
    op.drop_table("restitution")
