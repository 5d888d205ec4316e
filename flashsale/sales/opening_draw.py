"""Pure rules of the draw: its seed, what is promised of it, and the order it gives.

Anyone can do the draw again with these rules alone (docs/opening.md, docs/adr/0006).
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence


def commitment_of(seed: str) -> str:
    """Return what is published before the draw: the SHA-256 of the seed's text, in hex.

    seed: 64 hex digits, 256 random bits: nobody finds it from its commitment.
    """
    return hashlib.sha256(seed.encode("ascii")).hexdigest()


def draw_key(seed: str, code: str) -> bytes:
    """Return by what a place is ordered: the HMAC-SHA256 of its id under the seed.

    It depends on nothing but the two: neither the instant of joining, nor the other
    places, nor who joined.
    """
    return hmac.digest(seed.encode("ascii"), code.encode("ascii"), "sha256")


def draw(seed: str, codes: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of places in the order in which their turns come."""
    return tuple(sorted(codes, key=lambda code: draw_key(seed, code)))


def is_proven(seed: str, commitment: str, drawn: Sequence[str]) -> bool:
    """Say whether a draw is the one that was promised.

    drawn: the ids of places in the order that was given to them.
    """
    return commitment_of(seed) == commitment and tuple(drawn) == draw(seed, drawn)
