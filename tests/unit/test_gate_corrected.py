"""A buyer let through to ask SQL on behalf of all corrects the gate for all."""

from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import LotId, MemberId
from flashsale.runtime import Runtime
from flashsale.sales import admission, gatekeeper
from flashsale.sales.admission import Wish
from flashsale.sales.gate import STALE_AFTER_MS, GateFacts, LotCounts
from flashsale.sales.holds import HoldPlaced, HoldRefused
from tests.factories import a_drop, a_lot, a_member


def test_without_a_worker_a_false_refusal_ends_with_the_first_who_looks(
    runtime: Runtime, clock: FrozenClock
) -> None:
    """The gate says none of four copies is free, and nobody sets it right."""
    with runtime.work() as work:
        drop = a_drop(work)
        lot = a_lot(work, drop, allotted=4)
        members = [a_member(work) for _ in range(3)]
        facts = gatekeeper.facts_of(work, drop)
    assert facts is not None
    runtime.gate.set_from(_with_nothing_left(facts, lot), build=True)

    def ask(member: MemberId) -> HoldPlaced | HoldRefused:
        wish = Wish(
            drop_id=drop,
            epoch=facts.epoch,
            lot_id=lot,
            member_id=member,
            quantity=1,
            token=f"form-{member}",
        )
        return admission.hold(runtime, wish)

    assert isinstance(ask(members[0]), HoldRefused)
    clock.advance(seconds=STALE_AFTER_MS / 1000 + 0.1)
    assert isinstance(ask(members[1]), HoldPlaced)
    clock.advance(milliseconds=1)
    assert isinstance(ask(members[2]), HoldPlaced)


def _with_nothing_left(facts: GateFacts, lot: LotId) -> GateFacts:
    facts.lots[lot] = LotCounts(0, 1)
    return facts
