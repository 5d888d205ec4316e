"""Payment histories with the real SDK: shuffled, doubled, lost, late, killed."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.campaigns.ahead import Ahead, server_of
from tests.campaigns.frame import RunSeed
from tests.stripe_histories.play import tell_here

ABOUT = "payment histories: each captured payment has one order or one refund"
SEEDS = 5_000
UNIT = "steps"
STORES = ("sqlite", "postgresql")
RESUMES = True


@contextmanager
def opened(store: str) -> Iterator[RunSeed]:
    """Give a function that tells one history and returns how many steps it had."""
    with server_of(store) as url, Ahead(tell_here, url) as ahead:
        yield lambda seed: ahead.play(seed).steps
