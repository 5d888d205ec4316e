"""A sweep ends a hold while its payment is settled: every order of their steps."""

from collections.abc import Callable, Iterator
from dataclasses import fields

import pytest
from sqlalchemy.exc import DBAPIError

from flashsale.kernel.ids import MemberId
from flashsale.orders.reconciliation import reconcile
from flashsale.orders.settlement import settle
from flashsale.runtime import Runtime
from flashsale.sales import claims, holds, offers, releases, sweeping
from flashsale.sales.holds import HoldRequest
from tests.checkout_scene import Scene, scene
from tests.interleaving import SteppingDesk, SteppingRuntime, every_schedule
from tests.simulation.defects import _end_whatever_its_state

__all__ = ["scene"]

LATE = 40  # minutes: the hold and its payment are over, the sweep is due
PAID, GIVEN_BACK = ("paid", "captured"), ("cancelled", "voided")
Outcome = tuple[tuple[str, str], tuple[int, int], int]


class Payer:
    """Somebody whose card was accepted, and whose time is over now.

    rival: who takes the copy as soon as the sweep has let it go.
    """

    def __init__(self, scene: Scene, rival: MemberId | None) -> None:
        """Hold, order, pay; `acts` are the steps that follow."""
        scene.forget_tries()
        self.scene, self.rival = scene, rival
        self.lot = scene.a_lot(allotted=1)
        scene.hold(self.lot)
        self.code = scene.order(delivery="pickup")
        self.page = list(scene.desk.pages)[-1]
        scene.desk.pay(self.page)
        self.payment = scene.payment_id(self.code)
        scene.clock.advance(minutes=LATE)

    def acts(self, house: SteppingRuntime) -> list[Callable[[], object]]:
        """Return what follows a message of the desk, and the sweeps of the worker."""

        def sweep() -> None:
            with house.work() as work:
                releases.expire_due(work)
            if self.rival is not None:
                with house.work() as work:
                    holds.place(work, self._wish(self.rival))
            reconcile(house)

        return [lambda: settle(house, self.payment), sweep]

    def _wish(self, member: MemberId) -> HoldRequest:
        return HoldRequest(
            member_id=member, lot_id=self.lot, quantity=1, request_token=self.code
        )

    def outcome(self) -> Outcome:
        """Return how order and payment stand, held and sold, and what was taken."""
        taken = self.scene.desk.pages[self.page].captured_cents
        return self.scene.states(self.code), self.scene.counts(self.lot), taken

    def end(self) -> None:
        """Let the hold of the rival end, and the offer it becomes."""
        runtime, clock = self.scene.runtime, self.scene.clock
        for _ in range(2):
            clock.advance(minutes=2 * LATE)
            with runtime.work() as work:
                releases.expire_due(work)
                for drop_id in sweeping.lapsing(work):
                    offers.expire_due(work, drop_id)


@pytest.fixture
def house(scene: Scene) -> SteppingRuntime:
    """Return the house of the scene, its steps apart."""
    scene.desk.in_transaction = lambda: False
    ours = {part.name: getattr(scene.runtime, part.name) for part in fields(Runtime)}
    return SteppingRuntime(**ours | {"payment_desk": SteppingDesk(scene.desk)})


def outcomes(
    scene: Scene, house: SteppingRuntime, rival: MemberId | None = None
) -> Iterator[Outcome]:
    """Give what each order of the steps came to."""
    payers: list[Payer] = []

    def begin() -> list[Callable[[], object]]:
        payers.append(Payer(scene, rival))
        return payers[-1].acts(house)

    for _ in every_schedule(begin):
        yield payers[-1].outcome()
        payers[-1].end()


def test_late_money_buys_a_free_copy_once_in_every_order(
    scene: Scene, house: SteppingRuntime
) -> None:
    seen = set(outcomes(scene, house))
    total = seen.copy().pop()[2]
    assert seen == {(PAID, (0, 1), total)}
    assert total > 0


def test_late_money_is_taken_or_given_back_in_every_order(
    scene: Scene, house: SteppingRuntime
) -> None:
    seen = set(outcomes(scene, house, rival=scene.another_member()))
    total = max(taken for _, _, taken in seen)
    assert seen == {(PAID, (0, 1), total), (GIVEN_BACK, (1, 0), 0)}


def test_the_control_that_ends_a_hold_twice_is_found(
    scene: Scene, house: SteppingRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.must_be_sound = False
    monkeypatch.setattr(claims, "end_hold", _end_whatever_its_state)
    try:
        for states, counts, taken in outcomes(scene, house):
            assert (states == PAID) == (taken > 0)
            assert counts == (0, int(states == PAID))
    except (AssertionError, DBAPIError):
        return
    pytest.fail("a hold that ended twice went unnoticed")
