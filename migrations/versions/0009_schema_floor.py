"""Which is the oldest program that may run on this schema: hosts upgrade in turn."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; `flashsale upgrade` writes its one row."""
    op.create_table(
        "schema_floor",
        sa.Column("revision", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_schema_floor")),
    )


def downgrade() -> None:
    """Forget it: only the very program runs on the schema."""
    op.drop_table("schema_floor")
