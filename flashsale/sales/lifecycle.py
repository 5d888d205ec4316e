"""Pure rules of a drop's life: its phase at an instant, and what may follow."""

from datetime import datetime
from enum import StrEnum

from flashsale.kernel.window import Window


class DropState(StrEnum):
    """What people decided about a drop; the clock decides the rest."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"


class Phase(StrEnum):
    """Where a drop stands at an instant; computed, never stored (behaviour.md §1)."""

    HIDDEN = "hidden"
    UPCOMING = "upcoming"
    LIVE = "live"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    CANCELLED = "cancelled"


# What people may decide next. A drop that was shown to members is never a draft again.
NEXT: dict[DropState, frozenset[DropState]] = {
    DropState.DRAFT: frozenset({DropState.SCHEDULED, DropState.CANCELLED}),
    DropState.SCHEDULED: frozenset(
        {DropState.SUSPENDED, DropState.CANCELLED, DropState.ARCHIVED}
    ),
    DropState.SUSPENDED: frozenset({DropState.SCHEDULED, DropState.CANCELLED}),
    DropState.CANCELLED: frozenset({DropState.ARCHIVED}),
    DropState.ARCHIVED: frozenset(),
}


def phase_at(state: DropState, window: Window, now: datetime) -> Phase:
    """Return the phase of a drop at `now`; the window is half-open."""
    match state:
        case DropState.DRAFT:
            return Phase.HIDDEN
        case DropState.CANCELLED:
            return Phase.CANCELLED
        case DropState.ARCHIVED:
            return Phase.CLOSED
        case DropState.SUSPENDED | DropState.SCHEDULED:
            if now < window.opens_at:
                return Phase.UPCOMING
            if now >= window.closes_at:
                return Phase.CLOSED
            suspended = state is DropState.SUSPENDED
            return Phase.SUSPENDED if suspended else Phase.LIVE


def may_become(state: DropState, wanted: DropState) -> bool:
    """Say whether people may take a drop from one state to another."""
    return wanted in NEXT[state]
