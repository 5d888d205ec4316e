"""The stand-in's rules: cards, parameters, faults and words."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.fakestripe.cards import (
    SHOWN_CARDS,
    Approved,
    BankAsks,
    Declined,
    ReadCard,
    brand_of,
    outcome_of,
    passes_luhn,
    read_card,
)
from flashsale.fakestripe.faultplan import FaultPlan
from flashsale.fakestripe.parameters import Parameters, read_tree
from flashsale.fakestripe.refusals import ApiRefusal
from flashsale.fakestripe.shapes import MESSAGE_OF
from flashsale.fakestripe.texts import grouped, language_of, money

TODAY = date(2026, 11, 26)
GOOD = {
    "number": "4242 4242 4242 4242",
    "expiry": "11/26",
    "cvc": "123",
    "name": "Camille Essai",
    "postal_code": "h2x 1y4",
}


@given(st.from_regex(r"[0-9]{11,18}", fullmatch=True))
def test_exactly_one_last_digit_checks_the_others(digits: str) -> None:
    assert sum(passes_luhn(digits + str(last)) for last in range(10)) == 1


@pytest.mark.parametrize(
    ("number", "outcome", "brand"),
    [
        ("4242424242424242", Approved(), "visa"),
        ("5555555555554444", Approved(), "mastercard"),
        ("378282246310005", Approved(), "amex"),
        ("4000002760003184", BankAsks(), "visa"),
        ("4000002500003155", BankAsks(), "visa"),
        ("4000000000003220", BankAsks(), "visa"),
        ("4000000000000002", Declined("card_declined", "generic_decline"), "visa"),
        ("4000000000009995", Declined("card_declined", "insufficient_funds"), "visa"),
        ("4000000000000069", Declined("expired_card", "expired_card"), "visa"),
        ("4111111111111111", Declined("card_declined", "test_mode_live_card"), "visa"),
        (
            "6011111111111117",
            Declined("card_declined", "test_mode_live_card"),
            "unknown",
        ),
    ],
)
def test_each_test_card_does_what_stripe_says(
    number: str, outcome: object, brand: str
) -> None:
    assert passes_luhn(number)
    assert (outcome_of(number), brand_of(number)) == (outcome, brand)
    if isinstance(outcome, Declined):
        assert (outcome.decline_code or outcome.code) in MESSAGE_OF


def test_the_cards_on_the_page_do_what_the_page_says() -> None:
    for number, word in SHOWN_CARDS:
        match outcome_of(number):
            case Approved():
                assert word == "accepted"
            case BankAsks():
                assert word == "bank_asks"
            case Declined(_, decline_code):
                assert word in {decline_code, "declined"}


def test_a_well_written_card_is_read_and_its_number_left_behind() -> None:
    card = read_card(GOOD, TODAY)
    assert isinstance(card, ReadCard)
    assert (card.face.last4, card.face.exp_month, card.face.exp_year) == (
        "4242",
        11,
        2026,
    )
    assert card.postal_code == "H2X 1Y4"
    assert "42424242" not in repr(card)


@pytest.mark.parametrize(
    ("field", "typed", "word"),
    [
        ("number", "", "number_missing"),
        ("number", "4242 4242 4242 4241", "number_invalid"),
        ("number", "4242", "number_invalid"),
        ("number", "4242424242424242" * 2, "number_invalid"),
        ("number", "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", "number_invalid"),
        ("number", "abcd efgh ijkl mnop", "number_invalid"),
        ("expiry", "", "expiry_missing"),
        ("expiry", "10/26", "expiry_past"),
        ("expiry", "12/25", "expiry_past"),
        ("expiry", "13/30", "expiry_invalid"),
        ("expiry", "00/30", "expiry_invalid"),
        ("expiry", "12/2099", "expiry_invalid"),
        ("expiry", "soon", "expiry_invalid"),
        ("cvc", "", "cvc_missing"),
        ("cvc", "12", "cvc_invalid"),
        ("cvc", "1234", "cvc_invalid"),
        ("cvc", "12a", "cvc_invalid"),
        ("name", "  ", "name_missing"),
        ("name", "x" * 201, "name_missing"),
        ("postal_code", "", "postal_missing"),
        ("postal_code", "<script>", "postal_missing"),
    ],
)
def test_each_wrong_field_has_its_word(field: str, typed: str, word: str) -> None:
    assert read_card({**GOOD, field: typed}, TODAY) == {field: word}


@pytest.mark.parametrize("expiry", ["12/34", "12 / 34", "1234", "12/2034", "12-34"])
def test_an_expiry_is_read_however_it_is_typed(expiry: str) -> None:
    card = read_card({**GOOD, "expiry": expiry}, TODAY)
    assert isinstance(card, ReadCard)
    assert (card.face.exp_month, card.face.exp_year) == (12, 2034)


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), st.text(max_size=40)))
def test_no_form_breaks_the_reading(form: dict[str, str]) -> None:
    assert isinstance(read_card({**GOOD, **form}, TODAY), dict | ReadCard)


def test_bracketed_names_become_a_tree() -> None:
    fields = [
        ("mode", "payment"),
        ("line_items[0][price_data][currency]", "cad"),
        ("expand[]", "a"),
        ("expand[]", "b"),
    ]
    assert read_tree(fields) == {
        "mode": "payment",
        "line_items": {"0": {"price_data": {"currency": "cad"}}},
        "expand": {"0": "a", "1": "b"},
    }


@given(st.lists(st.tuples(st.text("ab[]", max_size=8), st.text(max_size=3))))
def test_no_form_breaks_the_tree(fields: list[tuple[str, str]]) -> None:
    with suppress(ApiRefusal):
        assert Parameters(read_tree(fields)).branch("nothing").tree == {}


@pytest.mark.parametrize("typed", ["", "1.5", "1e3", "--1", "١", "9" * 16])
def test_what_is_not_a_whole_number_is_refused(typed: str) -> None:
    with pytest.raises(ApiRefusal):
        Parameters({"amount": typed}).integer("amount")


def test_metadata_keeps_stripes_limits() -> None:
    fits: dict[str, object] = {"k" * 40: "v" * 500}
    assert Parameters({"metadata": fits}).metadata() == fits
    for wrong in ({"k" * 41: "v"}, {"k": "v" * 501}, {str(n): "v" for n in range(51)}):
        with pytest.raises(ApiRefusal):
            Parameters({"metadata": wrong}).metadata()


def test_the_same_seed_draws_the_same_faults() -> None:
    plans = [FaultPlan(), FaultPlan()]
    wanted = {"seed": 7, "drop": 30, "duplicate": 50, "reorder_ms": 9000}
    for plan in plans:
        plan.replace(wanted)
    drawn = [[plan.deliveries(0) for _ in range(50)] for plan in plans]
    assert drawn[0] == drawn[1]
    assert {len(copies) for copies in drawn[0]} >= {1, 2, 5}
    assert any(copies[0][1] == "dropped" for copies in drawn[0])


def test_without_a_plan_each_event_leaves_once_and_at_once() -> None:
    assert FaultPlan().deliveries(100) == [(100, "pending")]
    assert FaultPlan().failure_of("POST", "/v1/refunds") is None


def test_a_planned_failure_happens_where_and_as_often_as_planned() -> None:
    plan = FaultPlan()
    plan.replace({"fail_next": "cut", "fail_on": "/capture", "fail_times": 2})
    assert plan.failure_of("POST", "/v1/refunds") is None
    failures = [plan.failure_of("POST", "/v1/x/capture") for _ in range(3)]
    assert failures == ["cut", "cut", None]


@pytest.mark.parametrize(
    ("locale", "accepted", "language"),
    [
        ("fr-CA", "en", "fr"),
        ("en", "fr", "en"),
        ("en-GB", None, "en"),
        ("auto", "en", "en"),
        ("auto", None, "fr"),
        (None, None, "fr"),
    ],
)
def test_the_page_speaks_as_the_shop_wishes(
    locale: str | None, accepted: str | None, language: str
) -> None:
    assert language_of(locale, accepted) == language


def test_amounts_and_numbers_are_written_as_here() -> None:
    assert money(123450, "cad", "fr") == "1\u00a0234,50\u00a0$"
    assert money(123450, "cad", "en") == "$1,234.50"
    assert grouped("378282246310005") == "3782\u00a08224\u00a06310\u00a0005"
