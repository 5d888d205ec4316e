"""Writes what a record says of one format into its row."""

from flashsale.catalogue.identifiers import is_isbn
from flashsale.catalogue.import_shelf import Shelf
from flashsale.catalogue.models import Sku, SkuPrice, WorkRow
from flashsale.catalogue.onix_codes import UNDEFINED_FORM
from flashsale.catalogue.records import Accepted, PriceRecord, SkuRecord
from flashsale.catalogue.row_changes import assign
from flashsale.db import Work
from flashsale.kernel.kinds import Form, Kind, TaxClass, tax_class_of

HOUSE_CURRENCY = "CAD"
_MEASURED = ("pages", "minutes", "height_mm", "width_mm", "thickness_mm", "weight_g")


def fill_sku(shelf: Shelf, sku: Sku, record: Accepted) -> bool:
    """Write a record into a SKU, new or known; say whether anything changed.

    What the record is silent about stays.
    """
    said = record.sku
    values: dict[str, object] = {}
    if said.gtin and sku.gtin is None:
        values["gtin"] = said.gtin
    if said.form is not None:
        values |= _form_values(sku, said, said.form)
    for name in ("label_fr", "label_en"):
        if (label := getattr(said, name)) is not None:
            values[name] = label
    for name in _MEASURED:
        if (measure := getattr(said, name)) is not None:
            values[name] = measure or None
    is_changed = assign(sku, values)
    if said.form is not None or sku.onix_form == UNDEFINED_FORM:
        is_changed |= assign(sku, {"tax_class": _tax_class(sku, record)})
    if said.prices is not None:
        is_changed |= _set_prices(shelf, sku, said.prices)
    return is_changed


def make_sku(work: Work, shelf: Shelf, row: WorkRow, record: Accepted) -> Sku:
    """Add a format to a work: printed, and of an undefined form (list
    150), until the record says which."""
    sku = Sku(
        id=shelf.new_id(),
        work=row,
        position=len(row.skus),
        code=record.sku.code,
        form=Form.PRINT,
        onix_form=UNDEFINED_FORM,
        tax_class=TaxClass.GOODS,
        label_fr="",
        label_en="",
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(sku)
    fill_sku(shelf, sku, record)
    shelf.add_sku(sku)
    return sku


def _form_values(sku: Sku, said: SkuRecord, form: Form) -> dict[str, object]:
    if said.onix_form:
        return {"form": form, "onix_form": said.onix_form}
    # A CSV knows no list 150: what ONIX told stays while the form is the same.
    is_same = sku.form == form and sku.onix_form != UNDEFINED_FORM
    return {"form": form, "onix_form": sku.onix_form if is_same else ""}


def _tax_class(sku: Sku, record: Accepted) -> TaxClass:
    kind = record.work.kind if record.sku.form is not None else Kind(sku.work.kind)
    tax_class = tax_class_of(kind, Form(sku.form), has_isbn=is_isbn(sku.gtin))
    if record.sku.is_taxed_as_goods and tax_class is TaxClass.BOOK:
        return TaxClass.GOODS
    return tax_class


def _set_prices(shelf: Shelf, sku: Sku, prices: tuple[PriceRecord, ...]) -> bool:
    """Replace the announced prices and, from them, the regular price.

    The regular price is a price of here without tax. Where none is announced any
    more, the one that came from an announcement goes; one set by hand stays.
    """
    announced = tuple(
        PriceRecord(
            row.price_type,
            row.amount_cents,
            row.currency,
            row.tax_included,
            row.territory,
        )
        for row in sku.prices
    )
    regular = next((p.cents for p in prices if _is_of_here(p)), None)
    known = {p.cents for p in announced if _is_of_here(p)}
    is_changed = False
    if regular is not None or sku.regular_price_cents in known:
        is_changed = assign(sku, {"regular_price_cents": regular})
    if announced == prices:
        return is_changed
    sku.prices = [
        SkuPrice(
            id=shelf.new_id(),
            position=position,
            price_type=price.price_type,
            amount_cents=price.cents,
            currency=price.currency,
            tax_included=price.tax_included,
            territory=price.territory,
        )
        for position, price in enumerate(prices)
    ]
    return True


def _is_of_here(price: PriceRecord) -> bool:
    return price.currency == HOUSE_CURRENCY and not price.tax_included
