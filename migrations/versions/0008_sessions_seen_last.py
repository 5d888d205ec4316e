"""The sessions seen last, read at once for a crowd."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_index(
        op.f("ix_member_session_seen_at"), "member_session", ["seen_at"], unique=False
    )
