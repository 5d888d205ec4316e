"""Whatever happens to a payment, in any order, the money adds up."""

import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from flashsale.fakestripe import payments, refunds, sessions
from flashsale.fakestripe.cards import Approved, BankAsks, Declined, ReadCard
from flashsale.fakestripe.parameters import Parameters, Tree
from flashsale.fakestripe.records import CardFace, Charge, Intent, Page, Refund
from flashsale.fakestripe.refusals import ApiRefusal
from flashsale.fakestripe.standin import Arrangement, Standin
from flashsale.fakestripe.store import Wanted
from flashsale.kernel.clock import FrozenClock

AMOUNT = 4655
OUTCOMES = st.sampled_from(
    [Approved(), BankAsks(), Declined("card_declined", "generic_decline")]
)
# The edges, each often enough to meet every state.
AMOUNTS = st.sampled_from([None, 0, 2000, AMOUNT + 1])
MAY_FOLLOW = {
    "open": {"open", "complete", "expired"},
    "complete": {"complete"},
    "expired": {"expired"},
}
ALL = Wanted(equal={}, limit=100)


class PaymentHistory(RuleBasedStateMachine):
    """One page, and everyone who may touch it."""

    @initialize(manual=st.booleans(), first=OUTCOMES)
    def open(self, manual: bool, first: Approved | BankAsks | Declined) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FrozenClock(datetime(2026, 11, 26, 17, tzinfo=UTC))
        arrangement = Arrangement(
            data=Path(self.folder.name), secret_key="sk", webhook_secrets=("wh",)
        )
        self.standin = Standin(arrangement, self.clock)
        with self.standin.turn() as turn:
            page = Page(
                id="cs_1",
                created=turn.now,
                amount=AMOUNT,
                currency="cad",
                description="Fanzine",
                quantity=1,
                success_url="http://shop.example/",
                expires_at=turn.now + 2400,
                capture_method="manual" if manual else "automatic",
            )
            turn.ledger.save(page)
        self.status = "open"
        self.try_card(first)

    def teardown(self) -> None:
        if hasattr(self, "standin"):
            self.standin.store.close()
            self.folder.cleanup()

    @rule(outcome=OUTCOMES)
    def try_card(self, outcome: Approved | BankAsks | Declined) -> None:
        card = ReadCard(CardFace("visa", "4242", 12, 2034), outcome, "C", "H2X")
        with self.standin.turn() as turn:
            page = sessions.page_of(turn, "cs_1")
            if page.status == "open":
                payments.try_card(turn, page, card)

    @rule(confirmed=st.booleans())
    def answer_bank(self, confirmed: bool) -> None:
        with self.standin.turn() as turn:
            page = sessions.page_of(turn, "cs_1")
            if page.status == "open":
                payments.bank_answers(turn, page, confirmed=confirmed)

    @rule()
    def close(self) -> None:
        with suppress(ApiRefusal), self.standin.turn() as turn:
            sessions.expire(turn, "cs_1")

    @rule(amount=AMOUNTS)
    def capture(self, amount: int | None) -> None:
        with suppress(ApiRefusal), self.standin.turn() as turn:
            payments.capture(turn, self.page(turn.ledger.get(Page, "cs_1")), amount)

    @rule()
    def cancel(self) -> None:
        with suppress(ApiRefusal), self.standin.turn() as turn:
            payments.cancel(turn, self.page(turn.ledger.get(Page, "cs_1")), None)

    @rule(amount=AMOUNTS)
    def refund(self, amount: int | None) -> None:
        with suppress(ApiRefusal), self.standin.turn() as turn:
            intent = self.page(turn.ledger.get(Page, "cs_1"))
            tree: Tree = {"payment_intent": intent}
            if amount is not None:
                tree["amount"] = str(amount)
            refunds.refund(turn, Parameters(tree))

    @rule(minutes=st.sampled_from([1, 30, 60 * 24 * 7]))
    def wait(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)
        self.standin.sweep()

    @staticmethod
    def page(page: Page | None) -> str:
        assert page is not None
        return page.payment_intent or "pi_none"

    @invariant()
    def the_money_adds_up(self) -> None:
        with self.standin.turn() as turn:
            page = turn.ledger.get(Page, "cs_1")
            assert page is not None
            intents, _ = turn.ledger.find(Intent, ALL)
            charges, _ = turn.ledger.find(Charge, ALL)
            refunded, _ = turn.ledger.find(Refund, replace(ALL, limit=10_000))
        assert page.status in MAY_FOLLOW[self.status]
        self.status = page.status
        accepted = [charge for charge in charges if charge.status == "succeeded"]
        assert len(intents) <= 1
        assert len(accepted) == (page.status == "complete")
        for intent in intents:
            held, taken = intent.amount_capturable, intent.amount_received
            assert 0 <= held + taken <= AMOUNT
            assert (held > 0) == (intent.status == "requires_capture")
            assert (taken > 0) == (intent.status == "succeeded")
            assert sum(charge.amount_captured for charge in charges) == taken
            assert sum(refund.amount for refund in refunded) <= taken
            if page.status == "expired":
                assert intent.status == "canceled"


TestPaymentHistory = PaymentHistory.TestCase
TestPaymentHistory.settings = settings(stateful_step_count=25)
