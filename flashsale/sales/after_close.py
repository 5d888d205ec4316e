"""The producer's permission to offer what comes back for a day after closing."""

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import DropId
from flashsale.sales import freeing
from flashsale.sales.drops import (
    DropRefusal,
    DropRefused,
    DropSaved,
    changed,
    locked,
)
from flashsale.sales.models import WaitOffer
from flashsale.sales.stock import OFFERS_AFTER_CLOSE
from flashsale.sales.waiting import OfferState


def allow(work: Work, drop_id: DropId, *, allowed: bool) -> DropSaved | DropRefused:
    """Let a drop offer after its closing what comes back, or not any more.

    Allowed until a day after closing; what is free by then is offered at once. Not
    taken back while an offer that rests on it is open.
    """
    row = locked(work, drop_id)
    if row is None:
        return DropRefused((DropRefusal.NOT_FOUND,))
    if work.now >= row.closes_at + OFFERS_AFTER_CLOSE:
        return DropRefused((DropRefusal.OFFERS_OVER,))
    resting = select(WaitOffer.id).where(
        WaitOffer.drop_id == drop_id,
        WaitOffer.state == str(OfferState.OPEN),
        WaitOffer.expires_at > max(work.now, row.closes_at),
    )
    if not allowed and work.session.scalar(resting.limit(1)) is not None:
        return DropRefused((DropRefusal.OFFERS_OPEN,))
    row.offers_after_close = allowed
    changed(work, row)
    freeing.offer_free(work, drop_id)
    return DropSaved(drop_id)
