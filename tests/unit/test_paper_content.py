"""What a paper says, by its total, and what it may never say; nothing of the house."""

import itertools
import json
from dataclasses import asdict, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.kernel.ids import OrderId, RefundId, RestitutionId
from flashsale.kernel.language import Language
from flashsale.orders.given_back import GivenBack, GivenPart, Giving
from flashsale.orders.sold import SoldLine
from flashsale.paper.content import (
    Buyer,
    Paper,
    PaperKind,
    paper_from,
    paper_values,
)
from flashsale.paper.drawing import credit_note_of
from flashsale.paper.glyphs import UNKNOWN, writable
from flashsale.paper.printed import languages_of, number_of, printed
from flashsale.paper.requirements import (
    ALWAYS,
    MORE,
    MOST,
    NEVER_PRINTED,
    Item,
    NotPrintable,
    forbidden_words,
    lacking,
    printable_rate,
    required,
)
from flashsale.taxes.rates import Tax
from tests.paper_sample import an_invoice

NOW = datetime(2026, 12, 3, 15, 0, tzinfo=UTC)
NOBODY = Buyer(
    name="", line1="", line2="", city="", province="QC", postal_code="", email=""
)


@pytest.mark.parametrize(
    ("cents", "wanted"),
    [
        (0, ALWAYS),
        (99_99, ALWAYS),
        (100_00, ALWAYS | MORE),
        (499_99, ALWAYS | MORE),
        (500_00, ALWAYS | MORE | MOST),
    ],
)
def test_the_law_asks_for_more_as_the_total_grows(
    cents: int, wanted: frozenset[Item]
) -> None:
    assert required(cents) == wanted


def test_numbers_are_asked_for_from_a_hundred_dollars_on() -> None:
    small = an_invoice(cents=8_000, taxes=(("gst", 5000, 400),), numbers=())
    large = an_invoice(cents=9_524, taxes=(("gst", 5000, 476),), numbers=())
    assert (small.total_cents, large.total_cents) == (84_00, 100_00)
    assert lacking(small) == frozenset()
    assert lacking(large) == {Item.TAX_NUMBERS}
    assert lacking(an_invoice(cents=9_524, taxes=(("gst", 5000, 476),))) == frozenset()


def test_the_buyer_is_asked_for_from_five_hundred_dollars_on() -> None:
    paper = an_invoice(cents=49_999, taxes=(), buyer=NOBODY)
    assert lacking(paper) == frozenset()
    assert lacking(an_invoice(cents=50_000, taxes=(), buyer=NOBODY)) == {Item.BUYER}


def test_a_paper_that_does_not_add_up_is_seen() -> None:
    paper = replace(an_invoice(cents=20_000, taxes=()), total_cents=20_001)
    assert not paper.adds_up
    assert Item.TAXES in lacking(paper)


@pytest.mark.parametrize("rate", sorted(NEVER_PRINTED))
def test_a_rate_that_nobody_owes_is_refused(rate: int) -> None:
    with pytest.raises(NotPrintable):
        printable_rate(rate)
    with pytest.raises(NotPrintable):
        printed(an_invoice(taxes=(("qst", rate, 199),)), Language.FR)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("TVQ 9,975 % sur 19,95 $", ()),
        ("QST 9.975% on $19.95", ()),
        ("TPS 5 %, 109,97 % de plus", ()),
        ("Taxes 14,975 %", ("14,975 %",)),
        ("Taxes 14.97%", ("14.97%",)),
        ("TVQ 9,97 %", ("9,97 %",)),
        ("carte 4242 4242 4242 4242", ("4242 4242 4242 4242",)),
        ("123456789 RT0001 1234567890 TQ0001", ()),
    ],
)
def test_words_that_no_paper_may_say_are_found(
    text: str, found: tuple[str, ...]
) -> None:
    assert forbidden_words(text) == found


@pytest.mark.parametrize("language", list(Language))
def test_a_printed_paper_says_nothing_forbidden(language: Language) -> None:
    said = json.dumps(
        paper_values(an_invoice()) | {"said": str(printed(an_invoice(), language))}
    )
    assert forbidden_words(said) == ()


def test_a_paper_is_kept_and_read_again_whole() -> None:
    for paper in (an_invoice(gift_cents=2_500), an_invoice(language="en")):
        assert paper_from(json.loads(json.dumps(paper_values(paper)))) == paper


def test_french_stands_alone_or_first() -> None:
    assert languages_of(an_invoice()) == (Language.FR,)
    assert languages_of(an_invoice(language="en")) == (Language.FR, Language.EN)


def test_the_contract_holds_every_item_of_its_copy() -> None:
    for delivery in ("parcel", "pickup", "digital"):
        paper = an_invoice(language="en", delivery=delivery)
        for language in Language:
            said = printed(paper, language)
            whole = json.dumps(asdict(said), ensure_ascii=False)
            for line in (*said.seller, *said.buyer):
                assert line in whole
            assert [clause.heading for clause in said.clauses] == (
                [
                    "Conclusion",
                    "Prix et paiement",
                    "Remise",
                    "Retours et échanges",
                    "Ce que la loi vous donne",
                    "Rétrofacturation",
                ]
                if language is Language.FR
                else [
                    "Conclusion",
                    "Price and payment",
                    "Delivery",
                    "Returns and exchanges",
                    "What the law gives you",
                    "Chargeback",
                ]
            )
            assert all(all(clause.texts) for clause in said.clauses)
            for wanted in ("30", "15", "60", "7"):
                assert any(wanted in text for one in said.clauses for text in one.texts)


def test_numbers_are_read_by_their_series() -> None:
    assert number_of(PaperKind.INVOICE, 1) == "F-000001"
    assert number_of(PaperKind.CREDIT_NOTE, 1_234_567) == "NC-1234567"


@given(
    cuts=st.lists(st.integers(0, 22_94), max_size=6),
    gst=st.integers(0, 200),
    qst=st.integers(0, 299),
)
def test_notes_together_give_back_the_very_taxes(
    cuts: list[int], gst: int, qst: int
) -> None:
    invoice = an_invoice(
        cents=22_94 - gst - qst, taxes=(("gst", 5000, gst), ("qst", 9975, qst))
    )
    edges = sorted({0, *cuts, invoice.total_cents})
    notes: list[Paper] = []
    for number, (before, after) in enumerate(itertools.pairwise(edges), start=1):
        back = GivenBack(
            giving=Giving(refund_id=RefundId(number)),
            order_id=OrderId(1),
            card_cents=after - before,
        )
        notes.append(credit_note_of(invoice, back, notes, number, NOW))
    assert all(note.adds_up and note.net_cents >= 0 for note in notes)
    for place, tax in enumerate(invoice.taxes):
        assert sum(note.taxes[place].cents for note in notes) == tax.cents
    assert sum(note.total_cents for note in notes) == invoice.total_cents


@given(units=st.permutations([("novel", 1), ("zine", 1), ("zine", 1)]))
def test_notes_of_lines_have_the_taxes_of_their_lines(
    units: list[tuple[str, int]],
) -> None:
    """A printed book bears no QST: a note of it gives none back."""
    invoice = an_invoice(cents=40_00, taxes=(("gst", 5000, 2_00), ("qst", 9975, 2_00)))
    worth = {
        "novel": (20_00, ((Tax.GST, 1_00),)),
        "zine": (10_00, ((Tax.GST, 50), (Tax.QST, 1_00))),
    }
    notes: list[Paper] = []
    for number, (what, count) in enumerate(units, start=1):
        net_cents, taxes = worth[what]
        part = GivenPart(a_sold_line(what), count, "QC", net_cents, taxes)
        back = GivenBack(
            giving=Giving(restitution_id=RestitutionId(number)),
            order_id=OrderId(1),
            card_cents=0,
            refund_credit_cents=net_cents + sum(cents for _, cents in taxes),
            parts=(part,),
        )
        notes.append(credit_note_of(invoice, back, notes, number, NOW))
    assert all(note.adds_up for note in notes)
    for (what, _), note in zip(units, notes, strict=True):
        owed = {tax.tax: tax.cents for tax in note.taxes}
        assert owed == {str(tax): cents for tax, cents in worth[what][1]}
        assert [line.title for line in note.lines] == [what]
        assert (note.due_cents, note.refund_credit_cents) == (0, note.total_cents)
    assert sum(note.total_cents for note in notes) == invoice.total_cents


def a_sold_line(title: str) -> SoldLine:
    return SoldLine(
        title=title,
        byline="",
        label_fr="Papier",
        label_en="Paper",
        tax_class="goods",
        place="QC",
        quantity=2,
        unit_price_cents=20_00,
        discount_cents=0,
        credit_cents=0,
        net_cents=40_00,
        taxes=("gst",),
    )


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Œuvre « déjà »", "Œuvre « déjà »"),
        ("deux\nlignes\x00", "deux lignes"),
        ("\u202eenvers\u200f", "envers"),
        ("e\u0301te\u0301", "été"),
        ("\u4e2d\U0001f389", UNKNOWN * 2),
        ("", ""),
        ("x" * 50, "x" * 24 + "\u200b" + "x" * 24 + "\u200bxx"),
    ],
)
def test_a_typed_text_is_made_writable(typed: str, written: str) -> None:
    assert writable(typed) == written


@given(st.text())
def test_any_text_is_made_writable_once_for_all(typed: str) -> None:
    written = writable(typed)
    assert "\n" not in written
    assert "\x00" not in written
    assert writable(written).replace("\u200b", "") == written.replace("\u200b", "")
