"""Refunds, disputes and stray payments; messages are stored before they are handled."""

import sqlalchemy as sa
from alembic import op

import flashsale.db

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OLD_STATES = (
    "'created','open','authorised','capturing','captured','voiding','voided',"
    "'refused','expired','unknown'"
)
STATES = f"{OLD_STATES},'refunding','refunded'"
CARD_STATES = "'wanted','removed','ordered','issued','redeemed'"
REFUND_STATES = "'asked','pending','succeeded','failed'"


def _whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, flashsale.db.UtcDateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def _points_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
    )


def _allow(table: str, states: str) -> None:
    name = op.f(f"ck_{table}_state")
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"state IN ({states})")


def upgrade() -> None:
    """Bring the schema to this revision."""
    _allow("payment", STATES)
    _allow("gift_card", f"{CARD_STATES},'stopped'")
    for column in (
        _text("intent_ref", 120, nullable=True),
        _text("order_code", 40, nullable=True),
        _text("object_ref", 120, nullable=True),
    ):
        op.add_column("inbox_event", column)
    op.create_index(op.f("ix_inbox_event_handled_at"), "inbox_event", ["handled_at"])
    _make_refunds()
    _make_disputes()
    op.create_table(
        "stray_payment",
        _text("intent_ref", 120),
        _text("order_code", 40),
        _whole("amount_cents"),
        _text("state", 10),
        _instant("found_at"),
        _instant("settled_at", nullable=True),
        sa.CheckConstraint(
            "state IN ('found','voided','refunded')",
            name=op.f("ck_stray_payment_state"),
        ),
        sa.PrimaryKeyConstraint("intent_ref", name=op.f("pk_stray_payment")),
    )
    op.create_index(op.f("ix_stray_payment_state"), "stray_payment", ["state"])


def _make_refunds() -> None:
    op.create_table(
        "payment_refund",
        _whole("id"),
        _whole("payment_id"),
        _text("state", 10),
        _whole("amount_cents"),
        _text("idempotency_key", 80),
        _text("refund_ref", 120, nullable=True),
        _text("reason", 200),
        _whole("asked_by", nullable=True),
        _text("failure_code", 60),
        _instant("created_at"),
        _instant("updated_at"),
        sa.CheckConstraint(
            f"state IN ({REFUND_STATES})", name=op.f("ck_payment_refund_state")
        ),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_payment_refund_amount")),
        _points_to("payment_refund", "payment_id", "payment"),
        _points_to("payment_refund", "asked_by", "member"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_refund")),
        sa.UniqueConstraint(
            "idempotency_key", name=op.f("uq_payment_refund_idempotency_key")
        ),
        sa.UniqueConstraint("refund_ref", name=op.f("uq_payment_refund_refund_ref")),
    )
    for column in ("payment_id", "state"):
        op.create_index(op.f(f"ix_payment_refund_{column}"), "payment_refund", [column])


def _make_disputes() -> None:
    op.create_table(
        "payment_dispute",
        _text("dispute_ref", 120),
        _whole("payment_id"),
        _text("status", 40),
        _text("reason", 60),
        _whole("amount_cents"),
        _instant("answer_by", nullable=True),
        _instant("opened_at"),
        _instant("closed_at", nullable=True),
        _instant("updated_at"),
        sa.CheckConstraint("amount_cents >= 0", name=op.f("ck_payment_dispute_amount")),
        _points_to("payment_dispute", "payment_id", "payment"),
        sa.PrimaryKeyConstraint("dispute_ref", name=op.f("pk_payment_dispute")),
    )
    for column in ("payment_id", "status"):
        op.create_index(
            op.f(f"ix_payment_dispute_{column}"), "payment_dispute", [column]
        )


def downgrade() -> None:
    """Take the schema back to the revision before."""
    for table in ("stray_payment", "payment_dispute", "payment_refund"):
        op.drop_table(table)
    op.drop_index(op.f("ix_inbox_event_handled_at"), "inbox_event")
    for column in ("object_ref", "order_code", "intent_ref"):
        op.drop_column("inbox_event", column)
    _allow("gift_card", CARD_STATES)
    _allow("payment", OLD_STATES)
