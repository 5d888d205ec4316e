"""Time for holds: it takes ten minutes to pass, and a storm has ten seconds.

A hold or a payment is made older in the store, as if its minutes were over; the journal
notes it, for its member was told otherwise.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select, update

from flashsale.db import Work
from flashsale.kernel.ids import DropId
from flashsale.mail.models import OutboxMail
from flashsale.orders.lifecycle import UNDER_WAY
from flashsale.orders.models import OrderLine, Payment
from flashsale.runtime import Runtime
from flashsale.sales.holds import LIVE
from flashsale.sales.models import Hold

# Longer than any payment is left alone by the sweep.
LEFT_ALONE = timedelta(minutes=2)


@dataclass(slots=True)
class Ageing:
    """What was made older: by hold, the end it got."""

    ends: dict[int, datetime] = field(default_factory=dict)

    def some(
        self, runtime: Runtime, drop_id: DropId, luck: random.Random, most: int
    ) -> None:
        """Let a few holds of a sale end within a second, those being paid too."""
        with runtime.work() as work:
            live = work.session.scalars(
                select(Hold.id)
                .where(Hold.drop_id == drop_id, Hold.state.in_(LIVE))
                .order_by(Hold.id)
            ).all()
            fresh = [hold for hold in live if hold not in self.ends]
            chosen = sorted(luck.sample(fresh, min(most, len(fresh))))
            second = timedelta(seconds=1)
            self._end(
                work, {hold: work.now + second * luck.random() for hold in chosen}
            )

    def all(self, runtime: Runtime) -> None:
        """Let every hold and every payment be over, and every letter due."""
        with runtime.work() as work:
            live = work.session.scalars(
                select(Hold.id).where(Hold.state.in_(LIVE)).order_by(Hold.id)
            ).all()
            work.session.execute(
                update(Payment)
                .where(Payment.state.in_(sorted(UNDER_WAY)))
                .values(kept_until=work.now, updated_at=work.now - LEFT_ALONE)
            )
            self._end(work, dict.fromkeys(live, work.now))
            work.session.execute(
                update(OutboxMail)
                .where(OutboxMail.state == "pending")
                .values(due_at=work.now)
            )

    def _end(self, work: Work, ends: Mapping[int, datetime]) -> None:
        """End holds; payments first and holds by id, as the house locks them."""
        for hold, end in ends.items():
            work.session.execute(
                update(Payment)
                .where(
                    Payment.order_id.in_(
                        select(OrderLine.order_id).where(OrderLine.hold_id == hold)
                    ),
                    Payment.kept_until > end,
                )
                .values(kept_until=end)
            )
        for hold, end in ends.items():
            work.session.execute(
                update(Hold)
                .where(Hold.id == hold, Hold.state.in_(LIVE), Hold.expires_at > end)
                .values(expires_at=end)
            )
            self.ends.setdefault(hold, end)
