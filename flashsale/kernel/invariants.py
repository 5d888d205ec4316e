"""What an invariant's proof looks like: how much was looked at, and what is broken."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One invariant, looked at over the whole store.

    name: a sentence that must be true. looked_at: rows it was asked of.
    broken: what contradicts it, by id, at most the first ones found.
    """

    name: str
    looked_at: int
    broken: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing contradicts it."""
        return not self.broken
