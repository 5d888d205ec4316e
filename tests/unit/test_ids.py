"""Ids never repeat, codes can be read aloud, secrets are stored as hashes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from flashsale.kernel.ids import (
    CODE_ALPHABET,
    LARGEST_ID,
    Ids,
    token_hash,
    written_id,
)

NOW = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)


def test_ids_made_at_one_instant_never_repeat() -> None:
    ids = Ids()
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: ids.new(NOW), range(50_000)))
    assert len(set(made)) == 50_000


def test_processes_that_share_an_instant_do_not_meet() -> None:
    made = [ids.new(NOW) for ids in (Ids() for _ in range(20)) for _ in range(2_000)]
    assert len(set(made)) == 40_000


def test_an_id_fits_a_signed_column_for_a_century() -> None:
    late = NOW + timedelta(days=365 * 100)
    assert 0 < Ids().new(NOW) < Ids().new(late) < 2**63


def test_a_code_is_drawn_from_letters_one_can_read_aloud() -> None:
    code = Ids().code(500)
    assert set(code) <= set(CODE_ALPHABET)
    assert not set("01ILOU") & set(code)


def test_a_token_is_stored_as_its_hash() -> None:
    token = Ids().token()
    assert len(token) == 64
    assert token not in token_hash(token)
    assert token_hash(token) == token_hash(token)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1", 1),
        (str(LARGEST_ID), LARGEST_ID),
        (str(LARGEST_ID + 1), None),
        ("9" * 30, None),
        ("9" * 5_000, None),
        ("0", None),
        ("01", None),
        ("-1", None),
        ("+1", None),
        (" 1", None),
        ("1\n", None),
        ("١", None),
        ("", None),
    ],
)
def test_an_id_is_read_only_where_a_row_can_have_it(
    text: str, found: int | None
) -> None:
    assert written_id(text) == found
