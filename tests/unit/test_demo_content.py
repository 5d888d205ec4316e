"""The demo club's content is complete, true to its own rules, and well set in type."""

import re

import pytest

from flashsale.catalogue.identifiers import is_isbn
from flashsale.demo.content import DemoNote, DemoWork, ean13
from flashsale.demo.notes import NOTES, TABLE_WORD
from flashsale.demo.people import MEMBERS, PASSWORD, PEOPLE, STAFF
from flashsale.demo.producers import PRODUCERS
from flashsale.demo.works import WORKS
from flashsale.editorial.typography import english, french
from flashsale.kernel.kinds import DELIVERY_OF, Delivery, Kind
from flashsale.kernel.money import discount_percent
from flashsale.members.addresses import read_address
from flashsale.members.password_rules import refuse_password

ALL_WORKS = list(WORKS.values())
ALL_NOTES = list(NOTES.items())
BY_SLUG = pytest.mark.parametrize("work", ALL_WORKS, ids=list(WORKS))
BY_NOTE = pytest.mark.parametrize(("slug", "note"), ALL_NOTES, ids=list(NOTES))


def test_the_club_is_large_enough_and_has_every_kind() -> None:
    assert len(PRODUCERS) >= 14
    assert len(WORKS) >= 34
    assert {work.kind for work in ALL_WORKS} == set(Kind)
    assert sum(len(work.editions) > 1 for work in ALL_WORKS) >= 12


def test_ean13_computes_the_check_digit_of_the_standards_own_example() -> None:
    assert ean13("978030640615") == "9780306406157"


@BY_SLUG
def test_a_work_is_described_in_both_languages(work: DemoWork) -> None:
    assert work.producer in {producer.slug for producer in PRODUCERS}
    for text in (work.description, work.cover_alt, work.proof):
        assert text.fr
        assert text.en
    assert len(work.facts) >= 3
    for line in work.facts:
        assert line.label.en
        assert line.value.en


@BY_SLUG
def test_a_format_has_a_deep_discount_and_its_price_is_fully_shared(
    work: DemoWork,
) -> None:
    for edition in work.editions:
        percent = discount_percent(edition.regular_cents, edition.drop_cents)
        assert 30 <= percent <= 60, edition.code
        shares = edition.shares
        parts = (shares.producer_cents, shares.house_cents, shares.payment_cents)
        assert sum(parts) == edition.drop_cents
        assert shares.producer_cents > shares.house_cents > 0


@BY_SLUG
def test_a_format_with_a_body_has_its_weight_and_size(work: DemoWork) -> None:
    for edition in work.editions:
        is_carried = DELIVERY_OF[edition.form] is Delivery.PARCEL
        sizes = (edition.width_mm, edition.height_mm, edition.thickness_mm)
        assert all(sizes) is is_carried
        assert bool(edition.weight_g) is is_carried


def test_codes_are_unique_and_check_digits_are_right() -> None:
    codes = [edition.code for work in ALL_WORKS for edition in work.editions]
    assert len(codes) == len(set(codes))
    for work in ALL_WORKS:
        for edition in work.editions:
            if edition.gtin:
                assert ean13(edition.gtin[:12]) == edition.gtin
            if work.kind in (Kind.BOOK, Kind.AUDIOBOOK) and edition.gtin:
                assert is_isbn(edition.gtin)


@BY_NOTE
def test_a_note_has_the_length_of_the_house(slug: str, note: DemoNote) -> None:
    assert slug in WORKS
    assert 0 < len(note.hook.fr) <= 160
    assert len(note.hook.en) <= 160
    assert 90 <= len(note.body.fr.split()) <= 180
    assert not note.body.en or 80 <= len(note.body.en.split()) <= 180


@BY_NOTE
def test_a_note_keeps_the_tone_and_the_typography(slug: str, note: DemoNote) -> None:
    for text in (note.hook.fr, note.body.fr):
        assert french(text) == text
        assert "!" not in text
        assert not re.search(r"[ \u202f]:|« | »| [;?]|['\"]", text)
    for text in (note.hook.en, note.body.en):
        assert english(text) == text
        assert not re.search(r"[!'\"]", text)


def test_two_notes_have_no_english_so_that_the_fallback_shows() -> None:
    alone = [slug for slug, note in NOTES.items() if not note.body.en]
    assert len(alone) == 2
    assert all(not NOTES[slug].hook.en for slug in alone)


def test_no_two_notes_open_alike() -> None:
    openings = [note.body.fr[:24] for note in NOTES.values()]
    assert len(openings) == len(set(openings))


def test_the_word_of_the_table_is_in_both_languages() -> None:
    assert TABLE_WORD.fr
    assert TABLE_WORD.en


def test_everyone_was_invited_by_someone_already_in() -> None:
    known: set[str] = set()
    for person in PEOPLE:
        assert not person.inviter or person.inviter in known, person.key
        known.add(person.key)
    assert len(MEMBERS) >= 40


def test_the_invitation_tree_is_four_deep_below_the_staff() -> None:
    inviter = {person.key: person.inviter for person in MEMBERS}
    staff = {person.key for person in STAFF}

    def depth(key: str) -> int:
        return 0 if key in staff else 1 + depth(inviter[key])

    assert max(depth(person.key) for person in MEMBERS) == 4


def test_addresses_are_in_a_reserved_domain_and_readable() -> None:
    for person in PEOPLE:
        assert person.email.endswith("@example.org")
        assert read_address(person.email) is not None


def test_the_documented_password_is_one_the_house_would_take() -> None:
    assert refuse_password(PASSWORD) is None
