"""When the house is left as it is: around the opening of a drop."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from flashsale.db import Work
from flashsale.sales.lifecycle import DropState
from flashsale.sales.models import Drop

BEFORE_OPENING = timedelta(minutes=30)
AFTER_OPENING = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Frozen:
    """Nothing is changed before `until`: this drop opens, or just did."""

    title: str
    opens_at: datetime
    until: datetime


def frozen(work: Work) -> Frozen | None:
    """Return the drop around whose opening we are, or None.

    Asks for columns that were there from the first schema on: it is asked before an
    upgrade.
    """
    found = work.session.execute(
        select(Drop.title, Drop.opens_at)
        .where(
            Drop.state == str(DropState.SCHEDULED),
            Drop.opens_at > work.now - AFTER_OPENING,
            Drop.opens_at <= work.now + BEFORE_OPENING,
        )
        .order_by(Drop.opens_at.desc())
    ).first()
    if found is None:
        return None
    title, opens_at = found
    return Frozen(title, opens_at, opens_at + AFTER_OPENING)
