"""One history by its seed: what happens, how it ends, and what must be true then."""

import gc
import logging
import os
import random
from dataclasses import dataclass
from functools import cache

from sqlalchemy import text
from sqlalchemy.engine import make_url

from flashsale.credit.invariants import INVARIANTS as OF_CREDIT
from flashsale.db import Database, unit_of_work
from flashsale.fakestripe.records import Intent
from flashsale.job_runtime import run_jobs_with
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import Ids, LotId, MemberId
from flashsale.orders import forgetting, messages
from flashsale.orders.invariants import INVARIANTS as OF_ORDERS
from flashsale.orders.reconciliation import reconcile, reconcile_with_list
from flashsale.sales import releases
from flashsale.sales.invariants import INVARIANTS as OF_SALES
from tests.factories import a_drop, a_lot, a_member
from tests.simulation.store import SimulatedStore
from tests.stripe_histories.acts import ALL, Buyer, History, charges_of, save_a_card
from tests.stripe_histories.world import BEGINS_AT, World, hasty_sdk, open_world

MOST_PEOPLE = 3
# How many copies there are; a lot for each.
ALLOTMENTS = (1, 2, 3)
# Minutes: past quiet times, keys, holds, pages and the list's own patience.
GROWS_QUIET = (1, 11, 16, 45, 6)
# Those that a payment could break; the others cost as much again.
INVARIANTS = (*OF_SALES, *OF_ORDERS, *OF_CREDIT)
GARBAGE_THRESHOLD = 50_000


@dataclass(frozen=True, slots=True)
class Told:
    """One history that held. steps: how many things happened. seen: which."""

    seed: int
    steps: int
    seen: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what every history begins with."""

    people: tuple[MemberId, ...]
    lots: tuple[LotId, ...]


@cache
def stage_for(server_url: str | None) -> tuple[SimulatedStore, Cast]:
    """Return the furnished store of this process; None: SQLite in memory."""
    gc.set_threshold(GARBAGE_THRESHOLD, 20, 50)
    store = SimulatedStore(_url(server_url))
    casts: list[Cast] = []

    def furnish(store: SimulatedStore) -> None:
        clock, ids = FrozenClock(BEGINS_AT), Ids(random.Random("cast"))
        with unit_of_work(store, clock, ids, {}) as work:
            casts.append(
                Cast(
                    people=tuple(a_member(work) for _ in range(MOST_PEOPLE)),
                    lots=tuple(
                        a_lot(work, a_drop(work), allotted=count)
                        for count in ALLOTMENTS
                    ),
                )
            )

    store.prepare(furnish)
    return store, casts[0]


def _url(server_url: str | None) -> str:
    if server_url is None:
        return "sqlite://"
    name = f"histories_{os.getpid()}"
    database = Database(server_url)
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    database.dispose()
    url = make_url(server_url).set(database=name)
    return url.render_as_string(hide_password=False)


def tell_here(
    seed: int, server_url: str | None = None, trace: list[str] | None = None
) -> Told:
    """Tell the history of a seed in this process; the same seed is the same history.

    Raises AssertionError where something that must hold at its end did not.
    """
    store, cast = stage_for(server_url)
    store.reset(None)
    rng = random.Random(f"{seed}:plan")
    people = cast.people[: rng.randint(1, MOST_PEOPLE)]
    world = open_world(seed, store, people, rng.choice(cast.lots))
    if trace is not None:
        world.trace = trace
    run_jobs_with(world.runtime)
    history = History(world, [Buyer(person) for person in people])
    house = logging.getLogger("flashsale")
    level = house.level
    house.setLevel(logging.CRITICAL)
    try:
        with hasty_sdk():
            steps = _go(history, rng)
    finally:
        house.setLevel(level)
        world.close()
    return Told(seed, steps, frozenset(history.seen))


def _go(history: History, rng: random.Random) -> int:
    world = history.world
    steps = rng.randint(20, 60)
    if rng.random() < 0.4:
        save_a_card(history)
    # One history in six has no fault at all: the house must be right on a good day.
    if rng.random() > 1 / 6:
        world.plan(
            drop=rng.choice((0, 0, 30, 100)),
            duplicate=rng.choice((0, 50)),
            delay_ms=rng.choice((0, 0, 60_000)),
            reorder_ms=rng.choice((0, 30_000)),
            fail_rate=rng.choice((0, 5, 20)),
        )
        world.line.kill_rate = rng.choice((0.0, 0.0, 3.0))
        world.queue.loss_rate = rng.choice((0.0, 20.0, 100.0))
    for _ in range(steps):
        history.step()
    if world.killed:
        history.seen.add("a process was killed")
    world.heal()
    for minutes in GROWS_QUIET:
        world.clock.advance(minutes=minutes)
        world.standin.sweep()
        run_every_job(world)
    judge(history)
    writes = world.store.writes
    run_every_job(world)
    assert world.store.writes == writes, "a second run of the jobs wrote something"
    return steps


def run_every_job(world: World) -> None:
    """Run what the worker runs, in one of its orders."""
    with world.runtime.work() as work:
        releases.expire_due(work)
    messages.handle_left(world.runtime)
    reconcile(world.runtime)
    reconcile_with_list(world.runtime)
    forgetting.forget_removed(world.runtime)
    while world.queue.waiting:
        world.queue.run_one()


def judge(history: History) -> None:
    """Every captured payment has exactly one order or one refund, and both agree."""
    world = history.world
    rows = world.store.rows(
        'SELECT o.code, o.state, p.state, p.intent_ref, p.amount_cents FROM "order" o '
        "JOIN payment p ON p.order_id = o.id"
    )
    paid = {row[3]: row for row in rows if row[1] == "paid"}
    assert len(paid) == sum(row[1] == "paid" for row in rows), rows
    with world.standin.store.transaction() as ledger:
        intents, _ = ledger.find(Intent, ALL)
    charges = charges_of(world)
    known_back = _sent_back(world)
    for intent in intents:
        assert intent.status in ("succeeded", "canceled"), intent
        if intent.status != "succeeded":
            assert intent.id not in paid, rows
            continue
        back = charges[intent.id].amount_refunded
        assert back == known_back.get(intent.id, 0), (intent, back, known_back)
        if intent.id not in paid:
            assert back == intent.amount_received, (intent, rows)
            history.seen.add("money went back")
            continue
        assert paid[intent.id][4] == intent.amount_received, (intent, rows)
        assert back == history.by_hand.get(intent.id, 0), (intent, back)
        history.seen.add("an order was paid")
    taken = {intent.id for intent in intents if intent.status == "succeeded"}
    assert set(paid) <= taken, rows
    _judge_the_books(history)


def _sent_back(world: World) -> dict[str, int]:
    """Return the cents that went back of each intent, as the house has them."""
    rows = world.store.rows(
        "SELECT p.intent_ref, sum(r.amount_cents) FROM payment_refund r "
        "JOIN payment p ON p.id = r.payment_id WHERE r.state != 'failed' "
        "GROUP BY p.intent_ref"
    )
    return {str(intent_ref): int(cents) for intent_ref, cents in rows}


def _judge_the_books(history: History) -> None:
    world = history.world
    with world.runtime.read() as work:
        found = [invariant(work) for invariant in INVARIANTS]
    broken = [finding for finding in found if not finding.holds]
    assert broken == [], broken
    ((waiting,),) = world.store.rows(
        "SELECT count(*) FROM inbox_event WHERE handled_at IS NULL"
    )
    assert waiting == 0, "a stored message was not handled"
    ((moving,),) = world.store.rows(
        "SELECT count(*) FROM payment WHERE state IN ('created','unknown','open',"
        "'refused','capturing','voiding','refunding','charging')"
    )
    assert moving == 0, "a payment is still on the way"
    receipts = {
        key
        for (key,) in world.store.rows(
            "SELECT key FROM outbox_mail WHERE message = 'receipt'"
        )
    }
    paid = world.store.rows("SELECT code FROM \"order\" WHERE state = 'paid'")
    assert receipts == {f"receipt:{code}" for (code,) in paid}
    recorded = dict(
        world.store.rows(
            "SELECT p.intent_ref, sum(r.amount_cents) FROM payment_refund r "
            "JOIN payment p ON p.id = r.payment_id WHERE r.state <> 'failed' "
            "GROUP BY p.intent_ref"
        )
    )
    for intent_id, cents in recorded.items():
        assert charges_of(world)[intent_id].amount_refunded == cents, recorded
