"""One seed, from the empty table to the verdict; the same seed is the same play."""

import logging
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from flashsale.db import StoreBusy
from flashsale.job_runtime import run_jobs_with
from flashsale.sales import admission
from flashsale.sales.admission import Wish
from flashsale.sales.holds import HoldPlaced
from tests.simulation.checks import Broken, Watch
from tests.simulation.crew import Gremlin, Office
from tests.simulation.house import Cast, House, begins_on
from tests.simulation.messages import PostOffice
from tests.simulation.people import Person, arrivals
from tests.simulation.plan import draw
from tests.simulation.queue import run
from tests.simulation.scheduler import Stage
from tests.simulation.store import SimulatedStore
from tests.simulation.verdict import contents, judge
from tests.simulation.worker import Worker, jobs

BEFORE_OPENING = timedelta(minutes=5)
LONGEST_PLAY = timedelta(hours=6)
# After this a healed house answers truly again, and a false refusal may last so long.
HEALS_WITHIN_S = 8.0
TRIES, TRY_EVERY_S = 3, 2.5
# Long enough for pages, keys and holds to end; short enough for sweeps to be due.
QUIET_STEPS_MIN = (1.02, 1.02, 5, 11, 31, 61)


@dataclass(frozen=True, slots=True)
class Played:
    """One seed that held. turns: how often someone went on. seen: what happened."""

    seed: int
    turns: int
    seen: Counter[str]


class Faults(logging.Handler):
    """Keeps what the house logs as an error: no fault of the plan explains one."""

    def __init__(self) -> None:
        """Listen from level ERROR on."""
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line, unless it only says that the store was cut off."""
        fault = record.exc_info[1] if record.exc_info else None
        if not isinstance(fault, StoreBusy):
            self.lines.append(f"{record.getMessage()} {fault!r}")


@contextmanager
def _listening() -> Iterator[Faults]:
    log, faults = logging.getLogger("flashsale"), Faults()
    handlers, level, passes_on = log.handlers, log.level, log.propagate
    log.handlers, log.propagate = [faults], False
    log.setLevel(logging.ERROR)
    try:
        yield faults
    finally:
        log.handlers, log.propagate = handlers, passes_on
        log.setLevel(level)


def play(
    seed: int, store: SimulatedStore, cast: Cast, trace: list[str] | None = None
) -> Played:
    """Play one seed and return what was seen; `trace` is filled with every turn.

    Raises AssertionError where something that must hold did not, and lets pass any
    fault that reached a member.
    """
    plan, rng = draw(seed), random.Random(f"{seed}:play")
    _, opens_at, _ = begins_on(plan)
    stage = Stage(plan, rng, begins_at=opens_at - BEFORE_OPENING, opens_at=opens_at)
    if trace is not None:
        stage.trace, stage.keeps_trace = trace, True
    store.reset(stage)
    ids = random.Random(f"{seed}:ids")
    house = House(stage, store, ids, cast.people[plan.people :])
    run_jobs_with(house.worker)
    with _listening() as faults:
        try:
            house.set_the_table(cast)
            watch = Watch(house)
            _put_on_stage(house, watch, cast)
            _act(house, watch, rng)
        finally:
            stage.close()
            store.stage = None
        if faults.lines:
            raise Broken(f"the house logged a fault: {faults.lines[0]}")
    return Played(seed, stage.turns, stage.seen)


def _put_on_stage(house: House, watch: Watch, cast: Cast) -> None:
    stage = house.stage
    PostOffice(house)
    instants = arrivals(house, stage.plan.people)
    for place, (member, at) in enumerate(zip(cast.people, instants, strict=False)):
        is_late = place < stage.plan.late_ones
        person = Person(house, watch, member, is_late=is_late)
        person.arrive(stage.opens_at if is_late else max(at, stage.now))
    Worker(house).start()
    Office(house, cast).start()
    Gremlin(house, watch).start()


def _act(house: House, watch: Watch, rng: random.Random) -> None:
    stage = house.stage
    heals_at = house.closes_at + timedelta(seconds=rng.uniform(-400, 2_400))
    stage.play(heals_at, watch.look)
    stage.is_healed = True
    stage.play(heals_at + timedelta(seconds=HEALS_WITHIN_S), watch.look)
    _probe(house, watch)
    stage.play(house.closes_at + timedelta(minutes=60), watch.look)
    latest = stage.now + LONGEST_PLAY
    while (at := stage.next_wake()) is not None and at < latest:
        stage.play(at, watch.look)
    stage.close()
    _grow_quiet(house, watch)
    judge(house)
    _stay_quiet(house, watch)


def _probe(house: House, watch: Watch) -> None:
    """See that a newcomer gets what is free, and that no more is given than that."""
    stage, host = house.stage, house.webs[0]
    wrong_clock = abs(stage.plan.gate_skew_s)
    lasts = timedelta(seconds=TRIES * TRY_EVERY_S + wrong_clock)
    if stage.now + lasts >= house.closes_at:
        return
    for lot in house.lots:
        for attempt in range(TRIES):
            ((state, free),) = house.store.rows(
                "SELECT d.state, l.allotted - l.held - l.sold - l.offered"
                ' FROM lot l JOIN "drop" d ON d.id = l.drop_id WHERE l.id = :lot',
                lot=lot,
            )
            member, token = next(house.newcomers), f"probe-{lot}-{attempt}"
            house.journal.forms[(member, token)] = set()
            wish = Wish(
                drop_id=house.drop_id,
                epoch=house.epoch_on(host),
                lot_id=lot,
                member_id=member,
                quantity=1,
                token=token,
            )
            outcome = admission.hold(house.on(host), wish)
            watch.look()
            gets_one = isinstance(outcome, HoldPlaced)
            stage.seen[f"a newcomer {'got one' if gets_one else 'was refused'}"] += 1
            is_free = state == "scheduled" and free >= 1
            if gets_one and state != "scheduled":
                raise Broken(f"a {state} drop gave a copy")
            if gets_one or not is_free:
                break
            if attempt == TRIES - 1:
                raise Broken(f"{free} of lot {lot} are free, and {outcome} is said")
            stage.play(stage.now + timedelta(seconds=TRY_EVERY_S), watch.look)


def _grow_quiet(house: House, watch: Watch) -> None:
    for minutes in QUIET_STEPS_MIN:
        house.stage.clock.advance(minutes=minutes)
        _run_all_jobs(house)
        watch.look()


def _run_all_jobs(house: House) -> None:
    for job in jobs():
        run(job.function)
    house.queue.run_all()


def _stay_quiet(house: House, watch: Watch) -> None:
    """A second run of every job writes nothing, and so does one without any gate."""
    before, writes = contents(house), house.store.writes
    _run_all_jobs(house)
    if house.store.writes != writes:
        raise Broken("a second run of the jobs wrote something")
    house.memory.empty()
    _run_all_jobs(house)
    watch.look()
    if contents(house) != before:
        raise Broken("the rows changed because the gate was emptied")
