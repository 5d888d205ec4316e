"""Making the desk forget the cards that members took back."""

import logging

from flashsale.orders import saved_cards
from flashsale.orders.payment_desk import (
    PaymentDeskRefusedRequest,
    PaymentDeskUnreachable,
)
from flashsale.runtime import Runtime

log = logging.getLogger(__name__)

AT_A_TIME = 50


def forget_removed(runtime: Runtime) -> int:
    """Make the desk forget removed cards, and return how many; never raises for it.

    They are not charged since they were removed; this takes them from the desk too.
    """
    with runtime.read() as work:
        removed = saved_cards.to_forget(work, most=AT_A_TIME)
    forgotten = 0
    for card_id, card_ref in removed:
        try:
            runtime.payment_desk.forget_card(card_ref)
        except PaymentDeskUnreachable as fault:
            log.warning("card.not_forgotten fault=%s", fault)
            return forgotten
        except PaymentDeskRefusedRequest as fault:
            log.error("card.not_forgotten fault=%s", fault)
            continue
        with runtime.work() as work:
            saved_cards.note_forgotten(work, card_id)
        forgotten += 1
    return forgotten
