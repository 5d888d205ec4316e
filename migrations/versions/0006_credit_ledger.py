"""The credit ledger: accounts, transactions, entries; the last two only grow."""

import sqlalchemy as sa
from alembic import op

import flashsale.db

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NAMES = (
    "'promo', 'refund', 'paid', "
    "'promotions', 'refunds', 'gift_cards', 'orders', 'lapsed'"
)
KINDS = "'grant', 'withdrawal', 'refund', 'gift_card', 'spending', 'release', 'lapse'"


def _cents(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def upgrade() -> None:
    """Bring the schema to this revision."""
    instant = flashsale.db.UtcDateTime(timezone=True)
    op.create_table(
        "credit_account",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(length=12), nullable=False),
        sa.Column("moves", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(f"name IN ({NAMES})", name=op.f("ck_credit_account_name")),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_credit_account_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_credit_account")),
    )
    op.create_index(
        op.f("ix_credit_account_member_id"), "credit_account", ["member_id"]
    )
    op.create_table(
        "credit_transaction",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.CheckConstraint(
            f"kind IN ({KINDS})", name=op.f("ck_credit_transaction_kind")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["member.id"],
            name=op.f("fk_credit_transaction_member_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["order.id"],
            name=op.f("fk_credit_transaction_order_id_order"),
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["member.id"],
            name=op.f("fk_credit_transaction_actor_id_member"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_transaction")),
        sa.UniqueConstraint("key", name=op.f("uq_credit_transaction_key")),
    )
    for column in ("member_id", "order_id", "at"):
        op.create_index(
            op.f(f"ix_credit_transaction_{column}"), "credit_transaction", [column]
        )
    op.create_table(
        "credit_entry",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        _cents("transaction_id"),
        sa.Column("account", sa.String(length=40), nullable=False),
        _cents("amount_cents"),
        sa.Column("grant_id", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", instant, nullable=True),
        sa.CheckConstraint("amount_cents <> 0", name=op.f("ck_credit_entry_amount")),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["credit_transaction.id"],
            name=op.f("fk_credit_entry_transaction_id_credit_transaction"),
        ),
        sa.ForeignKeyConstraint(
            ["account"],
            ["credit_account.key"],
            name=op.f("fk_credit_entry_account_credit_account"),
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["credit_entry.id"],
            name=op.f("fk_credit_entry_grant_id_credit_entry"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_entry")),
    )
    for column in ("transaction_id", "account", "grant_id"):
        op.create_index(op.f(f"ix_credit_entry_{column}"), "credit_entry", [column])


def downgrade() -> None:
    """Take the schema back to the revision before."""
    for table in ("credit_entry", "credit_transaction", "credit_account"):
        op.drop_table(table)
