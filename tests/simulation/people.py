"""The members: they hold, wait, come back, pay, pay late, pay never, and ask twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from flashsale.kernel.ids import HoldId, LotId, MemberId
from flashsale.sales import admission, holds, releases
from flashsale.sales.admission import Wish
from flashsale.sales.gate import Verdict
from flashsale.sales.holds import HoldExtended, HoldPlaced, HoldRefused
from flashsale.sales.stock import Refusal
from tests.simulation.buying import Buying
from tests.simulation.checks import Watch
from tests.simulation.house import House
from tests.simulation.journal import Kept
from tests.simulation.requests import NoAnswer, any_web, ask
from tests.simulation.store import instant

# A hold ends after 600 s, one that is paid 900 s after its order.
_SECOND_LOOK_S = (2, 20, 120, 650, 905, 960)
# Another's copy is free at once when somebody asks SQL, else within five seconds.
_AFTER_ANOTHER_S = (0.0, 1e-6, 0.5, 6.0, 8.0)
_RIVAL_AFTER_S = (0.0, 6.5, 8.0, 11.0)
_INSTANT = timedelta(microseconds=1)
# A lot, units of it, and the token of the form.
Wanted = tuple[LotId, int, str]


class Person:
    """One member; what they do next is drawn as they go."""

    def __init__(
        self,
        house: House,
        watch: Watch,
        member_id: MemberId,
        *,
        is_late: bool = False,
        wanted: LotId | None = None,
    ) -> None:
        """Come to the sale of `house`; `watch` judges what they are told.

        is_late: they order at once, and pay when the copies are no longer kept.
        wanted: the one lot they ask for, of all the drop's lots.
        """
        self._is_late = is_late
        self._wanted = house.lots if wanted is None else (wanted,)
        self._house = house
        self._stage = house.stage
        self._rng = house.stage.rng
        self._watch = watch
        self._buying = Buying(
            house, member_id, is_late=is_late, call_rival=self._call_rival
        )
        self.member_id = member_id

    def arrive(self, at: datetime) -> None:
        """Go on stage at `at`."""
        name, is_swift = f"member:{self.member_id % 10_000}", self._rng.random() < 0.5
        self._stage.spawn(name, self._visit, at=at, is_swift=is_swift)

    def _visit(self) -> None:
        for look in range(self._rng.choice((1, 2, 4, 6))):
            if look:
                self._wait_for_another_look()
            mine = self._want()
            if mine:
                self._keep(mine)
            if self._stage.is_healed:
                return

    def _wait_for_another_look(self) -> None:
        """Come again some time, or the moment somebody else's time is over."""
        ends = [
            ends_at
            for (stored,) in self._house.store.rows(
                "SELECT expires_at FROM hold WHERE state IN ('active','paying')"
            )
            if (ends_at := instant(stored)) is not None
        ]
        if not ends or self._rng.random() >= self._stage.plan.waits_for_another_rate:
            self._stage.sleep(self._rng.choice(_SECOND_LOOK_S))
            return
        after = timedelta(seconds=self._rng.choice(_AFTER_ANOTHER_S))
        self._stage.sleep_until(self._rng.choice(sorted(ends)) + after)

    def _want(self) -> list[HoldPlaced]:
        """Ask for copies, in one tab or in two, and return what is held now."""
        wishes = [self._wish()]
        draw = self._rng.random()
        if draw < 0.2:
            # A second click on the same form, while the first is under way.
            wishes = [self._wish(1)]
            self._at_once("twice", wishes[0])
            self._stage.seen["a form was sent twice at once"] += 1
        elif draw < 0.45:
            # Another tab, another form: the limit must count both.
            wishes = [self._wish(self._stage.plan.member_limit)]
            self._at_once("other tab", self._wish(self._stage.plan.member_limit))
            self._stage.seen["two tabs asked at once"] += 1
        elif draw < 0.6:
            wishes.append(self._wish())
        placed = [self._ask(*wish) for wish in wishes]
        return [outcome for outcome in placed if outcome is not None]

    def _at_once(self, name: str, wish: Wanted) -> None:
        """Send a form in the same instant as the one that follows."""
        now, actor = self._stage.now, self._stage.current
        if actor is not None:
            actor.swift_at = now
        self._stage.spawn(name, lambda: self._ask(*wish), at=now, is_swift=True)

    def _call_rival(self, hold_id: HoldId, at: datetime) -> None:
        member, kept = next(self._house.newcomers, None), self._house.journal.kept
        if member is not None and hold_id in kept:
            lot = kept[hold_id].lot_id
            rival = Person(self._house, self._watch, member, wanted=lot)
            rival.arrive(at + timedelta(seconds=self._rng.choice(_RIVAL_AFTER_S)))

    def _wish(self, units: int | None = None) -> Wanted:
        lot = self._rng.choice(self._wanted)
        units = units or self._rng.choice((1, 1, 1, 1, 2, 3))
        token = f"{self._rng.getrandbits(64):016x}"
        self._house.journal.forms.setdefault((self.member_id, token), set())
        return lot, units, token

    def _ask(self, lot: LotId, units: int, token: str) -> HoldPlaced | None:
        """Send one form, again when no answer comes; return the hold it made."""
        for _ in range(self._rng.choice((1, 2, 4))):
            asked_at, host = self._stage.now, any_web(self._house)
            wish = Wish(
                drop_id=self._house.drop_id,
                epoch=self._house.epoch_on(host),
                lot_id=lot,
                member_id=self.member_id,
                quantity=units,
                token=token,
            )
            hold = partial(admission.hold, self._house.on(host), wish)
            try:
                outcome = ask(self._house, host, "holds", hold)
            except NoAnswer:
                self._stage.sleep(self._rng.choice((0, 1, 5)))
                continue
            finally:
                self._house.under_way.pop(token, None)
            verdict = self._house.gates[host.name].verdicts.get(token)
            if isinstance(outcome, HoldPlaced):
                if verdict is Verdict.ADMIT:
                    self._watch.granted(lot)
                self._note(outcome, lot, units, token)
                return outcome
            self._watch.refused(lot, units, asked_at, outcome.refusal, verdict)
            if outcome.refusal is not Refusal.TOO_FAST:
                return None
            self._stage.sleep(30)
        return None

    def _note(self, told: HoldPlaced, lot: LotId, units: int, token: str) -> None:
        self._stage.seen["a hold was told"] += 1
        self._house.journal.forms[(self.member_id, token)].add(told.hold_id)
        self._house.journal.tell_hold(
            Kept(
                hold_id=told.hold_id,
                lot_id=lot,
                member_id=self.member_id,
                units=units,
                told_at=self._stage.now,
                until=told.expires_at,
            )
        )

    def _keep(self, mine: list[HoldPlaced]) -> None:
        """Do something with what is held: extend it, put it back, or go and pay."""
        if self._is_late:
            self._buying.go(lambda: None)
            return
        for _ in range(self._rng.choice((0, 0, 1, 3))):
            self._pause_for_thought(mine[0].expires_at)
            self._longer(self._rng.choice(mine).hold_id)
        draw = self._rng.random()
        if draw < 0.2:
            self._stage.sleep(self._rng.uniform(0, 60))
            self._release(self._rng.choice(mine).hold_id)
        elif draw < 0.9:
            self._pause_for_thought(mine[0].expires_at)
            self._buying.go(lambda: self._release(self._rng.choice(mine).hold_id))

    def _pause_for_thought(self, ends_at: datetime) -> None:
        draw = self._rng.random()
        if draw < 0.6:
            self._stage.sleep(self._rng.expovariate(1 / 60))
        elif draw < 0.8:
            self._stage.sleep_until(ends_at + self._rng.choice((-1, 0, 1)) * _INSTANT)
        else:
            self._stage.sleep(self._rng.uniform(0, 900))

    def _longer(self, hold_id: HoldId) -> None:
        def act() -> HoldExtended | HoldRefused:
            with runtime.work() as work:
                return holds.extend(work, self.member_id, hold_id)

        host = any_web(self._house)
        runtime = self._house.on(host)
        outcome = self._try(lambda: ask(self._house, host, "extends", act))
        if isinstance(outcome, HoldExtended):
            self._stage.seen["a hold was extended"] += 1
            self._house.journal.tell_longer(hold_id, outcome.expires_at)

    def _release(self, hold_id: HoldId) -> None:
        def act() -> object:
            with runtime.work() as work:
                return releases.release(work, self.member_id, hold_id)

        self._house.journal.let_go(hold_id, self._stage.now)
        host = any_web(self._house)
        runtime = self._house.on(host)
        outcome = self._try(lambda: ask(self._house, host, "releases", act))
        self._stage.seen[f"release: {type(outcome).__name__}"] += 1

    def _try(self, act: Callable[[], object]) -> object:
        try:
            return act()
        except NoAnswer:
            return None


def arrivals(house: House, people: int) -> list[datetime]:
    """Return when each of `people` comes: at the bell, in the rush, late, too late."""
    stage, rng = house.stage, house.stage.rng

    def one() -> datetime:
        draw = rng.random()
        if draw < 0.1:
            return stage.opens_at + rng.choice((-1, 0, 0, 1)) * _INSTANT
        if draw < 0.2:
            return house.closes_at + rng.choice((-1, 0, 0, 1)) * _INSTANT
        if draw < 0.75:
            return stage.opens_at + timedelta(seconds=rng.expovariate(1 / 8))
        span = (house.closes_at - stage.opens_at).total_seconds()
        return stage.opens_at + timedelta(seconds=rng.uniform(-60, span + 30))

    found = [one() for _ in range(people)]
    if rng.random() < 0.7:
        # At the closing bell, to the microsecond; some find copies left.
        late = max(2, people // 3)
        found[-late:] = [house.closes_at] * late
    return found
