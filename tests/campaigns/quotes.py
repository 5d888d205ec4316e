"""Prices of baskets drawn by chance, against exact fractions."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.campaigns.frame import RunSeed
from tests.random_baskets import prove_seed

ABOUT = "baskets priced against exact fractions: no cent lost, parts equal the whole"
SEEDS = 2_000
UNIT = "baskets"


@contextmanager
def opened() -> Iterator[RunSeed]:
    """Give the function that proves the hundred baskets of one seed."""
    yield prove_seed
