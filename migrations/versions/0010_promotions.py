"""Promotions and their uses; drops that take no code; prices that members name."""

import sqlalchemy as sa
from alembic import op

import flashsale.db

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

GIVES = (
    "(rate > 0 AND rate <= 100000 AND amount_cents = 0) "
    "OR (rate = 0 AND amount_cents > 0)"
)
PROMOTION_CHECKS = {
    "gives": GIVES,
    "minimum": "minimum_cents >= 0",
    "dates": "ends_at > starts_at",
    "uses": "uses >= 0 AND (most_uses IS NULL OR uses <= most_uses)",
    "most_by_member": "most_by_member >= 1",
}


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
    op.add_column(
        "drop",
        sa.Column(
            "takes_codes", sa.Boolean(), server_default=sa.true(), nullable=False
        ),
    )
    pay_from = sa.CheckConstraint(
        "pay_from_cents BETWEEN 1 AND price_cents", name=op.f("ck_lot_pay_from")
    )
    op.add_column(
        "lot", sa.Column("pay_from_cents", sa.BigInteger(), pay_from, nullable=True)
    )
    op.create_table(
        "promotion",
        _whole("id"),
        _text("word", 20),
        _text("title_fr", 120),
        _text("title_en", 120),
        _whole("rate"),
        _whole("amount_cents"),
        _whole("minimum_cents"),
        _instant("starts_at"),
        _instant("ends_at"),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("drop_ids", sa.JSON(), nullable=False),
        _whole("most_uses", nullable=True),
        _whole("most_by_member"),
        _whole("uses"),
        _whole("made_by"),
        _instant("made_at"),
        _whole("stopped_by", nullable=True),
        _instant("stopped_at", nullable=True),
        *(
            sa.CheckConstraint(sql, name=op.f(f"ck_promotion_{name}"))
            for name, sql in PROMOTION_CHECKS.items()
        ),
        _points_to("promotion", "made_by", "member"),
        _points_to("promotion", "stopped_by", "member"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion")),
        sa.UniqueConstraint("word", name=op.f("uq_promotion_word")),
    )
    op.create_table(
        "promotion_member",
        _whole("promotion_id"),
        _whole("member_id"),
        _whole("uses"),
        sa.CheckConstraint("uses >= 0", name=op.f("ck_promotion_member_uses")),
        _points_to("promotion_member", "promotion_id", "promotion"),
        _points_to("promotion_member", "member_id", "member"),
        sa.PrimaryKeyConstraint(
            "promotion_id", "member_id", name=op.f("pk_promotion_member")
        ),
    )
    op.create_table(
        "promotion_use",
        _whole("order_id"),
        _whole("promotion_id"),
        _whole("member_id"),
        _text("order_code", 12),
        _whole("discount_cents"),
        _instant("taken_at"),
        _instant("released_at", nullable=True),
        sa.CheckConstraint(
            "discount_cents > 0", name=op.f("ck_promotion_use_discount")
        ),
        _points_to("promotion_use", "order_id", "order"),
        _points_to("promotion_use", "promotion_id", "promotion"),
        _points_to("promotion_use", "member_id", "member"),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_promotion_use")),
    )
    for column in ("promotion_id", "member_id"):
        op.create_index(op.f(f"ix_promotion_use_{column}"), "promotion_use", [column])


def downgrade() -> None:
    """Take the schema back to the revision before."""
    for table in ("promotion_use", "promotion_member", "promotion"):
        op.drop_table(table)
    op.drop_column("lot", "pay_from_cents")
    op.drop_column("drop", "takes_codes")
