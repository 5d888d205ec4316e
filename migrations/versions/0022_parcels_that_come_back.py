"""Parcels that the post brings back."""

import sqlalchemy as sa
from alembic import op

import flashsale.db

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    with op.batch_alter_table("parcel") as batch:
        batch.add_column(
            sa.Column("back_at", flashsale.db.UtcDateTime(timezone=True), nullable=True)
        )
        batch.create_check_constraint(
            op.f("ck_parcel_back"), "back_at IS NULL OR sent_at IS NOT NULL"
        )
        batch.create_index(op.f("ix_parcel_back_at"), ["back_at"])


def downgrade() -> None:
    """Take the schema back to the revision before."""
    with op.batch_alter_table("parcel") as batch:
        batch.drop_index(op.f("ix_parcel_back_at"))
        batch.drop_constraint(op.f("ck_parcel_back"), type_="check")
        batch.drop_column("back_at")
