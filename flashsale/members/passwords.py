"""Hashing of passwords with argon2id, a few at a time (security.md S9)."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's floor is 19 MiB, two passes, one lane.
MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
# Each hash holds its memory: without a cap, a crowd at the door takes it all.
AT_ONCE = 4

_hasher = PasswordHasher(
    time_cost=PASSES,
    memory_cost=MEMORY_KIB,
    parallelism=LANES,
    hash_len=32,
    salt_len=16,
    type=Type.ID,
)
_room = BoundedSemaphore(AT_ONCE)
# Of nobody's password: verifying it takes the time a real one takes. Written out, for
# every process would hash it at its start.
NOBODYS = (
    "$argon2id$v=19$m=19456,t=2,p=1$sqefdoSPzSWyg5wBNw3ncg"
    "$9R9qUt0XRBN19eMTrzpEu7cdIu/4nycPNMeVZFWuDiM"
)


def hash_password(password: str) -> str:
    """Return the argon2id hash to store, its parameters included."""
    with _room:
        return _hasher.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Say whether the password is the one hashed.

    Without a hash (no such member, or one who has no password) the same work is
    done and the answer is no: time does not tell who is a member (S7).
    """
    try:
        with _room:
            matches = _hasher.verify(password_hash or NOBODYS, password)
    except (VerificationError, InvalidHashError):
        return False
    return matches and password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Say whether a hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)
