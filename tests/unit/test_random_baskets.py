"""Five thousand baskets drawn by chance: what `prove quotes` does forty times over."""

import pytest

from tests.random_baskets import BASKETS_PER_SEED, prove_seed


@pytest.mark.parametrize("first", range(0, 50, 10))
def test_no_cent_is_lost(first: int) -> None:
    proved = sum(prove_seed(seed) for seed in range(first, first + 10))
    assert proved == 10 * BASKETS_PER_SEED
