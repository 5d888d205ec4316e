"""What must always be true of mandates, asked of the store itself."""

from collections.abc import Callable

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.invariants import Finding
from flashsale.mandates.models import Mandate
from flashsale.orders import history

MOST_NAMED = 20


def no_purchase_is_above_its_maximum(work: Work) -> Finding:
    """What was bought for a member never cost more than they agreed to."""
    used = work.session.execute(
        select(Mandate.id, Mandate.order_code, Mandate.max_total_cents).where(
            Mandate.order_code.is_not(None)
        )
    ).all()
    totals = history.totals_of(work, [str(row.order_code) for row in used])
    broken = tuple(
        f"{row.id} {row.order_code} {totals.get(str(row.order_code))}"
        for row in used
        if totals.get(str(row.order_code), row.max_total_cents + 1)
        > row.max_total_cents
    )
    looked_at = work.session.scalar(select(func.count()).select_from(Mandate)) or 0
    name = "no automatic purchase costs more than its member's maximum"
    return Finding(name, looked_at, broken[:MOST_NAMED])


INVARIANTS: tuple[Callable[[Work], Finding], ...] = (no_purchase_is_above_its_maximum,)
