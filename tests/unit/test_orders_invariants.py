"""Each invariant of the orders finds what breaks it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from flashsale import guards
from flashsale.db import Database, Work, unit_of_work
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import Ids
from flashsale.kernel.language import Language
from flashsale.kernel.places import OrderDelivery, Province
from flashsale.orders import checkout, invariants, payments
from flashsale.orders.addresses import Address
from flashsale.orders.checkout import Ordered
from flashsale.orders.contents import contents_of
from flashsale.orders.merchant import Merchant
from flashsale.orders.order_rows import CheckoutRequest
from flashsale.orders.payment_desk import PaymentFacts, PaymentPage, PaymentState
from flashsale.orders.policy import PricingPolicy
from flashsale.orders.tiers import no_tier
from flashsale.sales import holds
from flashsale.sales.holds import HoldRequest
from tests.factories import a_lot, a_member

POLICY = PricingPolicy(tier_prices=no_tier, credit_floor_percent=20)
SUMS = "an order's total is the sum of its parts"
AGAIN = "a price can be computed again, to the cent"
NO_MORE = "no more goes back than was taken"
REFUND = (
    "INSERT INTO payment_refund (id, payment_id, state, amount_cents, "
    "idempotency_key, reason, failure_code, created_at, updated_at) "
    "SELECT 1, id, 'pending', {cents}, 'k', '', '', created_at, created_at "
    "FROM payment WHERE state = '{state}'"
)
NOBODY = Merchant(
    name="La table", address="", phone="", email="", gst_number="", qst_number=""
)


def order(work: Work, *, pays: bool) -> None:
    """Write one order, paid or waiting."""
    member, lot = a_member(work), a_lot(work)
    holds.place(
        work,
        HoldRequest(
            member_id=member, lot_id=lot, quantity=1, request_token=work.ids.token()
        ),
    )
    ordered = checkout.place(
        work,
        POLICY,
        NOBODY,
        CheckoutRequest(
            member_id=member,
            token=contents_of(work, POLICY, member).revision,
            shown_total_cents=690,
            shown_due_cents=690,
            delivery=OrderDelivery.PICKUP,
            address=Address(
                name="Camille Essai",
                line1="12, rue Chabot",
                line2="",
                city="Montréal",
                province=Province.QC,
                postal_code="H2X 1Y4",
                email="camille@example.org",
            ),
            language=Language.FR,
        ),
    )
    assert isinstance(ordered, Ordered)
    if not pays:
        return
    case = payments.case_of(work, ordered.payment_id)
    payments.store_page(work, case, PaymentPage("cs_1", "https://desk.test"))
    facts = PaymentFacts(
        session_id="cs_1",
        intent_id="pi_1",
        state=PaymentState.AUTHORISED,
        amount_cents=690,
        captured_cents=0,
        currency="cad",
        order_code=ordered.code,
    )
    payments.claim(work, case, facts)
    payments.finish(work, case, NOBODY)


@pytest.fixture
def work(database: Database, clock: FrozenClock) -> Iterator[Work]:
    with unit_of_work(database, clock, Ids(), {}) as work:
        order(work, pays=True)
        order(work, pays=False)
        yield work


def broken(work: Work) -> set[str]:
    work.session.expire_all()
    findings = [invariant(work) for invariant in invariants.INVARIANTS]
    return {found.name for found in findings if not found.holds}


def test_a_sound_store_breaks_none(work: Work) -> None:
    assert broken(work) == set()


@pytest.mark.parametrize(
    ("harm", "names"),
    [
        (
            "UPDATE payment SET state='voided' WHERE state='captured'",
            {"an order is paid exactly when its money is taken"},
        ),
        (
            "UPDATE payment SET amount_cents = amount_cents + 1",
            {"a payment is for what is due"},
        ),
        (
            "UPDATE order_line SET net_cents = 0, unit_price_cents = 0",
            {SUMS, AGAIN},
        ),
        (
            "UPDATE order_line SET qst_cents = qst_cents + 1",
            {SUMS, AGAIN},
        ),
        (
            "UPDATE order_line SET quantity = 2, discount_cents = unit_price_cents",
            {SUMS, AGAIN},
        ),
        ("UPDATE \"order\" SET priced_on = '2008-02-02'", {AGAIN}),
        ("UPDATE order_line SET tax_class = 'book'", {AGAIN}),
        (
            "UPDATE payment SET state='expired' WHERE state='created'",
            {"an order that waits has a payment under way"},
        ),
        (
            "UPDATE order_line SET live_hold_id = NULL",
            {"a hold has one live order at most"},
        ),
        (
            "UPDATE payment SET kept_until='2026-11-26 16:45:00+00:00'",
            {"no authorisation is forgotten"},
        ),
        (
            "INSERT INTO inbox_event (event_id, kind, received_at) "
            "VALUES ('evt_1', 'moved', '2026-11-26 16:45:00+00:00')",
            {"a message stored is a message handled"},
        ),
        (
            "INSERT INTO stray_payment "
            "(intent_ref, order_code, amount_cents, state, found_at) "
            "VALUES ('pi_9', 'AB12', 690, 'found', '2026-11-26 16:45:00+00:00')",
            {"stray money goes back"},
        ),
        (REFUND.format(cents=691, state="captured"), {NO_MORE}),
        (REFUND.format(cents=1, state="created"), {NO_MORE}),
    ],
)
def test_a_planted_fault_is_found(work: Work, harm: str, names: set[str]) -> None:
    # The database would refuse some of it.
    guards.lift(work.session.connection())
    work.session.execute(text(harm))
    assert broken(work) == names
