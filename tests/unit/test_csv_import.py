"""A flat CSV is refused whole or read row by row, however it was saved."""

import io
from pathlib import Path

import pytest

from flashsale.catalogue.csv_headers import COLUMNS, column_of, form_of, kind_of
from flashsale.catalogue.csv_rows import read_csv
from flashsale.catalogue.records import (
    Accepted,
    ContributorRecord,
    FileReason,
    FileRefused,
    FileRemark,
    Notice,
    Outcome,
    PriceRecord,
    Reason,
    Rejected,
    Withdrawn,
)
from flashsale.kernel.kinds import Form, Kind
from tests.onix_messages import an_isbn

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "docs" / "samples"
HEADER = "genre;titre;code;isbn;support;prix;maison"


def outcomes(text: str | bytes) -> list[Outcome]:
    raw = text.encode() if isinstance(text, str) else text
    return list(read_csv(io.BytesIO(raw)))


def row(line: str, header: str = HEADER) -> Outcome:
    (outcome,) = outcomes(f"{header}\n{line}\n")
    return outcome


def accepted(line: str, header: str = HEADER) -> Accepted:
    outcome = row(line, header)
    assert isinstance(outcome, Accepted), outcome
    return outcome


def reasons(line: str, header: str = HEADER) -> list[tuple[str, Reason]]:
    outcome = row(line, header)
    assert isinstance(outcome, Rejected), outcome
    return [(fault.field, fault.reason) for fault in outcome.faults]


def refusal(text: str | bytes) -> FileRefused:
    (refused,) = outcomes(text)
    assert isinstance(refused, FileRefused)
    return refused


@pytest.mark.parametrize("name", ["catalogue-fr.csv", "catalogue-en.csv"])
def test_the_documented_samples_hold_the_seven_kinds(name: str) -> None:
    found = outcomes((SAMPLES / name).read_bytes())
    assert all(isinstance(outcome, Accepted) for outcome in found)
    kinds = {outcome.work.kind for outcome in found if isinstance(outcome, Accepted)}
    assert kinds == set(Kind)


def test_the_sample_reads_the_same_however_it_is_saved() -> None:
    text = (SAMPLES / "catalogue-fr.csv").read_text(encoding="utf-8")
    expected = outcomes(text)
    for raw in (
        text.encode("utf-8-sig"),
        text.encode("cp1252"),
        text.replace("\n", "\r\n").encode("cp1252"),
        text.replace("\n", "\r").encode(),
        text.replace(";", "\t").encode("utf-16"),
    ):
        assert outcomes(raw) == expected


def test_every_column_and_sample_header_is_documented() -> None:
    guide = (ROOT / "docs" / "import-formats.md").read_text(encoding="utf-8")
    for names in COLUMNS.values():
        assert f"| {names[0]} | {names[1]} |" in guide
    for place, name, separator in ((0, "fr", ";"), (1, "en", ",")):
        with (SAMPLES / f"catalogue-{name}.csv").open(encoding="utf-8") as sample:
            headers = sample.readline().strip().split(separator)
        assert set(headers) <= {names[place] for names in COLUMNS.values()}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", FileReason.EMPTY),
        ("\n\n;;\n", FileReason.EMPTY),
        ("a;b\n1;2\n", FileReason.COLUMN_MISSING),
        ("genre;titre\nlivre;x\n", FileReason.COLUMN_MISSING),
        ("titre;isbn\nx;1\n", FileReason.COLUMN_MISSING),
        ("genre;titre;titre;isbn\n", FileReason.COLUMN_TWICE),
        ("genre;titre;title;isbn\n", FileReason.COLUMN_TWICE),
        (f'{HEADER}\nlivre;"never closed\n', FileReason.MALFORMED_CSV),
        (f'{HEADER}\nlivre;"a" b;c\n', FileReason.MALFORMED_CSV),
        ('"genre\n;titre', FileReason.MALFORMED_CSV),
        (f"{HEADER}\nlivre;x\x00;y\n", FileReason.NUL_BYTES),
        (f"{HEADER}\nlivre;{'a' * 200_000};x\n", FileReason.RECORD_TOO_LARGE),
        (f"{HEADER}\nlivre;{'a' * 10_000_000};x\n", FileReason.RECORD_TOO_LARGE),
        ("a" * 3_000_000, FileReason.RECORD_TOO_LARGE),
        (b"genre;titre;isbn\nlivre;\x81\x8d;1\n", FileReason.ENCODING),
        (b"\xff\xfe\x00", FileReason.ENCODING),
    ],
)
def test_a_file_is_refused_for_a_reason(text: str | bytes, reason: FileReason) -> None:
    assert refusal(text).reason is reason


def test_a_missing_column_is_named() -> None:
    assert refusal("genre;isbn\n").detail == "titre / title"
    assert "isbn" in refusal("genre;titre\n").detail


def test_a_header_alone_says_that_there_is_no_record() -> None:
    (remark,) = outcomes(HEADER)
    assert isinstance(remark, FileRemark)
    assert remark.remark.notice is Notice.NO_RECORD


def test_an_unknown_column_is_noticed_and_left() -> None:
    remark, record = outcomes(f"{HEADER};humeur\nlivre;x;A-1;;;;;gaie\n")
    assert isinstance(remark, FileRemark)
    assert remark.remark.notice is Notice.UNKNOWN_COLUMN
    assert remark.remark.value == "humeur"
    assert isinstance(record, Accepted)


def test_a_separator_line_of_a_spreadsheet_is_understood() -> None:
    (record,) = outcomes("sep=,\r\ngenre,titre,code\r\nlivre,x,A-1\r\n")
    assert isinstance(record, Accepted)
    assert record.line == 3


@pytest.mark.parametrize(
    "header", ["Titre", "TITRE", " titre ", "Title", "t i t r e", "Œuvre", "oeuvre"]
)
def test_headers_match_without_case_accents_and_blanks(header: str) -> None:
    assert column_of(header) == "title"


def test_words_of_kinds_and_forms_match_in_both_languages() -> None:
    assert kind_of("Livre audio") is kind_of("audiobook") is Kind.AUDIOBOOK
    assert form_of("33 tours") is form_of("LP") is Form.VINYL
    assert all(kind_of(kind.value) is kind for kind in Kind)
    assert all(form_of(form.value) is form for form in Form)


def test_a_row_without_a_title_is_one_more_format() -> None:
    text = (
        f"{HEADER}\nalbum;Four;F-1;;vinyle;30;Fond\n;;F-2;;cd;18,50;\n;;F-3;;mp3;12;\n"
    )
    first, second, third = outcomes(text)
    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    assert isinstance(third, Accepted)
    assert (second.work.title, second.work.siblings) == (None, ("F-1",))
    assert third.work.kind is Kind.ALBUM
    assert second.sku.prices == (PriceRecord("01", 1850, "CAD", False),)


def test_formats_of_a_rejected_work_are_rejected_with_it() -> None:
    text = f"{HEADER}\npoème;Four;F-1;;vinyle;30;\n;;F-2;;cd;18;\nalbum;B;B-1;;cd;1;\n"
    first, second, third = outcomes(text)
    assert isinstance(first, Rejected)
    assert isinstance(second, Rejected)
    assert second.faults[0].reason is Reason.ROW_ABOVE
    assert isinstance(third, Accepted)


def test_a_wrong_format_does_not_spoil_the_next_one() -> None:
    text = f"{HEADER}\nalbum;Four;F-1;;vinyle;30;\n;;F-2;;brique;18;\n;;F-3;;cd;18;\n"
    kinds = [type(outcome) for outcome in outcomes(text)]
    assert kinds == [Accepted, Rejected, Accepted]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (";x;A-1;;;;", [("kind", Reason.MISSING)]),
        ("poème;x;A-1;;;;", [("kind", Reason.NOT_A_KIND)]),
        (";;A-1;;;;", [("title", Reason.MISSING)]),
        ("livre;x;;;;;", [("code", Reason.NO_IDENTIFIER)]),
        ("livre;x;é!;;;;", [("code", Reason.NO_IDENTIFIER)]),
        ("livre;x;;9782000000017;;;", [("gtin", Reason.CHECK_DIGIT)]),
        ("album;x;A-1;;;;", [("form", Reason.MISSING)]),
        ("livre;x;A-1;;brique;;", [("form", Reason.NOT_A_FORM)]),
        ("livre;x;A-1;;vinyle;;", [("form", Reason.FORM_OF_OTHER_KIND)]),
        ("livre;x;A-1;;;gratuit;", [("price", Reason.NOT_A_PRICE)]),
        ("livre;x;A-1;;;12,345;", [("price", Reason.NOT_A_PRICE)]),
        ("livre;x;A-1;;;-3;", [("price", Reason.NOT_A_PRICE)]),
        ("livre;x;A-1;;;;;;z", [("", Reason.EXTRA_CELLS)]),
        (f"livre;{'x' * 301};A-1;;;;", [("title", Reason.TOO_LONG)]),
    ],
)
def test_a_row_is_rejected_for_a_reason(
    line: str, expected: list[tuple[str, Reason]]
) -> None:
    assert reasons(line) == expected


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("24,95", 2495),
        ("24.95", 2495),
        ("24,95 $", 2495),
        ("$1,234.50", 123450),
        ("1 234,50", 123450),
        ("1\u00a0234,50\u00a0$", 123450),
        ("12", 1200),
        ("12.500", 1250),
    ],
)
def test_prices_are_read_as_people_write_them(written: str, cents: int) -> None:
    record = accepted(f'livre;x;A-1;;;"{written}";')
    assert record.sku.prices == (PriceRecord("01", cents, "CAD", False),)


def test_a_price_with_tax_and_a_foreign_one_are_noticed() -> None:
    header = "genre;titre;code;prix;devise;taxes incluses"
    taxed = accepted("livre;x;A-1;10;;oui", header)
    assert taxed.sku.prices == (PriceRecord("02", 1000, "CAD", True),)
    assert [r.notice for r in taxed.remarks] == [Notice.PRICE_WITH_TAX]
    foreign = accepted("livre;x;A-1;10;eur;non", header)
    assert [r.notice for r in foreign.remarks] == [Notice.FOREIGN_PRICE]
    assert reasons("livre;x;A-1;10;EURO;", header) == [
        ("currency", Reason.NOT_A_CURRENCY)
    ]
    assert reasons("livre;x;A-1;10;CAD;bof", header) == [
        ("tax_included", Reason.NOT_YES_OR_NO)
    ]


TICKET = "genre;titre;code;lieu;ville;date;heure"


@pytest.mark.parametrize(
    ("written", "expected"), [("", "QC"), ("on", "ON"), ("QC", "QC")]
)
def test_a_show_is_in_a_province_whose_taxes_it_bears(
    written: str, expected: str
) -> None:
    header = f"{TICKET};province de la salle"
    line = f"billet;x;A-1;Usine;Ottawa;2026-12-04;20 h;{written}"
    record = accepted(line, header)
    assert record.work.performance is not None
    assert record.work.performance.province == expected


def test_a_show_is_in_no_other_country() -> None:
    header = f"{TICKET};province de la salle"
    line = "billet;x;A-1;Usine;Albany;2026-12-04;20 h;NY"
    assert reasons(line, header) == [("province", Reason.NOT_A_PROVINCE)]


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        ("20:00", "2026-12-04T20:00"),
        ("20 h", "2026-12-04T20:00"),
        ("20 h 30", "2026-12-04T20:30"),
        ("8 pm", "2026-12-04T20:00"),
        ("8:30 p.m.", "2026-12-04T20:30"),
        ("12 am", "2026-12-04T00:00"),
    ],
)
def test_a_show_is_at_a_local_hour(hour: str, expected: str) -> None:
    record = accepted(f"billet;x;A-1;Usine;Québec;04/12/2026;{hour}", TICKET)
    assert record.work.performance is not None
    assert record.work.performance.starts == expected
    assert record.sku.form is Form.ADMISSION


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "billet;x;A-1;;;;",
            [
                ("venue", Reason.MISSING),
                ("city", Reason.MISSING),
                ("date", Reason.MISSING),
                ("hour", Reason.MISSING),
            ],
        ),
        ("billet;x;A-1;U;Q;2026-02-30;20 h", [("date", Reason.NOT_A_DATE)]),
        ("billet;x;A-1;U;Q;2026-02;20 h", [("date", Reason.NOT_A_DATE)]),
        ("billet;x;A-1;U;Q;2026-02-03;25 h", [("hour", Reason.NOT_A_TIME)]),
    ],
)
def test_a_ticket_needs_its_show(line: str, expected: list[tuple[str, Reason]]) -> None:
    assert reasons(line, TICKET) == expected


def test_people_have_a_role_and_kinds_a_usual_one() -> None:
    header = "genre;titre;code;artistes;support"
    record = accepted(
        "album;x;A-1;Les Fours | Zoé (traduction) | Max (chaos);cd", header
    )
    assert record.work.contributors == (
        ContributorRecord("E08", "Les Fours"),
        ContributorRecord("B06", "Zoé"),
        ContributorRecord("E08", "Max"),
    )
    assert [remark.notice for remark in record.remarks] == [Notice.ROLE_ASSUMED]


def test_a_column_that_is_absent_says_nothing_and_an_empty_cell_empties() -> None:
    record = accepted("livre;x;A-1;;;;")
    assert record.work.subtitle is None
    assert record.sku.pages is None
    assert record.work.producer == ""
    assert record.sku.prices == ()


def test_a_withdrawn_format_is_withdrawn() -> None:
    header = "genre;titre;code;isbn;retiré"
    assert row("livre;x;A-1;;oui", header) == Withdrawn(2, "A-1")
    assert row(f"livre;x;;{an_isbn(1)};x", header) == Withdrawn(2, an_isbn(1))


def test_lines_are_those_of_a_text_editor() -> None:
    text = (
        'genre;titre;code;"description\nlongue"\n'
        'livre;a;A-1;"une\r\ndeux\n\ntrois"\n'
        "\n"
        "livre;b;A-2;x\n"
        "poème;c;A-3;x\n"
    )
    lines = [o.line for o in outcomes(text) if isinstance(o, Accepted | Rejected)]
    assert lines == [3, 8, 9]
