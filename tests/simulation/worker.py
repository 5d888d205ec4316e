"""The worker of a simulation: each periodic job in its rhythm, late, or away."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from flashsale.orders.lifecycle import UNDER_WAY
from flashsale.orders.payment_desk import PaymentState
from flashsale.schedule import SCHEDULE, Periodic
from tests.simulation.gate import seconds_since_opening
from tests.simulation.house import House
from tests.simulation.queue import run
from tests.simulation.requests import NoAnswer, ask
from tests.simulation.store import instant

PLAYED = ("flashsale.sales.", "flashsale.orders.")
# A job that has nothing to do is looked at again after this.
IDLE_S = 300.0
# A job that would find nothing to do is run in vain this often.
IN_VAIN_RATE = 0.05
# The drops whose gate is kept (sales/gatekeeper.py).
KEPT = ("scheduled", "suspended")
QUEUE = "queue"
LATE = (1, 2, 5, 20)


def jobs() -> tuple[Periodic, ...]:
    """Return the periodic jobs that move stock and payments."""
    return tuple(job for job in SCHEDULE if job.function.startswith(PLAYED))


class Worker:
    """Runs each periodic job in its rhythm; away or late as the plan says."""

    def __init__(self, house: House) -> None:
        """Serve `house`; `start` puts the loops on stage."""
        self._house = house
        self._stage = house.stage
        self._expiry: datetime | None = None
        self._expiry_read = -1

    def start(self) -> None:
        """Begin a loop for each job, and one for the queue."""
        for job in jobs():
            self._stage.spawn(
                f"worker:{job.name}",
                partial(
                    self._loop, job.name, job.every_seconds, partial(run, job.function)
                ),
                is_background=True,
            )
        self._stage.spawn(
            "worker:queue",
            partial(self._loop, QUEUE, 1, self._house.queue.run_all),
            is_background=True,
        )

    def _loop(self, name: str, every: int, act: Callable[[], None]) -> None:
        stage, is_at_once = self._stage, False
        while True:
            if not is_at_once:
                pace = 1 if stage.is_healed else self._pace()
                stage.sleep(every * pace * stage.rng.uniform(0.9, 1))
            is_at_once = False
            if self._is_away():
                continue
            if not self._is_due(name) and stage.rng.random() > IN_VAIN_RATE:
                self._rest(name)
                # The instant something ends may be that of a run.
                is_at_once = stage.rng.random() < 0.5
                continue
            try:
                ask(self._house, self._house.worker_host, name, act)
            except NoAnswer:
                stage.seen["a job ended on the way"] += 1

    def _pace(self) -> int:
        if self._stage.plan.is_worker_prompt:
            return 1
        return self._stage.rng.choice(LATE)

    def _is_away(self) -> bool:
        if self._stage.is_healed:
            return False
        at = seconds_since_opening(self._stage)
        return any(start <= at < end for start, end in self._stage.plan.worker_away)

    def _is_due(self, name: str) -> bool:
        """Say whether a job would find something to do; it is run in vain at times."""
        if name == QUEUE:
            return not self._house.queue.is_empty
        if name == "keep-gates":
            return not self._gate_is_right()
        if name == "reclaim-expired":
            first = self._first_expiry()
            return first is not None and first <= self._stage.now
        if name == "keep-waitlists":
            return self._somebody_waits()
        if name == "settle-queues":
            return self._a_queue_stands()
        if name in ("reconcile-payments", "list-payments"):
            return self._a_payment_moves()
        if name == "handle-messages":
            waits = "SELECT 1 FROM inbox_event WHERE handled_at IS NULL LIMIT 1"
            return bool(self._house.store.rows(waits))
        return True

    def _gate_is_right(self) -> bool:
        house = self._house
        drop = house.store.rows(
            'SELECT epoch, state FROM "drop" WHERE id = :drop', drop=house.drop_id
        )
        epoch, state = drop[0]
        if state not in KEPT or self._stage.now >= house.closes_at:
            return True
        stands = house.memory.states.get(house.memory.key(house.drop_id, epoch))
        if stands is None:
            return False
        left = house.store.rows("SELECT id, allotted - held - sold - offered FROM lot")
        return stands.is_open == (state == "scheduled") and stands.left == dict(left)

    def _somebody_waits(self) -> bool:
        active = "SELECT 1 FROM wait_entry WHERE state IN ('waiting','offered') LIMIT 1"
        return bool(self._house.store.rows(active))

    def _a_queue_stands(self) -> bool:
        standing = "SELECT 1 FROM rush WHERE ended_at IS NULL LIMIT 1"
        return bool(self._house.store.rows(standing))

    def _a_payment_moves(self) -> bool:
        payments = "SELECT state, session_ref, kept_until FROM payment"
        for state, session_id, stored in self._house.store.rows(payments):
            if state not in UNDER_WAY:
                continue
            page = self._house.desk.pages.get(session_id or "")
            kept_until = instant(stored)
            if page is None or page.facts.state is not PaymentState.OPEN:
                return True
            if kept_until is None or kept_until <= self._stage.now:
                return True
        return False

    def _rest(self, name: str) -> None:
        """Sleep on until something may have changed; then a job ran in vain."""
        stage, house = self._stage, self._house
        wakes = [stage.now + timedelta(seconds=IDLE_S)]
        for at in (stage.next_wake(), self._first_expiry()):
            if at is not None:
                wakes.append(at)
        if name == "keep-gates":
            # What it would have done: say that the counts are confirmed.
            house.memory.confirm(house.gates["worker"].now_ms())
        stage.sleep_until(min(wakes))

    def _first_expiry(self) -> datetime | None:
        if self._expiry_read != self._house.store.writes:
            self._expiry_read = self._house.store.writes
            ((first,),) = self._house.store.rows(
                "SELECT min(expires_at) FROM hold WHERE state IN ('active','paying')"
            )
            self._expiry = instant(first)
        return self._expiry
