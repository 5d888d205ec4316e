"""Each invariant of the orders finds what breaks it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from flashsale.db import Database, Work, unit_of_work
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import Ids
from flashsale.kernel.language import Language
from flashsale.orders import checkout, invariants, payments
from flashsale.orders.addresses import Address
from flashsale.orders.checkout import Ordered
from flashsale.orders.merchant import Merchant
from flashsale.orders.order_rows import CheckoutRequest
from flashsale.orders.payment_desk import PaymentFacts, PaymentPage, PaymentState
from flashsale.orders.places import OrderDelivery, Province
from flashsale.orders.revisions import revision_of
from flashsale.sales import holds
from flashsale.sales.basket import basket_of
from flashsale.sales.holds import HoldRequest
from tests.factories import a_lot, a_member

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
        CheckoutRequest(
            member_id=member,
            token=revision_of(work, member, basket_of(work, member).live),
            shown_total_cents=690,
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
    ("harm", "name"),
    [
        (
            "UPDATE payment SET state='voided' WHERE state='captured'",
            "an order is paid exactly when its money is taken",
        ),
        (
            "UPDATE payment SET amount_cents = amount_cents + 1",
            "a payment is for its order's total",
        ),
        (
            "UPDATE order_line SET net_cents = 0, unit_price_cents = 0",
            "an order's total is the sum of its parts",
        ),
        (
            "UPDATE order_line SET qst_cents = qst_cents + 1",
            "an order's total is the sum of its parts",
        ),
        (
            "UPDATE order_line SET quantity = 2",
            "a line costs its price times its quantity",
        ),
        (
            "UPDATE payment SET state='expired' WHERE state='created'",
            "an order that waits has a payment under way",
        ),
        (
            "UPDATE order_line SET live_hold_id = NULL",
            "a hold has one live order at most",
        ),
        (
            "UPDATE payment SET kept_until='2026-11-26 16:45:00+00:00'",
            "no authorisation is forgotten",
        ),
        (
            "INSERT INTO inbox_event (event_id, kind, received_at) "
            "VALUES ('evt_1', 'moved', '2026-11-26 16:45:00+00:00')",
            "a message known is a message handled",
        ),
    ],
)
def test_a_planted_fault_is_found(work: Work, harm: str, name: str) -> None:
    work.session.execute(text(harm))
    assert broken(work) == {name}
