"""Pure rules of the limit per member: what a new drop begins with (behaviour.md §6)."""

from dataclasses import dataclass

from flashsale.kernel.kinds import Kind

LARGEST_LIMIT = 100
COPIES = 2
TICKETS = 4
UNIQUE_PIECE = 1


@dataclass(frozen=True, slots=True)
class UsualLimits:
    """Units of a new drop one member may have, where its curator says nothing.

    copies: of anything but a show. tickets: of a show. Each is 1 to 100.
    """

    copies: int = COPIES
    tickets: int = TICKETS

    def of(self, kind: Kind, allotted: int = 0) -> int:
        """Return the limit of a drop; of a piece that is the only one, it is 1.

        allotted: units of all its lots together, 0 where that is not known yet.
        """
        if allotted == UNIQUE_PIECE:
            return UNIQUE_PIECE
        return self.tickets if kind is Kind.TICKET else self.copies
