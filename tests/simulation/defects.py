"""Planted defects: each takes one protection out of the house, and must be caught.

They are the negative controls of the simulation and stand in no program: a defect is
planted from here, by putting another function in the place of ours for a while.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from flashsale.db import Work
from flashsale.job_runtime import job_runtime
from flashsale.kernel.ids import DropId, HoldId, LotId, MemberId
from flashsale.kernel.window import Window
from flashsale.orders import settlement
from flashsale.orders.lifecycle import PaymentStage, Step, next_step
from flashsale.orders.payment_desk import PaymentState
from flashsale.runtime import Runtime
from flashsale.sales import (
    admission,
    claims,
    gate,
    gatekeeper,
    holds,
    jobs,
    purchases,
    releases,
    stock,
)
from flashsale.sales.admission import Wish
from flashsale.sales.gate import GateRequest, Verdict
from flashsale.sales.holds import LIVE, HoldPlaced, HoldRefused, HoldRequest
from flashsale.sales.lifecycle import DropState, Phase, phase_at
from flashsale.sales.models import Hold, Lot
from flashsale.sales.stock import Refusal
from tests.simulation.crowd import play_here
from tests.simulation.gate import MixedEpochs
from tests.simulation.store import SimulatedStore

Planted = Callable[[SimulatedStore], AbstractContextManager[None]]
_PLENTY = 1_000_000
# A check that broke, or a database that refused. Anything else is a defect that does
# not even run, and proves nothing.
_FOUND = (AssertionError, IntegrityError, MixedEpochs)


@dataclass(frozen=True, slots=True)
class Defect:
    """One protection taken out. about: what the house then does."""

    name: str
    about: str
    planted: Planted


def found_after(
    defect: "Defect",
    store: SimulatedStore,
    seeds: Iterable[int],
    url: str | None = None,
) -> tuple[int, str]:
    """Return how many sales it took to find a defect, and the words of the finding.

    store: that of this process; url: see `play_here`. Raises AssertionError when it
    passed them all.
    """
    tried = 0
    try:
        with defect.planted(store):
            for tried, seed in enumerate(seeds, 1):
                try:
                    play_here(seed, url)
                except _FOUND as found:
                    return tried, " ".join(str(found).split())
    finally:
        # What a play that broke off has left is nobody else's.
        store.reset(None)
    raise AssertionError(f"{defect.name} passed {tried} sales: {defect.about}")


@contextmanager
def swapped(place: object, name: str, other: object) -> Iterator[None]:
    """Put something in the place of a function for the length of the block."""
    ours = getattr(place, name)
    setattr(place, name, other)
    try:
        yield
    finally:
        setattr(place, name, ours)


def _one(place: object, name: str, other: object) -> Planted:
    return lambda _store: swapped(place, name, other)


def _hold_units_unguarded(
    session: Session, lot_id: LotId, units: int, *, early_percent: int | None = None
) -> bool:
    session.execute(update(Lot).where(Lot.id == lot_id).values(held=Lot.held + units))
    return True


@contextmanager
def guard_off(store: SimulatedStore) -> Iterator[None]:
    """Hold units without asking whether they are free; the CHECK is off too."""
    with swapped(claims, "hold_units", _hold_units_unguarded):
        if store.is_sqlite:
            store.switch("PRAGMA ignore_check_constraints = ON")
        try:
            yield
        finally:
            if store.is_sqlite:
                store.switch("PRAGMA ignore_check_constraints = OFF")


def _place_after_a_look(runtime: Runtime, wish: Wish) -> HoldPlaced | HoldRefused:
    with runtime.read() as work:
        facts = gatekeeper.member_facts(work, wish.drop_id, wish.member_id)
    if facts is None:
        return HoldRefused(Refusal.NOT_FOUND)
    if facts.claims[wish.member_id] + wish.quantity > facts.member_limit:
        return HoldRefused(Refusal.OVER_MEMBER_LIMIT)
    request = HoldRequest(
        member_id=wish.member_id,
        lot_id=wish.lot_id,
        quantity=wish.quantity,
        request_token=wish.token,
    )
    with runtime.work() as work:
        return holds.place(work, request)


@contextmanager
def limit_read_first(_: SimulatedStore) -> Iterator[None]:
    """Read the member's limit in one transaction, and hold in the next."""
    guarded = claims.claim_for_member

    def unguarded(
        session: Session, member_id: MemberId, drop_id: DropId, units: int, *, most: int
    ) -> bool:
        return guarded(session, member_id, drop_id, units, most=most + _PLENTY)

    with ExitStack() as stack:
        stack.enter_context(swapped(claims, "claim_for_member", unguarded))
        stack.enter_context(swapped(admission, "_place", _place_after_a_look))
        yield


def _take_out_ended_too(work: Work, row: purchases._Row) -> bool:
    return claims.end_hold(
        work.session,
        HoldId(row.id),
        states=("active", "paying", "expired", "released"),
        state="bought",
        ended_at=work.now,
    )


def _keys_without_epoch(drop_id: DropId, epoch: int) -> list[str]:
    return [f"{{drop:{drop_id}}}:{part}" for part in ("state", "claims", "tokens")]


@contextmanager
def gate_grants(_: SimulatedStore) -> Iterator[None]:
    """Tell the member that it is theirs as soon as the gate lets them in."""
    ours = admission.hold

    def hold(runtime: Runtime, wish: Wish) -> HoldPlaced | HoldRefused:
        verdict = runtime.gate.admit(
            GateRequest(
                drop_id=wish.drop_id,
                epoch=wish.epoch,
                lot_id=wish.lot_id,
                member_id=wish.member_id,
                units=wish.quantity,
                token=wish.token,
            )
        )
        if verdict is not Verdict.ADMIT:
            return ours(runtime, wish)
        now = runtime.clock.now()
        hold_id = HoldId(runtime.ids.new(now))
        return HoldPlaced(hold_id, wish.drop_id, now + stock.HOLD_FOR)

    with swapped(admission, "hold", hold):
        yield


@contextmanager
def retry_doubles(_: SimulatedStore) -> Iterator[None]:
    """Take a form that comes again for another one."""
    ours = holds.place

    def place(work: Work, request: HoldRequest) -> HoldPlaced | HoldRefused:
        known = select(Hold.id).where(
            Hold.member_id == request.member_id,
            Hold.request_token == request.request_token,
        )
        if work.session.scalar(known) is not None:
            request = replace(request, request_token=f"{work.ids.code()}-again")
        return ours(work, request)

    with swapped(holds, "place", place):
        yield


def _end_whatever_its_state(
    session: Session,
    hold_id: HoldId,
    *,
    states: tuple[str, ...],
    alive_at: datetime | None = None,
    over_at: datetime | None = None,
    **values: object,
) -> bool:
    session.execute(update(Hold).where(Hold.id == hold_id).values(**values))
    return True


def _release_whatever_happens(
    work: Work, member_id: MemberId, hold_id: HoldId
) -> releases.HoldReleased | HoldRefused:
    own = holds.own_hold(work, member_id, hold_id)
    if own is None or not claims.end_hold(
        work.session, hold_id, states=LIVE, state="released", ended_at=work.now
    ):
        return HoldRefused(Refusal.HOLD_ENDED)
    releases._give_back(work, [own[0]], kind="release", by=member_id)
    return releases.HoldReleased(DropId(own[0].drop_id))


def _keep_the_claim(
    session: Session, member_id: MemberId, drop_id: DropId, units: int
) -> None:
    """Give nothing back."""


def _capture_first(
    stage: PaymentStage,
    seen: PaymentState,
    kept_until: datetime,
    now: datetime,
    *,
    is_as_agreed: bool,
) -> Step:
    if stage in (PaymentStage.OPEN, PaymentStage.REFUSED):
        if seen is PaymentState.AUTHORISED:
            return Step.CAPTURE
        if seen is PaymentState.CAPTURED:
            return Step.CLAIM
    return next_step(stage, seen, kept_until, now, is_as_agreed=is_as_agreed)


def _never_void(
    stage: PaymentStage,
    seen: PaymentState,
    kept_until: datetime,
    now: datetime,
    *,
    is_as_agreed: bool,
) -> Step:
    step = next_step(stage, seen, kept_until, now, is_as_agreed=is_as_agreed)
    return Step.WAIT if step is Step.VOID else step


def _let_go_of_an_open_page(
    stage: PaymentStage,
    seen: PaymentState,
    kept_until: datetime,
    now: datetime,
    *,
    is_as_agreed: bool,
) -> Step:
    step = next_step(stage, seen, kept_until, now, is_as_agreed=is_as_agreed)
    return Step.EXPIRE if step is Step.CLOSE else step


def _open_at_closing(state: DropState, window: Window, now: datetime) -> Phase:
    if now == window.closes_at:
        now -= timedelta(microseconds=1)
    return phase_at(state, window, now)


@contextmanager
def stock_taken_later(_: SimulatedStore) -> Iterator[None]:
    """Look whether units are free, and take them in a job after the commit."""
    ours, owed = jobs.reclaim_expired, []

    def look(
        session: Session, lot_id: LotId, units: int, *, early_percent: int | None = None
    ) -> bool:
        free = select(Lot.available).where(Lot.id == lot_id)
        is_free = (session.scalar(free) or 0) >= units
        if is_free:
            owed.append((lot_id, units))
        return is_free

    def reclaim_and_take() -> None:
        while owed:
            lot_id, units = owed.pop()
            with job_runtime().work() as work:
                _hold_units_unguarded(work.session, lot_id, units)
        ours()

    with ExitStack() as stack:
        stack.enter_context(swapped(claims, "hold_units", look))
        stack.enter_context(swapped(jobs, "reclaim_expired", reclaim_and_take))
        yield


DEFECTS = (
    Defect("guard_off", "units are held without asking if any is free", guard_off),
    Defect(
        "stock_taken_later", "units are taken in a job after commit", stock_taken_later
    ),
    Defect("limit_read_first", "the limit is read before the hold", limit_read_first),
    Defect(
        "limit_not_given_back",
        "what a member puts back still counts against them",
        _one(claims, "give_back_member_claim", _keep_the_claim),
    ),
    Defect(
        "expired_sold_as_held",
        "a hold that ended is sold as if its units were still kept",
        _one(purchases, "_take_out", _take_out_ended_too),
    ),
    Defect(
        "freed_twice",
        "a hold is ended without asking if someone was first",
        _one(claims, "end_hold", _end_whatever_its_state),
    ),
    Defect(
        "released_while_paying",
        "a member can put back what they are paying",
        _one(releases, "release", _release_whatever_happens),
    ),
    Defect(
        "open_at_closing",
        "the window takes in its closing instant",
        _one(holds, "phase_at", _open_at_closing),
    ),
    Defect(
        "epoch_ignored",
        "a rebuilt gate stands under the name of the lost one",
        _one(gate, "keys_of", _keys_without_epoch),
    ),
    Defect("gate_grants", "the gate's word is taken for the hold", gate_grants),
    Defect("retry_doubles", "a form sent again holds again", retry_doubles),
    Defect(
        "captured_before_claim",
        "the money is taken before the copies are sold",
        _one(settlement, "next_step", _capture_first),
    ),
    Defect(
        "late_payment_kept",
        "the authorisation of who came too late is not given back",
        _one(settlement, "next_step", _never_void),
    ),
    Defect(
        "page_left_open",
        "copies are let go while their payment page is open",
        _one(settlement, "next_step", _let_go_of_an_open_page),
    ),
)
