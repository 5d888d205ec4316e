"""The payment desk of a simulation: it keeps its promises, its network does not.

Pages, cards and money are here; a request may be lost before it acted or its answer
after, the desk may be away, and it may have saved an error under a key (F17).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from flashsale.orders.desk_facts import ListedPayment, ListedState
from flashsale.orders.payment_desk import (
    PaymentDeskRefusedRequest,
    PaymentDeskUnreachable,
    PaymentEvent,
    PaymentFacts,
    PaymentPage,
    PaymentRequest,
    PaymentState,
)
from tests.simulation.desk_books import UntroubledBooks
from tests.simulation.gate import seconds_since_opening
from tests.simulation.scheduler import Stage
from tests.simulation.store import SimulatedStore

Answer = TypeVar("Answer")
_TAKES_CARDS = (PaymentState.OPEN, PaymentState.REFUSED)
# Stripe answers a saved error under its key for a day; longer than any play.
SAVED_FOR = timedelta(days=1)


@dataclass(slots=True)
class Page:
    """One payment as the desk keeps it; captures: how often money was taken."""

    facts: PaymentFacts
    expires_at: datetime
    begun_at: datetime
    captures: int = 0


class SimulatedDesk(UntroubledBooks):
    """A `PaymentDesk` whose faults come from the plan of the seed."""

    def __init__(self, stage: Stage, store: SimulatedStore) -> None:
        """Know no page yet; `tell` is called with each message to be sent."""
        self.pages: dict[str, Page] = {}
        self.tell: Callable[[PaymentEvent], None] = lambda _message: None
        self._stage = stage
        self._store = store
        self._requests: dict[str, tuple[PaymentRequest, str]] = {}
        self._saved_errors: dict[str, datetime] = {}
        self._messages = 0

    # What people and their banks do.

    def pay(self, session_id: str) -> bool:
        """Let a card be accepted on the page; False when it takes none."""
        page = self._page(session_id)
        if page.facts.state not in _TAKES_CARDS:
            return False
        self._move(
            session_id,
            state=PaymentState.AUTHORISED,
            intent_id=f"pi_{session_id}",
            card_brand="visa",
            card_last4="4242",
            refusal_code=None,
        )
        return True

    def refuse(self, session_id: str) -> None:
        """Let a card be refused on the page; it takes another one."""
        if self._page(session_id).facts.state in _TAKES_CARDS:
            self._move(
                session_id,
                state=PaymentState.REFUSED,
                intent_id=f"pi_{session_id}",
                refusal_code="insufficient_funds",
            )

    def lapse(self, session_id: str) -> None:
        """Let the bank take its word back, as long as nothing moved."""
        if self._page(session_id).facts.state is PaymentState.AUTHORISED:
            self._stage.seen["a bank took its word back"] += 1
            self._move(session_id, state=PaymentState.VOIDED)

    # What the house does.

    def begin(self, request: PaymentRequest) -> PaymentPage:
        """Open a page; the same key gives the same page, another body is refused."""

        def act() -> PaymentPage:
            key = request.idempotency_key
            known = self._requests.get(key)
            if known is not None:
                if known[0] != request:
                    raise PaymentDeskRefusedRequest("begin", "key reused", "key")
                return _link(known[1])
            session_id = f"cs_{len(self.pages) + 1}"
            self._requests[key] = (request, session_id)
            facts = PaymentFacts(
                session_id=session_id,
                intent_id=None,
                state=PaymentState.OPEN,
                amount_cents=request.amount_cents,
                captured_cents=0,
                currency=request.currency,
                order_code=request.order_code,
            )
            self.pages[session_id] = Page(facts, request.expires_at, self._stage.now)
            return _link(session_id)

        return self._over_the_network("begin", act, request.idempotency_key)

    def look_up(self, session_id: str) -> PaymentFacts:
        """Return how the payment stands now."""
        return self._over_the_network("look_up", lambda: self._page(session_id).facts)

    def capture(
        self,
        session_id: str | None,
        intent_id: str,
        amount_cents: int,
        idempotency_key: str,
    ) -> PaymentFacts:
        """Take the money, or say how the payment stands."""

        def act() -> PaymentFacts:
            assert session_id is not None
            page = self._page(session_id)
            if page.facts.state is PaymentState.AUTHORISED:
                if (page.facts.intent_id, page.facts.amount_cents) != (
                    intent_id,
                    amount_cents,
                ):
                    raise AssertionError("another sum was taken than was agreed to")
                page.captures += 1
                self._move(
                    session_id,
                    state=PaymentState.CAPTURED,
                    captured_cents=amount_cents,
                )
            return page.facts

        return self._over_the_network("capture", act, idempotency_key)

    def void(
        self, session_id: str | None, intent_id: str, idempotency_key: str
    ) -> PaymentFacts:
        """Give the authorisation back, or say how the payment stands."""

        def act() -> PaymentFacts:
            assert session_id is not None
            page = self._page(session_id)
            if page.facts.state is PaymentState.AUTHORISED:
                self._move(session_id, state=PaymentState.VOIDED)
            return page.facts

        return self._over_the_network("void", act, idempotency_key)

    def close(self, session_id: str) -> PaymentFacts:
        """Close the page, or say how the payment stands."""

        def act() -> PaymentFacts:
            assert session_id is not None
            page = self._page(session_id)
            if page.facts.state in _TAKES_CARDS:
                self._move(session_id, state=PaymentState.EXPIRED)
            return page.facts

        return self._over_the_network("close", act)

    def payments_since(self, since: datetime) -> Iterator[ListedPayment]:
        """Give the list of what was tried or paid since an instant."""
        return self._over_the_network(
            "payments_since",
            lambda: iter(
                [
                    _line(page)
                    for page in self.pages.values()
                    if page.facts.intent_id and page.begun_at >= since
                ]
            ),
        )

    def read_event(self, body: bytes, signature: str, now: datetime) -> PaymentEvent:
        """Nobody calls it here: messages are handed over as they are."""
        raise AssertionError("messages of the simulation are not signed")

    def _page(self, session_id: str) -> Page:
        page = self.pages[session_id]
        if page.facts.state in _TAKES_CARDS and self._stage.now >= page.expires_at:
            self._move(session_id, state=PaymentState.EXPIRED)
        return page

    def _move(self, session_id: str, **changes: object) -> None:
        page = self.pages[session_id]
        page.facts = replace(page.facts, **changes)
        self._stage.note(f"desk: {session_id} is {page.facts.state}")
        self._messages += 1
        self.tell(
            PaymentEvent(
                event_id=f"evt_{self._messages}",
                type=f"payment.{page.facts.state}",
                session_id=session_id,
                intent_id=page.facts.intent_id,
                order_code=page.facts.order_code,
                created_at=self._stage.now,
            )
        )

    def _over_the_network(
        self, doing: str, act: Callable[[], Answer], key: str | None = None
    ) -> Answer:
        if self._store.in_transaction:
            raise AssertionError(f"the desk was called in a transaction: {doing}")
        self._stage.pause(f"desk.{doing}")
        if self._is_away() or self._chance("desk_loss_rate"):
            self._stage.seen[f"desk: {doing} was lost"] += 1
            raise PaymentDeskUnreachable(doing, "no answer")
        self._answer_saved_error(doing, act, key)
        answer = act()
        self._stage.pause(f"desk.{doing} answers")
        if self._chance("desk_loss_rate"):
            self._stage.seen[f"desk: {doing} acted, its answer was lost"] += 1
            raise PaymentDeskUnreachable(doing, "the answer was lost")
        return answer

    def _answer_saved_error(
        self, doing: str, act: Callable[[], Answer], key: str | None
    ) -> None:
        """Raise what was saved under a key; it may have acted the first time."""
        if key is None or self._stage.is_healed:
            return
        if self._stage.now < self._saved_errors.get(key, self._stage.now):
            raise PaymentDeskUnreachable(doing, "a saved error")
        if self._chance("desk_saved_error_rate"):
            self._saved_errors[key] = self._stage.now + SAVED_FOR
            self._stage.seen[f"desk: {doing} saved an error"] += 1
            if self._stage.rng.random() < 0.5:
                act()
            raise PaymentDeskUnreachable(doing, "an error, saved under its key")

    def _chance(self, rate: str) -> bool:
        stage = self._stage
        if stage.current is None or stage.is_healed:
            return False
        return stage.rng.random() < getattr(stage.plan, rate)

    def _is_away(self) -> bool:
        if self._stage.is_healed:
            return False
        at = seconds_since_opening(self._stage)
        return any(start <= at < end for start, end in self._stage.plan.desk_away)


def _line(page: Page) -> ListedPayment:
    facts = page.facts
    states = {
        PaymentState.AUTHORISED: ListedState.AUTHORISED,
        PaymentState.CAPTURED: ListedState.CAPTURED,
    }
    return ListedPayment(
        intent_id=facts.intent_id or "",
        order_code=facts.order_code,
        state=states.get(facts.state, ListedState.NOTHING),
        amount_cents=facts.amount_cents,
        captured_cents=facts.captured_cents,
        refunded_cents=0,
        created_at=page.begun_at,
    )


def _link(session_id: str) -> PaymentPage:
    return PaymentPage(session_id, f"https://desk.test/{session_id}")
