"""The webhook inbox: an event's id is a key, so that it has its effect once."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from flashsale.db import Work
from flashsale.orders.models import InboxEvent
from flashsale.orders.payment_desk import PaymentEvent


def is_known(work: Work, event_id: str) -> bool:
    """Say whether an event had its effect already."""
    found = select(InboxEvent.event_id).where(InboxEvent.event_id == event_id)
    return work.session.scalar(found) is not None


def record(work: Work, event: PaymentEvent) -> None:
    """Write an event down in the transaction of its effect; once, however often."""
    if is_known(work, event.event_id):
        return
    try:
        with work.session.begin_nested():
            work.session.add(
                InboxEvent(
                    event_id=event.event_id,
                    kind=event.type,
                    session_ref=event.session_id,
                    received_at=work.now,
                    handled_at=work.now,
                )
            )
    except IntegrityError:
        # The same event, in another process, a moment ago: its effect is the same.
        return
