"""Opening the page on which an order is paid; no transaction stays open meanwhile."""

import logging
from dataclasses import dataclass

from flashsale.kernel.ids import PaymentId
from flashsale.orders import payments, saved_cards
from flashsale.orders.lifecycle import WITH_PAGE, WITHOUT_PAGE, CancelReason
from flashsale.orders.payment_desk import (
    PaymentDeskRefusedRequest,
    PaymentDeskUnreachable,
    PaymentRequest,
    PaymentState,
    page_expires_at,
)
from flashsale.orders.payments import PaymentCase
from flashsale.runtime import Runtime
from flashsale.settings import Settings

log = logging.getLogger(__name__)

# While the page takes a card.
PAYABLE = (PaymentState.OPEN, PaymentState.REFUSED)
DESCRIPTION = {"fr": "{club}, commande {code}", "en": "{club}, order {code}"}


@dataclass(frozen=True, slots=True)
class PageOpened:
    """The member can pay at `url`."""

    url: str


@dataclass(frozen=True, slots=True)
class PageUnreachable:
    """The desk did not answer; trying again asks for the very same page."""


@dataclass(frozen=True, slots=True)
class PageGone:
    """There is nothing to pay any more; the order page says why."""


def open_page(
    runtime: Runtime, payment_id: PaymentId
) -> PageOpened | PageUnreachable | PageGone:
    """Return the page of a payment, opened now if it is not open yet.

    The stored key and the stored instant make every try the same request, so that
    a lost answer is found again (correctness.md F16).
    """
    with runtime.read() as work:
        case, now = payments.case_of(work, payment_id), work.now
    if case.stage in WITH_PAGE and case.session_ref is not None:
        return _same_page(runtime, case, case.session_ref)
    if case.stage not in WITHOUT_PAGE:
        return PageGone()
    if now >= case.kept_until:
        _end(runtime, case, CancelReason.NOT_PAID)
        return PageGone()
    try:
        page = runtime.payment_desk.begin(_request(runtime, case))
    except PaymentDeskUnreachable as fault:
        log.warning("payment.no_page order=%s fault=%s", case.order_code, fault)
        with runtime.work() as work:
            payments.note_silence(work, case)
        return PageUnreachable()
    except PaymentDeskRefusedRequest as fault:
        log.error("payment.page_refused order=%s fault=%s", case.order_code, fault)
        _end(runtime, case, CancelReason.DESK_REFUSED)
        return PageGone()
    with runtime.work() as work:
        payments.store_page(work, case, page)
        stored = payments.case_of(work, payment_id)
    # Another try of the same request may have stored the same page before us. A
    # page that was not stored is shown to nobody: nobody can pay on it.
    return PageOpened(stored.page_url) if stored.stage in WITH_PAGE else PageGone()


def _same_page(
    runtime: Runtime, case: PaymentCase, session_ref: str
) -> PageOpened | PageUnreachable | PageGone:
    """Return where the page that was opened is reached now.

    The desk is asked: a page may have closed meanwhile, and what stands in for the
    desk may have moved since the address was stored.
    """
    try:
        facts = runtime.payment_desk.look_up(session_ref)
    except (PaymentDeskUnreachable, PaymentDeskRefusedRequest) as fault:
        log.warning("payment.no_page order=%s fault=%s", case.order_code, fault)
        return PageUnreachable()
    if facts.state not in PAYABLE:
        return PageGone()
    return PageOpened(facts.page_url or case.page_url)


def _end(runtime: Runtime, case: PaymentCase, reason: CancelReason) -> None:
    with runtime.work() as work:
        payments.expire_without_page(work, case, reason)


def _customer(runtime: Runtime, case: PaymentCase) -> str:
    """Return how the desk calls the member, made known to it the first time."""
    with runtime.read() as work:
        known = saved_cards.customer_of(work, case.member_id)
    if known is not None:
        return known
    made = runtime.payment_desk.make_customer(case.email, f"customer-{case.key}")
    with runtime.work() as work:
        return saved_cards.name_customer(work, case.member_id, made)


def description_of(settings: Settings, case: PaymentCase) -> str:
    """Return the one line by which the desk and the bank name an order."""
    words = DESCRIPTION[case.language]
    return words.format(club=settings.club_name, code=case.order_code)


def _request(runtime: Runtime, case: PaymentCase) -> PaymentRequest:
    """Return what is asked of the desk; the same at every try of a payment.

    A saved card whose bank asks, or says no, led here: the page offers it again, for
    the bank's question to be answered there. That it was taken back meanwhile is the
    desk's to know, and changes nothing of the request.
    """
    settings = runtime.settings
    base = settings.base_url.rstrip("/")
    customer_ref = _customer(runtime, case) if case.keeps_card else ""
    offers_cards_of = _customer(runtime, case) if case.is_tapped else ""
    return PaymentRequest(
        order_code=case.order_code,
        amount_cents=case.amount_cents,
        idempotency_key=case.key,
        email=case.email,
        language=case.language,
        description=description_of(settings, case),
        success_url=f"{base}/paiement/retour/{case.order_code}",
        cancel_url=f"{base}/commandes/{case.order_code}",
        expires_at=page_expires_at(case.created_at),
        customer_ref=customer_ref,
        offers_cards_of=offers_cards_of,
    )
