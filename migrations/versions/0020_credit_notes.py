"""Credit notes of credit alone; promo credit given again; sales called off."""

import sqlalchemy as sa
from alembic import op

import flashsale.db

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
    op.create_table(
        "call_off",
        sa.Column("drop_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("asked_at", flashsale.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["drop_id"], ["drop.id"], name=op.f("fk_call_off_drop_id_drop")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["member.id"], name=op.f("fk_call_off_asked_by_member")
        ),
        sa.PrimaryKeyConstraint("drop_id", name=op.f("pk_call_off")),
    )
    op.create_index(op.f("ix_call_off_asked_at"), "call_off", ["asked_at"])


def downgrade() -> None:
    """Take the schema back to the revision before."""
    op.drop_table("call_off")
    with op.batch_alter_table("restitution") as batch:
        batch.drop_constraint(op.f("ck_restitution_cause"), type_="check")
        batch.create_check_constraint(
            op.f("ck_restitution_cause"), "cause IN ('member','staff')"
        )
        batch.drop_constraint(op.f("ck_restitution_promo"), type_="check")
        batch.drop_column("promo_credit_cents")
    _allow_papers("(kind = 'credit_note') = (refund_id IS NOT NULL)")
