"""The base of all events: facts that happened in a transaction."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """A fact, named in the past tense; carries ids, never rows.

    What follows from it is a line in `flashsale/reactions.py`.
    """
