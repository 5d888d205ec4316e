"""A hold as the web does it: the gate, then SQL, then what is due on demand."""

from dataclasses import dataclass
from zlib import crc32

from flashsale.kernel.ids import DropId, LotId, MemberId
from flashsale.runtime import Runtime
from flashsale.sales import gatekeeper, opening_gate, releases
from flashsale.sales.gate import GateRequest, Standing, Verdict
from flashsale.sales.holds import HoldPlaced, HoldRefused, HoldRequest
from flashsale.sales.stock import Refusal

REFUSAL_OF = {
    Verdict.NOT_OPEN: Refusal.NOT_OPEN,
    Verdict.CLOSED: Refusal.CLOSED,
    Verdict.SUSPENDED: Refusal.SUSPENDED,
    Verdict.NOT_YOUR_TURN: Refusal.NOT_YOUR_TURN,
    Verdict.SOLD_OUT: Refusal.SOLD_OUT,
    Verdict.ALL_HELD: Refusal.ALL_HELD,
    Verdict.FEWER_LEFT: Refusal.FEWER_LEFT,
    Verdict.EARLY_GONE: Refusal.EARLY_GONE,
    Verdict.TOO_FAST: Refusal.TOO_FAST,
}
# The gate has lost the drop, or had nothing left where SQL may have had some.
_MAY_BE_WRONG = frozenset({Verdict.UNKNOWN, Verdict.CHECK})
# Nobody refuses the crowd: SQL is asked by a few at a time.
_UNGUARDED = frozenset({Verdict.UNKNOWN, Verdict.SILENT})
# True of everybody who asks for so many units of the lot.
_WANT_OF_COPIES = frozenset({Refusal.SOLD_OUT, Refusal.ALL_HELD, Refusal.FEWER_LEFT})
_MAY_BE_AN_EXPIRED_HOLD = _WANT_OF_COPIES | {
    Refusal.EARLY_GONE,
    Refusal.OVER_MEMBER_LIMIT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a member posted: units of a lot of a drop, with the form's token.

    early: they are known to have early access; SQL looks for itself.
    """

    drop_id: DropId
    epoch: int
    lot_id: LotId
    member_id: MemberId
    quantity: int
    token: str
    early: bool = False


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
            early=wish.early,
        )
    )


def hold(
    runtime: Runtime, wish: Wish, verdict: Verdict | None = None
) -> HoldPlaced | HoldRefused:
    """Hold what was wished for, or say why not; SQL alone grants.

    verdict: the gate's, where it was asked for this very wish already. Its refusals
    cost no SQL, but for the member's limit, which SQL tells exactly. A gate that
    has lost the drop is rebuilt on the way. Without a gate, a doorman lets in as many
    as SQL can take: the others are told to come back in a moment.
    """
    verdict = verdict or ask(runtime, wish)
    refusal = REFUSAL_OF.get(verdict)
    if refusal is not None:
        return HoldRefused(refusal)
    if verdict not in _UNGUARDED:
        return _through_sql(runtime, wish, verdict)
    doorman, now = runtime.doorman, runtime.clock.now()
    known = doorman.remembered(wish.lot_id, wish.quantity, now)
    if known is not None:
        return HoldRefused(known)
    with doorman.turn(now) as is_mine:
        if not is_mine:
            return HoldRefused(Refusal.TOO_BUSY)
        outcome = _through_sql(runtime, wish, verdict)
    if isinstance(outcome, HoldRefused) and outcome.refusal in _WANT_OF_COPIES:
        doorman.remember(wish.lot_id, wish.quantity, outcome.refusal, now)
    return outcome


def come_back_after(member_id: MemberId, token: str) -> int:
    """Return in how many seconds who found it too busy should come back: 2 to 5.

    Spread by member and form, so that they do not all come back together.
    """
    return 2 + crc32(f"{member_id}:{token}".encode()) % 4


def _through_sql(
    runtime: Runtime, wish: Wish, verdict: Verdict
) -> HoldPlaced | HoldRefused:
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
    return runtime.hold_writer.place(runtime.work, request)


def keep(runtime: Runtime, drop_id: DropId, member_id: MemberId | None = None) -> None:
    """Set the drop's gate from SQL, the member's claim too; rebuild a lost one.

    A gate that is silent is left as it is: when it comes back it doubts itself.
    """
    runtime.doorman.forget()
    if runtime.gate.is_resting(drop_id):
        return
    with runtime.read() as work:
        facts = (
            gatekeeper.facts_of(work, drop_id)
            if member_id is None
            else gatekeeper.member_facts(work, drop_id, member_id)
        )
    if facts is None:
        return
    if runtime.gate.set_from(facts, build=False) is not Standing.MISSING:
        return
    with runtime.work() as work:
        rebuilt = gatekeeper.next_epoch(work, drop_id, after=facts.epoch)
    if rebuilt is not None:
        runtime.gate.set_from(rebuilt, build=True)
        if rebuilt.per_minute:
            opening_gate.keep_turns(runtime, drop_id)
