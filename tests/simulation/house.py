"""The house of one seed: the real use cases on hosts whose every adapter may fail."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from redis import Redis

from flashsale.assembly import pricing_of
from flashsale.kernel.ids import DropId, Ids, LotId, MemberId, SkuId, WorkId
from flashsale.kernel.window import HOUSE_ZONE, Length, WallWindow, window_of
from flashsale.members.roles import Role
from flashsale.orders.payment_desk import PaymentState
from flashsale.reactions import AFTER, WITHIN
from flashsale.runtime import Runtime
from flashsale.sales import drops, lots
from flashsale.sales.drops import DropDraft, DropSaved
from flashsale.sales.lots import LotDraft, LotSaved
from flashsale.settings import Settings, load_settings
from tests.factories import a_member, a_sku, a_work
from tests.simulation.desk import SimulatedDesk
from tests.simulation.gate import GateMemory, SimulatedGate
from tests.simulation.journal import Journal
from tests.simulation.plan import SETTLES, Plan
from tests.simulation.queue import LossyQueue
from tests.simulation.scheduler import Host, Stage
from tests.simulation.store import SimulatedStore

DAY = date(2026, 11, 26)
NOON = time(12, 0)
MOST_PEOPLE = 260
MOST_LOTS = 3
PRICE_CENTS = 600
# A page shows what was true up to two seconds ago (sales/hot.py).
PAGE_STALE_FOR = timedelta(seconds=2)


@cache
def settings() -> Settings:
    """Return the settings of every simulated house; nothing in them is reached."""
    return load_settings(
        {
            "MODE": "development",
            "DATA_DIR": "/nonexistent",
            "DATABASE_URL": "sqlite:////nonexistent/house.sqlite3",
            "REDIS_URL": "unix:///nonexistent/redis.sock",
            "SECRET_KEY": "only-for-tests-0123456789-abcdefghijkl",
            "BASE_URL": "http://localhost",
        }
    )


def begins_on(plan: Plan) -> tuple[WallWindow, datetime, datetime]:
    """Return the window of a plan, and its two instants."""
    end = (datetime.combine(DAY, NOON) + timedelta(minutes=plan.window_minutes)).time()
    wall = WallWindow(DAY, NOON, Length.CUSTOM, HOUSE_ZONE, DAY, end)
    window = window_of(wall)
    assert not isinstance(window, str)
    return wall, window.opens_at, window.closes_at


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what every seed begins with; written once into the store's image."""

    curator: MemberId
    people: tuple[MemberId, ...]
    work: WorkId
    skus: tuple[SkuId, ...]


def furnished_store(url: str = "sqlite://") -> tuple[SimulatedStore, Cast]:
    """Open a store with a schema, and the people and works of every seed."""
    store = SimulatedStore(url)
    casts: list[Cast] = []

    def furnish(store: SimulatedStore) -> None:
        plan = Plan(
            people=0,
            allotments=(),
            member_limit=1,
            window_minutes=60,
            is_worker_prompt=True,
        )
        _, opens_at, _ = begins_on(plan)
        before = opens_at - timedelta(days=30)
        stage = Stage(plan, random.Random(0), begins_at=before, opens_at=opens_at)
        house = House(stage, store, random.Random("cast"))
        with house.office.work() as work:
            thing = a_work(work)
            casts.append(
                Cast(
                    curator=a_member(work, role=Role.CURATOR),
                    people=tuple(a_member(work) for _ in range(MOST_PEOPLE)),
                    work=thing,
                    skus=tuple(a_sku(work, thing) for _ in range(MOST_LOTS)),
                )
            )

    store.prepare(furnish)
    return store, casts[0]


class House:
    """Two web hosts, a worker, the office of the curator; one store, gate and desk."""

    def __init__(
        self,
        stage: Stage,
        store: SimulatedStore,
        ids: random.Random,
        newcomers: Iterable[MemberId] = (),
    ) -> None:
        """Build a Runtime for each host; `ids`: where ids and codes are drawn from.

        newcomers: members who were not asked to the sale, for those who need one.
        """
        self.newcomers = iter(newcomers)
        self.stage = stage
        self.store = store
        self.memory = GateMemory()
        self.desk = SimulatedDesk(stage, store)
        self.queue = LossyQueue(stage)
        self.journal = Journal()
        self.ids = Ids(ids)
        self.drop_id = DropId(0)
        self.lots: tuple[LotId, ...] = ()
        self.closes_at = stage.opens_at
        self.webs = tuple(Host(name, stage.now) for name in ("web-1", "web-2"))
        self.worker_host = Host("worker", stage.now)
        self._pages: dict[str, tuple[datetime, int]] = {}
        self.gates: dict[str, SimulatedGate] = {}
        # Forms the gate let through, not answered yet: lot and units of each.
        self.under_way: dict[str, tuple[LotId, int]] = {}
        self._runtimes = {
            name: self._runtime(name) for name in ("web-1", "web-2", "worker", "office")
        }

    @property
    def office(self) -> Runtime:
        """Where the curator works."""
        return self._runtimes["office"]

    @property
    def worker(self) -> Runtime:
        """Where the jobs run."""
        return self._runtimes["worker"]

    def on(self, host: Host) -> Runtime:
        """Return what runs on a host."""
        return self._runtimes[host.name]

    def _runtime(self, name: str) -> Runtime:
        gate = self.gates[name] = SimulatedGate(
            self.stage, self.store, self.memory, self.under_way
        )
        return Runtime(
            settings=settings(),
            database=self.store,
            clock=self.stage.clock,
            ids=self.ids,
            redis=_nowhere(),
            gate=gate,
            queue=self.queue,
            payment_desk=self.desk,
            pricing=pricing_of(settings()),
            within=WITHIN,
            after=AFTER,
        )

    def set_the_table(self, cast: Cast) -> None:
        """Draft and schedule the drop of this seed, as a curator does."""
        plan = self.stage.plan
        wall, _, self.closes_at = begins_on(plan)
        with self.office.work() as work:
            saved = drops.draft(
                work,
                DropDraft(
                    title="Dépanneur mon amour",
                    slug="midi",
                    work_id=cast.work,
                    curator_id=cast.curator,
                    wall=wall,
                    member_limit=plan.member_limit,
                ),
            )
            assert isinstance(saved, DropSaved), saved
            self.drop_id = saved.drop_id
            self.lots = tuple(
                self._lot(work, sku, allotted)
                for sku, allotted in zip(cast.skus, plan.allotments, strict=False)
            )
        with self.office.work() as work:
            outcome = drops.schedule(work, self.drop_id)
            assert isinstance(outcome, DropSaved), outcome

    def _lot(self, work: object, sku: SkuId, allotted: int) -> LotId:
        saved = lots.set_lot(work, self.lot_draft(sku, allotted))  # type: ignore[arg-type]
        assert isinstance(saved, LotSaved), saved
        return saved.lot_id

    def lot_draft(self, sku: SkuId, allotted: int) -> LotDraft:
        """Return a lot as the curator writes it."""
        return LotDraft(
            drop_id=self.drop_id,
            sku_id=sku,
            allotted=allotted,
            price_cents=PRICE_CENTS,
        )

    def epoch_on(self, host: Host) -> int:
        """Return the drop's epoch as a page of this host knows it."""
        known = self._pages.get(host.name)
        if known is None or self.stage.now >= known[0] + PAGE_STALE_FOR:
            return self.read_page(host)
        return known[1]

    def read_page(self, host: Host) -> int:
        """Let a host read the drop anew, and return its epoch."""
        ((epoch,),) = self.store.rows(
            'SELECT epoch FROM "drop" WHERE id = :drop', drop=self.drop_id
        )
        self._pages[host.name] = (self.stage.now, epoch)
        return int(epoch)

    def note_kill(self, doing: str) -> None:
        """Note between which steps of a payment a process ended."""
        if doing not in SETTLES:
            return
        stages = "SELECT state, session_ref FROM payment"
        for state, session in self.store.rows(stages):
            page = self.desk.pages.get(session or "")
            marked = page and MARKED.get((state, page.facts.state))
            if marked:
                self.stage.seen[f"killed {marked}"] += 1


# By our stage and the desk's state: between which steps a process ended.
MARKED = {
    ("open", PaymentState.AUTHORISED): "between authorisation and claim",
    ("refused", PaymentState.AUTHORISED): "between authorisation and claim",
    ("capturing", PaymentState.AUTHORISED): "between claim and capture",
    ("capturing", PaymentState.CAPTURED): "between capture and finish",
    ("voiding", PaymentState.AUTHORISED): "between refusal and void",
    ("voiding", PaymentState.VOIDED): "between void and its record",
}


@cache
def _nowhere() -> Redis:
    return Redis.from_url("unix:///nonexistent/redis.sock")
