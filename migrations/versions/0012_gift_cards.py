"""Gift cards: bought in an order, given a code, redeemed once into credit."""

import sqlalchemy as sa
from alembic import op

import flashsale.db

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STATES = "'wanted','removed','ordered','issued','redeemed'"
CARD_CHECKS = {
    "state": f"state IN ({STATES})",
    "amount": "amount_cents > 0",
    "code": "(state IN ('issued','redeemed')) = (code_hash IS NOT NULL)",
    "redeemed": "(state = 'redeemed') = (redeemed_by IS NOT NULL)",
}


def _whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=nullable)


def _instant(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, flashsale.db.UtcDateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _points_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "gift_card",
        _whole("id"),
        _whole("buyer_id"),
        _whole("amount_cents"),
        _text("recipient_name", 120),
        _text("recipient_email", 320),
        _text("words", 400),
        _text("language", 2),
        _text("state", 8),
        _whole("order_id", nullable=True),
        _text("code_hash", 64, nullable=True),
        _whole("codes"),
        _instant("created_at", nullable=False),
        _instant("issued_at"),
        _instant("redeemed_at"),
        _whole("redeemed_by", nullable=True),
        *(
            sa.CheckConstraint(sql, name=op.f(f"ck_gift_card_{name}"))
            for name, sql in CARD_CHECKS.items()
        ),
        _points_to("gift_card", "buyer_id", "member"),
        _points_to("gift_card", "order_id", "order"),
        _points_to("gift_card", "redeemed_by", "member"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift_card")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_gift_card_code_hash")),
    )
    for column in ("buyer_id", "state", "order_id"):
        op.create_index(op.f(f"ix_gift_card_{column}"), "gift_card", [column])
    op.create_table(
        "order_gift_card",
        _whole("id"),
        _whole("order_id"),
        _whole("position"),
        _whole("gift_card_id"),
        _text("recipient_name", 120),
        _whole("amount_cents"),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_order_gift_card_amount")),
        _points_to("order_gift_card", "order_id", "order"),
        _points_to("order_gift_card", "gift_card_id", "gift_card"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_gift_card")),
    )
    for column in ("order_id", "gift_card_id"):
        op.create_index(
            op.f(f"ix_order_gift_card_{column}"), "order_gift_card", [column]
        )


def downgrade() -> None:
    """Take the schema back to the revision before."""
    op.drop_table("order_gift_card")
    op.drop_table("gift_card")
