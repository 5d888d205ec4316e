"""The opening queue of a drop."""

import sqlalchemy as sa
from alembic import op

import flashsale.db

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "rush",
        sa.Column("drop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("per_minute", sa.BigInteger(), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column(
            "committed_at", flashsale.db.UtcDateTime(timezone=True), nullable=False
        ),
        sa.Column("drawn_at", flashsale.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("drawn", sa.BigInteger(), nullable=False),
        sa.Column("next_turn", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", flashsale.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "drawn >= 0 AND next_turn >= drawn", name=op.f("ck_rush_turns")
        ),
        sa.CheckConstraint("per_minute >= 1", name=op.f("ck_rush_per_minute")),
        sa.ForeignKeyConstraint(
            ["drop_id"], ["drop.id"], name=op.f("fk_rush_drop_id_drop")
        ),
        sa.PrimaryKeyConstraint("drop_id", name=op.f("pk_rush")),
    )
    op.create_table(
        "rush_change",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("drop_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("per_minute", sa.BigInteger(), nullable=True),
        sa.Column("at", flashsale.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["member.id"], name=op.f("fk_rush_change_actor_id_member")
        ),
        sa.ForeignKeyConstraint(
            ["drop_id"], ["drop.id"], name=op.f("fk_rush_change_drop_id_drop")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rush_change")),
    )
    op.create_index(op.f("ix_rush_change_drop_id"), "rush_change", ["drop_id"])
    op.create_table(
        "queue_place",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("drop_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("joined_at", flashsale.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("turn >= 0", name=op.f("ck_queue_place_turn")),
        sa.ForeignKeyConstraint(
            ["drop_id"], ["rush.drop_id"], name=op.f("fk_queue_place_drop_id_rush")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_queue_place_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_place")),
        sa.UniqueConstraint(
            "drop_id", "code", name=op.f("uq_queue_place_drop_id_code")
        ),
        sa.UniqueConstraint(
            "drop_id", "member_id", name=op.f("uq_queue_place_drop_id_member_id")
        ),
        sa.UniqueConstraint(
            "drop_id", "turn", name=op.f("uq_queue_place_drop_id_turn")
        ),
    )


def downgrade() -> None:
    """Take the schema back to the revision before."""
    op.drop_table("queue_place")
    op.drop_index(op.f("ix_rush_change_drop_id"), "rush_change")
    op.drop_table("rush_change")
    op.drop_table("rush")
