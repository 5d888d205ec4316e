"""Turns the products of an ONIX message into records, or says why one is refused."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from flashsale.catalogue import onix_codes as codes
from flashsale.catalogue import onix_commercial as commercial
from flashsale.catalogue import onix_descriptive as descriptive
from flashsale.catalogue.identifiers import gtin13_of
from flashsale.catalogue.import_values import LONGEST, language_of
from flashsale.catalogue.iso_codes import CURRENCIES
from flashsale.catalogue.onix_commercial import HOUSE_CURRENCY, Defaults
from flashsale.catalogue.onix_elements import Element, UnknownEntity
from flashsale.catalogue.onix_reader import Header, read_message
from flashsale.catalogue.records import (
    Accepted,
    FileRefused,
    FileRemark,
    Findings,
    Notice,
    Outcome,
    PriceRecord,
    Reason,
    Rejected,
    Remark,
    SkuRecord,
    Withdrawn,
    WorkRecord,
    shown,
)
from flashsale.kernel.kinds import Kind


def read_onix(source: BinaryIO) -> Iterator[Outcome]:
    """Yield one outcome per product of a message, in its order.

    source: can seek; read from its start. A FileRefused comes last, if at all:
    `check_message` finds it beforehand.
    """
    defaults = Defaults()
    products = 0
    for part in read_message(source):
        if isinstance(part, FileRefused):
            yield part
            return
        if isinstance(part, Header):
            defaults = _defaults(part.element)
            yield from _header_remarks(part.element)
            continue
        products += 1
        yield read_product(part.element, defaults)
    if not products:
        yield FileRemark(Remark(0, "Product", Notice.NO_RECORD))


def read_product(product: Element, defaults: Defaults) -> Outcome:
    """Return what one Product says: accepted, withdrawn, or refused with reasons."""
    findings = Findings()
    line = product.line_of("RecordReference")
    label = ""
    outcome: Outcome | None = None
    try:
        label = product.value("RecordReference")
        outcome = _read(product, line, defaults, findings)
    except UnknownEntity as unknown:
        reason = Reason.UNKNOWN_ENTITY
        findings.refuse(unknown.line or line, "Product", reason, unknown.name)
    if findings.faults or outcome is None:
        faults, remarks = tuple(findings.faults), tuple(findings.remarks)
        return Rejected(line, shown(label), faults, remarks)
    return outcome


def _read(
    product: Element, line: int, defaults: Defaults, findings: Findings
) -> Outcome | None:
    notification = product.value("NotificationType")
    where = product.line_of("NotificationType")
    if notification in codes.TESTS:
        reason = Reason.TEST_RECORD
        findings.refuse(where, "NotificationType", reason, notification)
    elif notification not in codes.NOTIFICATIONS:
        reason = Reason.NOTIFICATION if notification else Reason.MISSING
        findings.refuse(where, "NotificationType", reason, notification)
    gtin = _gtin(product, findings)
    if gtin is not None and notification == codes.DELETE:
        return Withdrawn(line, gtin, tuple(findings.remarks))
    meaning, sku_part = _sku_part(product, findings)
    work = _work(product, meaning, defaults, findings)
    prices = _prices(product, defaults, findings)
    if gtin is None:
        return None
    sku = SkuRecord(code=gtin, gtin=gtin, prices=prices, **sku_part)
    if not work.title:
        findings.remark(line, "TitleText", Notice.TITLE_MISSING, gtin)
    return Accepted(line, work, sku, tuple(findings.remarks))


def _gtin(product: Element, findings: Findings) -> str | None:
    """Return the product's GTIN-13; every number that has a check digit is checked."""
    found: dict[str, str] = {}
    wrong = False
    for element in product.all("ProductIdentifier"):
        kind, written = element.value("ProductIDType"), element.value("IDValue")
        if kind not in codes.GTIN_TYPES:
            continue
        gtin = gtin13_of(written)
        if gtin is None:
            wrong = True
            reason = Reason.CHECK_DIGIT if written else Reason.MISSING
            findings.refuse(element.line_of("IDValue"), "IDValue", reason, written)
        else:
            found.setdefault(kind, gtin)
    if not found and not wrong:
        reason = Reason.NO_IDENTIFIER
        findings.refuse(product.line, "ProductIdentifier", reason)
    short, long = found.get(codes.ISBN_10), found.get(codes.ISBN_13)
    if short and long and short != long:
        reason = Reason.CONFLICTING_IDENTIFIERS
        findings.refuse(product.line, "ProductIdentifier", reason, short)
    return next((found[kind] for kind in codes.GTIN_TYPES if kind in found), None)


def _sku_part(
    product: Element, findings: Findings
) -> tuple[codes.FormMeaning | None, dict[str, Any]]:
    """Return the form's meaning and the fields of a SkuRecord from Block 1."""
    block = product.one("DescriptiveDetail")
    if block is None:
        return None, {}
    meaning = descriptive.form_of(block, findings)
    pages, minutes = descriptive.extents_of(block, findings)
    sizes = dict.fromkeys(codes.MEASURES.values(), 0)
    part: dict[str, Any] = {"pages": pages, "minutes": minutes, **sizes}
    part |= descriptive.measures_of(block, findings)
    if meaning is None:
        line = block.line_of("ProductForm")
        findings.remark(line, "ProductForm", Notice.FORM_ASSUMED)
        return None, part
    part |= {
        "form": meaning.form,
        "onix_form": block.value("ProductForm"),
        "is_taxed_as_goods": meaning.is_goods,
        "label_fr": meaning.label_fr,
        "label_en": meaning.label_en,
    }
    return meaning, part


def _work(
    product: Element,
    meaning: codes.FormMeaning | None,
    defaults: Defaults,
    findings: Findings,
) -> WorkRecord:
    part: dict[str, Any] = {"kind": meaning.kind if meaning else Kind.BOOK}
    language: str | None = None
    if (block := product.one("DescriptiveDetail")) is not None:
        language = descriptive.language_in(block, findings)
        part["title"], part["subtitle"] = descriptive.title_of(block, findings)
        part["contributors"] = descriptive.contributors_of(block, findings)
        part["subjects"] = descriptive.subjects_of(block, findings)
        part["language"] = language
    if (block := product.one("CollateralDetail")) is not None:
        texts = commercial.descriptions_of(block, language, defaults, findings)
        # A block without an English text does not unsay the house's own.
        part["description_fr"], part["description_en"] = (t or None for t in texts)
        part["cover"] = commercial.cover_of(block, findings) or None
    if (block := product.one("PublishingDetail")) is not None:
        part["producer"] = commercial.producer_of(block, findings)
        part["published_on"] = commercial.published_on(block, findings)
        status = commercial.publishing_status(block, findings)
        part["publishing_status"] = status
        for rights in block.all("SalesRights"):
            commercial.check_territory(rights, findings)
    if (block := product.one("RelatedMaterial")) is not None:
        part["reference"], part["siblings"] = _relations(block)
    return WorkRecord(**part)


def _relations(block: Element) -> tuple[str | None, tuple[str, ...]]:
    """Return the identifier of the work, and the GTINs of its other formats."""
    reference: str | None = None
    for related in block.all("RelatedWork"):
        if related.value("WorkRelationCode") != codes.MANIFESTATION_OF:
            continue
        for element in related.all("WorkIdentifier"):
            value = f"{element.value('WorkIDType')}:{element.value('IDValue')}"
            if reference is None and len(value) <= LONGEST["reference"]:
                reference = value
    siblings: list[str] = []
    for related in block.all("RelatedProduct"):
        if not codes.ALTERNATIVE_FORMATS & {
            code.text() for code in related.all("ProductRelationCode")
        }:
            continue
        for element in related.all("ProductIdentifier"):
            gtin = gtin13_of(element.value("IDValue"))
            if gtin and element.value("ProductIDType") in codes.GTIN_TYPES:
                siblings.append(gtin)
    return reference, tuple(dict.fromkeys(siblings))


def _prices(
    product: Element, defaults: Defaults, findings: Findings
) -> tuple[PriceRecord, ...] | None:
    supplies = list(product.all("ProductSupply"))
    if not supplies:
        return None
    prices = [
        price
        for supply in supplies
        for price in commercial.prices_of(supply, defaults, findings)
    ]
    at_home = [price for price in prices if price.currency == HOUSE_CURRENCY]
    if at_home and all(price.tax_included for price in at_home):
        line = supplies[0].line
        findings.remark(line, "PriceType", Notice.PRICE_WITH_TAX)
    return tuple(dict.fromkeys(prices))


def _defaults(header: Element) -> Defaults:
    try:
        currency = header.value("DefaultCurrencyCode")
        return Defaults(
            currency if currency in CURRENCIES else "",
            header.value("DefaultPriceType"),
            language_of(header.value("DefaultLanguageOfText")) or "",
        )
    except UnknownEntity:
        return Defaults()


def _header_remarks(header: Element) -> Iterator[FileRemark]:
    senders = list(header.all("Sender"))
    is_named = len(senders) == 1 and (
        senders[0].one("SenderName") is not None
        or senders[0].one("SenderIdentifier") is not None
    )
    if not is_named:
        yield FileRemark(Remark(header.line, "Sender", Notice.HEADER_INCOMPLETE))
