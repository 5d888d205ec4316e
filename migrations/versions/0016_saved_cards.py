"""Saved cards with the words of who agreed to them; payments tried on one first."""

import sqlalchemy as sa
from alembic import op

import flashsale.db

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

OLD_STATES = (
    "'created','open','authorised','capturing','captured','voiding','voided',"
    "'refused','expired','unknown','refunding','refunded'"
)


def _whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, flashsale.db.UtcDateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _points_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "card_customer",
        _whole("member_id"),
        _text("customer_ref", 120),
        _instant("created_at"),
        _points_to("card_customer", "member_id", "member"),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_card_customer")),
        sa.UniqueConstraint("customer_ref", name=op.f("uq_card_customer_customer_ref")),
    )
    op.create_table(
        "saved_card",
        _whole("id"),
        _whole("member_id"),
        _text("customer_ref", 120),
        _text("card_ref", 120),
        _text("brand", 20),
        _text("last4", 4),
        _whole("expires_year"),
        _whole("expires_month"),
        _text("fingerprint", 40),
        sa.Column("consent_words", sa.Text(), nullable=False),
        _text("consent_language", 2),
        _instant("consented_at"),
        _instant("saved_at"),
        _instant("removed_at", nullable=True),
        _instant("forgotten_at", nullable=True),
        _points_to("saved_card", "member_id", "member"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_card")),
        sa.UniqueConstraint("card_ref", name=op.f("uq_saved_card_card_ref")),
    )
    op.create_index(op.f("ix_saved_card_member_id"), "saved_card", ["member_id"])
    with op.batch_alter_table("payment") as batch:
        batch.add_column(_whole("saved_card_id", nullable=True))
        batch.add_column(
            sa.Column("keeps_card", sa.Text(), server_default="", nullable=False)
        )
        batch.create_foreign_key(
            op.f("fk_payment_saved_card_id_saved_card"),
            "saved_card",
            ["saved_card_id"],
            ["id"],
        )
        batch.drop_constraint(op.f("ck_payment_state"), type_="check")
        batch.create_check_constraint(
            op.f("ck_payment_state"), f"state IN ({OLD_STATES},'charging')"
        )


def downgrade() -> None:
    """Take the schema back to the revision before."""
    with op.batch_alter_table("payment") as batch:
        batch.drop_constraint(op.f("ck_payment_state"), type_="check")
        batch.create_check_constraint(
            op.f("ck_payment_state"), f"state IN ({OLD_STATES})"
        )
        batch.drop_constraint(
            op.f("fk_payment_saved_card_id_saved_card"), type_="foreignkey"
        )
        batch.drop_column("keeps_card")
        batch.drop_column("saved_card_id")
    op.drop_table("saved_card")
    op.drop_table("card_customer")
