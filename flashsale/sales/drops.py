"""Making a drop and deciding over it; lots are in `lots.py`, hours the clock's."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.ids import DropId, MemberId, WorkId
from flashsale.kernel.window import WallWindow, Window, WindowRefusal, window_of
from flashsale.sales import claims, freeing, offers, pauses
from flashsale.sales.early import MOST_MINUTES, EarlyAccess
from flashsale.sales.events import DropChanged
from flashsale.sales.lifecycle import DropState, Phase, may_become, phase_at
from flashsale.sales.limits import COPIES, LARGEST_LIMIT
from flashsale.sales.models import Drop, Lot

MOST_PLACES = 12


class DropRefusal(StrEnum):
    """Why a drop cannot be as the curator wants it."""

    NOT_FOUND = "not_found"
    SLUG_TAKEN = "slug_taken"
    TITLE_MISSING = "title_missing"
    OPENS_IN_THE_PAST = "opens_in_the_past"
    OPENS_AT_NIGHT = "opens_at_night"
    CLOSES_AT_NIGHT = "closes_at_night"
    OPENS_AT_UNCLEAR_HOUR = "opens_at_unclear_hour"
    CLOSES_AT_UNCLEAR_HOUR = "closes_at_unclear_hour"
    CLOSES_BEFORE_OPENING = "closes_before_opening"
    END_MISSING = "end_missing"
    PLACE_OUT_OF_RANGE = "place_out_of_range"
    LIMIT_OUT_OF_RANGE = "limit_out_of_range"
    EARLY_OUT_OF_RANGE = "early_out_of_range"
    ALLOTMENT_OUT_OF_RANGE = "allotment_out_of_range"
    ALLOTMENT_BELOW_CLAIMED = "allotment_below_claimed"
    PRICE_OUT_OF_RANGE = "price_out_of_range"
    REGULAR_PRICE_NOT_HIGHER = "regular_price_not_higher"
    REGULAR_PRICE_WITHOUT_PROOF = "regular_price_without_proof"
    PRODUCER_SHARE_OVER_PRICE = "producer_share_over_price"
    PAYMENT_SHARE_OVER_PRICE = "payment_share_over_price"
    SHARES_OVER_PRICE = "shares_over_price"
    PAY_FROM_OUT_OF_RANGE = "pay_from_out_of_range"
    PAY_FROM_WITH_REGULAR = "pay_from_with_regular"
    NO_LOT = "no_lot"
    ALREADY_SHOWN = "already_shown"
    NOT_FROM_THIS_STATE = "not_from_this_state"
    OFFERS_OPEN = "offers_open"
    OFFERS_OVER = "offers_over"


_WINDOW_REFUSALS = {
    WindowRefusal.OPENS_AT_NIGHT: DropRefusal.OPENS_AT_NIGHT,
    WindowRefusal.CLOSES_AT_NIGHT: DropRefusal.CLOSES_AT_NIGHT,
    WindowRefusal.OPENS_AT_UNCLEAR_HOUR: DropRefusal.OPENS_AT_UNCLEAR_HOUR,
    WindowRefusal.CLOSES_AT_UNCLEAR_HOUR: DropRefusal.CLOSES_AT_UNCLEAR_HOUR,
    WindowRefusal.CLOSES_BEFORE_OPENING: DropRefusal.CLOSES_BEFORE_OPENING,
    WindowRefusal.END_MISSING: DropRefusal.END_MISSING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DropDraft:
    """A drop as its curator writes it.

    place: its row on the table, 1 is the lead. member_limit: units per member. early:
    what members with early access may do before the opening. takes_codes: whether
    promo codes lower its prices.
    """

    title: str
    slug: str
    work_id: WorkId
    curator_id: MemberId
    wall: WallWindow
    place: int = 1
    member_limit: int = COPIES
    early: EarlyAccess = field(default_factory=EarlyAccess)
    takes_codes: bool = True


@dataclass(frozen=True, slots=True)
class DropSaved:
    """The drop is as wanted."""

    drop_id: DropId


@dataclass(frozen=True, slots=True)
class DropRefused:
    """Nothing was changed, for all these reasons."""

    refusals: tuple[DropRefusal, ...]


def _check(
    work: Work, draft: DropDraft, *, own: DropId | None
) -> tuple[Window | None, tuple[DropRefusal, ...]]:
    refusals: list[DropRefusal] = []
    if not draft.title.strip():
        refusals.append(DropRefusal.TITLE_MISSING)
    window = window_of(draft.wall)
    if isinstance(window, WindowRefusal):
        refusals.append(_WINDOW_REFUSALS[window])
    elif window.opens_at < work.now:
        refusals.append(DropRefusal.OPENS_IN_THE_PAST)
    if not 1 <= draft.place <= MOST_PLACES:
        refusals.append(DropRefusal.PLACE_OUT_OF_RANGE)
    if not 1 <= draft.member_limit <= LARGEST_LIMIT:
        refusals.append(DropRefusal.LIMIT_OUT_OF_RANGE)
    if not 0 <= draft.early.minutes <= MOST_MINUTES:
        refusals.append(DropRefusal.EARLY_OUT_OF_RANGE)
    elif not 0 <= draft.early.percent <= 100:
        refusals.append(DropRefusal.EARLY_OUT_OF_RANGE)
    taken = work.session.scalar(select(Drop.id).where(Drop.slug == draft.slug))
    if taken is not None and taken != own:
        refusals.append(DropRefusal.SLUG_TAKEN)
    return (
        None if isinstance(window, WindowRefusal) else window,
        tuple(refusals),
    )


def draft(work: Work, wanted: DropDraft) -> DropSaved | DropRefused:
    """Write a new draft; members see nothing of it."""
    window, refusals = _check(work, wanted, own=None)
    if window is None or refusals:
        return DropRefused(refusals)
    drop_id = DropId(work.ids.new(work.now))
    row = Drop(
        id=drop_id,
        state=str(DropState.DRAFT),
        created_at=work.now,
        updated_at=work.now,
        version=1,
        epoch=1,
    )
    _write(row, wanted, window)
    work.session.add(row)
    work.session.flush()
    return DropSaved(drop_id)


def _write(row: Drop, wanted: DropDraft, window: Window) -> None:
    row.title = wanted.title.strip()
    row.slug = wanted.slug
    row.work_id = wanted.work_id
    row.curator_id = wanted.curator_id
    row.day = wanted.wall.day.isoformat()
    row.hour = wanted.wall.hour.strftime("%H:%M")
    row.length = str(wanted.wall.length)
    row.zone = wanted.wall.zone
    row.opens_at = window.opens_at
    row.closes_at = window.closes_at
    row.place = wanted.place
    row.member_limit = wanted.member_limit
    row.early_minutes = wanted.early.minutes
    row.early_percent = wanted.early.percent
    row.takes_codes = wanted.takes_codes


def edit(work: Work, drop_id: DropId, wanted: DropDraft) -> DropSaved | DropRefused:
    """Rewrite a drop that has not opened; a scheduled one never opens earlier.

    After an announcement the opening may move later, never earlier (behaviour.md §1).
    """
    row = locked(work, drop_id)
    if row is None:
        return DropRefused((DropRefusal.NOT_FOUND,))
    state = DropState(row.state)
    phase = phase_at(state, Window(row.opens_at, row.closes_at), work.now)
    if phase not in (Phase.HIDDEN, Phase.UPCOMING) or _is_early(row, work.now):
        return DropRefused((DropRefusal.ALREADY_SHOWN,))
    window, refusals = _check(work, wanted, own=drop_id)
    if window is None or refusals:
        return DropRefused(refusals)
    if state is not DropState.DRAFT and window.opens_at < row.opens_at:
        return DropRefused((DropRefusal.ALREADY_SHOWN,))
    _write(row, wanted, window)
    changed(work, row)
    return DropSaved(drop_id)


def _is_early(row: Drop, now: datetime) -> bool:
    early = EarlyAccess(row.early_minutes, row.early_percent)
    return row.state != DropState.DRAFT and early.is_on(row.opens_at, now)


def locked(work: Work, drop_id: DropId) -> Drop | None:
    """Return the row of a drop, locked until the end of this transaction."""
    # SQLite's writer is alone already and ignores the lock.
    # Rows that name the drop may be written meanwhile: their writers hold lots that a
    # curator may want.
    return work.session.scalars(
        select(Drop).where(Drop.id == drop_id).with_for_update(key_share=True)
    ).first()


def changed(work: Work, row: Drop) -> None:
    """Note that what members see of a drop changed; publishes DropChanged."""
    row.version += 1
    row.updated_at = work.now
    work.session.flush()
    work.publish(DropChanged(DropId(row.id)))


def schedule(work: Work, drop_id: DropId) -> DropSaved | DropRefused:
    """Let members know of a drop, or go on with it; it opens by the clock from then on.

    Whether a draft has its words is asked before (`editorial/scheduling.py`). Asked
    again it is as wanted already, and nothing changes; so for the turns below.
    """
    row = locked(work, drop_id)
    if row is None:
        return DropRefused((DropRefusal.NOT_FOUND,))
    if row.state == DropState.SCHEDULED:
        return DropSaved(drop_id)
    refusals = []
    if not may_become(DropState(row.state), DropState.SCHEDULED):
        refusals.append(DropRefusal.NOT_FROM_THIS_STATE)
    lots = select(func.count()).where(Lot.drop_id == drop_id, Lot.allotted > 0)
    if not work.session.scalar(lots):
        refusals.append(DropRefusal.NO_LOT)
    if row.state == DropState.DRAFT and row.opens_at < work.now:
        refusals.append(DropRefusal.OPENS_IN_THE_PAST)
    if refusals:
        return DropRefused(tuple(refusals))
    if row.state == DropState.DRAFT:
        _begin_ledger(work, row)
    else:
        pauses.end(work, row)
    row.state = str(DropState.SCHEDULED)
    changed(work, row)
    # What came back during a pause goes to who waits before the table has it.
    freeing.offer_free(work, drop_id)
    return DropSaved(drop_id)


def _begin_ledger(work: Work, row: Drop) -> None:
    # A draft's allotments are only wishes; the ledger begins when members may know.
    lots = select(Lot.id, Lot.allotted).where(Lot.drop_id == row.id)
    for lot_id, allotted in work.session.execute(lots).all():
        claims.record_move(
            work.session,
            id=work.ids.new(work.now),
            lot_id=lot_id,
            kind="allot",
            allotted=allotted,
            actor_id=row.curator_id,
            at=work.now,
        )


def _become(work: Work, drop_id: DropId, wanted: DropState) -> DropSaved | DropRefused:
    row = locked(work, drop_id)
    if row is None:
        return DropRefused((DropRefusal.NOT_FOUND,))
    if row.state == wanted:
        return DropSaved(drop_id)
    if not may_become(DropState(row.state), wanted):
        return DropRefused((DropRefusal.NOT_FROM_THIS_STATE,))
    if wanted is DropState.SUSPENDED:
        pauses.begin(work, row)
    else:
        pauses.end(work, row)
    row.state = str(wanted)
    changed(work, row)
    return DropSaved(drop_id)


def resume(work: Work, drop_id: DropId) -> DropSaved | DropRefused:
    """Let a suspended drop go on; a draft, which lacks words perhaps, is left alone."""
    row = locked(work, drop_id)
    if row is not None and row.state == DropState.DRAFT:
        return DropRefused((DropRefusal.NOT_FROM_THIS_STATE,))
    return schedule(work, drop_id)


def suspend(work: Work, drop_id: DropId) -> DropSaved | DropRefused:
    """Stop new holds until it is scheduled again; what is held can be paid."""
    return _become(work, drop_id, DropState.SUSPENDED)


def cancel(work: Work, drop_id: DropId) -> DropSaved | DropRefused:
    """End a drop for good, and with it what was offered and waited for."""
    outcome = _become(work, drop_id, DropState.CANCELLED)
    if isinstance(outcome, DropSaved):
        offers.withdraw_all(work, drop_id)
    return outcome


def archive(work: Work, drop_id: DropId) -> DropSaved | DropRefused:
    """Put a finished drop away."""
    return _become(work, drop_id, DropState.ARCHIVED)
