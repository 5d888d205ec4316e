"""The letters of an offer: it is made, half of its time is gone, it is over."""

from typing import Any

from sqlalchemy import select

from flashsale.catalogue.catalogue import skus_by_id
from flashsale.db import Work
from flashsale.kernel.errors import NotFound
from flashsale.kernel.ids import MemberId, OfferId, SkuId
from flashsale.kernel.language import Language
from flashsale.mail import outbox
from flashsale.members import directory
from flashsale.members.directory import MemberCard
from flashsale.sales.events import OfferHalfGone, OfferLapsed, OfferMade
from flashsale.sales.models import Drop, Lot, WaitOffer
from flashsale.sales.waiting import OfferState


def offer_made(work: Work, fact: OfferMade) -> None:
    """Tell a member what is kept for them, and until when."""
    tell_of(work, fact.offer_id)


def tell_of(work: Work, offer_id: OfferId, not_bought: str = "") -> None:
    """Tell a member what is kept for them; a second call writes no second letter.

    not_bought: why it was not bought for them as they wished, a word of the letter's
    own; empty where they did not.
    """
    _write(work, offer_id, "wait_offer", not_bought=not_bought)


def offer_half_gone(work: Work, fact: OfferHalfGone) -> None:
    """Remind a member of what is kept for them."""
    _write(work, fact.offer_id, "wait_reminder")


def offer_over(work: Work, fact: OfferLapsed) -> None:
    """Tell a member that it went to the next one, or that the sale was cancelled."""
    _write(work, fact.offer_id, "wait_over")


def _write(work: Work, offer_id: OfferId, message: str, **more: str) -> None:
    row = work.session.execute(
        select(WaitOffer, Lot.sku_id, Drop)
        .join(Lot, Lot.id == WaitOffer.lot_id)
        .join(Drop, Drop.id == WaitOffer.drop_id)
        .where(WaitOffer.id == offer_id)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise NotFound("offer", offer_id)
    offer, sku_id, drop = row
    member = directory.member_by_id(work, MemberId(offer.member_id))
    outbox.write(
        work,
        key=f"{message}:{offer_id}",
        message=message,
        to_address=member.write_to,
        language=member.language,
        values=_values(work, offer, SkuId(sku_id), drop, member) | more,
    )


def _values(
    work: Work, offer: WaitOffer, sku_id: SkuId, drop: Drop, member: MemberCard
) -> dict[str, Any]:
    """Return what the letters say; amounts in cents, instants in ISO 8601."""
    sku = skus_by_id(work, {sku_id})[sku_id]
    english = member.language is Language.EN and sku.label_en
    return {
        "name": member.name,
        "title": drop.title,
        "slug": drop.slug,
        "label": sku.label_en if english else sku.label_fr,
        "units": offer.units,
        "unit_price_cents": offer.unit_price_cents,
        "expires_at": offer.expires_at.isoformat(),
        # After closing the clock stands still at night: the letter says so.
        "rests_at_night": offer.made_at >= drop.closes_at,
        "was_withdrawn": offer.state == OfferState.WITHDRAWN,
    }
