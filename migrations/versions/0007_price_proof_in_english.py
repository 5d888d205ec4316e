"""Where a regular price comes from, in English too."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the English text, empty: the French one stands in."""
    op.add_column(
        "lot",
        sa.Column(
            "regular_price_proof_en",
            sa.String(400),
            server_default="",
            nullable=False,
        ),
    )


def downgrade() -> None:
    """Forget the English text."""
    with op.batch_alter_table("lot") as batch:
        batch.drop_column("regular_price_proof_en")
