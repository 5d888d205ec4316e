"""The spans in which a drop was suspended: turns of an opening queue stand still."""

import sqlalchemy as sa
from alembic import op

import flashsale.db

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision; what is suspended now has its pause."""
    instant = flashsale.db.UtcDateTime(timezone=True)
    op.create_table(
        "drop_pause",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("drop_id", sa.BigInteger(), nullable=False),
        sa.Column("since", instant, nullable=False),
        sa.Column("until", instant, nullable=True),
        sa.Column("lasted_us", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("until > since", name=op.f("ck_drop_pause_span")),
        sa.CheckConstraint("lasted_us >= 0", name=op.f("ck_drop_pause_lasted_us")),
        sa.CheckConstraint(
            "(until IS NULL) = (lasted_us IS NULL)", name=op.f("ck_drop_pause_over")
        ),
        sa.ForeignKeyConstraint(
            ["drop_id"], ["drop.id"], name=op.f("fk_drop_pause_drop_id_drop")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drop_pause")),
    )
    op.create_index(
        "ix_drop_pause_drop_id_since", "drop_pause", ["drop_id", "since"], unique=False
    )
    op.create_index(
        "uq_drop_pause_open",
        "drop_pause",
        ["drop_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.execute(
        "INSERT INTO drop_pause (id, drop_id, since) "
        "SELECT id, id, updated_at FROM \"drop\" WHERE state = 'suspended'"
    )


def downgrade() -> None:
    """Take the schema back to the revision before."""
    op.drop_table("drop_pause")
