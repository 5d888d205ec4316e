"""Why copies came back spoilt, or were lost, in the words of who noted it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.add_column(
        "line_return",
        sa.Column("reason", sa.String(200), server_default="", nullable=False),
    )


def downgrade() -> None:
    """Take the schema back to the revision before."""
    op.drop_column("line_return", "reason")
