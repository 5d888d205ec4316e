"""A hold as the web does it: the gate, then SQL, then what is due on demand."""

from dataclasses import dataclass

from flashsale.kernel.ids import DropId, LotId, MemberId
from flashsale.runtime import Runtime
from flashsale.sales import gatekeeper, holds, releases
from flashsale.sales.gate import GateRequest, Verdict
from flashsale.sales.holds import HoldPlaced, HoldRefused, HoldRequest
from flashsale.sales.stock import Refusal

REFUSAL_OF = {
    Verdict.NOT_OPEN: Refusal.NOT_OPEN,
    Verdict.CLOSED: Refusal.CLOSED,
    Verdict.SUSPENDED: Refusal.SUSPENDED,
    Verdict.SOLD_OUT: Refusal.SOLD_OUT,
    Verdict.ALL_HELD: Refusal.ALL_HELD,
    Verdict.TOO_FAST: Refusal.TOO_FAST,
}
# The gate could not tell, or had nothing left where SQL may have had some.
_MAY_BE_WRONG = frozenset({Verdict.UNKNOWN, Verdict.CHECK})
_MAY_BE_AN_EXPIRED_HOLD = frozenset(
    {Refusal.SOLD_OUT, Refusal.ALL_HELD, Refusal.OVER_MEMBER_LIMIT}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a member posted: units of a lot of a drop, with the form's token."""

    drop_id: DropId
    epoch: int
    lot_id: LotId
    member_id: MemberId
    quantity: int
    token: str


def ask(runtime: Runtime, wish: Wish) -> Verdict:
    """Return what the gate says of a wish; costs no SQL."""
    return runtime.gate.admit(
        GateRequest(
            drop_id=wish.drop_id,
            epoch=wish.epoch,
            lot_id=wish.lot_id,
            member_id=wish.member_id,
            units=wish.quantity,
            token=wish.token,
        )
    )


def hold(
    runtime: Runtime, wish: Wish, verdict: Verdict | None = None
) -> HoldPlaced | HoldRefused:
    """Hold what was wished for, or say why not; SQL alone grants.

    verdict: the gate's, where it was asked for this very wish already. Its refusals
    cost no SQL, but for the member's limit, which SQL tells exactly. A gate that
    cannot tell is rebuilt on the way.
    """
    verdict = verdict or ask(runtime, wish)
    refusal = REFUSAL_OF.get(verdict)
    if refusal is not None:
        return HoldRefused(refusal)
    outcome = _place(runtime, wish)
    if isinstance(outcome, HoldRefused) and outcome.refusal in _MAY_BE_AN_EXPIRED_HOLD:
        with runtime.work() as work:
            reclaimed = releases.expire_due(work, drop_id=wish.drop_id)
        if reclaimed:
            outcome = _place(runtime, wish)
    if verdict in _MAY_BE_WRONG or isinstance(outcome, HoldRefused):
        keep(runtime, wish.drop_id, wish.member_id)
    return outcome


def _place(runtime: Runtime, wish: Wish) -> HoldPlaced | HoldRefused:
    request = HoldRequest(
        member_id=wish.member_id,
        lot_id=wish.lot_id,
        quantity=wish.quantity,
        request_token=wish.token,
    )
    with runtime.work() as work:
        return holds.place(work, request)


def keep(runtime: Runtime, drop_id: DropId, member_id: MemberId | None = None) -> None:
    """Set the drop's gate from SQL, the member's claim too; rebuild a lost one."""
    with runtime.read() as work:
        facts = (
            gatekeeper.facts_of(work, drop_id)
            if member_id is None
            else gatekeeper.member_facts(work, drop_id, member_id)
        )
    if facts is None or runtime.gate.set_from(facts, build=False):
        return
    with runtime.work() as work:
        rebuilt = gatekeeper.next_epoch(work, drop_id)
    if rebuilt is not None:
        runtime.gate.set_from(rebuilt, build=True)
