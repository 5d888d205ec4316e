"""What an import file says, once read: one record per product, or why it is refused.

Pure values, the same for ONIX and CSV. In a record, None means that the file is
silent, so that what the catalogue holds is kept; an empty value empties it.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from flashsale.kernel.kinds import Form, Kind
from flashsale.kernel.places import HOME, Province


class Reason(StrEnum):
    """Why one record is refused; worded in `import_words.py`."""

    ALREADY_USED = "already_used"
    CHECK_DIGIT = "check_digit"
    CONFLICTING_IDENTIFIERS = "conflicting_identifiers"
    EXTRA_CELLS = "extra_cells"
    FORM_NOT_SOLD = "form_not_sold"
    FORM_OF_OTHER_KIND = "form_of_other_kind"
    LANGUAGE = "language"
    MISSING = "missing"
    NO_IDENTIFIER = "no_identifier"
    NOT_A_COUNTRY = "not_a_country"
    NOT_A_CURRENCY = "not_a_currency"
    NOT_A_DATE = "not_a_date"
    NOT_A_FORM = "not_a_form"
    NOT_A_KIND = "not_a_kind"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_PRICE = "not_a_price"
    NOT_A_PROVINCE = "not_a_province"
    NOT_A_REGION = "not_a_region"
    NOT_A_TIME = "not_a_time"
    NOT_YES_OR_NO = "not_yes_or_no"
    NOTIFICATION = "notification"
    OTHER_KIND = "other_kind"
    PRICE_TYPE = "price_type"
    ROW_ABOVE = "row_above"
    STATUS = "status"
    TEST_RECORD = "test_record"
    TOO_LONG = "too_long"
    UNKNOWN_ENTITY = "unknown_entity"


class Notice(StrEnum):
    """What was noticed without refusing anything; worded in `import_words.py`."""

    EXTENT_IGNORED = "extent_ignored"
    FOREIGN_PRICE = "foreign_price"
    FORM_ASSUMED = "form_assumed"
    HEADER_INCOMPLETE = "header_incomplete"
    KEPT_FOREIGN_DESCRIPTION = "foreign_description"
    MEASURE_IGNORED = "measure_ignored"
    NO_RECORD = "no_record"
    NOTHING_TO_WITHDRAW = "nothing_to_withdraw"
    PRICE_IGNORED = "price_ignored"
    PRICE_WITH_TAX = "price_with_tax"
    REPEATED = "repeated"
    ROLE_ASSUMED = "role_assumed"
    SUBJECT_IGNORED = "subject_ignored"
    TITLE_MISSING = "title_missing"
    UNKNOWN_COLUMN = "unknown_column"


class FileReason(StrEnum):
    """Why a whole file is refused, with nothing written."""

    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    DOCTYPE_DECLARES = "doctype_declares"
    EMPTY = "empty"
    ENCODING = "encoding"
    MALFORMED = "malformed"
    MALFORMED_CSV = "malformed_csv"
    NOT_ONIX_3 = "not_onix_3"
    NUL_BYTES = "nul_bytes"
    OLD_ONIX = "old_onix"
    RECORD_TOO_LARGE = "record_too_large"
    UNKNOWN_ROOT = "unknown_root"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason of a refusal: where (line, field) and what was read.

    line: from 1, as a text editor shows it. value: at most 80 characters of it.
    """

    line: int
    field: str
    reason: Reason
    value: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """One notice: where and about which value."""

    line: int
    field: str
    notice: Notice
    value: str = ""


@dataclass(frozen=True, slots=True)
class ContributorRecord:
    """Who made it. role: a code of ONIX list 17, such as A01."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class SubjectRecord:
    """What it is about. scheme: ONIX list 27 (93 to 99 Thema, 10 BISAC)."""

    scheme: str
    code: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class PriceRecord:
    """A price as announced. price_type: ONIX list 58; territory: as written."""

    price_type: str
    cents: int
    currency: str
    tax_included: bool
    territory: str = ""


@dataclass(frozen=True, slots=True)
class PerformanceRecord:
    """Where and when a ticket is good. starts: local wall time, `YYYY-MM-DDTHH:MM`.

    province: of the venue, whose taxes an admission bears.
    """

    venue: str
    city: str
    starts: str
    province: Province = HOME


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRecord:
    """What the file says of the work.

    reference: an identifier of the work itself, shared by its formats.
    siblings: codes of other formats of the same work.
    published_on: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. publishing_status: list 64.
    description_fr, description_en: cleaned HTML.
    """

    kind: Kind
    reference: str | None = None
    siblings: tuple[str, ...] = ()
    title: str | None = None
    subtitle: str | None = None
    contributors: tuple[ContributorRecord, ...] | None = None
    producer: str | None = None
    language: str | None = None
    published_on: str | None = None
    publishing_status: str | None = None
    description_fr: str | None = None
    description_en: str | None = None
    subjects: tuple[SubjectRecord, ...] | None = None
    cover: str | None = None
    cover_alt_fr: str | None = None
    cover_alt_en: str | None = None
    performance: PerformanceRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkuRecord:
    """What the file says of one format.

    code: the GTIN where there is one, else the producer's own. form: None when the
    file is silent. onix_form: list 150. Dimensions in mm, weight in g; 0 empties.
    is_taxed_as_goods: not a book to the tax, though it may carry an ISBN
    (calendars, notebooks: law-and-tax.md L22).
    """

    code: str
    gtin: str | None = None
    form: Form | None = None
    onix_form: str = ""
    is_taxed_as_goods: bool = False
    label_fr: str | None = None
    label_en: str | None = None
    prices: tuple[PriceRecord, ...] | None = None
    pages: int | None = None
    minutes: int | None = None
    height_mm: int | None = None
    width_mm: int | None = None
    thickness_mm: int | None = None
    weight_g: int | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A product to write."""

    line: int
    work: WorkRecord
    sku: SkuRecord
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A product the sender deletes; it stays for past orders, and is not sold."""

    line: int
    code: str
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that is not written, with every reason. label: how to find it."""

    line: int
    label: str
    faults: tuple[Fault, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRemark:
    """Something noticed about the file itself."""

    remark: Remark


@dataclass(frozen=True, slots=True)
class FileRefused:
    """The file is refused as a whole; nothing follows it."""

    reason: FileReason
    line: int = 0
    detail: str = ""


Outcome = Accepted | Withdrawn | Rejected | FileRemark | FileRefused


@dataclass(slots=True)
class Findings:
    """Collects what is found while one record is read."""

    faults: list[Fault] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def refuse(self, line: int, name: str, reason: Reason, value: str = "") -> None:
        """Add a reason to refuse the record."""
        self.faults.append(Fault(line, name, reason, shown(value)))

    def remark(self, line: int, name: str, notice: Notice, value: str = "") -> None:
        """Add a notice."""
        self.remarks.append(Remark(line, name, notice, shown(value)))


def shown(value: str) -> str:
    """Return a value fit for one line of a report: no control, 80 characters."""
    flat = " ".join(value[:400].split())
    clean = "".join(c if c.isprintable() else "�" for c in flat)
    return clean if len(clean) <= 80 else f"{clean[:79]}…"
