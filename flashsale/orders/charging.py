"""Charging a saved card: one call under a stored key, found if its answer is lost."""

from datetime import datetime, timedelta

from flashsale.orders import payments
from flashsale.orders.desk_facts import CardCharge
from flashsale.orders.opening import description_of
from flashsale.orders.payment_desk import (
    PaymentDeskRefusedRequest,
    PaymentFacts,
    PaymentState,
)
from flashsale.orders.payments import CURRENCY, PaymentCase
from flashsale.runtime import Runtime

# Clocks differ a little between the desk and us.
LOOKS_BACK = timedelta(minutes=5)


def charge(runtime: Runtime, case: PaymentCase, now: datetime) -> PaymentFacts | None:
    """Authorise the saved card of a payment, or find what became of it.

    While its stock is kept the same request is sent under the same key, so that a
    lost answer is found and nothing is done twice (F16). Later nothing is charged any
    more: the desk's list says whether something was. None: nothing ever was.

    Raises PaymentDeskUnreachable.
    """
    facts = _ask(runtime, case) if now < case.kept_until else _find(runtime, case)
    if facts is not None and facts.intent_id is not None:
        with runtime.work() as work:
            payments.note_charge(work, case, facts.intent_id, facts.refusal_code or "")
    return facts


def _ask(runtime: Runtime, case: PaymentCase) -> PaymentFacts:
    if case.saved is None:
        # Its member took it back; perhaps it was asked for before that.
        return _find(runtime, case) or _refused(case, "card_removed")
    wanted = CardCharge(
        order_code=case.order_code,
        amount_cents=case.amount_cents,
        currency=CURRENCY,
        customer_ref=case.saved.customer_ref,
        card_ref=case.saved.card_ref,
        description=description_of(runtime.settings, case),
        is_present=case.is_present,
    )
    try:
        return runtime.payment_desk.charge(wanted, f"{case.key}-card")
    except PaymentDeskRefusedRequest as fault:
        # Refused as a request; an earlier try may have acted all the same.
        return _find(runtime, case) or _refused(case, fault.code or "card_unusable")


def _find(runtime: Runtime, case: PaymentCase) -> PaymentFacts | None:
    since = case.created_at - LOOKS_BACK
    for listed in runtime.payment_desk.payments_since(since):
        if listed.order_code == case.order_code:
            return runtime.payment_desk.look_up_intent(listed.intent_id)
    return None


def _refused(case: PaymentCase, code: str) -> PaymentFacts:
    """Return what is so when the desk took no charge at all: a page must do."""
    return PaymentFacts(
        session_id="",
        intent_id=None,
        state=PaymentState.REFUSED,
        amount_cents=case.amount_cents,
        captured_cents=0,
        currency=CURRENCY,
        order_code=case.order_code,
        refusal_code=code,
    )


def give_up(runtime: Runtime, facts: PaymentFacts) -> None:
    """Let nobody go on with a charge that was refused, before a page is opened."""
    is_over = facts.state in (PaymentState.VOIDED, PaymentState.EXPIRED)
    if facts.intent_id is not None and not is_over:
        runtime.payment_desk.void_stray(facts.intent_id)
