"""Importing fills the catalogue, updates it, and never doubles anything."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from flashsale.catalogue.imports import (
    BATCH,
    FileFormat,
    Listener,
    Progress,
    Report,
    Tally,
    import_file,
)
from flashsale.catalogue.models import (
    Contributor,
    Performance,
    Producer,
    Sku,
    SkuPrice,
    Subject,
    WorkRow,
)
from flashsale.catalogue.records import Notice, Reason, Rejected, Remark
from flashsale.kernel.kinds import Form, Kind, TaxClass
from flashsale.runtime import Runtime
from tests.onix_messages import (
    an_isbn,
    descriptive,
    identifier,
    message,
    price,
    product,
    supply,
)

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "onix"
PERSON = (
    "<Contributor><ContributorRole>A01</ContributorRole>"
    "<PersonName>{}</PersonName></Contributor>"
)
SUBJECT = (
    "<Subject><SubjectSchemeIdentifier>93</SubjectSchemeIdentifier>"
    "<SubjectCode>{}</SubjectCode></Subject>"
)


class Import:
    """One import and what was heard of it."""

    def __init__(
        self,
        runtime: Runtime,
        text: str | bytes,
        file_format: FileFormat = FileFormat.ONIX,
        *,
        is_dry_run: bool = False,
    ) -> None:
        self.rejected: list[Rejected] = []
        self.remarks: list[Remark] = []
        self.progress: list[Progress] = []
        raw = text.encode() if isinstance(text, str) else text
        listener = Listener(
            self.rejected.append, self.remarks.append, self.progress.append
        )
        self.report: Report = import_file(
            runtime.work, io.BytesIO(raw), file_format, listener, is_dry_run=is_dry_run
        )

    @property
    def tally(self) -> Tally:
        return self.report.tally

    @property
    def reasons(self) -> list[Reason]:
        return [fault.reason for record in self.rejected for fault in record.faults]

    @property
    def notices(self) -> set[Notice]:
        return {remark.notice for remark in self.remarks}


def counts(runtime: Runtime) -> list[int]:
    with runtime.read() as work:
        return [
            work.session.scalar(select(func.count()).select_from(table)) or 0
            for table in (WorkRow, Sku, SkuPrice, Contributor, Subject, Producer)
        ]


def skus(runtime: Runtime) -> Sequence[Sku]:
    with runtime.read() as work:
        found = work.session.scalars(select(Sku).order_by(Sku.code)).all()
        for sku in found:
            assert sku.prices is not None
            assert sku.work.producer is not None or sku.work.producer_id is None
            assert sku.work.contributors is not None
            assert sku.work.skus is not None
        return found


def test_a_book_is_written_with_all_that_is_said_of_it(runtime: Runtime) -> None:
    more = PERSON.format("Rosalie Beaudry") + SUBJECT.format("FBA")
    publishing = (
        "<PublishingDetail><Publisher><PublishingRole>01</PublishingRole>"
        "<PublisherName>Éditions du Barrage</PublisherName></Publisher>"
        "<PublishingStatus>04</PublishingStatus></PublishingDetail>"
    )
    done = Import(
        runtime,
        message(product(1, descriptive(more=more), publishing, supply(price()))),
    )
    assert done.tally == Tally(read=1, created=1)
    (sku,) = skus(runtime)
    work = sku.work
    assert (work.slug, work.kind, work.byline) == (
        "les-hivers-d-aimee",
        Kind.BOOK,
        "Rosalie Beaudry",
    )
    assert not work.is_incomplete
    assert work.producer is not None
    assert work.producer.slug == "editions-du-barrage"
    assert (sku.code, sku.gtin) == (an_isbn(1), an_isbn(1))
    assert (sku.form, sku.tax_class, sku.label_fr) == (
        Form.PRINT,
        TaxClass.BOOK,
        "Livre broché",
    )
    assert sku.regular_price_cents == 2795
    assert [(p.amount_cents, p.currency) for p in sku.prices] == [(2795, "CAD")]
    assert {"fr": ["ISBN", an_isbn(1)], "en": ["ISBN", an_isbn(1)]} in work.facts


def test_the_samples_import_or_are_refused_as_their_names_say(
    runtime: Runtime,
) -> None:
    codes = {
        path.name: Import(runtime, path.read_bytes()).report.exit_code
        for path in sorted(DATA.glob("*.xml"))
    }
    assert codes == {
        "google-sample-3.0.xml": 0,
        "invalid-google-sample-3.0.xml": 1,
        "invalid-root.xml": 2,
        "short-tags-3.0.xml": 0,
    }
    google, short = sorted(skus(runtime), key=lambda sku: sku.work.is_incomplete)
    assert google.regular_price_cents is None
    assert [(p.amount_cents, p.currency) for p in google.prices] == [(999, "USD")]
    assert (short.work.title, short.work.is_incomplete) == (short.code, True)


@pytest.mark.parametrize("name", ["catalogue-fr.csv", "catalogue-en.csv"])
def test_the_csv_samples_fill_the_catalogue(runtime: Runtime, name: str) -> None:
    raw = (ROOT / "docs" / "samples" / name).read_bytes()
    done = Import(runtime, raw, FileFormat.CSV)
    assert done.report.exit_code == 0
    assert {sku.work.kind for sku in skus(runtime)} == set(Kind)
    with runtime.read() as work:
        show = work.session.scalars(select(Performance)).one()
    assert show.starts_at in (
        datetime(2026, 12, 5, 1, 30, tzinfo=UTC),
        datetime(2026, 12, 11, 0, 30, tzinfo=UTC),
    )


def test_a_second_import_changes_nothing(runtime: Runtime) -> None:
    text = message(*(product(n) for n in range(1, BATCH + 20)))
    assert Import(runtime, text).tally.created == BATCH + 19
    before = counts(runtime)
    again = Import(runtime, text).tally
    assert again == Tally(read=BATCH + 19, unchanged=BATCH + 19)
    assert counts(runtime) == before
    raw = (ROOT / "docs" / "samples" / "catalogue-fr.csv").read_bytes()
    created = Import(runtime, raw, FileFormat.CSV).tally.created
    assert Import(runtime, raw, FileFormat.CSV).tally.unchanged == created


def test_an_isbn_twice_in_one_file_is_one_product_updated(runtime: Runtime) -> None:
    second = product(1, descriptive(name="Autre titre"), supply(price("30.00")))
    done = Import(runtime, message(product(1), second))
    assert done.tally == Tally(read=2, created=1, updated=1)
    (sku,) = skus(runtime)
    assert (sku.work.title, sku.regular_price_cents) == ("Autre titre", 3000)


def test_a_block_that_is_missing_leaves_what_is_known(runtime: Runtime) -> None:
    more = PERSON.format("Rosalie") + SUBJECT.format("FBA")
    Import(runtime, message(product(1, descriptive(more=more), supply(price()))))
    done = Import(runtime, message(product(1, supply(price("19.00")))))
    assert done.tally.updated == 1
    (sku,) = skus(runtime)
    assert sku.work.title == "Les hivers d’Aimée"
    assert [person.name for person in sku.work.contributors] == ["Rosalie"]
    assert sku.regular_price_cents == 1900


def test_a_work_to_complete_is_completed_by_a_later_record(runtime: Runtime) -> None:
    bare = message(product(1, "<RelatedMaterial/>"))
    assert Import(runtime, bare).notices == {Notice.TITLE_MISSING}
    (sku,) = skus(runtime)
    assert sku.work.is_incomplete
    Import(runtime, message(product(1)))
    (sku,) = skus(runtime)
    assert (sku.work.title, sku.work.is_incomplete) == ("Les hivers d’Aimée", False)
    assert Import(runtime, bare).tally.unchanged == 1


def test_a_title_without_a_form_stays_to_complete(runtime: Runtime) -> None:
    done = Import(runtime, message(product(1, descriptive("00"))))
    assert Notice.FORM_ASSUMED in done.notices
    (sku,) = skus(runtime)
    assert sku.work.is_incomplete


def test_a_deletion_withdraws_and_a_later_record_brings_back(runtime: Runtime) -> None:
    Import(runtime, message(product(1)))
    gone = message(product(1, notification="05"))
    assert Import(runtime, gone).tally == Tally(read=1, withdrawn=1)
    assert Import(runtime, gone).tally == Tally(read=1, unchanged=1)
    assert skus(runtime)[0].withdrawn_at is not None
    assert Import(runtime, message(product(1))).tally.updated == 1
    assert skus(runtime)[0].withdrawn_at is None
    unknown = Import(runtime, message(product(2, notification="05")))
    assert unknown.notices == {Notice.NOTHING_TO_WITHDRAW}


def test_good_records_are_kept_around_rejected_ones(runtime: Runtime) -> None:
    bad = product(2, descriptive(), supply(price(currency="USDD")))
    done = Import(runtime, message(product(1), bad, product(3)))
    assert done.tally == Tally(read=3, created=2, rejected=1)
    assert done.report.exit_code == 1
    assert done.reasons == [Reason.NOT_A_CURRENCY]


def test_a_message_broken_at_its_end_writes_nothing(runtime: Runtime) -> None:
    text = message(*(product(n) for n in range(1, 3 * BATCH)))
    done = Import(runtime, text.removesuffix("</ONIXMessage>\n"))
    assert done.report.exit_code == 2
    assert counts(runtime) == [0] * 6


def test_a_csv_broken_at_its_end_writes_nothing(runtime: Runtime) -> None:
    rows = "".join(f"livre;t{n};A-{n}\n" for n in range(3 * BATCH))
    text = f'genre;titre;code\n{rows}livre;"sans fin;A\n'
    assert Import(runtime, text, FileFormat.CSV).report.exit_code == 2
    assert counts(runtime) == [0] * 6


def test_a_dry_run_counts_and_writes_nothing(runtime: Runtime) -> None:
    text = message(*(product(n) for n in range(1, BATCH + 5)), product(1))
    done = Import(runtime, text, is_dry_run=True)
    assert done.tally == Tally(read=BATCH + 5, created=BATCH + 4, updated=1)
    assert counts(runtime) == [0] * 6


@pytest.mark.parametrize("is_dry_run", [False, True])
def test_a_product_read_twice_is_said_and_the_last_record_counts(
    runtime: Runtime, is_dry_run: bool
) -> None:
    many = [product(n) for n in range(2, BATCH + 5)]
    text = message(
        product(1, descriptive(name="Avant")),
        *many,
        product(1, descriptive(name="Après")),
    )
    done = Import(runtime, text, is_dry_run=is_dry_run)
    (said,) = [r for r in done.remarks if r.notice is Notice.REPEATED]
    assert said.field == "ProductIdentifier"
    assert said.value.startswith(f"{an_isbn(1)}, L")
    assert said.line > int(said.value.partition(" L")[2])
    assert (done.tally.created, done.tally.updated) == (BATCH + 4, 1)
    if not is_dry_run:
        assert [s.work.title for s in skus(runtime) if s.gtin == an_isbn(1)] == [
            "Après"
        ]


def test_a_product_twice_on_one_line_or_in_one_table_is_said_too(
    runtime: Runtime,
) -> None:
    flat = message(product(1), product(1)).replace("\n", " ")
    table = "genre;titre;code;isbn\nzine;A;Z-1;\nzine;B;Z-1;\nzine;C;Z-2;\n"
    assert Notice.REPEATED in {r.notice for r in Import(runtime, flat).remarks}
    done = Import(runtime, table, FileFormat.CSV)
    (said,) = [r for r in done.remarks if r.notice is Notice.REPEATED]
    assert (said.line, said.field, said.value) == (3, "code", "Z-1, L2")


def test_formats_of_one_work_come_together(runtime: Runtime) -> None:
    def also(number: int) -> str:
        return (
            "<RelatedMaterial><RelatedProduct><ProductRelationCode>06"
            f"</ProductRelationCode>{identifier(an_isbn(number))}"
            "</RelatedProduct></RelatedMaterial>"
        )

    text = message(
        product(1, descriptive("BC"), also(2)),
        product(2, descriptive("ED"), also(1)),
        product(3, descriptive("AJ"), also(1)),
    )
    Import(runtime, text)
    assert counts(runtime)[:2] == [2, 3]
    printed, digital, heard = skus(runtime)
    assert printed.work.id == digital.work.id != heard.work.id
    assert [sku.form for sku in printed.work.skus] == [Form.PRINT, Form.EBOOK]
    assert Import(runtime, text).tally.unchanged == 3


def test_a_shared_work_identifier_groups_by_kind(runtime: Runtime) -> None:
    same = (
        "<RelatedMaterial><RelatedWork><WorkRelationCode>01</WorkRelationCode>"
        "<WorkIdentifier><WorkIDType>01</WorkIDType><IDValue>W-9</IDValue>"
        "</WorkIdentifier></RelatedWork></RelatedMaterial>"
    )
    text = message(
        *(product(n, descriptive(form), same) for n, form in enumerate(FORMS, 1))
    )
    Import(runtime, text)
    assert counts(runtime)[:2] == [2, 4]


FORMS = ("BC", "AJ", "ED", "AC")


def test_an_own_code_of_another_house_is_not_taken_over(runtime: Runtime) -> None:
    header = "genre;titre;code;maison;prix\n"
    Import(runtime, f"{header}fanzine;Un;001;Tablettes;5\n", FileFormat.CSV)
    done = Import(runtime, f"{header}fanzine;Deux;001;Comptoir;6\n", FileFormat.CSV)
    assert done.reasons == [Reason.ALREADY_USED]
    assert [sku.work.title for sku in skus(runtime)] == ["Un"]


def test_a_code_and_an_isbn_of_two_products_conflict(runtime: Runtime) -> None:
    header = "genre;titre;code;isbn\n"
    text = f"{header}livre;Un;A-1;\nlivre;Deux;;{an_isbn(2)}\n"
    Import(runtime, text, FileFormat.CSV)
    text = f"{header}livre;Trois;A-1;{an_isbn(2)}\n"
    done = Import(runtime, text, FileFormat.CSV)
    assert done.reasons == [Reason.CONFLICTING_IDENTIFIERS]
    text = f"{header}livre;Un;A-1;{an_isbn(1)}\n"
    assert Import(runtime, text, FileFormat.CSV).tally.updated == 1
    text = f"{header}livre;Un;A-1;{an_isbn(3)}\n"
    assert Import(runtime, text, FileFormat.CSV).reasons == [Reason.ALREADY_USED]


def test_houses_that_differ_by_accents_are_one(runtime: Runtime) -> None:
    text = (
        "genre;titre;code;maison\nfanzine;A;A-1;Éditions du Barrage\n"
        "fanzine;B;A-2;EDITIONS DU BARRAGE\n"
    )
    Import(runtime, text, FileFormat.CSV)
    assert counts(runtime)[-1] == 1


def test_the_regular_price_goes_with_its_announcement(runtime: Runtime) -> None:
    Import(runtime, message(product(1)))
    Import(runtime, message(product(1, descriptive(), supply(price("9.00", "EUR")))))
    (sku,) = skus(runtime)
    assert sku.regular_price_cents is None
    with runtime.work() as work:
        row = work.session.get(Sku, sku.id)
        assert row is not None
        row.regular_price_cents = 2200
    Import(runtime, message(product(1, descriptive(), supply(price("8.00", "EUR")))))
    (sku,) = skus(runtime)
    assert sku.regular_price_cents == 2200


def test_facts_written_by_hand_stay(runtime: Runtime) -> None:
    Import(runtime, message(product(1)))
    by_hand = [{"fr": ["Impression", "Risographie"], "en": ["Printing", "Risograph"]}]
    with runtime.work() as work:
        work.session.scalars(select(WorkRow)).one().facts = by_hand
    Import(runtime, message(product(1, descriptive(name="Autre"))))
    assert skus(runtime)[0].work.facts == by_hand


def test_progress_grows_to_the_end(runtime: Runtime) -> None:
    done = Import(runtime, message(*(product(n) for n in range(1, 200))))
    reads = [progress.done for progress in done.progress]
    assert reads == sorted(reads)
    assert reads[-1] > 0.9 * done.progress[-1].total
