"""A product becomes a record, or is rejected with each of its reasons."""

import io
from pathlib import Path

import pytest

from flashsale.catalogue.onix_records import read_onix
from flashsale.catalogue.records import (
    Accepted,
    FileRemark,
    Notice,
    Outcome,
    PriceRecord,
    Reason,
    Rejected,
    Withdrawn,
)
from flashsale.kernel.kinds import Form, Kind
from tests.onix_messages import (
    an_isbn,
    descriptive,
    identifier,
    message,
    price,
    product,
    shortened,
    supply,
    title,
)

DATA = Path(__file__).parents[1] / "data" / "onix"


def outcomes(text: str) -> list[Outcome]:
    return list(read_onix(io.BytesIO(text.encode())))


def only(*blocks: str, **options: str) -> Outcome:
    found = outcomes(message(product(1, *blocks, **options)))
    assert len(found) == 1
    return found[0]


def accepted(*blocks: str, **options: str) -> Accepted:
    outcome = only(*blocks, **options)
    assert isinstance(outcome, Accepted), outcome
    return outcome


def reasons(*blocks: str, **options: str) -> list[tuple[str, Reason, str]]:
    outcome = only(*blocks, **options)
    assert isinstance(outcome, Rejected), outcome
    return [(fault.field, fault.reason, fault.value) for fault in outcome.faults]


def notices(outcome: Accepted) -> set[Notice]:
    return {remark.notice for remark in outcome.remarks}


def test_the_google_sample_is_read_whole() -> None:
    (outcome,) = read_onix(io.BytesIO((DATA / "google-sample-3.0.xml").read_bytes()))
    assert isinstance(outcome, Accepted)
    work, sku = outcome.work, outcome.sku
    assert (work.kind, work.title, work.subtitle) == (
        Kind.BOOK,
        "This Is My Distinctive Title",
        "This Is A Subtitle",
    )
    assert [(c.role, c.name) for c in work.contributors or ()] == [
        ("A01", "Jane Smith")
    ]
    assert [(s.scheme, s.code) for s in work.subjects or ()] == [
        ("10", "LIT014000"),
        ("10", "LIT024060"),
    ]
    assert work.language == "eng"
    assert work.published_on == "2012-09-27"
    assert work.description_en == "<p>I am a description of the book.</p>"
    assert work.description_fr is None
    assert work.producer == "My Publisher Name"
    assert (sku.gtin, sku.form, sku.pages) == ("9789999999991", Form.EBOOK, 1234)
    assert sku.prices == (PriceRecord("02", 999, "USD", True, "US"),)
    assert notices(outcome) == {Notice.FOREIGN_PRICE}


def test_the_invalid_google_sample_tells_every_reason() -> None:
    raw = (DATA / "invalid-google-sample-3.0.xml").read_bytes()
    remark, outcome = read_onix(io.BytesIO(raw))
    assert isinstance(remark, FileRemark)
    assert remark.remark.notice is Notice.HEADER_INCOMPLETE
    assert isinstance(outcome, Rejected)
    assert [(f.line, f.field, f.reason, f.value) for f in outcome.faults] == [
        (114, "CountriesIncluded", Reason.NOT_A_COUNTRY, "WORLD"),
        (133, "CurrencyCode", Reason.NOT_A_CURRENCY, "USDD"),
    ]


def test_a_record_with_only_an_isbn_is_a_work_to_complete() -> None:
    (outcome,) = read_onix(io.BytesIO((DATA / "short-tags-3.0.xml").read_bytes()))
    assert isinstance(outcome, Accepted)
    assert outcome.sku.gtin == "9788871184371"
    assert outcome.work.title is None
    assert notices(outcome) == {Notice.TITLE_MISSING}


def test_short_tags_say_the_same_as_reference_names() -> None:
    more = (
        "<Contributor><SequenceNumber>1</SequenceNumber>"
        "<ContributorRole>A01</ContributorRole><NamesBeforeKey>Rosalie</NamesBeforeKey>"
        "<KeyNames>Beaudry</KeyNames></Contributor>"
        "<Language><LanguageRole>01</LanguageRole><LanguageCode>fre</LanguageCode>"
        "</Language><Extent><ExtentType>00</ExtentType><ExtentValue>224</ExtentValue>"
        "<ExtentUnit>03</ExtentUnit></Extent><Measure><MeasureType>08</MeasureType>"
        "<Measurement>0.312</Measurement><MeasureUnitCode>kg</MeasureUnitCode>"
        "</Measure><Subject><MainSubject/><SubjectSchemeIdentifier>93"
        "</SubjectSchemeIdentifier><SubjectCode>FBA</SubjectCode></Subject>"
    )
    text = message(product(1, descriptive(more=more), supply(price())))
    long, short = outcomes(text), outcomes(shortened(text))
    assert long == short
    (record,) = long
    assert isinstance(record, Accepted)
    assert record.sku.weight_g == 312
    assert record.work.contributors is not None
    assert record.work.contributors[0].name == "Rosalie Beaudry"


@pytest.mark.parametrize(
    ("identifiers", "expected"),
    [
        (
            identifier("9782000000017"),
            [("IDValue", Reason.CHECK_DIGIT, "9782000000017")],
        ),
        (
            identifier("2000000019", "02"),
            [("IDValue", Reason.CHECK_DIGIT, "2000000019")],
        ),
        (identifier("", "15"), [("IDValue", Reason.MISSING, "")]),
        (identifier("X-1", "01"), [("ProductIdentifier", Reason.NO_IDENTIFIER, "")]),
        ("", [("ProductIdentifier", Reason.NO_IDENTIFIER, "")]),
        (
            identifier(an_isbn(1)) + identifier("2123456802", "02"),
            [("ProductIdentifier", Reason.CONFLICTING_IDENTIFIERS, "9782123456803")],
        ),
    ],
)
def test_identifiers_are_checked(
    identifiers: str, expected: list[tuple[str, Reason, str]]
) -> None:
    assert reasons(descriptive(), identifiers=identifiers) == expected


def test_an_isbn_10_alone_becomes_its_isbn_13() -> None:
    record = accepted(descriptive(), identifiers=identifier("2-12-345680-2", "02"))
    assert record.sku.gtin == "9782123456803"


@pytest.mark.parametrize(
    ("block", "field", "reason"),
    [
        (supply(price(currency="USDD")), "CurrencyCode", Reason.NOT_A_CURRENCY),
        (supply(price(currency="cad")), "CurrencyCode", Reason.NOT_A_CURRENCY),
        (supply(price(currency="")), "CurrencyCode", Reason.MISSING),
        (supply(price("-1.00")), "PriceAmount", Reason.NOT_A_PRICE),
        (supply(price("12.345")), "PriceAmount", Reason.NOT_A_PRICE),
        (supply(price("12,34")), "PriceAmount", Reason.NOT_A_PRICE),
        (supply(price("100000.01")), "PriceAmount", Reason.NOT_A_PRICE),
        (supply(price("NaN")), "PriceAmount", Reason.NOT_A_PRICE),
        (supply(price("")), "PriceAmount", Reason.MISSING),
        (supply(price(kind="77")), "PriceType", Reason.PRICE_TYPE),
        (
            supply(
                price(
                    more="<Territory><CountriesIncluded>CA QC</CountriesIncluded>"
                    "</Territory>"
                )
            ),
            "CountriesIncluded",
            Reason.NOT_A_COUNTRY,
        ),
        (
            "<PublishingDetail><SalesRights><Territory><RegionsIncluded>MOON"
            "</RegionsIncluded></Territory></SalesRights></PublishingDetail>",
            "RegionsIncluded",
            Reason.NOT_A_REGION,
        ),
        (
            "<PublishingDetail><PublishingStatus>99</PublishingStatus>"
            "</PublishingDetail>",
            "PublishingStatus",
            Reason.STATUS,
        ),
    ],
)
def test_what_surrounds_the_work_is_checked(
    block: str, field: str, reason: Reason
) -> None:
    found = reasons(descriptive(), block)
    assert (field, reason) in [(name, why) for name, why, _ in found]


@pytest.mark.parametrize(
    ("date", "date_format", "expected"),
    [
        ("20260912", "00", "2026-09-12"),
        ("202609", "01", "2026-09"),
        ("2026", "05", "2026"),
        ("20260912", "", "2026-09-12"),
        ("20260912T0800Z", "13", "2026-09-12"),
        ("20260231", "00", None),
        ("2026", "00", None),
        ("soon", "", None),
        ("00010101", "00", None),
        ("２０２６", "05", None),
    ],
)
def test_publication_dates(date: str, date_format: str, expected: str | None) -> None:
    block = (
        "<PublishingDetail><PublishingDate><PublishingDateRole>01"
        f'</PublishingDateRole><Date dateformat="{date_format}">{date}</Date>'
        "</PublishingDate></PublishingDetail>"
    )
    if expected is None:
        assert reasons(descriptive(), block) == [("Date", Reason.NOT_A_DATE, date)]
    else:
        assert accepted(descriptive(), block).work.published_on == expected


@pytest.mark.parametrize(
    ("form", "detail", "kind", "expected"),
    [
        ("BB", "", Kind.BOOK, Form.PRINT),
        ("BC", "", Kind.BOOK, Form.PRINT),
        ("EA", "E101", Kind.BOOK, Form.EBOOK),
        ("ED", "E107", Kind.BOOK, Form.PDF),
        ("ED", "A103", Kind.AUDIOBOOK, Form.AUDIO_FILE),
        ("AJ", "A103", Kind.AUDIOBOOK, Form.AUDIO_FILE),
        ("AC", "", Kind.AUDIOBOOK, Form.AUDIO_DISC),
        ("VI", "", Kind.FILM, Form.VIDEO_DISC),
        ("SC", "", Kind.BOOK, Form.BUNDLE),
    ],
)
def test_forms_become_ours(form: str, detail: str, kind: Kind, expected: Form) -> None:
    more = f"<ProductFormDetail>{detail}</ProductFormDetail>" if detail else ""
    record = accepted(descriptive(form, more=more))
    assert (record.work.kind, record.sku.form) == (kind, expected)


@pytest.mark.parametrize(
    ("form", "reason"),
    [("QQ", Reason.NOT_A_FORM), ("XC", Reason.FORM_NOT_SOLD), ("b", Reason.NOT_A_FORM)],
)
def test_forms_that_are_no_goods_of_ours(form: str, reason: Reason) -> None:
    assert reasons(descriptive(form)) == [("ProductForm", reason, form)]


def test_a_calendar_is_no_book_to_the_tax() -> None:
    assert accepted(descriptive("PC")).sku.is_taxed_as_goods
    assert not accepted(descriptive("BC")).sku.is_taxed_as_goods


@pytest.mark.parametrize(
    ("code", "expected"),
    [("fre", "fre"), ("fra", "fre"), ("atj", "atj"), ("FRE", "fre")],
)
def test_languages_are_read(code: str, expected: str) -> None:
    more = (
        "<Language><LanguageRole>01</LanguageRole>"
        f"<LanguageCode>{code}</LanguageCode></Language>"
    )
    assert accepted(descriptive(more=more)).work.language == expected


@pytest.mark.parametrize("code", ["fr", "français", "xxx", ""])
def test_a_bad_language_is_a_reason(code: str) -> None:
    more = (
        "<Language><LanguageRole>01</LanguageRole>"
        f"<LanguageCode>{code}</LanguageCode></Language>"
    )
    assert reasons(descriptive(more=more)) == [("LanguageCode", Reason.LANGUAGE, code)]


def test_an_article_is_joined_to_its_title() -> None:
    detail = title("x").replace(
        "<TitleText>x</TitleText>",
        "<TitlePrefix>L’</TitlePrefix><TitleWithoutPrefix>Hiver</TitleWithoutPrefix>",
    )
    block = f"<DescriptiveDetail><ProductForm>BC</ProductForm>{detail}"
    assert accepted(block + "</DescriptiveDetail>").work.title == "L’Hiver"


def test_a_text_that_is_too_long_is_a_reason() -> None:
    found = reasons(descriptive(name="a" * 301))
    assert [(name, why) for name, why, _ in found] == [("TitleText", Reason.TOO_LONG)]
    assert len(found[0][2]) <= 80


def test_html_is_cleaned_wherever_it_stands() -> None:
    def text(inner: str, attributes: str = "") -> str:
        return (
            "<CollateralDetail><TextContent><TextType>03</TextType>"
            f"<Text{attributes}>{inner}</Text></TextContent></CollateralDetail>"
        )

    xhtml = text(
        '<p onclick="x()">Un <b>récit</b><script>x()</script></p>', ' textformat="05"'
    )
    escaped = text("&lt;p&gt;Un &lt;b&gt;récit&lt;/b&gt;&lt;/p&gt;", ' textformat="02"')
    cdata = text("<![CDATA[<p>Un <b>récit</b></p><img src=x onerror=y>]]>")
    for block in (xhtml, escaped, cdata):
        assert accepted(descriptive(), block).work.description_fr == (
            "<p>Un <b>récit</b></p>"
        )
    plain = accepted(descriptive(), text("Un récit &amp; un autre")).work
    assert plain.description_fr == "<p>Un récit &amp; un autre</p>"


def test_prices_for_trades_are_left_and_foreign_ones_are_kept() -> None:
    record = accepted(
        descriptive(),
        supply(price("27.95"), price("15.00", kind="05"), price("19.00", "EUR", "04")),
    )
    assert record.sku.prices == (
        PriceRecord("01", 2795, "CAD", False),
        PriceRecord("04", 1900, "EUR", True),
    )
    assert notices(record) == {Notice.PRICE_IGNORED, Notice.FOREIGN_PRICE}


def test_the_header_may_name_the_currency_and_the_price_type() -> None:
    header = (
        "<Header><Sender><SenderName>M</SenderName></Sender>"
        "<DefaultPriceType>01</DefaultPriceType>"
        "<DefaultCurrencyCode>CAD</DefaultCurrencyCode></Header>"
    )
    bare = "<Price><PriceAmount>12.50</PriceAmount></Price>"
    (record,) = outcomes(
        message(product(1, descriptive(), supply(bare)), header=header)
    )
    assert isinstance(record, Accepted)
    assert record.sku.prices == (PriceRecord("01", 1250, "CAD", False),)


def test_a_deletion_withdraws() -> None:
    assert only(notification="05") == Withdrawn(3, an_isbn(1))


@pytest.mark.parametrize(
    ("notification", "reason"),
    [
        ("88", Reason.TEST_RECORD),
        ("77", Reason.NOTIFICATION),
        ("", Reason.MISSING),
    ],
)
def test_notifications_are_checked(notification: str, reason: Reason) -> None:
    found = reasons(descriptive(), notification=notification)
    assert [(name, why) for name, why, _ in found] == [("NotificationType", reason)]


def test_blocks_that_are_missing_say_nothing() -> None:
    record = accepted(supply(price("30.00")))
    assert (record.work.title, record.work.contributors) == (None, None)
    assert record.work.description_fr is None
    assert record.sku.prices == (PriceRecord("01", 3000, "CAD", False),)


def test_relations_name_the_work_and_its_other_formats() -> None:
    block = (
        "<RelatedMaterial><RelatedWork><WorkRelationCode>01</WorkRelationCode>"
        "<WorkIdentifier><WorkIDType>01</WorkIDType><IDValue>W-9</IDValue>"
        "</WorkIdentifier></RelatedWork><RelatedProduct><ProductRelationCode>06"
        f"</ProductRelationCode>{identifier(an_isbn(2))}</RelatedProduct>"
        "</RelatedMaterial>"
    )
    record = accepted(descriptive(), block)
    assert record.work.reference == "01:W-9"
    assert record.work.siblings == (an_isbn(2),)


def test_the_line_of_a_fault_is_that_of_its_field() -> None:
    text = message(product(1), product(2, supply(price(currency="XYZZ"))))
    marked = text.replace("<CurrencyCode>XYZZ", "\n\n<CurrencyCode>XYZZ")
    rejected = outcomes(marked)[1]
    assert isinstance(rejected, Rejected)
    assert rejected.faults[0].line == marked[: marked.index("XYZZ")].count("\n") + 1


def test_a_message_without_a_product_says_so() -> None:
    (remark,) = outcomes(message())
    assert isinstance(remark, FileRemark)
    assert remark.remark.notice is Notice.NO_RECORD
