"""Credit notes of credit alone; promo credit given again when the house cancels."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def _allow_papers(condition: str) -> None:
    name = op.f("ck_paper_for")
    with op.batch_alter_table("paper") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, condition)


def upgrade() -> None:
    """Bring the schema to this revision."""
    _allow_papers("kind = 'credit_note' OR refund_id IS NULL")
    with op.batch_alter_table("restitution") as batch:
        batch.add_column(
            sa.Column(
                "promo_credit_cents",
                sa.BigInteger(),
                server_default="0",
                nullable=False,
            )
        )
        batch.create_check_constraint(
            op.f("ck_restitution_promo"), "promo_credit_cents >= 0"
        )
        batch.drop_constraint(op.f("ck_restitution_cause"), type_="check")
        batch.create_check_constraint(
            op.f("ck_restitution_cause"), "cause IN ('member','staff','house')"
        )


def downgrade() -> None:
    """Take the schema back to the revision before."""
    with op.batch_alter_table("restitution") as batch:
        batch.drop_constraint(op.f("ck_restitution_cause"), type_="check")
        batch.create_check_constraint(
            op.f("ck_restitution_cause"), "cause IN ('member','staff')"
        )
        batch.drop_constraint(op.f("ck_restitution_promo"), type_="check")
        batch.drop_column("promo_credit_cents")
    _allow_papers("(kind = 'credit_note') = (refund_id IS NOT NULL)")
