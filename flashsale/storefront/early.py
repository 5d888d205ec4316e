"""What a member with early access is told on a drop's page before it opens; pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flashsale.sales.catalogue import DropFacts
from flashsale.sales.lifecycle import DropState


class EarlyStand(StrEnum):
    """Where early access stands; the value is the word of the template."""

    COMING = "a-venir"
    ON = "ouvert"
    GONE = "parti"


@dataclass(frozen=True, slots=True)
class EarlyNotice:
    """Early access to one drop. left: copies of its share that are free now.

    percent: the share of each allotment it may take.
    """

    stand: EarlyStand
    begins_at: datetime
    percent: int
    left: int


def early_notice(
    drop: DropFacts, early_until: datetime | None, now: datetime
) -> EarlyNotice | None:
    """Return what to tell a reader, or None: the drop gives them no early access.

    early_until: when the reader's own early access ends, None for who has none.
    """
    begins_at = drop.early.begins_at(drop.window.opens_at)
    if early_until is None or begins_at is None:
        return None
    if drop.state is not DropState.SCHEDULED or now >= drop.window.opens_at:
        return None
    if max(now, begins_at) >= early_until:
        return None
    left = sum(
        max(
            0,
            drop.early.share_of(lot.level.allotted)
            - (lot.level.allotted - lot.level.available),
        )
        for lot in drop.lots
    )
    if now < begins_at:
        stand = EarlyStand.COMING
    else:
        stand = EarlyStand.ON if left else EarlyStand.GONE
    return EarlyNotice(stand, begins_at, drop.early.percent, left)
