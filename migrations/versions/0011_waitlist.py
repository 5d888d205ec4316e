"""The waitlists of lots, what is offered from them, and the producer's permission."""

import sqlalchemy as sa
from alembic import op

from flashsale.db import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ACTIVE = sa.text("state IN ('waiting', 'offered')")
OPEN = sa.text("state = 'open'")


def _an_instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=nullable)


def _a_number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _an_id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False)


def _named(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def upgrade() -> None:
    """Bring the schema to this revision."""
    with op.batch_alter_table("drop") as batch_op:
        batch_op.add_column(
            sa.Column(
                "offers_after_close",
                sa.Boolean(),
                server_default=sa.text("false"),
                nullable=False,
            )
        )
    _make_entries()
    _make_offers()


def _make_entries() -> None:
    op.create_table(
        "wait_entry",
        _an_id(),
        _a_number("lot_id"),
        _a_number("drop_id"),
        _a_number("member_id"),
        _a_number("priority"),
        _a_number("quantity"),
        sa.Column("state", sa.String(length=8), nullable=False),
        _an_instant("joined_at"),
        _an_instant("ended_at", nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'offered', 'accepted', 'passed', 'expired', "
            "'left', 'closed')",
            name=op.f("ck_wait_entry_state"),
        ),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_wait_entry_quantity")),
        sa.CheckConstraint("priority IN (0, 1)", name=op.f("ck_wait_entry_priority")),
        _named("wait_entry", "lot_id", "lot"),
        _named("wait_entry", "drop_id", "drop"),
        _named("wait_entry", "member_id", "member"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait_entry")),
    )
    op.create_index(op.f("ix_wait_entry_drop_id"), "wait_entry", ["drop_id"])
    op.create_index(
        "ix_wait_entry_order",
        "wait_entry",
        ["lot_id", "state", "priority", "joined_at", "id"],
    )
    op.create_index(
        "ix_wait_entry_member_id_state", "wait_entry", ["member_id", "state"]
    )
    op.create_index(
        "uq_wait_entry_active",
        "wait_entry",
        ["lot_id", "member_id"],
        unique=True,
        sqlite_where=ACTIVE,
        postgresql_where=ACTIVE,
    )


def _make_offers() -> None:
    op.create_table(
        "wait_offer",
        _an_id(),
        _a_number("entry_id"),
        _a_number("lot_id"),
        _a_number("drop_id"),
        _a_number("member_id"),
        _a_number("units"),
        _a_number("unit_price_cents"),
        sa.Column("state", sa.String(length=9), nullable=False),
        _an_instant("made_at"),
        _an_instant("expires_at"),
        _an_instant("remind_at"),
        _an_instant("reminded_at", nullable=True),
        _an_instant("ended_at", nullable=True),
        _a_number("hold_id", nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'passed', 'expired', 'withdrawn')",
            name=op.f("ck_wait_offer_state"),
        ),
        sa.CheckConstraint("units >= 1", name=op.f("ck_wait_offer_units")),
        _named("wait_offer", "entry_id", "wait_entry"),
        _named("wait_offer", "lot_id", "lot"),
        _named("wait_offer", "drop_id", "drop"),
        _named("wait_offer", "member_id", "member"),
        _named("wait_offer", "hold_id", "hold"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait_offer")),
        sa.UniqueConstraint("hold_id", name=op.f("uq_wait_offer_hold_id")),
    )
    for column in ("drop_id", "entry_id", "lot_id"):
        op.create_index(op.f(f"ix_wait_offer_{column}"), "wait_offer", [column])
    op.create_index(
        "ix_wait_offer_member_id_state", "wait_offer", ["member_id", "state"]
    )
    op.create_index(
        "ix_wait_offer_state_expires_at", "wait_offer", ["state", "expires_at"]
    )
    op.create_index(
        "uq_wait_offer_open",
        "wait_offer",
        ["entry_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    """Take this revision back."""
    op.drop_table("wait_offer")
    op.drop_table("wait_entry")
    with op.batch_alter_table("drop") as batch_op:
        batch_op.drop_column("offers_after_close")
