"""Writing a drop's words through HTTP: keeping, previewing, two people at once."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from flashsale.catalogue.models import WorkRow
from flashsale.editorial import notes, words
from flashsale.editorial.events import NoteChanged
from flashsale.editorial.models import Note, TableWord
from flashsale.editorial.notes import NoteDraft, NoteRefusal, NoteRefused, NoteWritten
from flashsale.editorial.texts import note_of, notes_of, table_word
from flashsale.editorial.words import WordDraft, WordTooLong
from flashsale.kernel.ids import DropId, MemberId
from flashsale.kernel.language import Language
from flashsale.members.roles import Role
from flashsale.runtime import Runtime
from tests.desk_scene import fields_of, words_of
from tests.factories import a_drop, a_lot, a_member, a_sku, a_work
from tests.sign_in import sign_in

FR, EN = Language.FR, Language.EN


@pytest.fixture
def drop_id(runtime: Runtime, curator_id: MemberId) -> DropId:
    with runtime.work() as work:
        tomorrow = work.now.replace(hour=17, minute=0, day=27)
        drop_id = a_drop(work, state="draft", opens_at=tomorrow, curator_id=curator_id)
        a_lot(work, drop_id)
        return drop_id


def a_note(
    drop_id: DropId, author_id: MemberId, *, version: int = 0, **said: str
) -> NoteDraft:
    return NoteDraft(
        drop_id=drop_id,
        language=Language(said.get("language", "fr")),
        hook=said.get("hook", "Une accroche"),
        body=said.get("body", "Un texte."),
        author_id=author_id,
        based_on_version=version,
    )


def test_a_note_is_kept_with_its_typography_in_place(
    runtime: Runtime, curator_id: MemberId, drop_id: DropId
) -> None:
    with runtime.work() as work:
        draft = a_note(drop_id, curator_id, hook='Dit "oui"!\r\n', body="L'été: *ok*")
        outcome = notes.write(work, draft)
        assert isinstance(outcome, NoteWritten)
        assert NoteChanged(drop_id, FR) in work.events
    with runtime.read() as work:
        text = note_of(work, drop_id, FR)
    assert text is not None
    assert text.hook == "Dit «\u00a0oui\u00a0»\u202f!"
    assert text.html == "<p>L’été\u00a0: <em>ok</em></p>".replace("\u00a0", "&nbsp;")
    assert (text.author.name, text.words, text.version) == ("Maude Tremblay", 2, 1)


def test_english_readers_get_french_until_english_is_written(
    runtime: Runtime, curator_id: MemberId, drop_id: DropId
) -> None:
    with runtime.work() as work:
        assert note_of(work, drop_id, EN) is None
        notes.write(work, a_note(drop_id, curator_id))
        french = note_of(work, drop_id, EN)
        assert french is not None
        assert french.language is FR
        # A hook alone is not a text yet.
        notes.write(work, a_note(drop_id, curator_id, language="en", body=""))
        assert note_of(work, drop_id, EN) == french
        english = a_note(drop_id, curator_id, version=1, language="en", body="A text.")
        notes.write(work, english)
        read = note_of(work, drop_id, EN)
        assert read is not None
        assert read.language is EN
        assert note_of(work, drop_id, FR) == french


def test_a_french_reader_is_not_given_an_english_text(
    runtime: Runtime, curator_id: MemberId, drop_id: DropId
) -> None:
    with runtime.work() as work:
        notes.write(work, a_note(drop_id, curator_id, language="en"))
        assert notes_of(work, [drop_id], FR) == {}


def test_two_who_write_at_once_both_keep_their_words(
    runtime: Runtime, curator_id: MemberId, drop_id: DropId
) -> None:
    for version in (0, 1):
        with runtime.work() as work:
            first = a_note(drop_id, curator_id, version=version, body=f"Un {version}.")
            assert isinstance(notes.write(work, first), NoteWritten)
        with runtime.work() as work:
            second = a_note(drop_id, curator_id, version=version, body="Deux.")
            refused = notes.write(work, second)
        assert isinstance(refused, NoteRefused)
        assert refused.refusals == (NoteRefusal.CONFLICT,)
        assert refused.kept.body == f"Un {version}."


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"hook": "x" * 161}, NoteRefusal.HOOK_TOO_LONG),
        ({"body": "x" * 20_001}, NoteRefusal.BODY_TOO_LONG),
    ],
)
def test_a_text_that_is_too_long_is_not_kept(
    runtime: Runtime,
    curator_id: MemberId,
    drop_id: DropId,
    said: dict[str, str],
    refusal: NoteRefusal,
) -> None:
    with runtime.work() as work:
        outcome = notes.write(work, a_note(drop_id, curator_id, **said))
        assert isinstance(outcome, NoteRefused)
        assert outcome.refusals == (refusal,)
        assert work.session.scalar(select(func.count(Note.id))) == 0


def test_the_editor_says_both_texts_when_two_people_wrote(
    runtime: Runtime, app: Flask, curator: FlaskClient, drop_id: DropId
) -> None:
    other = app.test_client()
    with runtime.work() as work:
        other_id = a_member(work, role=Role.CURATOR, name="Zoé Vachon")
    sign_in(other, runtime, other_id)
    desk = f"/bureau/ventes/{drop_id}"
    mine = {"fr-version": "0", "fr-hook": "La mienne", "fr-body": "Mon texte."}
    theirs = {"fr-version": "0", "fr-hook": "La sienne", "fr-body": "Son texte."}
    assert other.post(f"{desk}/note/fr", data=theirs).status_code == 303
    refused = curator.post(f"{desk}/note/fr", data=mine)
    assert refused.status_code == 409
    page = words_of(refused)
    assert "<title>Erreur" in refused.text
    assert "Rien n’est perdu" in page
    assert "Le texte que Zoé Vachon a enregistré" in page
    assert "Son texte." in page
    kept = fields_of(refused)
    assert (kept["fr-hook"], kept["fr-body"]) == ("La mienne", "Mon texte.")
    # Having read the other one, the author writes over it.
    assert curator.post(f"{desk}/note/fr", data=kept).status_code == 303
    assert "Mon texte." in curator.get(desk).text


def test_a_long_hook_is_told_beside_its_field_and_nothing_is_lost(
    runtime: Runtime, curator: FlaskClient, drop_id: DropId
) -> None:
    path = f"/bureau/ventes/{drop_id}/note/fr"
    sent = {"fr-version": "0", "fr-hook": "é" * 161, "fr-body": "\nUn texte."}
    refused = curator.post(path, data=sent)
    assert refused.status_code == 422
    assert 'href="#fr-hook"' in refused.text
    kept = fields_of(refused)
    assert kept["fr-hook"] == sent["fr-hook"]
    assert kept["fr-body"].strip() == "Un texte."


def test_the_preview_shows_what_would_be_kept_and_keeps_nothing(
    runtime: Runtime, curator: FlaskClient, drop_id: DropId
) -> None:
    path = f"/bureau/ventes/{drop_id}/note/fr"
    sent = {"fr-version": "0", "fr-hook": "Quoi?", "fr-body": "<b>x</b> *oui*"}
    fragment = curator.post(f"{path}/apercu", data=sent)
    assert fragment.status_code == 200
    assert "Quoi\u202f?" in fragment.text
    assert "&lt;b&gt;x&lt;/b&gt; <em>oui</em>" in fragment.text
    assert "<html" not in fragment.text
    whole = curator.post(path, data=sent | {"geste": "apercu"})
    assert whole.status_code == 200
    assert "<em>oui</em>" in whole.text
    assert fields_of(whole)["fr-hook"] == "Quoi?"
    with runtime.read() as work:
        assert note_of(work, drop_id, FR) is None


def test_odd_versions_and_control_characters_break_nothing(
    runtime: Runtime, curator: FlaskClient, drop_id: DropId
) -> None:
    path = f"/bureau/ventes/{drop_id}/note/fr"
    for version in ("", "x", "-1", "٣", "9" * 30, "1.5"):
        sent = {"fr-version": version, "fr-hook": "a\x00b", "fr-body": "c\x00\x1bd"}
        assert curator.post(path, data=sent).status_code in (303, 409)
    assert curator.post(path, data={}).status_code == 409
    with runtime.read() as work:
        text = note_of(work, drop_id, FR)
    assert text is not None
    assert (text.hook, text.html) == ("ab", "<p>cd</p>")


def test_a_drop_is_scheduled_only_with_a_complete_work_and_french_words(
    runtime: Runtime, curator: FlaskClient, curator_id: MemberId
) -> None:
    with runtime.work() as work:
        work_id = a_work(work, is_incomplete=True)
        opens_at = work.now.replace(day=28)
        drop_id = a_drop(work, state="draft", opens_at=opens_at, work_id=work_id)
        a_lot(work, drop_id, sku_id=a_sku(work, work_id))
        notes.write(work, a_note(drop_id, curator_id, language="en"))
    path = f"/bureau/ventes/{drop_id}"
    refused = curator.post(f"{path}/programmer")
    assert refused.status_code == 422
    for missing in ("Écrire le texte français", "Compléter la fiche de l’œuvre"):
        assert missing in words_of(refused)
    with runtime.work() as work:
        notes.write(work, a_note(drop_id, curator_id))
        work.session.execute(update(WorkRow).values(is_incomplete=False))
    assert curator.post(f"{path}/programmer").status_code == 303
    again = curator.post(f"{path}/programmer", follow_redirects=True)
    assert "La vente est programmée." in words_of(again)
    assert "a changé entre-temps" not in words_of(again)


def test_the_french_texts_say_that_scheduling_needs_them_and_a_draft_does_not(
    runtime: Runtime, curator: FlaskClient, curator_id: MemberId
) -> None:
    with runtime.work() as work:
        drop_id = a_drop(work, state="draft", opens_at=work.now.replace(day=28))
        a_lot(work, drop_id)
        notes.write(work, a_note(drop_id, curator_id, hook=""))
    path = f"/bureau/ventes/{drop_id}"
    page = curator.get(path)
    told = words_of(page)
    for label in ("Accroche (nécessaire pour programmer)", "Note (nécessaire pour"):
        assert told.count(label) == 1, label
    assert told.count("Peut rester vide dans un brouillon.") == 2
    assert "Sans ce texte" not in told
    assert "aria-invalid" not in page.text

    # What lacks is told once above, with a way to the field, and once beside the field.
    refused = curator.post(f"{path}/programmer")
    assert refused.status_code == 422
    assert 'href="#fr-hook"' in refused.text
    assert refused.text.count("data-foyer") == 1
    assert words_of(refused).count("Sans ce texte, la vente ne peut pas") == 1
    assert 'id="fr-hook-erreur"' in refused.text
    assert refused.text.count("aria-invalid") == 1


def test_a_drop_whose_hour_is_past_is_not_scheduled(
    runtime: Runtime, curator: FlaskClient, curator_id: MemberId
) -> None:
    with runtime.work() as work:
        drop_id = a_drop(work, state="draft")
        a_lot(work, drop_id)
        notes.write(work, a_note(drop_id, curator_id))
    refused = curator.post(f"/bureau/ventes/{drop_id}/programmer")
    assert refused.status_code == 422
    assert "Choisir une ouverture à venir" in words_of(refused)


def test_the_word_of_the_table_is_written_in_both_languages(
    runtime: Runtime, curator: FlaskClient
) -> None:
    sent = {"jour": "2026-11-26", "fr-body": "Il neige: entrez.", "en-body": ""}
    looked = curator.post("/bureau/mot", data=sent | {"geste": "apercu"})
    assert looked.status_code == 200
    assert "Il neige&nbsp;: entrez." in looked.text
    with runtime.read() as work:
        assert table_word(work, date(2026, 11, 26), FR) is None
    assert curator.post("/bureau/mot", data=sent).status_code == 303
    with runtime.read() as work:
        for language in Language:
            word = table_word(work, date(2026, 11, 26), language)
            assert word is not None
            assert word.language is FR
    emptied = sent | {"fr-body": ""}
    assert curator.post("/bureau/mot", data=emptied).status_code == 303
    with runtime.read() as work:
        assert table_word(work, date(2026, 11, 26), FR) is None
    for odd in ("jour=x", "jour=9999-12-31", "jour="):
        assert curator.get(f"/bureau/mot?{odd}").status_code == 200


def test_a_word_that_is_too_long_is_not_kept_in_any_language(
    runtime: Runtime, curator: FlaskClient, curator_id: MemberId
) -> None:
    sent = {"jour": "2026-11-26", "fr-body": "x" * 20_001, "en-body": "Fine."}
    refused = curator.post("/bureau/mot", data=sent)
    assert refused.status_code == 422
    assert 'href="#fr-body"' in refused.text
    with runtime.work() as work:
        assert work.session.scalar(select(func.count(TableWord.id))) == 0
        draft = WordDraft(
            day=date(2026, 11, 26), language=FR, body="x" * 20_001, author_id=curator_id
        )
        assert words.write(work, draft) == WordTooLong()
