"""Codes of gift cards: readable, and a typo is told without looking one up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.credit.gift_codes import RANDOM_LENGTH, grouped, tidy_code, with_check
from flashsale.kernel.ids import CODE_ALPHABET

random_parts = st.text(
    st.sampled_from(CODE_ALPHABET), min_size=RANDOM_LENGTH, max_size=RANDOM_LENGTH
)


@given(random_parts)
def test_a_code_is_read_as_it_is_printed(random_part: str) -> None:
    code = with_check(random_part)
    assert len(code) == 20
    for typed in (code, grouped(code), grouped(code).lower(), " ".join(code)):
        assert tidy_code(typed) == code


@given(random_parts, st.integers(0, 19), st.sampled_from(CODE_ALPHABET))
def test_one_wrong_character_is_always_found(
    random_part: str, place: int, other: str
) -> None:
    code = with_check(random_part)
    wrong = code[:place] + other + code[place + 1 :]
    assert (tidy_code(wrong) is None) == (wrong != code)


@pytest.mark.parametrize(
    "typed", ["", "ABC", "0" * 20, "é" * 20, "A" * 21, "A" * 5_000, "\x00" * 20]
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert tidy_code(typed) is None


def test_groups_are_of_five() -> None:
    assert grouped("ABCDEFGHJKMNPQRSTVWX") == "ABCDE-FGHJK-MNPQR-STVWX"
