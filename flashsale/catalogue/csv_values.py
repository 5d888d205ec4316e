"""The cells of one row, read one by one; what cannot be read is a reason."""

import re
from datetime import datetime

from flashsale.catalogue import csv_headers as words
from flashsale.catalogue.csv_reader import Layout, Row
from flashsale.catalogue.description import clean
from flashsale.catalogue.identifiers import gtin13_of, own_code
from flashsale.catalogue.import_values import (
    LONGEST,
    cents_of,
    language_of,
    local_amount,
    local_date,
    local_hour,
    measured,
    whole_of,
)
from flashsale.catalogue.iso_codes import CURRENCIES
from flashsale.catalogue.records import (
    ContributorRecord,
    Fault,
    Findings,
    Notice,
    PerformanceRecord,
    PriceRecord,
    Reason,
    Remark,
    SubjectRecord,
)
from flashsale.kernel.kinds import Form, Kind
from flashsale.kernel.places import HOME, Province

HOUSE_CURRENCY = "CAD"
_KEYWORDS = "20"
_SCHEMES = {"thema": "93", "bisac": "10", "clil": "29", "93": "93", "10": "10"}
_ROLE = re.compile(r"(.+?)\s*\(([^()]+)\)\s*$")
_MOST_PARTS = 60


class RowReader:
    """Reads the cells of a row; remembers every reason and notice.

    A cell of a column that the file lacks is None: the catalogue keeps its own.
    """

    def __init__(self, row: Row, layout: Layout) -> None:
        """Read `row`, whose columns `layout` names."""
        self._row = row
        self._has = {key for key in layout.columns if key}
        self.found = Findings()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return the reasons found so far."""
        return tuple(self.found.faults)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Return the notices found so far."""
        return tuple(self.found.remarks)

    def refuse(self, name: str, reason: Reason, value: str = "") -> None:
        """Refuse the row for a column."""
        self.found.refuse(self._row.line, name, reason, value)

    def _remark(self, name: str, notice: Notice, value: str = "") -> None:
        self.found.remark(self._row.line, name, notice, value)

    def cell(self, name: str) -> str | None:
        """Return a cell without blanks around it; None without such a column."""
        return self._row.cells.get(name, "") if name in self._has else None

    def bounded(self, name: str, kind: str) -> str | None:
        """Return a text on one line that fits its column (`LONGEST`)."""
        written = self.cell(name)
        if written is None:
            return None
        text = " ".join(written.split())
        if len(text) > LONGEST[kind]:
            self.refuse(name, Reason.TOO_LONG, text)
            return ""
        return text

    def identifiers(self) -> tuple[str | None, str | None]:
        """Return (own code, GTIN-13); a row without either is refused."""
        code_cell, gtin_cell = self.cell("code") or "", self.cell("gtin") or ""
        code = own_code(code_cell) if code_cell else None
        gtin = gtin13_of(gtin_cell) if gtin_cell else None
        if gtin_cell and gtin is None:
            self.refuse("gtin", Reason.CHECK_DIGIT, gtin_cell)
        if code_cell and code is None:
            self.refuse("code", Reason.NO_IDENTIFIER, code_cell)
        if not code_cell and not gtin_cell:
            self.refuse("code", Reason.NO_IDENTIFIER)
        return code, gtin

    def form(self, kind: Kind | None) -> Form | None:
        """Return the form, or the usual one of the kind where the cell is empty."""
        written = self.cell("form") or ""
        if kind is None:
            return None
        form = words.form_of(written) if written else words.DEFAULT_FORMS.get(kind)
        if form is None:
            reason = Reason.NOT_A_FORM if written else Reason.MISSING
            self.refuse("form", reason, written)
        elif form not in words.FORMS_OF[kind]:
            self.refuse("form", Reason.FORM_OF_OTHER_KIND, written)
            return None
        return form

    def contributors(self, kind: Kind) -> tuple[ContributorRecord, ...] | None:
        """Return people written `Name (role) | Name`; without role, by kind."""
        written = self.cell("contributors")
        if written is None:
            return None
        usual = words.DEFAULT_ROLES.get(kind, "A01")
        found: list[ContributorRecord] = []
        for part in re.split(r"[|\n]", written)[:_MOST_PARTS]:
            name, role = " ".join(part.split()), usual
            if match := _ROLE.fullmatch(name):
                known = words.role_of(match[2])
                if known is None:
                    self._remark("contributors", Notice.ROLE_ASSUMED, match[2])
                name, role = match[1], known or usual
            if len(name) > LONGEST["name"]:
                self.refuse("contributors", Reason.TOO_LONG, name)
            elif name:
                found.append(ContributorRecord(role, name))
        return tuple(dict.fromkeys(found))

    def language(self) -> str | None:
        """Return the ISO 639-2/B code; two letters, three letters or a plain word."""
        written = self.cell("language")
        if not written:
            return None
        named = {"francais": "fre", "french": "fre", "anglais": "eng", "english": "eng"}
        plain = words.folded(written)
        language = named.get(plain) or language_of(plain, two_letters=True)
        if language is None:
            self.refuse("language", Reason.LANGUAGE, written)
        return language

    def date(self, name: str) -> str | None:
        """Return a date or the part of it that is written; empty empties."""
        written = self.cell(name)
        if not written:
            return written
        day = local_date(written)
        if day is None:
            self.refuse(name, Reason.NOT_A_DATE, written)
        return day

    def description(self, name: str) -> str | None:
        """Return cleaned HTML from plain text or HTML."""
        written = self.cell(name)
        if written is None:
            return None
        cleaned = clean(written)
        if len(cleaned) > LONGEST["description"]:
            self.refuse(name, Reason.TOO_LONG, cleaned)
        return cleaned

    def subjects(self) -> tuple[SubjectRecord, ...] | None:
        """Return subjects written `Thema:FBA | BISAC:FIC019000 | free words`."""
        written = self.cell("subjects")
        if written is None:
            return None
        found: list[SubjectRecord] = []
        for part in re.split(r"[|\n]", written)[:_MOST_PARTS]:
            text = " ".join(part.split())
            prefix, colon, code = text.partition(":")
            scheme = _SCHEMES.get(words.folded(prefix)) if colon else None
            if scheme and 0 < len(code.strip()) <= LONGEST["code"]:
                found.append(SubjectRecord(scheme, code.strip().upper()))
            elif text:
                found.append(SubjectRecord(_KEYWORDS, "", text[: LONGEST["heading"]]))
        return tuple(dict.fromkeys(found))

    def whole(self, name: str, *, highest: int) -> int | None:
        """Return a whole number, 0 for an empty cell."""
        written = self.cell(name)
        if not written:
            return None if written is None else 0
        value = whole_of(local_amount(written), highest=highest)
        if value is None:
            self.refuse(name, Reason.NOT_A_NUMBER, written)
        return value

    def measure(self, name: str) -> int | None:
        """Return millimetres or grams to the nearest one, 0 for an empty cell."""
        written = self.cell(name)
        if not written:
            return None if written is None else 0
        value = measured(local_amount(written), "1")
        if value is None:
            self.refuse(name, Reason.NOT_A_NUMBER, written)
        return value

    def yes_or_no(self, name: str) -> bool:
        """Return whether a cell says yes; empty is no."""
        written = self.cell(name) or ""
        answer = words.yes_or_no(written)
        if answer is None:
            self.refuse(name, Reason.NOT_YES_OR_NO, written)
        return bool(answer)

    def prices(self) -> tuple[PriceRecord, ...] | None:
        """Return the price, if one is written; without tax unless told otherwise."""
        written = self.cell("price")
        currency = (self.cell("currency") or HOUSE_CURRENCY).strip().upper()
        if currency == "$":
            currency = HOUSE_CURRENCY
        if currency not in CURRENCIES:
            self.refuse("currency", Reason.NOT_A_CURRENCY, currency)
        includes_tax = self.yes_or_no("tax_included")
        if not written:
            return None if written is None else ()
        cents = cents_of(local_amount(written))
        if cents is None:
            self.refuse("price", Reason.NOT_A_PRICE, written)
            return None
        if currency != HOUSE_CURRENCY:
            self._remark("currency", Notice.FOREIGN_PRICE, f"{written} {currency}")
        elif includes_tax:
            self._remark("tax_included", Notice.PRICE_WITH_TAX, written)
        kind = "02" if includes_tax else "01"
        return (PriceRecord(kind, cents, currency, includes_tax),)

    def performance(self) -> PerformanceRecord | None:
        """Return where and when a ticket is good; a ticket needs all of it."""
        venue = self.bounded("venue", "venue")
        city = self.bounded("city", "city")
        day, hour = self.cell("date") or "", self.cell("hour") or ""
        if re.match(r"\d{4}-\d\d-\d\d[T ]\d", day) and not hour:
            day, hour = day[:10], day[11:16]
        for name, text in (("venue", venue), ("city", city), ("date", day)):
            if not text:
                self.refuse(name, Reason.MISSING)
        date = local_date(day) if day else None
        if day and (date is None or len(date) != 10):
            self.refuse("date", Reason.NOT_A_DATE, day)
            date = None
        clock = local_hour(hour) if hour else None
        if clock is None:
            self.refuse("hour", Reason.NOT_A_TIME if hour else Reason.MISSING, hour)
        province = self._province()
        if not (venue and city and date and clock and province):
            return None
        starts = datetime.fromisoformat(f"{date}T{clock}")
        instant = starts.isoformat(timespec="minutes")
        return PerformanceRecord(venue, city, instant, province)

    def _province(self) -> Province | None:
        """Return where a show is, at home unless the file says otherwise."""
        written = (self.cell("province") or HOME).upper()
        if written in tuple(Province):
            return Province(written)
        self.refuse("province", Reason.NOT_A_PROVINCE, written)
        return None
