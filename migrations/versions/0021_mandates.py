"""Automatic purchases from a waitlist, and charges made in their member's absence."""

import sqlalchemy as sa
from alembic import op

import flashsale.db

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_STATES = (
    "state IN ('standing', 'ordered', 'paid', 'refused', 'declined', 'withdrawn', "
    "'lapsed')"
)
_IS_STANDING = sa.text("state = 'standing'")


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.add_column(
        "payment",
        sa.Column("is_present", sa.Boolean(), server_default=sa.true(), nullable=False),
    )
    op.create_table(
        "mandate",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("saved_card_id", sa.BigInteger(), nullable=False),
        sa.Column("delivery", sa.String(20), nullable=False),
        sa.Column("point_id", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("max_total_cents", sa.BigInteger(), nullable=False),
        sa.Column("agreed_at", flashsale.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", flashsale.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("consent_words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("ended_at", flashsale.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("why_not", sa.String(20), nullable=False),
        sa.Column("order_code", sa.String(12), nullable=True),
        sa.CheckConstraint(_STATES, name=op.f("ck_mandate_state")),
        sa.CheckConstraint("max_total_cents > 0", name=op.f("ck_mandate_max_total")),
        sa.CheckConstraint("ends_at > agreed_at", name=op.f("ck_mandate_dates")),
        sa.CheckConstraint(
            "(order_code IS NOT NULL) = (state IN ('ordered','paid','refused'))",
            name=op.f("ck_mandate_order"),
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["wait_entry.id"], name=op.f("fk_mandate_entry_id_wait_entry")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_mandate_member_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["saved_card_id"],
            ["saved_card.id"],
            name=op.f("fk_mandate_saved_card_id_saved_card"),
        ),
        sa.ForeignKeyConstraint(
            ["point_id"],
            ["pickup_point.id"],
            name=op.f("fk_mandate_point_id_pickup_point"),
        ),
        sa.ForeignKeyConstraint(
            ["order_code"], ["order.code"], name=op.f("fk_mandate_order_code_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("order_code", name=op.f("uq_mandate_order_code")),
    )
    op.create_index(op.f("ix_mandate_entry_id"), "mandate", ["entry_id"])
    op.create_index(op.f("ix_mandate_member_id"), "mandate", ["member_id"])
    op.create_index("ix_mandate_state_ends_at", "mandate", ["state", "ends_at"])
    op.create_index(
        "uq_mandate_standing",
        "mandate",
        ["entry_id"],
        unique=True,
        sqlite_where=_IS_STANDING,
        postgresql_where=_IS_STANDING,
    )


def downgrade() -> None:
    """Take the schema back to the revision before."""
    op.drop_table("mandate")
    with op.batch_alter_table("payment") as batch:
        batch.drop_column("is_present")
