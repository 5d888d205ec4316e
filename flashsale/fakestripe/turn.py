"""One turn of the stand-in: a transaction, the present, and what it tells outside."""

import random
import secrets
import string
from dataclasses import dataclass, field

from flashsale.fakestripe.faultplan import FaultPlan
from flashsale.fakestripe.records import (
    Charge,
    Customer,
    Dispute,
    Event,
    Intent,
    Method,
    Page,
    Record,
    Refund,
)
from flashsale.fakestripe.shapes import (
    Json,
    charge_json,
    customer_json,
    dispute_json,
    event_json,
    intent_json,
    method_json,
    page_json,
    refund_json,
)
from flashsale.fakestripe.store import Ledger

_LETTERS = string.ascii_letters + string.digits
_NOBODY_KNOWS: random.Random = secrets.SystemRandom()


def new_id(prefix: str, length: int = 24, source: random.Random = _NOBODY_KNOWS) -> str:
    """Return an id like Stripe's: a prefix and letters drawn from a source."""
    return f"{prefix}_" + "".join(source.choice(_LETTERS) for _ in range(length))


@dataclass(frozen=True, slots=True)
class Turn:
    """What one request or one sweep works with.

    now: seconds since 1970. base_url: where the hosted pages are.
    request, idempotency_key: of the API request, told in the events it causes.
    """

    ledger: Ledger
    now: int
    base_url: str
    faults: FaultPlan
    request: str | None = None
    idempotency_key: str | None = None
    source: random.Random = field(default=_NOBODY_KNOWS)

    def new_id(self, prefix: str, length: int = 24) -> str:
        """Return an id; the same ones again where a seed was given."""
        return new_id(prefix, length, self.source)

    def page_json(self, page: Page, expand: tuple[str, ...] = ()) -> Json:
        """Return a page, its intent expanded when `expand` asks."""
        intent: Json | str | None = page.payment_intent
        inner = tuple(
            path.removeprefix("payment_intent").removeprefix(".")
            for path in expand
            if path.split(".")[0] == "payment_intent"
        )
        if inner and page.payment_intent is not None:
            found = self.ledger.get(Intent, page.payment_intent)
            intent = self.intent_json(found, inner) if found else None
        return page_json(page, self.page_url(page.id), intent)

    def intent_json(self, intent: Intent, expand: tuple[str, ...] = ()) -> Json:
        """Return an intent, its latest charge expanded when `expand` asks."""
        charge = None
        if "latest_charge" in expand and intent.latest_charge is not None:
            found = self.ledger.get(Charge, intent.latest_charge)
            charge = charge_json(found) if found else None
        bank = f"{self.page_url(intent.page)}/banque" if intent.page else None
        return intent_json(intent, bank, charge)

    def page_url(self, page_id: str) -> str:
        """Return the address of a hosted page."""
        return f"{self.base_url}/pay/{page_id}"

    def json_of(self, record: Record) -> Json:
        """Return a record in its shape, nothing expanded."""
        match record:
            case Page():
                return self.page_json(record)
            case Intent():
                return self.intent_json(record)
            case Charge():
                return charge_json(record)
            case Refund():
                return refund_json(record)
            case Customer():
                return customer_json(record)
            case Method():
                return method_json(record)
            case Dispute():
                return dispute_json(record)
            case Event():
                return event_json(record)

    def tell(self, event_type: str, record: Record) -> None:
        """Record an event about `record` as it is now, and put it on its way."""
        event = Event(
            id=self.new_id("evt"),
            created=self.now,
            type=event_type,
            snapshot=self.json_of(record),
            request=self.request,
            idempotency_key=self.idempotency_key,
        )
        self.ledger.save(event)
        for due_at, state in self.faults.deliveries(self.now):
            self.ledger.send(event.id, due_at, state)
