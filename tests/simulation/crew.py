"""What else happens in a sale: the curator's moves, and mishaps of servers."""

from datetime import timedelta
from functools import partial

from flashsale.sales import drops, lots
from tests.simulation.checks import Watch
from tests.simulation.house import Cast, House
from tests.simulation.people import Person
from tests.simulation.requests import NoAnswer, any_web, ask

# By how much a gate may count wrong: more than any lot of these sales has.
MOST_UNITS = 9
READERS = 3


class Office:
    """The curator's moves in the middle of a sale."""

    def __init__(self, house: House, cast: Cast) -> None:
        """Act on the drop of `house`."""
        self._house = house
        self._cast = cast

    def start(self) -> None:
        """Put each move of the plan on stage."""
        stage = self._house.stage
        for at, move in stage.plan.curator_moves:
            stage.spawn(
                f"curator:{move}",
                partial(self._move, move),
                at=stage.opens_at + timedelta(seconds=at),
            )

    def _move(self, move: str) -> None:
        try:
            host = any_web(self._house)
            ask(self._house, host, f"curator {move}", lambda: self._decide(move))
        except NoAnswer:
            self._house.stage.seen["a curator got no answer"] += 1

    def _decide(self, move: str) -> None:
        runtime, drop_id = self._house.office, self._house.drop_id
        deeds = {
            "suspend": drops.suspend,
            "resume": drops.schedule,
            "cancel": drops.cancel,
        }
        if move in deeds:
            with runtime.work() as work:
                deeds[move](work, drop_id)
            return
        rng = self._house.stage.rng
        place = rng.randrange(len(self._house.lots))
        change = rng.choice((1, 2)) * (1 if move == "grow" else -1)
        allotted = max(1, self._allotted(place) + change)
        draft = self._house.lot_draft(self._cast.skus[place], allotted)
        with runtime.work() as work:
            lots.set_lot(work, draft)

    def _allotted(self, place: int) -> int:
        lot = self._house.lots[place]
        ((allotted,),) = self._house.store.rows(
            "SELECT allotted FROM lot WHERE id = :lot", lot=lot
        )
        return int(allotted)


class Gremlin:
    """What befalls the gate's server and the hosts, at the instants of the plan."""

    def __init__(self, house: House, watch: Watch) -> None:
        """Act on `house`; `watch` judges what members are told."""
        self._house = house
        self._watch = watch

    def start(self) -> None:
        """Put each mishap of the plan on stage."""
        stage = self._house.stage
        for at, mishap in stage.plan.gate_mishaps:
            stage.spawn(
                f"gate:{mishap}",
                partial(self._befall, mishap),
                at=stage.opens_at + timedelta(seconds=at),
            )
        for at in stage.plan.host_kills:
            stage.spawn(
                "kill -9", self._kill, at=stage.opens_at + timedelta(seconds=at)
            )

    def _befall(self, mishap: str) -> None:
        if self._house.stage.is_healed:
            return
        memory, stage = self._house.memory, self._house.stage
        stage.seen[f"the gate was {mishap}"] += 1
        stage.disturb()
        match mishap:
            case "emptied":
                self._readers_of_before()
                memory.empty()
            case "kept":
                memory.keep()
            case "rolled_back":
                memory.roll_back()
            case "too_low":
                memory.shift(-MOST_UNITS)
            case "too_high":
                memory.shift(MOST_UNITS)

    def _readers_of_before(self) -> None:
        """Let some who have just read the page ask right after the gate was lost."""
        stage, house = self._house.stage, self._house
        for host in house.webs:
            house.read_page(host)
        for _ in range(READERS):
            member = next(house.newcomers, None)
            if member is not None:
                after = timedelta(seconds=stage.rng.uniform(0, 2))
                Person(house, self._watch, member).arrive(stage.now + after)

    def _kill(self) -> None:
        stage, house = self._house.stage, self._house
        if stage.is_healed:
            return
        host = stage.rng.choice((*house.webs, house.worker_host))
        stage.seen[f"kill -9 of a {host.name.split('-')[0]}"] += 1
        stage.kill(host, down_for=timedelta(seconds=stage.rng.uniform(0.5, 12)))
