"""Parcels that several orders may share; where an order is picked up."""

import sqlalchemy as sa
from alembic import op

import flashsale.db

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, flashsale.db.UtcDateTime(timezone=True), nullable=nullable)


def _points_to(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_parcel_{column}_{other}")
    )


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "parcel",
        _whole("id"),
        _whole("member_id"),
        sa.Column("address", sa.JSON(), nullable=False),
        _instant("opened_at"),
        _instant("closes_at"),
        _instant("sent_at", nullable=True),
        _whole("sent_by", nullable=True),
        sa.CheckConstraint(
            "(sent_at IS NULL) = (sent_by IS NULL)", name=op.f("ck_parcel_sent")
        ),
        _points_to("member_id", "member"),
        _points_to("sent_by", "member"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel")),
    )
    for column in ("member_id", "sent_at"):
        op.create_index(op.f(f"ix_parcel_{column}"), "parcel", [column])
    with op.batch_alter_table("order") as batch_op:
        batch_op.add_column(_whole("parcel_id", nullable=True))
        batch_op.add_column(
            sa.Column("pickup", sa.JSON(), server_default="{}", nullable=False)
        )
        batch_op.create_foreign_key(
            op.f("fk_order_parcel_id_parcel"), "parcel", ["parcel_id"], ["id"]
        )
    op.create_index(op.f("ix_order_parcel_id"), "order", ["parcel_id"])


def downgrade() -> None:
    """Take the schema back to the revision before."""
    op.drop_index(op.f("ix_order_parcel_id"), "order")
    with op.batch_alter_table("order") as batch_op:
        batch_op.drop_constraint(op.f("fk_order_parcel_id_parcel"), type_="foreignkey")
        batch_op.drop_column("pickup")
        batch_op.drop_column("parcel_id")
    op.drop_table("parcel")
