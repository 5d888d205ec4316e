"""What a process builds once and every edge uses: stores, adapters, reactions."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from redis import Redis

from flashsale.db import Database, Within, Work, reading, unit_of_work
from flashsale.kernel.clock import Clock
from flashsale.kernel.events import Event
from flashsale.kernel.ids import Ids
from flashsale.mail.attachments import Attachment
from flashsale.mail.outbox import Letter
from flashsale.orders.order_search import OrdersOfPapers, no_papers
from flashsale.orders.payment_desk import PaymentDesk
from flashsale.orders.policy import PricingPolicy
from flashsale.queue import JobQueue
from flashsale.redis_line import Breaker
from flashsale.sales.doorman import Doorman
from flashsale.sales.gate import Gate
from flashsale.sales.together import HoldWriter, OneByOne
from flashsale.settings import Settings

log = logging.getLogger(__name__)

After = Mapping[type[Event], tuple[Callable[["Runtime", Any], None], ...]]
Attachments = Callable[["Runtime", Letter], tuple[Attachment, ...]]


def nothing_attached(runtime: "Runtime", letter: Letter) -> tuple[Attachment, ...]:
    """Return no file: letters go alone."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """The frozen whole of a process; `assembly.build` is the only maker.

    redis: jobs, limits and heartbeats. breaker: what is asked of it in a request goes
    through this. gate: the door of the drops; doorman: who stands there without it.
    None is needed to boot. hold_writer: how holds are written in this store.
    within, after: what follows from an event (`reactions.py`).
    attachments: the files that go with a letter. orders_of_papers: of which orders
    the papers of a number are.
    """

    settings: Settings
    database: Database
    clock: Clock
    ids: Ids
    redis: Redis
    gate: Gate
    queue: JobQueue
    payment_desk: PaymentDesk
    pricing: PricingPolicy
    breaker: Breaker = field(default_factory=lambda: Breaker("redis"))
    doorman: Doorman = field(default_factory=Doorman)
    hold_writer: HoldWriter = field(default_factory=OneByOne)
    within: Within = field(default_factory=dict)
    after: After = field(default_factory=dict)
    attachments: Attachments = nothing_attached
    orders_of_papers: OrdersOfPapers = no_papers

    @contextmanager
    def work(self) -> Iterator[Work]:
        """Open a writing transaction; what follows the commit runs after the block.

        A reaction after the commit that fails is logged: what it would have done
        is still due in SQL and a sweep of `schedule.py` finds it.
        """
        with unit_of_work(self.database, self.clock, self.ids, self.within) as work:
            yield work
        for fact in work.events:
            for react in self.after.get(type(fact), ()):
                try:
                    react(self, fact)
                except Exception:
                    log.exception("reaction.failed event=%s", type(fact).__name__)

    def read(self) -> AbstractContextManager[Work]:
        """Open a transaction that only reads."""
        return reading(self.database, self.clock, self.ids)
