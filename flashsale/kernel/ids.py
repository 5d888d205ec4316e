"""Ids, public codes and secret tokens, made by the program and not by the database."""

import hashlib
import random
import re
import secrets
from datetime import datetime
from threading import Lock
from typing import NewType

MemberId = NewType("MemberId", int)
ProducerId = NewType("ProducerId", int)
WorkId = NewType("WorkId", int)
SkuId = NewType("SkuId", int)
DropId = NewType("DropId", int)
LotId = NewType("LotId", int)
HoldId = NewType("HoldId", int)
EntryId = NewType("EntryId", int)
MandateId = NewType("MandateId", int)
OfferId = NewType("OfferId", int)
OrderId = NewType("OrderId", int)
PaymentId = NewType("PaymentId", int)
RefundId = NewType("RefundId", int)
OrderLineId = NewType("OrderLineId", int)
RestitutionId = NewType("RestitutionId", int)
InvitationId = NewType("InvitationId", int)
GrantId = NewType("GrantId", int)
GiftCardId = NewType("GiftCardId", int)
PromotionId = NewType("PromotionId", int)

# No 0/O, 1/I/L, U: a code is read aloud, typed, and never spells a word by chance.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
# An id is a tick of ten seconds, then a place in it: each process begins a tick at a
# random place of 2^34 and goes up from there in small random steps. Two processes that
# make 30,000 ids each in one tick meet with a chance of about one in 30,000.
_TICK_S = 10
_PLACE_BITS = 34
_STEP_BITS = 4
# What a 64-bit column holds; a longer number names nothing.
LARGEST_ID = (1 << 63) - 1
_WRITTEN = re.compile(r"[1-9][0-9]{0,18}")


class Ids:
    """Makes ids before the row exists, so that a lost answer can be re-read by id.

    A commit whose outcome is unknown (the connection was cut after COMMIT was
    sent) is settled by looking the id up again. One instance serves all threads of
    a process.
    """

    def __init__(self, source: random.Random | None = None) -> None:
        """Draw from the operating system, or from `source` in a simulation."""
        self._source = source or secrets.SystemRandom()
        self._lock = Lock()
        self._tick = -1
        self._place = 0

    def new(self, now: datetime) -> int:
        """Return a positive 63-bit id that this instance never gave before.

        Ids grow within a tick of this instance; the order of rows is that of their
        instants, never of their ids.
        """
        tick = int(now.timestamp()) // _TICK_S
        with self._lock:
            if tick != self._tick:
                self._tick = tick
                self._place = self._source.getrandbits(_PLACE_BITS)
            self._place += 1 + self._source.getrandbits(_STEP_BITS)
            return (tick << _PLACE_BITS) + self._place

    def code(self, length: int = 8) -> str:
        """Return a public code of `length` characters that says nothing of volume."""
        return "".join(self._source.choice(CODE_ALPHABET) for _ in range(length))

    def token(self) -> str:
        """Return a URL-safe secret of 256 random bits (security.md S3 asks 128)."""
        return self._source.getrandbits(256).to_bytes(32, "big").hex()


def written_id(text: str) -> int | None:
    """Return the id that an address or a form writes, or None when it is none."""
    if not _WRITTEN.fullmatch(text):
        return None
    number = int(text)
    return number if number <= LARGEST_ID else None


def token_hash(token: str) -> str:
    """Return the SHA-256 of a secret, in hex: the only form that is stored.

    The secret has 256 random bits, so a plain hash cannot be searched (S3).
    """
    return hashlib.sha256(token.encode()).hexdigest()
