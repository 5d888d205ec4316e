"""French and English typography of Markdown: what changes, and what never does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.editorial.typography import english, french
from flashsale.editorial.wording import tidied_body, tidied_hook
from flashsale.kernel.language import Language

NB, TH = "\u00a0", "\u202f"

FRENCH = [
    ("Voici: un mot", f"Voici{NB}: un mot"),
    ("Voici : un mot", f"Voici{NB}: un mot"),
    ("Quoi?", f"Quoi{TH}?"),
    ("Quoi ?", f"Quoi{TH}?"),
    ("Quoi?!", f"Quoi{TH}?!"),
    ("oui; non", f"oui{TH}; non"),
    ("«mot»", f"«{NB}mot{NB}»"),
    ("«  mot  »", f"«{NB}mot{NB}»"),
    ('Il dit "oui".', f"Il dit «{NB}oui{NB}»."),
    ('l\'"auteur"', f"l’«{NB}auteur{NB}»"),
    ("c'est l'été", "c’est l’été"),
    ("et puis...", "et puis…"),
    ("11h30", f"11{NB}h{NB}30"),
    ("à 11 h", f"à 11{NB}h"),
    ("24,99$", f"24,99{NB}$"),
    ("50 %", f"50{NB}%"),
    ("n° 14 et no 3", f"nº{NB}14 et nº{NB}3"),
    ("**Attention** !", f"**Attention**{TH}!"),
    ("*Note*: ok", f"*Note*{NB}: ok"),
    ('"**attends**, c\'est vert?"', f"«{NB}**attends**, c’est vert{TH}?{NB}»"),
]


@pytest.mark.parametrize(("typed", "placed"), FRENCH)
def test_french_puts_spaces_quotes_and_marks_in_place(typed: str, placed: str) -> None:
    assert french(typed) == placed


ENGLISH = [
    ('She said "yes".', "She said “yes”."),
    ("It isn't", "It isn’t"),
    ("the 1990's", "the 1990’s"),
    ("'quoted' word", "‘quoted’ word"),
    ("'Tis the season", "’Tis the season"),
    ("rock 'n' roll", "rock ’n’ roll"),
    ("and then...", "and then…"),
    ("at 11 a.m.", f"at 11{NB}a.m."),
    ("What? Yes: now!", "What? Yes: now!"),
]


@pytest.mark.parametrize(("typed", "placed"), ENGLISH)
def test_english_curls_quotes_and_adds_no_space(typed: str, placed: str) -> None:
    assert english(typed) == placed


UNTOUCHED = [
    "https://exemple.ca/a?b=c;d:e!f",
    "[mot](https://exemple.ca/x?y 'titre')",
    "<https://exemple.ca/?a>",
    '`un ? deux : "trois"`',
    "```\nun ? deux\n```",
    "    un ? deux",
    "[un]: https://exemple.ca/?a",
    r"un \! deux",
    "10:30",
    ":)",
    "- ! important",
    'Un 12" de jazz',
    '5" et 7" et 12"',
    'Il a dit "oui',
    "&nbsp;&laquo;",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_french_leaves_addresses_code_marks_and_doubts_alone(text: str) -> None:
    assert french(text) == text


# Pieces that meet in bad ways: marks, quotes, spaces, Markdown, our own stand-ins.
PIECES = [
    *(" \n\"'«»“”‘’:;!?%$.…*_[]()`<>\\/-+#&@h1234nNo°ºaéb|~="),
    *(NB, TH, "\ue000", "\ue001", "http://", "www.", "...", "]("),
    *("- ", "> ", "```", "    ", "no 1", "11 h 30", "a.m."),
]
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(texts)
def test_a_second_pass_changes_nothing_in_french(text: str) -> None:
    once = french(text)
    assert french(once) == once


@given(texts)
def test_a_second_pass_changes_nothing_in_english(text: str) -> None:
    once = english(text)
    assert english(once) == once


@given(texts)
def test_only_spaces_quotes_and_ellipses_ever_change(text: str) -> None:
    def bones(of: str) -> str:
        of = of.replace("...", "…").replace("n°", "nº").replace("N°", "Nº")
        return "".join(c for c in of if c not in f" {NB}{TH}\"'«»’.oº")

    assert bones(french(text)) == bones(text)


@given(st.text(max_size=200))
def test_keeping_a_kept_text_again_changes_nothing(text: str) -> None:
    for language in Language:
        body = tidied_body(text, language)
        assert tidied_body(body, language) == body
        hook = tidied_hook(text, language)
        assert tidied_hook(hook, language) == hook


def test_controls_and_direction_marks_are_taken_out() -> None:
    hostile = "a\x00b\u202ec\u2066d\ufeffe\x1b[31m"
    assert tidied_hook(hostile, Language.EN) == "abcde[31m"


@pytest.mark.parametrize(
    "piece",
    ["[", "*a ", "`", '"a ', "](", "a ! ", "http://", "_a*", "'a", "« ", "` `` "],
)
def test_a_long_hostile_text_is_read_once(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    assert len(french(text)) >= len(text) // 2
