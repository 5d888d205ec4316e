"""A credit note for what went back as credit alone, which no refund to a card tells."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NAME = "ck_paper_for"


def _allow(condition: str) -> None:
    with op.batch_alter_table("paper") as batch:
        batch.drop_constraint(op.f(NAME), type_="check")
        batch.create_check_constraint(op.f(NAME), condition)


def upgrade() -> None:
    """Bring the schema to this revision."""
    _allow("kind = 'credit_note' OR refund_id IS NULL")


def downgrade() -> None:
    """Take the schema back to the revision before."""
    _allow("(kind = 'credit_note') = (refund_id IS NOT NULL)")
