"""A payment desk on paper: the second implementation of the port, for tests.

It keeps the promises of `PaymentDesk` in memory, and can fall silent, refuse, or
have its caller killed right before or right after it acted.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import TypeVar

from flashsale.orders.desk_facts import CardFace, DisputeFacts, RefundFacts
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
from tests.paper_books import PaperBooks, PaperCards

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


class PaperDesk(PaperCards, PaperBooks):
    """A `PaymentDesk` whose pages, cards and faults a test holds in its hand."""

    def __init__(self) -> None:
        """Know no page yet."""
        super().__init__()
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
            card=CardFace(
                card_ref=f"pm_{session_id}",
                brand=brand,
                last4=last4,
                expires=(2034, 12),
                fingerprint=f"print-{last4}",
            ),
        )
        self.attach(session_id)

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
        self,
        session_id: str | None,
        intent_id: str,
        amount_cents: int,
        idempotency_key: str,
    ) -> PaymentFacts:
        """Take the money once, or say how the payment stands."""

        def act() -> PaymentFacts:
            name = session_id or intent_id
            facts = self.pages[name]
            if facts.state is PaymentState.AUTHORISED:
                assert facts.intent_id == intent_id
                assert facts.amount_cents == amount_cents
                self.captures.append(name)
                self._set(
                    name, state=PaymentState.CAPTURED, captured_cents=amount_cents
                )
            return self.pages[name]

        return self._do("capture", act)

    def void(
        self, session_id: str | None, intent_id: str, idempotency_key: str
    ) -> PaymentFacts:
        """Give the authorisation back, or say how the payment stands."""

        def act() -> PaymentFacts:
            name = session_id or intent_id
            if self.pages[name].state is PaymentState.AUTHORISED:
                self._set(name, state=PaymentState.VOIDED)
            return self.pages[name]

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
