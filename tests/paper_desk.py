"""A payment desk on paper: the second implementation of the port, for tests.

It keeps the promises of `PaymentDesk` in memory, and can fall silent, refuse, or
have its caller killed right before or right after it acted.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import TypeVar

from flashsale.orders.desk_facts import (
    DISPUTES_ENDED,
    DisputeFacts,
    DisputeState,
    ListedPayment,
    ListedState,
    RefundFacts,
    RefundState,
)
from flashsale.orders.payment_desk import (
    BadSignature,
    PaymentDeskRefusedRequest,
    PaymentDeskUnreachable,
    PaymentEvent,
    PaymentFacts,
    PaymentPage,
    PaymentRequest,
    PaymentState,
)

SIGNATURE = "signed-by-the-desk"
Answer = TypeVar("Answer")


class Killed(BaseException):
    """The process was ended here: nothing of ours may catch it."""


@dataclass
class Mishap:
    """What goes wrong at the next call of a method: before or after it acted."""

    method: str
    after: bool
    fault: BaseException


class PaperDesk:
    """A `PaymentDesk` whose pages, cards and faults a test holds in its hand."""

    def __init__(self) -> None:
        """Know no page yet."""
        self.pages: dict[str, PaymentFacts] = {}
        self.requests: dict[str, PaymentRequest] = {}
        self.page_of_key: dict[str, str] = {}
        self.captures: list[str] = []
        self.begun: dict[str, datetime] = {}
        self.refunds: dict[str, RefundFacts] = {}
        self.disputes: dict[str, DisputeFacts] = {}
        # When the desk thinks that it is; tests with a clock of their own set it.
        self.now: Callable[[], datetime] = lambda: datetime(
            2026, 11, 26, 17, tzinfo=UTC
        )
        self.calls: list[str] = []
        self.is_down = False
        self.in_transaction: Callable[[], bool] = lambda: False
        self._mishaps: list[Mishap] = []
        self._numbers = count(1)

    # What a test does at the desk.

    def will(self, method: str, fault: BaseException, *, after: bool = False) -> None:
        """Let the next call of a method fail, before it acts or after."""
        self._mishaps.append(Mishap(method, after, fault))

    def forget_mishaps(self) -> None:
        """Let nothing more go wrong."""
        self._mishaps.clear()

    def pay(self, session_id: str, brand: str = "visa", last4: str = "4242") -> None:
        """Let the member's card be accepted on the page."""
        assert self.pages[session_id].state in (
            PaymentState.OPEN,
            PaymentState.REFUSED,
        )
        self._set(
            session_id,
            state=PaymentState.AUTHORISED,
            intent_id=f"pi_{session_id}",
            card_brand=brand,
            card_last4=last4,
            refusal_code=None,
        )

    def refuse(self, session_id: str, code: str = "insufficient_funds") -> None:
        """Let the member's card be refused on the page."""
        self._set(
            session_id,
            state=PaymentState.REFUSED,
            intent_id=f"pi_{session_id}",
            refusal_code=code,
        )

    def lapse(self, session_id: str) -> None:
        """Let the bank take its authorisation back."""
        self._set(session_id, state=PaymentState.VOIDED)

    def take_by_hand(self, session_id: str, cents: int | None = None) -> None:
        """Let somebody capture on the desk's own screen what a card has authorised."""
        facts = self.pages[session_id]
        assert facts.state is PaymentState.AUTHORISED
        self._set(
            session_id,
            state=PaymentState.CAPTURED,
            captured_cents=facts.amount_cents if cents is None else cents,
        )

    def contest(self, session_id: str, state: DisputeState) -> str:
        """Let the bank contest a payment, or go on with it; return the dispute's id."""
        facts = self.pages[session_id]
        dispute_id = f"du_{session_id}"
        self.disputes[dispute_id] = DisputeFacts(
            dispute_id=dispute_id,
            intent_id=facts.intent_id or "",
            state=state,
            reason="fraudulent",
            amount_cents=facts.captured_cents,
            currency=facts.currency,
            answer_by=None if state in DISPUTES_ENDED else self.now(),
            opened_at=self.now(),
        )
        return dispute_id

    def refund_by_hand(self, session_id: str, cents: int) -> str:
        """Send money back on the desk's own screen; return the refund's id."""
        return self.refund(
            self.pages[session_id].intent_id or "", cents, "", f"hand-{cents}"
        ).refund_id

    def message(
        self,
        session_id: str,
        event_id: str,
        at: datetime,
        type: str = "moved",
        about: str = "",
    ) -> bytes:
        """Return a message of the desk about a page; send it with `SIGNATURE`.

        about: the refund or dispute it is about, if it is about one.
        """
        return json.dumps(
            {
                "id": event_id,
                "type": type,
                "session": session_id,
                "order": self.pages[session_id].order_code,
                "about": about or session_id,
                "at": at.isoformat(),
            }
        ).encode()

    @property
    def only_page(self) -> str:
        """The one page that was opened."""
        (session_id,) = self.pages
        return session_id

    # What the house does.

    def begin(self, request: PaymentRequest) -> PaymentPage:
        """Open a page; the same key gives the same page, another body is refused."""

        def act() -> PaymentPage:
            known = self.page_of_key.get(request.idempotency_key)
            if known is not None:
                if self.requests[known] != request:
                    raise PaymentDeskRefusedRequest("begin", "key reused", "key")
                return PaymentPage(known, f"https://desk.test/{known}")
            session_id = f"cs_{next(self._numbers)}"
            self.page_of_key[request.idempotency_key] = session_id
            self.requests[session_id] = request
            self.begun[session_id] = self.now()
            self.pages[session_id] = PaymentFacts(
                session_id=session_id,
                intent_id=None,
                state=PaymentState.OPEN,
                amount_cents=request.amount_cents,
                captured_cents=0,
                currency=request.currency,
                order_code=request.order_code,
            )
            return PaymentPage(session_id, f"https://desk.test/{session_id}")

        return self._do("begin", act)

    def look_up(self, session_id: str) -> PaymentFacts:
        """Return how the payment stands now."""
        return self._do("look_up", lambda: self.pages[session_id])

    def capture(
        self, session_id: str, intent_id: str, amount_cents: int, idempotency_key: str
    ) -> PaymentFacts:
        """Take the money once, or say how the payment stands."""

        def act() -> PaymentFacts:
            facts = self.pages[session_id]
            if facts.state is PaymentState.AUTHORISED:
                assert facts.intent_id == intent_id
                assert facts.amount_cents == amount_cents
                self.captures.append(session_id)
                self._set(
                    session_id,
                    state=PaymentState.CAPTURED,
                    captured_cents=amount_cents,
                )
            return self.pages[session_id]

        return self._do("capture", act)

    def void(
        self, session_id: str, intent_id: str, idempotency_key: str
    ) -> PaymentFacts:
        """Give the authorisation back, or say how the payment stands."""

        def act() -> PaymentFacts:
            if self.pages[session_id].state is PaymentState.AUTHORISED:
                self._set(session_id, state=PaymentState.VOIDED)
            return self.pages[session_id]

        return self._do("void", act)

    def close(self, session_id: str) -> PaymentFacts:
        """Close the page, or say how the payment stands."""

        def act() -> PaymentFacts:
            if self.pages[session_id].state in (
                PaymentState.OPEN,
                PaymentState.REFUSED,
            ):
                self._set(session_id, state=PaymentState.EXPIRED)
            return self.pages[session_id]

        return self._do("close", act)

    def refund(
        self, intent_id: str, amount_cents: int, own_key: str, idempotency_key: str
    ) -> RefundFacts:
        """Send money back once for each key, never more than was taken."""

        def act() -> RefundFacts:
            known = self.refunds.get(idempotency_key)
            if known is not None:
                return known
            page = next(p for p in self.pages.values() if p.intent_id == intent_id)
            left = page.captured_cents - self.sent_back(intent_id)
            if amount_cents > left:
                raise PaymentDeskRefusedRequest("refund", "more than is left")
            facts = RefundFacts(
                refund_id=f"re_{len(self.refunds) + 1}",
                intent_id=intent_id,
                amount_cents=amount_cents,
                state=RefundState.SUCCEEDED,
                own_key=own_key,
                failure_code="",
                created_at=self.now(),
            )
            self.refunds[idempotency_key] = facts
            return facts

        return self._do("refund", act)

    def fail_refund(self, refund_id: str) -> None:
        """Let a bank send a refund back."""
        for key, facts in self.refunds.items():
            if facts.refund_id == refund_id:
                self.refunds[key] = replace(
                    facts, state=RefundState.FAILED, failure_code="lost_or_stolen_card"
                )

    def sent_back(self, intent_id: str) -> int:
        """What went back of a payment, in cents."""
        return sum(
            facts.amount_cents
            for facts in self.refunds.values()
            if facts.intent_id == intent_id and facts.state is not RefundState.FAILED
        )

    def look_up_refund(self, refund_id: str) -> RefundFacts:
        """Return how a refund stands."""
        return self._do(
            "look_up_refund",
            lambda: next(
                facts for facts in self.refunds.values() if facts.refund_id == refund_id
            ),
        )

    def refunds_of(self, intent_id: str) -> tuple[RefundFacts, ...]:
        """Return every refund of a payment."""
        return self._do(
            "refunds_of",
            lambda: tuple(
                facts for facts in self.refunds.values() if facts.intent_id == intent_id
            ),
        )

    def look_up_dispute(self, dispute_id: str) -> DisputeFacts:
        """Return how a dispute stands."""
        return self._do("look_up_dispute", lambda: self.disputes[dispute_id])

    def disputes_since(self, since: datetime) -> Iterator[DisputeFacts]:
        """Give the disputes opened since an instant."""
        return self._do(
            "disputes_since",
            lambda: iter([x for x in self.disputes.values() if x.opened_at >= since]),
        )

    def payments_since(self, since: datetime) -> Iterator[ListedPayment]:
        """Give the desk's list of what was paid since an instant."""
        return self._do(
            "payments_since",
            lambda: iter(
                [
                    self._listed(session_id)
                    for session_id, facts in self.pages.items()
                    if facts.intent_id and self.begun[session_id] >= since
                ]
            ),
        )

    def _listed(self, session_id: str) -> ListedPayment:
        facts = self.pages[session_id]
        states = {
            PaymentState.AUTHORISED: ListedState.AUTHORISED,
            PaymentState.CAPTURED: ListedState.CAPTURED,
        }
        intent_id = facts.intent_id or ""
        return ListedPayment(
            intent_id=intent_id,
            order_code=facts.order_code,
            state=states.get(facts.state, ListedState.NOTHING),
            amount_cents=facts.amount_cents,
            captured_cents=facts.captured_cents,
            refunded_cents=self.sent_back(intent_id),
            created_at=self.begun[session_id],
        )

    def void_stray(self, intent_id: str, idempotency_key: str) -> None:
        """Give an authorisation back that was found in the list."""

        def act() -> None:
            for session_id, facts in self.pages.items():
                if facts.intent_id == intent_id:
                    assert facts.state is not PaymentState.CAPTURED
                    self._set(session_id, state=PaymentState.VOIDED)
                    return

        self._do("void_stray", act)

    def read_event(self, body: bytes, signature: str, now: datetime) -> PaymentEvent:
        """Return what a message says, if it bears `SIGNATURE`."""
        if signature != SIGNATURE:
            raise BadSignature("not ours")
        said = json.loads(body)
        return PaymentEvent(
            event_id=said["id"],
            type=said["type"],
            session_id=said["session"],
            intent_id=None,
            order_code=said["order"],
            created_at=datetime.fromisoformat(said["at"]),
            object_id=said["about"],
        )

    def _do(self, method: str, act: Callable[[], Answer]) -> Answer:
        assert not self.in_transaction(), f"{method} was called inside a transaction"
        self.calls.append(method)
        mishap = next((m for m in self._mishaps if m.method == method), None)
        if mishap is not None:
            self._mishaps.remove(mishap)
        if mishap is not None and not mishap.after:
            raise mishap.fault
        if self.is_down:
            raise PaymentDeskUnreachable(method, "the desk is down")
        answer = act()
        if mishap is not None:
            raise mishap.fault
        return answer

    def _set(self, session_id: str, **changes: object) -> None:
        self.pages[session_id] = replace(self.pages[session_id], **changes)
