"""What an ONIX record says around the work: texts, publisher, rights and prices."""

import re
from dataclasses import dataclass

from flashsale.catalogue import onix_codes as codes
from flashsale.catalogue.description import clean
from flashsale.catalogue.import_values import LONGEST, cents_of, language_of, onix_date
from flashsale.catalogue.iso_codes import COUNTRIES, CURRENCIES
from flashsale.catalogue.onix_descriptive import bounded
from flashsale.catalogue.onix_elements import Element
from flashsale.catalogue.records import Findings, Notice, PriceRecord, Reason

HOUSE_CURRENCY = "CAD"
MOST_PRICES = 30
_REGION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_HTML_FORMATS = {"02", "03", "05"}


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the message's header says for records that are silent."""

    currency: str = ""
    price_type: str = ""
    text_language: str = ""


def descriptions_of(
    block: Element, work_language: str | None, defaults: Defaults, findings: Findings
) -> tuple[str, str]:
    """Return the French and English descriptions as cleaned HTML.

    A text without a language is in the work's; of several, the fullest kind
    (list 153) wins. A text in a third language is noticed and left out.
    """
    best: dict[str, tuple[int, str]] = {}
    for content in block.all("TextContent"):
        kind = content.value("TextType")
        if kind not in codes.DESCRIPTION_TYPES:
            continue
        rank = codes.DESCRIPTION_TYPES.index(kind)
        for text in content.all("Text"):
            language = _text_language(text, work_language, defaults)
            if language not in ("fre", "eng"):
                notice = Notice.KEPT_FOREIGN_DESCRIPTION
                findings.remark(text.line, "Text", notice, language)
            elif language not in best or rank < best[language][0]:
                best[language] = (rank, _cleaned(text, findings))
    return best.get("fre", (0, ""))[1], best.get("eng", (0, ""))[1]


def _text_language(text: Element, work_language: str | None, header: Defaults) -> str:
    written = text.attribute("language") or header.text_language
    if not written:
        return work_language if work_language in ("fre", "eng") else "fre"
    return language_of(written) or written


def _cleaned(text: Element, findings: Findings) -> str:
    if text.has_children():
        cleaned = clean(text.inner_html(), is_html=True)
    else:
        is_html = text.attribute("textformat") in _HTML_FORMATS
        cleaned = clean(text.raw_text(), is_html=is_html)
    if len(cleaned) > LONGEST["description"]:
        findings.refuse(text.line, "Text", Reason.TOO_LONG, cleaned)
        return ""
    return cleaned


def cover_of(block: Element, findings: Findings) -> str:
    """Return the front cover's link or file name as written; it is never fetched."""
    for resource in block.all("SupportingResource"):
        if resource.value("ResourceContentType") != "01":
            continue
        if resource.value("ResourceMode") not in ("03", ""):
            continue
        for version in resource.all("ResourceVersion"):
            names = [
                feature.value("FeatureValue")
                for feature in version.all("ResourceVersionFeature")
                if feature.value("ResourceVersionFeatureType") == "04"
            ]
            cover = version.value("ResourceLink") or (names[0] if names else "")
            if cover:
                return bounded(cover, "cover", version, "ResourceLink", findings)
    return ""


def producer_of(block: Element, findings: Findings) -> str:
    """Return who publishes: the publisher (list 45, code 01), else the imprint."""
    publishers = sorted(
        block.all("Publisher"), key=lambda p: p.value("PublishingRole") != "01"
    )
    imprint = block.one("Imprint")
    for element, name in ((e, "PublisherName") for e in publishers):
        if element.value(name):
            return bounded(element.value(name), "producer", element, name, findings)
    if imprint is None:
        return ""
    name = "ImprintName"
    return bounded(imprint.value(name), "producer", imprint, name, findings)


def published_on(block: Element, findings: Findings) -> str:
    """Return the publication date (list 163, code 01); every such date is checked."""
    found = ""
    for element in block.all("PublishingDate"):
        if element.value("PublishingDateRole") != "01":
            continue
        written = element.one("Date")
        if written is None:
            findings.refuse(element.line, "Date", Reason.MISSING)
            continue
        date_format = written.attribute("dateformat") or element.value("DateFormat")
        day = onix_date(written.text(), date_format)
        if day is None:
            findings.refuse(written.line, "Date", Reason.NOT_A_DATE, written.text())
        found = found or day or ""
    return found


def publishing_status(block: Element, findings: Findings) -> str:
    """Return the publishing status of list 64, or the empty text."""
    status = block.value("PublishingStatus")
    if status and status not in codes.PUBLISHING_STATUSES:
        line = block.line_of("PublishingStatus")
        findings.refuse(line, "PublishingStatus", Reason.STATUS, status)
        return ""
    return status


def check_territory(holder: Element, findings: Findings) -> str:
    """Check the territory of rights, market or price; return it as written.

    Countries are ISO 3166 codes and regions codes of list 49: `WORLD` is a region,
    and a record that calls it a country is refused.
    """
    territory = holder.one("Territory")
    if territory is None:
        return ""
    written: list[str] = []
    for name in ("CountriesIncluded", "CountriesExcluded"):
        for element in territory.all(name):
            written.append(element.text())
            for code in element.text().split():
                if code not in COUNTRIES:
                    reason = Reason.NOT_A_COUNTRY
                    findings.refuse(element.line, name, reason, code)
    for name in ("RegionsIncluded", "RegionsExcluded"):
        for element in territory.all(name):
            written.append(element.text())
            for code in element.text().split():
                if code not in codes.WORLD_REGIONS and not _REGION.fullmatch(code):
                    findings.refuse(element.line, name, Reason.NOT_A_REGION, code)
    return " ".join(written)[: LONGEST["territory"]]


def prices_of(
    supply: Element, defaults: Defaults, findings: Findings
) -> list[PriceRecord]:
    """Return the public retail prices of one ProductSupply, in every currency.

    Trade prices and prices for libraries, schools or members are left out. Foreign
    prices are kept as announced and never used as dollars of here.
    """
    found: list[PriceRecord] = []
    for market in supply.all("Market"):
        check_territory(market, findings)
    for detail in supply.all("SupplyDetail"):
        for element in detail.all("Price"):
            price = _price(element, defaults, findings)
            if price is not None and len(found) < MOST_PRICES:
                found.append(price)
    return found


def _price(
    element: Element, defaults: Defaults, findings: Findings
) -> PriceRecord | None:
    territory = check_territory(element, findings)
    kind = element.value("PriceType") or defaults.price_type
    currency = element.value("CurrencyCode") or defaults.currency
    amount = element.value("PriceAmount")
    line = element.line_of("PriceAmount")
    is_usable = True
    if currency not in CURRENCIES:
        reason = Reason.NOT_A_CURRENCY if currency else Reason.MISSING
        where = element.line_of("CurrencyCode")
        findings.refuse(where, "CurrencyCode", reason, currency)
        is_usable = False
    is_retail = kind in codes.RETAIL_WITH_TAX | codes.RETAIL_WITHOUT_TAX
    if kind and not is_retail and kind not in codes.TRADE_PRICES:
        where = element.line_of("PriceType")
        findings.refuse(where, "PriceType", Reason.PRICE_TYPE, kind)
        is_usable = False
    if not amount and element.value("UnpricedItemType"):
        return None
    cents = cents_of(amount)
    if cents is None:
        reason = Reason.NOT_A_PRICE if amount else Reason.MISSING
        findings.refuse(line, "PriceAmount", reason, amount)
        return None
    if not is_usable:
        return None
    is_public = element.value("PriceQualifier") in codes.PUBLIC_PRICES
    if (kind and not is_retail) or not is_public or cents == 0:
        findings.remark(line, "Price", Notice.PRICE_IGNORED, f"{amount} {currency}")
        return None
    if currency != HOUSE_CURRENCY:
        notice = Notice.FOREIGN_PRICE
        findings.remark(line, "CurrencyCode", notice, f"{amount} {currency}")
    includes_tax = kind in codes.RETAIL_WITH_TAX
    return PriceRecord(kind, cents, currency, includes_tax, territory)
