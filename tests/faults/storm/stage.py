"""One sale of a storm, from the table to the verdict: the play of a scene."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from redis.exceptions import RedisError
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from flashsale.invariants import check_all
from flashsale.mail.models import OutboxMail
from flashsale.orders.lifecycle import UNDER_WAY
from flashsale.orders.models import Payment
from flashsale.queue import RqQueue
from flashsale.sales.holds import LIVE
from flashsale.sales.models import Hold
from tests.faults.storm import books, journal, verdict
from tests.faults.storm.ageing import Ageing
from tests.faults.storm.buyer import Habits
from tests.faults.storm.estate import WEBS, Estate
from tests.faults.storm.people import signed_in
from tests.faults.storm.piped import Piped
from tests.faults.storm.table import Table, seconds, set_table

BUYERS = 220
PINGERS = 80
NEWCOMERS = 12
# Who has not what they want by then asks no more.
GIVES_UP_AFTER_S = 25.0
LOOKS_EVERY_S = 1.0
AGES_EVERY_S = 0.7
TICK_S = 0.02
GROWS_QUIET_WITHIN_S = 60.0
COMMON_ANSWER_S = 1.0
PROBES, PROBE_EVERY_S = 3, 2.5
JOBS = (
    "flashsale.sales.jobs.reclaim_expired",
    "flashsale.orders.jobs.reconcile_payments",
    "flashsale.mail.jobs.send_due",
    "flashsale.sales.jobs.keep_gates",
)


class Broken(AssertionError):
    """Something that must hold did not."""


# A fault gives the seconds it waits between what it does; at its end all is healed.
Fault = Callable[["Stage"], Iterator[float]]


@contextmanager
def _as_it_is(_: Estate) -> Iterator[float]:
    """Change nothing; the clock of the store is ours."""
    yield 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A sale and what goes wrong in it.

    faults: of the catalogue, as `F24`. open_for_s: how long the drop is open; a day
    unless the closing is part of the play. ages: how many holds end at each turn.
    around: what is done to the house before and after the sale, while it is quiet; it
    gives by how many seconds the clock of the store is then ahead of ours.
    """

    name: str
    faults: tuple[str, ...]
    fault: Fault
    allotments: tuple[int, ...] = (20, 14, 6)
    member_limit: int = 2
    habits: Habits = field(default_factory=Habits)
    lasts_s: float = 6.0
    opens_in_s: float = 1.0
    open_for_s: float = 86_400.0
    ages: int = 2
    buyers: int = BUYERS
    stores: tuple[str, ...] = ("sqlite", "postgresql")
    around: Callable[[Estate], AbstractContextManager[float]] = _as_it_is


class Company:
    """An estate with its people and its crowd, for one scene after another."""

    def __init__(self, estate: Estate) -> None:
        """Bring the members in; the estate runs."""
        self.estate = estate
        people = signed_in(estate.runtime, BUYERS + PINGERS + NEWCOMERS)
        members = [person.member for person in people]
        self.buyers = members[:BUYERS]
        self.pingers = members[BUYERS : BUYERS + PINGERS]
        self.newcomers = members[BUYERS + PINGERS :]
        self.crowd = Piped("tests.faults.storm.crowd", estate.folder / "crowd.log")
        self.crowd.ask(do="people", people=[asdict(person) for person in people])

    def close(self) -> None:
        """Send the crowd home."""
        self.crowd.close()


class Stage:
    """One play of a scene."""

    def __init__(self, company: Company, scene: Scene, seed: int) -> None:
        """Draw from `seed` all that is drawn."""
        self.company, self.scene, self.seed = company, scene, seed
        self.estate = company.estate
        self.luck = random.Random(f"{seed}:{scene.name}")
        self.ageing = Ageing()
        self.notes: dict[str, int] = {}
        # By how much the clock of the store is ahead of ours.
        self.ahead_s = 0.0
        self.lag_s = self.late_s = 0.0
        # What the crowd answered, once every member has come to an end.
        self._said: dict[str, Any] | None = None
        self._complaints: list[str] = []
        self._looked_at = self._aged_at = 0.0

    def note(self, what: str, times: int = 1) -> None:
        """Count something that happened, for the report."""
        self.notes[what] = self.notes.get(what, 0) + times

    def complain(self, words: str) -> None:
        """Add a complaint of the fault's own."""
        self._complaints.append(words)

    def play(self) -> int:
        """Play the scene; return how many questions were asked.

        Raises Broken with every complaint.
        """
        with self.scene.around(self.estate) as self.ahead_s:
            self.estate.spans.clear()
            self.table = set_table(
                self.estate.runtime,
                self.scene.allotments,
                member_limit=self.scene.member_limit,
                opens_in_s=self.scene.opens_in_s,
                open_for_s=self.scene.open_for_s,
                ahead_s=self.ahead_s,
            )
            self._let_the_crowd_in(self.table)
            self._act()
            self._grow_quiet()
            self._probe()
            self._grow_quiet()
            return self._judge()

    def is_over(self) -> bool:
        """Whether every member has come to an end."""
        return self._said is not None

    # ---- acts

    def sale(self, table: Table) -> dict[str, object]:
        """Return what the crowd is told of a sale."""
        opens_at = seconds(table.opens_at, self.ahead_s)
        return {
            "slug": table.slug,
            "lots": list(table.lots),
            "member_limit": table.member_limit,
            "opens_at": opens_at,
            "lasts_s": self.scene.lasts_s,
            "ends_at": opens_at + GIVES_UP_AFTER_S,
            "webs": {name: self.estate.ports[name] for name in WEBS},
            "seed": f"{self.seed}:{self.scene.name}",
            "habits": asdict(self.scene.habits),
        }

    def _let_the_crowd_in(self, table: Table) -> None:
        self._journal = self.estate.folder / "journal.jsonl"
        self.company.crowd.tell(
            do="play",
            sale=self.sale(table),
            members=self.company.buyers[: self.scene.buyers],
            pingers=self.company.pingers,
            ping={"slug": table.ping_slug, "lot": table.ping_lot},
            journal=str(self._journal),
        )
        self.opens_at = seconds(table.opens_at, self.ahead_s)

    def _act(self) -> None:
        """Let the fault run beside the crowd until both are done."""
        fault = self.scene.fault(self)
        resumes_at, is_over = self.opens_at, False
        while self._said is None or not is_over:
            began = time.time()
            self.estate.tick()
            if not is_over and began >= resumes_at:
                wait = next(fault, None)
                is_over = wait is None
                resumes_at = time.time() + (wait or 0.0)
            self._look(began)
            self._age(began)
            if self._said is None:
                self._said = self.company.crowd.heard(TICK_S)
            else:
                time.sleep(TICK_S)
        for told in self._said["faults"]:
            raise RuntimeError(told)
        if late := self._said["late"]:
            self.complain(f"{late} members never got to an end")

    def beat(self) -> None:
        """Keep the house while a fault waits for something by itself."""
        self.estate.tick()
        time.sleep(TICK_S)

    def _look(self, now: float) -> None:
        """Ask for every invariant once a second, as far as the store answers."""
        if now - self._looked_at < LOOKS_EVERY_S:
            return
        self._check()
        self._looked_at = time.time()

    def _check(self) -> None:
        try:
            findings = check_all(self.estate.runtime)
        except OperationalError:
            self.note("the store was away")
            return
        for finding in findings:
            if not finding.holds:
                self.complain(f"{finding.name}: {finding.broken[:3]}")

    def _age(self, now: float) -> None:
        if now - self._aged_at < AGES_EVERY_S or now < self.opens_at:
            return
        self._aged_at = now
        if self.scene.ages:
            try:
                self.ageing.some(
                    self.estate.runtime, self.table.drop_id, self.luck, self.scene.ages
                )
            except OperationalError:
                self.note("the store was away")

    def _grow_quiet(self) -> None:
        """Wait until everything serves, then let time pass until nothing is due."""
        self.estate.settle()
        deadline = time.time() + GROWS_QUIET_WITHIN_S
        while left := self._left():
            if time.time() > deadline:
                self.complain(f"it does not grow quiet: {left}")
                return
            self.ageing.all(self.estate.runtime)
            self.run_jobs()
            until = time.time() + 0.5
            while time.time() < until:
                self.beat()
        self._check()

    def _left(self) -> dict[str, int]:
        """Return what is on its way still."""
        with self.estate.runtime.read() as work:
            counts = {
                "holds": select(func.count()).where(Hold.state.in_(LIVE)),
                "payments": select(func.count()).where(
                    Payment.state.in_(sorted(UNDER_WAY))
                ),
                "letters": select(func.count()).where(OutboxMail.state == "pending"),
            }
            found = {name: work.session.scalar(q) or 0 for name, q in counts.items()}
        return {name: count for name, count in found.items() if count}

    def run_jobs(self) -> None:
        """Ask for every periodic job now, as the worker's clockwork does."""
        with self.estate.redis() as redis:
            queue = RqQueue(redis)
            for job in JOBS:
                try:
                    queue.enqueue(job, job_id=f"storm-{job.rpartition('.')[2]}")
                except RedisError:
                    self.note("a job was not asked for")

    def _probe(self) -> None:
        """See that newcomers get what is free within five seconds, and no more."""
        if time.time() >= seconds(self.table.closes_at, self.ahead_s):
            return
        lot = self.table.lots[-1]
        free = self._free(lot)
        wanted = min(free, 2)
        sale = {**self.sale(self.table), "lots": [lot]}
        got: list[str] = []
        self._probe_journal = self.estate.folder / "probe.jsonl"
        deeds = []
        for attempt in range(PROBES):
            members = self.company.newcomers[attempt * 4 : attempt * 4 + 4]
            members = members[: max(1, wanted - got.count("held"))]
            said = self._asked(
                do="probe", sale=sale, members=members, journal=str(self._probe_journal)
            )["said"]
            deeds += journal.read(self._probe_journal)
            got += said
            if got.count("held") >= wanted:
                break
            until = time.time() + PROBE_EVERY_S
            while time.time() < until:
                self.beat()
        self._probes = deeds
        if got.count("held") < wanted:
            self.complain(f"{free} of lot {lot} are free, newcomers are told {got}")
        if free == 0 and "held" in got:
            self.complain(f"nothing of lot {lot} was free, a newcomer got one")

    def _asked(self, **order: object) -> dict[str, object]:
        self.company.crowd.tell(**order)
        while (answer := self.company.crowd.heard(TICK_S)) is None:
            self.estate.tick()
        return answer

    def _free(self, lot: int) -> int:
        found = books.read(
            self.estate.runtime, self.table.drop_id, self.estate.home / "stripe"
        )
        allotted, held, sold, offered = found.lots[lot]
        return allotted - held - sold - offered

    def _judge(self) -> int:
        deeds = journal.read(self._journal)
        took = [d.ended - d.sent for d in deeds if d.is_known and d.ended]
        self.lag_s = max(0.0, statistics.median(took) - COMMON_ANSWER_S)
        self.late_s = max(0.0, statistics.quantiles(took, n=20)[-1] - COMMON_ANSWER_S)
        probes = getattr(self, "_probes", [])
        evidence = verdict.Evidence(
            deeds=[*deeds, *probes],
            books=books.read(
                self.estate.runtime, self.table.drop_id, self.estate.home / "stripe"
            ),
            spans=self.estate.spans,
            ends=self.ageing.ends,
            table=self.table,
            ahead_s=self.ahead_s,
            lag_s=self.lag_s,
            late_s=self.late_s,
        )
        complaints = [*dict.fromkeys(self._complaints), *verdict.judge(evidence)]
        if complaints:
            shown = "; ".join(complaints[:6])
            raise Broken(f"{self.scene.name}: {shown} ({len(complaints)} in all)")
        return len(evidence.deeds)
