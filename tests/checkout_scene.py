"""A member with a full basket in front of a paper payment desk."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from redis import Redis
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from flashsale.app import create_app
from flashsale.invariants import check_all
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import HoldId, LotId, MemberId, PaymentId
from flashsale.kernel.kinds import Form, Kind
from flashsale.mail.models import OutboxMail
from flashsale.orders import messages
from flashsale.orders.models import InboxEvent, Order, OrderLine, Payment
from flashsale.orders.reconciliation import reconcile, reconcile_with_list
from flashsale.runtime import Runtime
from flashsale.sales import holds, releases
from flashsale.sales.holds import HoldPlaced, HoldRequest
from flashsale.sales.models import Hold, Lot
from tests.factories import a_drop, a_lot, a_member, a_sku
from tests.paper_desk import SIGNATURE, PaperDesk
from tests.sign_in import sign_in

ADDRESS = {
    "name": "Camille Essai",
    "line1": "12, rue Chabot",
    "line2": "",
    "city": "Montréal",
    "province": "QC",
    "postal_code": "h2x1y4",
}


@dataclass
class Scene:
    """What a checkout test acts on."""

    runtime: Runtime
    desk: PaperDesk
    clock: FrozenClock
    app: Flask
    client: FlaskClient
    member: MemberId
    # A control breaks the house on purpose and says so.
    must_be_sound: bool = True

    def a_lot(
        self,
        *,
        allotted: int = 5,
        price_cents: int = 600,
        kind: Kind = Kind.FANZINE,
        form: Form = Form.PRINT,
        gtin: str | None = None,
    ) -> LotId:
        """Put copies on the table."""
        with self.runtime.work() as work:
            sku = a_sku(work, kind=kind, form=form, gtin=gtin)
            drop = a_drop(work)
            return a_lot(
                work, drop, allotted=allotted, price_cents=price_cents, sku_id=sku
            )

    def hold(
        self, lot: LotId, *, quantity: int = 1, member: MemberId | None = None
    ) -> HoldId:
        """Let a member hold copies."""
        with self.runtime.work() as work:
            outcome = holds.place(
                work,
                HoldRequest(
                    member_id=member or self.member,
                    lot_id=lot,
                    quantity=quantity,
                    request_token=work.ids.token(),
                ),
            )
        assert isinstance(outcome, HoldPlaced), outcome
        return outcome.hold_id

    def another_member(self) -> MemberId:
        """Let somebody else in."""
        with self.runtime.work() as work:
            return a_member(work)

    def browser_of(self, member: MemberId) -> FlaskClient:
        """Return a browser in which a member is signed in."""
        client = self.app.test_client()
        sign_in(client, self.runtime, member)
        return client

    def checkout_form(self, **changes: str) -> dict[str, str]:
        """Return the form of the checkout page, filled in."""
        answer = self.client.get("/paiement")
        assert answer.status_code == 200, answer.status
        return filled_form(answer.text, "/paiement") | ADDRESS | changes

    def order(self, **changes: str) -> str:
        """Agree to the total of these changes, order, and return the code."""
        form = self.checkout_form(**changes)
        if changes:
            again = self.client.post("/paiement", data=form | {"recalculer": "1"})
            form = filled_form(again.text, "/paiement")
        answer = self.client.post("/paiement", data=form)
        assert answer.status_code == 303, answer.text
        return self.last_code()

    def forget_tries(self) -> None:
        """Let the member go and pay as if for the first time (S23 limits it)."""
        # Not the house's own line: that one gives up after a tenth of a second.
        with Redis.from_url(str(self.runtime.settings.redis_url)) as redis:
            for key in redis.scan_iter("*payment_*"):
                redis.delete(key)

    def last_code(self) -> str:
        """Return the code of the order placed last."""
        with self.runtime.read() as work:
            code = work.session.scalar(select(Order.code).order_by(Order.id.desc()))
        assert code is not None
        return code

    def send(self, body: bytes, signature: str = SIGNATURE) -> TestResponse:
        """Send a message of the desk to the webhook, and let its job run."""
        answer = self.post_message(body, signature)
        self.handle_all()
        return answer

    def post_message(self, body: bytes, signature: str = SIGNATURE) -> TestResponse:
        """Send a message of the desk to the webhook, and no more."""
        return self.app.test_client().post(
            "/webhooks/stripe", data=body, headers={"Stripe-Signature": signature}
        )

    def handle_all(self) -> None:
        """Run the jobs of the messages that wait."""
        with self.runtime.read() as work:
            waiting = work.session.scalars(
                select(InboxEvent.event_id).where(InboxEvent.handled_at.is_(None))
            ).all()
        for event_id in waiting:
            messages.handle(self.runtime, event_id)

    def list_payments(self, minutes: float = 0) -> int:
        """Let time pass, and compare the desk's own list with the books."""
        self.clock.advance(minutes=minutes)
        return reconcile_with_list(self.runtime)

    def come_back(self, code: str) -> TestResponse:
        """Return from the payment page to the order."""
        return self.client.get(f"/paiement/retour/{code}", follow_redirects=True)

    def sweep(self, minutes: float = 1) -> int:
        """Let time pass, and the periodic job find what was left on the way."""
        self.clock.advance(minutes=minutes)
        return reconcile(self.runtime)

    def payment_id(self, code: str) -> PaymentId:
        """Return the payment of an order."""
        with self.runtime.read() as work:
            found = work.session.scalar(
                select(Payment.id).join(Order).where(Order.code == code)
            )
        assert found is not None
        return PaymentId(found)

    def states(self, code: str) -> tuple[str, str]:
        """Return the state of an order and of its payment."""
        with self.runtime.read() as work:
            row = work.session.execute(
                select(Order.state, Payment.state)
                .join(Payment, Payment.order_id == Order.id)
                .where(Order.code == code)
            ).one()
        return (row[0], row[1])

    def counts(self, lot: LotId) -> tuple[int, int]:
        """Return held and sold units of a lot."""
        with self.runtime.read() as work:
            row = work.session.execute(
                select(Lot.held, Lot.sold).where(Lot.id == lot)
            ).one()
        return (row[0], row[1])

    def hold_state(self, hold: HoldId) -> str:
        """Return how a hold stands."""
        with self.runtime.read() as work:
            return work.session.scalar(select(Hold.state).where(Hold.id == hold)) or ""

    def how_many(self, row: type) -> int:
        """Return how many rows there are of a kind."""
        with self.runtime.read() as work:
            return work.session.scalar(select(func.count()).select_from(row)) or 0

    def receipts(self) -> list[OutboxMail]:
        """Return the receipts that were written."""
        with self.runtime.read() as work:
            return list(
                work.session.scalars(
                    select(OutboxMail).where(OutboxMail.message == "receipt")
                )
            )

    def assert_sound(self) -> None:
        """Check what must hold after every test: money, stock and letters agree."""
        with self.runtime.work() as work:
            releases.expire_due(work)
        findings = check_all(self.runtime)
        broken = {found.name: found.broken for found in findings if not found.holds}
        assert not broken, broken
        with self.runtime.read() as work:
            orders = list(work.session.scalars(select(Order)))
            payments = {
                p.order_id: p for p in work.session.scalars(select(Payment)).all()
            }
            lines = list(work.session.scalars(select(OrderLine)))
        receipts = {mail.key for mail in self.receipts()}
        assert receipts == {f"receipt:{o.code}" for o in orders if o.state == "paid"}
        for order in orders:
            own = [line for line in lines if line.order_id == order.id]
            nets = sum(line.net_cents for line in own)
            assert order.items_cents == nets + order.gift_cards_cents
            due = order.total_cents - order.refund_credit_cents
            due -= order.paid_credit_cents
            payment = payments.get(order.id)
            if payment is None:
                assert (order.state, due) == ("paid", 0)
                continue
            assert payment.amount_cents == due
            assert (order.state == "paid") == (payment.state == "captured")
            if payment.session_ref is not None:
                facts = self.desk.pages[payment.session_ref]
                kept = facts.captured_cents - self.desk.sent_back(facts.intent_id or "")
                assert order.state == "paid" or kept == 0
                assert facts.captured_cents in (0, due) or kept == 0
        assert len(self.desk.captures) == len(set(self.desk.captures))


@pytest.fixture
def scene(runtime: Runtime, clock: FrozenClock) -> Iterator[Scene]:
    """Open the house with a paper desk, and sign a member in."""
    desk = PaperDesk()
    house = replace(runtime, payment_desk=desk)
    desk.now = clock.now
    pool = house.database.engine.pool
    desk.in_transaction = lambda: pool.checkedout() > 0  # type: ignore[attr-defined]
    app = create_app(house)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    with house.work() as work:
        member = a_member(work, name="Camille Essai")
    client = app.test_client()
    sign_in(client, house, member)
    scene = Scene(house, desk, clock, app, client, member)
    yield scene
    if scene.must_be_sound:
        scene.assert_sound()


def filled_form(page: str, action: str) -> dict[str, str]:
    """Return the values of the first form of a page that leads to `action`."""
    for form in html.fromstring(page).forms:
        if form.get("action") == action:
            return {name: value or "" for name, value in form.form_values()}
    raise AssertionError(f"no form leads to {action}")


def words(page: str) -> str:
    """Return the text a person reads, spaces folded to one plain one."""
    return re.sub(r"\s+", " ", " ".join(html.fromstring(page).itertext()))


__all__ = [
    "ADDRESS",
    "InboxEvent",
    "Scene",
    "filled_form",
    "scene",
    "words",
]
