"""Dated taxes and carriage; what each order owes to each place; where shows are."""

import sqlalchemy as sa
from alembic import op

import flashsale.db

revision = "0015"
down_revision = "0014"
# An older program writes order lines without the place whose taxes they bear.
oldest_program = "0015"
branch_labels = None
depends_on = None

OLD_CLASSES = ("book", "goods", "digital", "admission")
CLASSES = (
    *("book", "ebook", "audiobook", "audiobook_file", "album", "album_file"),
    *("film", "film_file", "magazine", "magazine_file", "fanzine", "bundle"),
    *("admission", "goods", "digital"),
)
SKU = sa.table("sku", *(sa.column(name) for name in ("work_id", "form", "tax_class")))
WORK = sa.table("work", sa.column("id"), sa.column("kind"))
FILE_CLASS = {
    "book": "ebook",
    "audiobook": "audiobook_file",
    "album": "album_file",
    "film": "film_file",
    "magazine": "magazine_file",
}
MEDIUM_CLASS = ("audiobook", "album", "film", "magazine", "fanzine")


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


def _check(table: str, name: str, sql: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(sql, name=op.f(f"ck_{table}_{name}"))


def _changes(table: str) -> None:
    op.create_table(
        table,
        _whole("id"),
        _text("since", 10),
        _whole("made_by"),
        _instant("made_at", nullable=False),
        _whole("undone_by", nullable=True),
        _instant("undone_at"),
        _check(table, "undone", "(undone_at IS NULL) = (undone_by IS NULL)"),
        _points_to(table, "made_by", "member"),
        _points_to(table, "undone_by", "member"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _dated(table: str, changes: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        _whole("id"),
        _whole("change_id"),
        _text("live_key", 48, nullable=True),
        *columns,
        _text("since", 10),
        _points_to(table, "change_id", changes),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("live_key", name=op.f(f"uq_{table}_live_key")),
    )
    op.create_index(op.f(f"ix_{table}_change_id"), table, ["change_id"])


def upgrade() -> None:
    """Bring the schema to this revision."""
    _changes("tax_change")
    _dated(
        "tax_rate",
        "tax_change",
        _text("tax", 3),
        _text("place", 2),
        _text("tax_class", 16),
        _whole("rate"),
        _text("source", 200),
        _check("tax_rate", "rate", "rate BETWEEN 0 AND 30000"),
    )
    _dated(
        "tax_registration",
        "tax_change",
        _text("authority", 8),
        sa.Column("is_registered", sa.Boolean(), nullable=False),
        _text("number", 40),
    )
    _changes("shipping_change")
    _dated(
        "shipping_band",
        "shipping_change",
        _text("post", 8),
        _text("zone", 12),
        _whole("up_to_g"),
        _whole("cents"),
        _check("shipping_band", "weight", "up_to_g > 0"),
        _check("shipping_band", "cents", "cents BETWEEN 0 AND 50000"),
    )
    _dated("shipping_zone", "shipping_change", _text("prefix", 3), _text("zone", 12))
    _pickup_points()
    _order_taxes()
    op.add_column(
        "performance",
        sa.Column("province", sa.String(2), server_default="QC", nullable=False),
    )
    _finer_classes()


def _pickup_points() -> None:
    op.create_table(
        "pickup_point",
        _whole("id"),
        _text("name", 120),
        _text("line1", 120),
        _text("city", 120),
        _text("postal_code", 7),
        sa.Column("hours_fr", sa.Text(), nullable=False),
        sa.Column("hours_en", sa.Text(), nullable=False),
        _whole("position"),
        _whole("made_by", nullable=True),
        _instant("made_at", nullable=False),
        _whole("changed_by", nullable=True),
        _instant("changed_at"),
        _instant("closed_at"),
        _points_to("pickup_point", "made_by", "member"),
        _points_to("pickup_point", "changed_by", "member"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pickup_point")),
    )


def _order_taxes() -> None:
    op.create_table(
        "order_tax",
        _whole("id"),
        _whole("order_id"),
        _text("tax", 3),
        _text("place", 2),
        _whole("rate"),
        _whole("base_cents"),
        _whole("cents"),
        _check("order_tax", "amounts", "rate > 0 AND base_cents > 0 AND cents >= 0"),
        _points_to("order_tax", "order_id", "order"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_tax")),
        sa.UniqueConstraint(
            "order_id",
            "tax",
            "place",
            "rate",
            name=op.f("uq_order_tax_order_id_tax_place_rate"),
        ),
    )
    op.add_column(
        "order_line",
        sa.Column("place", sa.String(2), server_default="QC", nullable=False),
    )
    op.add_column(
        "order_line",
        sa.Column(
            "carriage_cents", sa.BigInteger(), server_default="0", nullable=False
        ),
    )
    # A parcel went to the province of its order, unless it was fetched at home; a
    # file followed its buyer, and every show was at home.
    op.execute(
        'UPDATE order_line SET place = (SELECT province FROM "order" '
        "WHERE id = order_line.order_id) WHERE form <> 'admission'"
    )
    op.execute(
        "UPDATE order_line SET place = 'QC' "
        "WHERE form NOT IN ('ebook', 'audio_file', 'video_file', 'pdf') "
        "AND order_id IN (SELECT id FROM \"order\" WHERE delivery = 'pickup')"
    )


def _listed(classes: tuple[str, ...]) -> str:
    return f"tax_class IN ({', '.join(repr(one) for one in classes)})"


def _check_classes(classes: tuple[str, ...]) -> None:
    with op.batch_alter_table("sku") as batch_op:
        batch_op.drop_constraint(op.f("ck_sku_tax_class"), type_="check")
        batch_op.create_check_constraint(op.f("ck_sku_tax_class"), _listed(classes))


def _finer_classes() -> None:
    """Tell goods and files apart by what they are; what was decided by hand stays."""
    _check_classes(CLASSES)
    for kind, tax_class in FILE_CLASS.items():
        _classify("digital", tax_class, SKU.c.work_id.in_(_works_of(kind)))
    _classify("goods", "bundle", SKU.c.form == "bundle")
    for kind in MEDIUM_CLASS:
        _classify("goods", kind, SKU.c.work_id.in_(_works_of(kind)))


def _works_of(kind: str) -> sa.Select[tuple[int]]:
    return sa.select(WORK.c.id).where(WORK.c.kind == kind)


def _classify(old: str, new: str, which: sa.ColumnElement[bool]) -> None:
    op.execute(
        sa.update(SKU).where(SKU.c.tax_class == old, which).values(tax_class=new)
    )


def downgrade() -> None:
    """Take the schema back to the revision before."""
    for tax_class in CLASSES:
        if tax_class not in OLD_CLASSES:
            old = "digital" if tax_class.endswith(("_file", "ebook")) else "goods"
            _classify(tax_class, old, sa.true())
    _check_classes(OLD_CLASSES)
    op.drop_column("performance", "province")
    op.drop_column("order_line", "carriage_cents")
    op.drop_column("order_line", "place")
    for table in (
        *("order_tax", "pickup_point", "shipping_zone", "shipping_band"),
        *("shipping_change", "tax_registration", "tax_rate", "tax_change"),
    ):
        op.drop_table(table)
