"""Early access, members who need more time, and the limit a claim was taken under."""

import sqlalchemy as sa
from alembic import op

import flashsale.db

revision = "0005"
down_revision = "0004"
# A program before this one writes claims without the limit they were taken under.
oldest_program = "0005"
branch_labels = None
depends_on = None

LIMITS_THEN = (
    "UPDATE member_claim SET allowed = claimed WHERE allowed < claimed",
    'UPDATE member_claim SET allowed = (SELECT member_limit FROM "drop" '
    'WHERE "drop".id = member_claim.drop_id) WHERE allowed < '
    '(SELECT member_limit FROM "drop" WHERE "drop".id = member_claim.drop_id)',
)


def _instant(name: str) -> sa.Column[object]:
    return sa.Column(name, flashsale.db.UtcDateTime(timezone=True), nullable=True)


def _count(name: str, default: int) -> sa.Column[int]:
    given = sa.text(str(default))
    return sa.Column(name, sa.BigInteger(), server_default=given, nullable=False)


def upgrade() -> None:
    """Bring the schema to this revision."""
    more_time = sa.Column(
        "needs_more_time", sa.Boolean(), server_default=sa.false(), nullable=False
    )
    op.add_column("member", more_time)
    op.add_column("member", _instant("early_until"))
    op.add_column("hold", _instant("raised_at"))
    with op.batch_alter_table("drop") as batch_op:
        batch_op.add_column(_count("early_minutes", 30))
        batch_op.add_column(_count("early_percent", 40))
        batch_op.create_check_constraint(
            op.f("ck_drop_early_minutes"), "early_minutes BETWEEN 0 AND 1440"
        )
        batch_op.create_check_constraint(
            op.f("ck_drop_early_percent"), "early_percent BETWEEN 0 AND 100"
        )
    op.add_column("member_claim", _count("allowed", 0))
    for statement in LIMITS_THEN:
        op.execute(statement)
    with op.batch_alter_table("member_claim") as batch_op:
        batch_op.alter_column("allowed", server_default=None)
        batch_op.drop_constraint(op.f("ck_member_claim_claimed"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_member_claim_claimed"), "claimed >= 0 AND claimed <= allowed"
        )


def downgrade() -> None:
    """Take this revision back."""
    with op.batch_alter_table("member_claim") as batch_op:
        batch_op.drop_constraint(op.f("ck_member_claim_claimed"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_member_claim_claimed"), "claimed >= 0"
        )
        batch_op.drop_column("allowed")
    with op.batch_alter_table("drop") as batch_op:
        batch_op.drop_constraint(op.f("ck_drop_early_percent"), type_="check")
        batch_op.drop_constraint(op.f("ck_drop_early_minutes"), type_="check")
        batch_op.drop_column("early_percent")
        batch_op.drop_column("early_minutes")
    op.drop_column("hold", "raised_at")
    op.drop_column("member", "early_until")
    op.drop_column("member", "needs_more_time")
