"""The draw: a function of the seed and the places, fair, and provable by anybody."""

import random
from collections import Counter
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from flashsale.kernel.ids import Ids
from flashsale.sales.opening_draw import commitment_of, draw, is_proven

SEEDS = st.binary(min_size=32, max_size=32).map(bytes.hex)
CODES = st.lists(st.text("23456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=12, max_size=12))


@given(seed=SEEDS, codes=CODES.map(set))
def test_the_order_depends_on_nothing_but_seed_and_places(
    seed: str, codes: set[str]
) -> None:
    drawn = draw(seed, codes)
    assert set(drawn) == codes
    assert draw(seed, reversed(drawn)) == drawn


@given(seed=SEEDS, codes=CODES.map(set), left_out=st.data())
def test_who_stays_away_moves_nobody_past_another(
    seed: str, codes: set[str], left_out: st.DataObject
) -> None:
    drawn = draw(seed, codes)
    gone = left_out.draw(st.sets(st.sampled_from(drawn)) if drawn else st.just(set()))
    assert draw(seed, codes - gone) == tuple(c for c in drawn if c not in gone)


def test_a_draw_done_by_hand() -> None:
    """Written down from `printf PLACE | openssl dgst -sha256 -hmac SEED`."""
    seed = "01" * 32
    assert commitment_of(seed) == (
        "58badd9b455145b487ad24c7f259cc437cc4ffd0784716845249321fb5961cfc"
    )
    places = ["AAAAAAAAAAAA", "BBBBBBBBBBBB", "CCCCCCCCCCCC", "DDDDDDDDDDDD"]
    assert [code[0] for code in draw(seed, places)] == ["B", "D", "A", "C"]


def test_every_order_comes_up_equally_often() -> None:
    ids = Ids(random.Random(11))
    rounds, codes = 12_000, [ids.code(12) for _ in range(4)]
    counted = Counter(draw(ids.token(), codes) for _ in range(rounds))
    assert counted.keys() == set(permutations(codes))
    expected = rounds / 24
    chi_square = sum((n - expected) ** 2 / expected for n in counted.values())
    # 23 degrees of freedom: 49.7 is passed once in a thousand by chance alone.
    assert chi_square < 49.7


def test_a_draw_is_proven_by_its_seed_and_no_other() -> None:
    seed, other = "ab" * 32, "cd" * 32
    drawn = draw(seed, ["AAAA", "BBBB", "CCCC", "DDDD"])
    promised = commitment_of(seed)
    assert is_proven(seed, promised, drawn)
    assert is_proven(seed, promised, ())
    assert not is_proven(other, promised, drawn)
    assert not is_proven(seed, commitment_of(other), drawn)
    assert not is_proven(seed, promised, drawn[::-1])
