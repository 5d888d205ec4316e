"""How many invitations a member may still make; pure (behaviour.md §4)."""

from dataclasses import dataclass

MOST_OUTSTANDING = 10


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a member was given and what they did with it; counts of people, >= 0.

    given: how many may join through this member; None for who runs the house.
    joined: who did. outstanding: places of invitations still open. An invitation
    revoked or expired before its use gives its place back.
    """

    given: int | None
    joined: int
    outstanding: int

    @property
    def left(self) -> int:
        """How many more people may be invited now, >= 0."""
        room = MOST_OUTSTANDING - self.outstanding
        if self.given is not None:
            room = min(room, self.given - self.joined - self.outstanding)
        return max(0, room)

    @property
    def is_held_by_outstanding(self) -> bool:
        """Whether only the open invitations stand in the way of another one."""
        return self.left == 0 and (self.given is None or self.given > self.joined)
