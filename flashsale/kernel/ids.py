"""Ids, public codes and secret tokens, made by the program and not by the database."""

import hashlib
import random
import secrets
from datetime import datetime
from typing import NewType

MemberId = NewType("MemberId", int)
ProducerId = NewType("ProducerId", int)
WorkId = NewType("WorkId", int)
SkuId = NewType("SkuId", int)
DropId = NewType("DropId", int)
LotId = NewType("LotId", int)
HoldId = NewType("HoldId", int)
OrderId = NewType("OrderId", int)
PaymentId = NewType("PaymentId", int)
InvitationId = NewType("InvitationId", int)

# No 0/O, 1/I/L, U: a code is read aloud, typed, and never spells a word by chance.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_BITS = 21


class Ids:
    """Makes ids before the row exists, so that a lost answer can be re-read by id.

    A commit whose outcome is unknown (the connection was cut after COMMIT was
    sent) is settled by looking the id up again.
    """

    def __init__(self, source: random.Random | None = None) -> None:
        """Draw from the operating system, or from `source` in a simulation."""
        self._source = source or secrets.SystemRandom()

    def new(self, now: datetime) -> int:
        """Return a positive 63-bit id: milliseconds since 1970, then random bits."""
        milliseconds = int(now.timestamp() * 1000)
        return (milliseconds << _RANDOM_BITS) | self._source.getrandbits(_RANDOM_BITS)

    def code(self, length: int = 8) -> str:
        """Return a public code of `length` characters that says nothing of volume."""
        return "".join(self._source.choice(CODE_ALPHABET) for _ in range(length))

    def token(self) -> str:
        """Return a URL-safe secret of 256 random bits (security.md S3 asks 128)."""
        return self._source.getrandbits(256).to_bytes(32, "big").hex()


def token_hash(token: str) -> str:
    """Return the SHA-256 of a secret, in hex: the only form that is stored.

    The secret has 256 random bits, so a plain hash cannot be searched (S3).
    """
    return hashlib.sha256(token.encode()).hexdigest()
