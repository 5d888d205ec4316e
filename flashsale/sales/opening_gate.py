"""Lets the gate know the turns of an opening queue, so that it can refuse the crowd."""

from flashsale.kernel.ids import DropId
from flashsale.runtime import Runtime
from flashsale.sales.opening_reads import turns_after, turns_given

# One call keeps the gate busy for a millisecond or two.
TOLD_AT_ONCE = 1_000


def keep_turns(runtime: Runtime, drop_id: DropId) -> None:
    """Tell the gate the turns it does not know; costs little when it knows them all.

    A turn never changes, so those it lacks are the last ones given. A gate that lost
    some in between is told them all.
    """
    if runtime.gate.is_resting(drop_id):
        return
    with runtime.read() as work:
        epoch, given = turns_given(work, drop_id)
    known = runtime.gate.give_turns(drop_id, epoch, {}) if given else None
    if known is None or known >= given:
        return
    if _tell(runtime, drop_id, epoch, skip=known) < given:
        _tell(runtime, drop_id, epoch, skip=0)


def _tell(runtime: Runtime, drop_id: DropId, epoch: int, *, skip: int) -> int:
    """Tell the turns after the first `skip`; return how many the gate knows then."""
    with runtime.read() as work:
        turns = list(turns_after(work, drop_id, skip=skip).items())
    known = 0
    for start in range(0, len(turns), TOLD_AT_ONCE):
        told = dict(turns[start : start + TOLD_AT_ONCE])
        known = runtime.gate.give_turns(drop_id, epoch, told) or 0
    return known
