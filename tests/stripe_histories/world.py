"""The house and the stand-in of one history, on one clock that somebody moves."""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module

import requests
import stripe
from redis import Redis
from werkzeug.test import Client

from flashsale.assembly import pricing_of
from flashsale.fakestripe.courier import sign
from flashsale.fakestripe.records import Event
from flashsale.fakestripe.server import create_application
from flashsale.fakestripe.shapes import event_json
from flashsale.fakestripe.standin import Arrangement, Standin
from flashsale.fakestripe.store import Delivery
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import Ids, LotId, MemberId
from flashsale.orders import inbox
from flashsale.orders.events import MessageStored
from flashsale.orders.payment_stripe import StripeDesk
from flashsale.reactions import WITHIN, handle_message
from flashsale.runtime import Runtime
from flashsale.sales.gate import RedisGate
from tests.simulation.house import settings
from tests.simulation.store import SimulatedStore
from tests.stripe_histories.line import Killed, Line

BEGINS_AT = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)
KEY, WEBHOOK_SECRET = "sk_test_history", "whsec_history"
BASE = "http://stand-in.test"
HOUSE = "http://house.test"


@dataclass
class LossyQueue:
    """A `JobQueue` that loses jobs at a rate, in percent."""

    rng: random.Random
    loss_rate: float = 0.0
    waiting: list[tuple[str, tuple[int | str, ...]]] = field(default_factory=list)

    def enqueue(self, function: str, *arguments: int | str, job_id: str) -> bool:
        """Queue a job unless it is lost."""
        if self.rng.random() * 100 < self.loss_rate:
            return False
        self.waiting.append((function, arguments))
        return True

    def run_one(self) -> None:
        """Run any job that waits."""
        if self.waiting:
            function, arguments = self.waiting.pop(
                self.rng.randrange(len(self.waiting))
            )
            module, name = function.rsplit(".", 1)
            getattr(import_module(module), name)(*arguments)


@dataclass
class World:
    """What a history acts on. people: who may buy; lot: what there is."""

    rng: random.Random
    clock: FrozenClock
    store: SimulatedStore
    standin: Standin
    line: Line
    browser: Client
    runtime: Runtime
    queue: LossyQueue
    people: tuple[MemberId, ...]
    lot: LotId
    killed: int = 0
    trace: list[str] = field(default_factory=list)

    def attempt(self, deed: Callable[[], object]) -> object:
        """Let a process of the house do something; it may end on the way."""
        try:
            return deed()
        except Killed:
            self.killed += 1
            return None

    def plan(self, **faults: object) -> None:
        """Put faults of the stand-in in force."""
        self.standin.faults.replace(
            {"seed": self.rng.getrandbits(31), **faults} if faults else {}
        )

    def heal(self) -> None:
        """End every fault."""
        self.plan()
        self.line.kill_rate = self.queue.loss_rate = 0.0

    def on_their_way(self) -> list[Delivery]:
        """Return the messages whose time has come."""
        now = self.clock.now().timestamp()
        with self.standin.store.transaction() as ledger:
            return ledger.due_deliveries(now, 1_000)

    def bring(self, delivery: Delivery) -> None:
        """Bring one message to the house, which stores it, or ends before it did."""
        with self.standin.store.transaction() as ledger:
            event = ledger.get(Event, delivery.event)
        assert event is not None
        body, signature = self._letter(event)
        read = self.runtime.payment_desk.read_event(body, signature, self.clock.now())
        with self.runtime.work() as work:
            inbox.store(work, read)
        self.settle_delivery(delivery, "done")

    def settle_delivery(self, delivery: Delivery, state: str) -> None:
        """Note at the stand-in that a message was brought or lost."""
        with self.standin.store.transaction() as ledger:
            ledger.settle(delivery, state, self.clock.now().timestamp())

    def _letter(self, event: Event) -> tuple[bytes, str]:
        body = json.dumps(event_json(event), ensure_ascii=False)
        at = int(self.clock.now().timestamp())
        return body.encode(), sign(body, (WEBHOOK_SECRET,), at)

    def close(self) -> None:
        """Let go of the stand-in's memory."""
        self.standin.store.close()


@contextmanager
def hasty_sdk() -> Iterator[None]:
    """Let the SDK try again without the pause it makes for the sake of a network."""
    before = stripe.HTTPClient.INITIAL_DELAY, stripe.HTTPClient.MAX_DELAY
    stripe.HTTPClient.INITIAL_DELAY = stripe.HTTPClient.MAX_DELAY = 0
    try:
        yield
    finally:
        stripe.HTTPClient.INITIAL_DELAY, stripe.HTTPClient.MAX_DELAY = before


def open_world(
    seed: int, store: SimulatedStore, people: tuple[MemberId, ...], lot: LotId
) -> World:
    """Build the house and the stand-in of a history."""
    rng = random.Random(f"{seed}:stripe")
    clock = FrozenClock(BEGINS_AT)
    standin = Standin(
        Arrangement(
            data=None,
            secret_key=KEY,
            webhook_secrets=(WEBHOOK_SECRET,),
            webhook_url="http://house.test/webhooks/stripe",
            base_url=BASE,
            seed=seed + 1,
        ),
        clock,
    )
    application = create_application(standin)
    line = Line(application, rng)
    line.in_transaction = lambda: store.in_transaction
    queue = LossyQueue(rng)
    runtime = Runtime(
        settings=settings(),
        database=store,
        clock=clock,
        ids=Ids(random.Random(f"{seed}:ids")),
        redis=Redis.from_url("unix:///nonexistent/redis.sock"),
        gate=RedisGate(Redis.from_url("unix:///nonexistent/redis.sock"), clock),
        queue=queue,
        payment_desk=StripeDesk(
            secret_key=KEY,
            webhook_secrets=(WEBHOOK_SECRET,),
            api_base=BASE,
            house=HOUSE,
            session=_session(line),
        ),
        pricing=pricing_of(settings()),
        within=WITHIN,
        after={MessageStored: (handle_message,)},
    )
    return World(
        rng=rng,
        clock=clock,
        store=store,
        standin=standin,
        line=line,
        browser=Client(application),
        runtime=runtime,
        queue=queue,
        people=people,
        lot=lot,
    )


def _session(line: Line) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.mount(BASE, line)
    return session
