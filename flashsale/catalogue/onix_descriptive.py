"""What an ONIX record says of the work and its form: Blocks 1 and 2 of a product."""

from flashsale.catalogue import onix_codes as codes
from flashsale.catalogue.import_values import (
    LONGEST,
    language_of,
    measured,
    whole_of,
)
from flashsale.catalogue.onix_elements import Element
from flashsale.catalogue.records import (
    ContributorRecord,
    Findings,
    Notice,
    Reason,
    SubjectRecord,
)
from flashsale.kernel.kinds import Form, Kind

MOST_CONTRIBUTORS = 60
MOST_SUBJECTS = 60


def bounded(
    text: str, kind: str, element: Element, name: str, findings: Findings
) -> str:
    """Return a text that fits its column, or refuse the record for its length.

    kind: a key of `LONGEST`. name: the field the refusal names.
    """
    if len(text) > LONGEST[kind]:
        findings.refuse(element.line_of(name), name, Reason.TOO_LONG, text)
        return ""
    return text


def form_of(block: Element, findings: Findings) -> codes.FormMeaning | None:
    """Return what the product form is here; None when it is missing or undefined.

    A digital or recorded form is told apart by its details and content: an audio
    file is an audiobook, music is an album, a PDF is one.
    """
    code = block.value("ProductForm")
    if not code or code == codes.UNDEFINED_FORM:
        return None
    meaning = codes.FORMS.get(code)
    if meaning is None:
        known = code in codes.FORMS_NOT_SOLD
        reason = Reason.FORM_NOT_SOLD if known else Reason.NOT_A_FORM
        findings.refuse(block.line_of("ProductForm"), "ProductForm", reason, code)
        return None
    details = {detail.text() for detail in block.all("ProductFormDetail")}
    content = block.value("PrimaryContentType")
    if meaning.form is Form.EBOOK:
        return _digital(meaning, details, content)
    if meaning.kind is Kind.AUDIOBOOK and content in codes.MUSIC_CONTENT:
        return codes.FormMeaning(
            Kind.ALBUM, meaning.form, meaning.label_fr, meaning.label_en
        )
    return meaning


def _digital(
    meaning: codes.FormMeaning, details: set[str], content: str
) -> codes.FormMeaning:
    if content in codes.MUSIC_CONTENT:
        return codes.FormMeaning(
            Kind.ALBUM, Form.AUDIO_FILE, "Musique (fichier)", "Music (file)"
        )
    is_heard = any(detail.startswith("A1") for detail in details)
    if content in codes.SPOKEN_CONTENT or (is_heard and not content):
        return codes.FORMS["AJ"]
    if codes.PDF_DETAIL in details:
        return codes.FormMeaning(
            meaning.kind, Form.PDF, "Livre numérique (PDF)", "E-book (PDF)"
        )
    return meaning


def title_of(block: Element, findings: Findings) -> tuple[str, str]:
    """Return title and subtitle: the distinctive title (list 15, code 01).

    A product with a part number only takes its collection's title with it.
    """
    details = sorted(
        block.all("TitleDetail"), key=lambda detail: detail.value("TitleType") != "01"
    )
    if not details:
        return "", ""
    chosen = details[0]
    by_level: dict[str, Element] = {}
    for element in chosen.all("TitleElement"):
        by_level.setdefault(element.value("TitleElementLevel") or "01", element)
    own = by_level.get("01")
    title = _title_text(own) if own is not None else ""
    part = own.value("PartNumber") if own is not None else ""
    above = next((e for key, e in sorted(by_level.items()) if key != "01"), None)
    if not title and above is not None:
        title = ", ".join(t for t in (_title_text(above), part) if t)
    elif not title:
        title = chosen.value("TitleStatement") or part
    subtitle = own.value("Subtitle") if own is not None else ""
    return (
        bounded(title, "title", chosen, "TitleText", findings),
        bounded(subtitle, "subtitle", chosen, "Subtitle", findings),
    )


def _title_text(element: Element) -> str:
    text = element.value("TitleText")
    if text:
        return text
    prefix = element.value("TitlePrefix")
    rest = element.value("TitleWithoutPrefix")
    # « L’ » and « d' » stick to what follows them.
    joint = "" if prefix.endswith(("'", "’")) else " "
    return f"{prefix}{joint}{rest}".strip() if rest else ""


def contributors_of(
    block: Element, findings: Findings
) -> tuple[ContributorRecord, ...]:
    """Return who made the work, in the order given, each with their first role."""
    found: list[tuple[int, ContributorRecord]] = []
    for position, element in enumerate(block.all("Contributor")):
        name = bounded(_name_of(element), "name", element, "PersonName", findings)
        if not name:
            continue
        role = element.value("ContributorRole")
        if len(role) != 3 or not role[1:].isdigit() or role[0] not in "ABCDEFZ":
            line = element.line_of("ContributorRole")
            findings.remark(line, "ContributorRole", Notice.ROLE_ASSUMED, role)
            role = "A01"
        rank = whole_of(element.value("SequenceNumber"), highest=9999)
        found.append((rank or position + 1, ContributorRecord(role, name)))
    found.sort(key=lambda pair: pair[0])
    return tuple(record for _, record in found[:MOST_CONTRIBUTORS])


def _name_of(element: Element) -> str:
    direct = element.value("PersonName") or element.value("CorporateName")
    if direct:
        return direct
    if element.value("KeyNames"):
        parts = ("NamesBeforeKey", "PrefixToKey", "KeyNames", "SuffixToKey")
        return " ".join(part for part in map(element.value, parts) if part)
    for name in ("PersonNameInverted", "CorporateNameInverted"):
        last, comma, first = element.value(name).partition(",")
        if last:
            return f"{first.strip()} {last.strip()}" if comma else last
    return codes.UNNAMED.get(element.value("UnnamedPersons"), "")


def language_in(block: Element, findings: Findings) -> str | None:
    """Return the language of the text (list 22, code 01); every code is checked."""
    found: str | None = None
    for element in block.all("Language"):
        code = element.value("LanguageCode")
        language = language_of(code)
        if language is None:
            line = element.line_of("LanguageCode")
            findings.refuse(line, "LanguageCode", Reason.LANGUAGE, code)
        elif found is None and element.value("LanguageRole") in ("01", ""):
            found = language
    return found


def subjects_of(block: Element, findings: Findings) -> tuple[SubjectRecord, ...]:
    """Return Thema, BISAC and the other known subjects, the main ones first."""
    found: list[tuple[bool, SubjectRecord]] = []
    for element in block.all("Subject"):
        scheme = element.value("SubjectSchemeIdentifier")
        code = element.value("SubjectCode")
        heading = element.value("SubjectHeadingText")[: LONGEST["heading"]]
        is_known = scheme in codes.SUBJECT_SCHEMES and bool(code or heading)
        if not is_known or len(code) > LONGEST["code"]:
            findings.remark(
                element.line, "Subject", Notice.SUBJECT_IGNORED, f"{scheme} {code}"
            )
            continue
        is_main = element.one("MainSubject") is not None
        found.append((is_main, SubjectRecord(scheme, code, heading)))
    found.sort(key=lambda pair: not pair[0])
    unique = dict.fromkeys(subject for _, subject in found)
    return tuple(unique)[:MOST_SUBJECTS]


def extents_of(block: Element, findings: Findings) -> tuple[int, int]:
    """Return (pages, minutes), 0 where untold. Units that do not fit are noticed."""
    pages = dict.fromkeys(codes.PAGE_EXTENTS, 0)
    minutes = 0
    for element in block.all("Extent"):
        kind, unit = element.value("ExtentType"), element.value("ExtentUnit")
        value = element.value("ExtentValue")
        if kind in pages and unit in codes.PAGE_UNITS:
            pages[kind] = whole_of(value, highest=50_000) or 0
        elif kind in codes.DURATION_EXTENTS and unit in codes.DURATION_UNITS:
            minutes = _minutes(value, unit) or 0
        elif kind in pages or kind in codes.DURATION_EXTENTS:
            findings.remark(
                element.line_of("ExtentUnit"), "ExtentUnit", Notice.EXTENT_IGNORED, unit
            )
    return next((count for count in pages.values() if count), 0), minutes


def _minutes(value: str, unit: str) -> int | None:
    if unit in ("04", "05", "06"):
        if unit == "06":
            seconds = whole_of(value, highest=3_600_000)
            return None if seconds is None else (seconds + 30) // 60
        return measured(value, "60" if unit == "04" else "1")
    if not value.isascii() or not value.isdigit() or len(value) > 7:
        return None
    hours, rest = value[:3], value[3:]
    return int(hours) * 60 + int(rest[:2] or 0)


def measures_of(block: Element, findings: Findings) -> dict[str, int]:
    """Return height_mm, width_mm, thickness_mm and weight_g of those given."""
    found: dict[str, int] = {}
    for element in block.all("Measure"):
        name = codes.MEASURES.get(element.value("MeasureType"))
        if name is None:
            continue
        units = codes.GRAMS if name == "weight_g" else codes.MILLIMETRES
        factor = units.get(element.value("MeasureUnitCode"))
        value = measured(element.value("Measurement"), factor) if factor else None
        if value is None:
            line, written = element.line, element.text()
            findings.remark(line, "Measure", Notice.MEASURE_IGNORED, written)
        else:
            found.setdefault(name, value)
    return found
