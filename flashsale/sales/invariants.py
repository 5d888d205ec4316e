"""What must always be true of stock and holds, asked of the store itself."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    func,
    not_,
    or_,
    select,
    union_all,
)

from flashsale.db import Work
from flashsale.kernel.invariants import Finding
from flashsale.sales.early import EarlyAccess
from flashsale.sales.holds import LIVE
from flashsale.sales.models import Drop, Hold, Lot, MemberClaim, StockMove, WaitOffer
from flashsale.sales.waiting import OfferState

# The sweep is late by no more than this while a worker or a buyer is there.
RECLAIMED_WITHIN = timedelta(seconds=60)
MOST_NAMED = 20


def count_of(work: Work, model: Any) -> int:
    """Return how many rows there are of a kind."""
    return work.session.scalar(select(func.count()).select_from(model)) or 0


def finding_of(
    work: Work, name: str, looked_at: int, broken: Select[*tuple[Any, ...]]
) -> Finding:
    """Return what an invariant's query found broken, the first rows by their ids."""
    rows: Iterable[Any] = work.session.execute(broken.limit(MOST_NAMED))
    return Finding(name, looked_at, tuple(" ".join(map(str, row)) for row in rows))


def lots_are_within_their_allotment(work: Work) -> Finding:
    """Every count >= 0, and held + sold + offered <= allotted."""
    counts = (Lot.id, Lot.allotted, Lot.held, Lot.sold, Lot.offered)
    broken = select(*counts).where(
        or_(Lot.held < 0, Lot.sold < 0, Lot.offered < 0, Lot.available < 0)
    )
    name = "a lot never holds, sells or offers more than its allotment"
    return finding_of(work, name, count_of(work, Lot), broken)


def held_units_are_in_live_holds(work: Work) -> Finding:
    """held = sum of the quantities of live holds."""
    in_holds = (
        select(func.coalesce(func.sum(Hold.quantity), 0))
        .where(Hold.lot_id == Lot.id, Hold.state.in_(LIVE))
        .scalar_subquery()
    )
    broken = select(Lot.id, Lot.held, in_holds).where(Lot.held != in_holds)
    name = "held units are those of live holds"
    return finding_of(work, name, count_of(work, Lot), broken)


def sold_units_are_in_bought_holds(work: Work) -> Finding:
    """sold = sum of the quantities of bought holds, less what was returned."""
    bought = (
        select(func.coalesce(func.sum(Hold.quantity), 0))
        .where(Hold.lot_id == Lot.id, Hold.state == "bought")
        .scalar_subquery()
    )
    returned = (
        select(func.coalesce(func.sum(StockMove.sold), 0))
        .where(StockMove.lot_id == Lot.id, StockMove.kind == "return")
        .scalar_subquery()
    )
    broken = select(Lot.id, Lot.sold, bought).where(Lot.sold != bought + returned)
    name = "sold units are those of bought holds, less returns"
    return finding_of(work, name, count_of(work, Lot), broken)


def the_ledger_tells_each_lot(work: Work) -> Finding:
    """The sums of a lot's movements are its counts, once members may know of it."""
    sums = (
        select(
            StockMove.lot_id,
            func.sum(StockMove.allotted).label("allotted"),
            func.sum(StockMove.held).label("held"),
            func.sum(StockMove.sold).label("sold"),
            func.sum(StockMove.offered).label("offered"),
        )
        .group_by(StockMove.lot_id)
        .subquery()
    )
    differs = or_(
        sums.c.lot_id.is_(None),
        sums.c.allotted != Lot.allotted,
        sums.c.held != Lot.held,
        sums.c.sold != Lot.sold,
        sums.c.offered != Lot.offered,
    )
    broken = (
        select(Lot.id)
        .join(Drop, Drop.id == Lot.drop_id)
        .outerjoin(sums, sums.c.lot_id == Lot.id)
        .where(Drop.state.not_in(("draft", "cancelled")), differs)
    )
    name = "the stock ledger sums to the counts of each lot"
    return finding_of(work, name, count_of(work, StockMove), broken)


def _units_of_members() -> Subquery:
    """Return what each member has of a drop: live and bought holds, open offers."""
    held = select(Hold.member_id, Hold.drop_id, Hold.quantity.label("units")).where(
        Hold.state.in_((*LIVE, "bought"))
    )
    offered = select(WaitOffer.member_id, WaitOffer.drop_id, WaitOffer.units).where(
        WaitOffer.state == str(OfferState.OPEN)
    )
    each = union_all(held, offered).subquery()
    return (
        select(each.c.member_id, each.c.drop_id, func.sum(each.c.units).label("units"))
        .group_by(each.c.member_id, each.c.drop_id)
        .subquery()
    )


def _same_claim(mine: Subquery) -> ColumnElement[bool]:
    return and_(
        mine.c.member_id == MemberClaim.member_id,
        mine.c.drop_id == MemberClaim.drop_id,
    )


def members_claims_are_what_they_have(work: Work) -> Finding:
    """claimed = units in live and bought holds and open offers, less returns."""
    mine = _units_of_members()
    units = func.coalesce(mine.c.units, 0)
    broken = (
        select(MemberClaim.member_id, MemberClaim.drop_id, MemberClaim.claimed, units)
        .outerjoin(mine, _same_claim(mine))
        .where(MemberClaim.claimed != units)
    )
    name = "what counts against a member's limit is what they hold, bought or may take"
    return finding_of(work, name, count_of(work, MemberClaim), broken)


def members_keep_to_their_limit(work: Work) -> Finding:
    """Units held, bought and offered <= the limit as it stood when the last were taken.

    Lowering a limit never touches what was taken.
    """
    mine = _units_of_members()
    broken = (
        select(mine.c.member_id, mine.c.drop_id, mine.c.units)
        .outerjoin(MemberClaim, _same_claim(mine))
        .where(mine.c.units > func.coalesce(MemberClaim.allowed, 0))
    )
    name = "no member has more of a drop than its limit"
    return finding_of(work, name, count_of(work, MemberClaim), broken)


def holds_were_taken_while_open(work: Work) -> Finding:
    """A hold's creation lies in its drop's window, early access, or own offer."""
    offered_in_time = (
        select(WaitOffer.id)
        .where(WaitOffer.hold_id == Hold.id, WaitOffer.expires_at > Hold.created_at)
        .exists()
    )
    late = and_(Hold.created_at >= Drop.closes_at, not_(offered_in_time))
    rows = work.session.execute(
        select(
            Hold.id,
            Hold.created_at,
            Drop.opens_at,
            Drop.early_minutes,
            Drop.early_percent,
        )
        .join(Drop, Drop.id == Hold.drop_id)
        .where(or_(Hold.created_at < Drop.opens_at, late))
    )
    broken = tuple(
        f"{row.id} {row.created_at}"
        for row in rows
        if not EarlyAccess(row.early_minutes, row.early_percent).is_on(
            row.opens_at, row.created_at
        )
    )
    name = "every hold was taken while its drop was open, or was offered"
    return Finding(name, count_of(work, Hold), broken[:MOST_NAMED])


def early_access_keeps_to_its_share(work: Work) -> Finding:
    """Before a drop opens, what is taken is within early access's share."""
    looked_at = (
        select(func.count())
        .select_from(Lot)
        .join(Drop, Drop.id == Lot.drop_id)
        .where(Drop.opens_at > work.now)
    )
    broken = (
        select(Lot.id, Lot.allotted, Lot.held, Lot.sold, Drop.early_percent)
        .join(Drop, Drop.id == Lot.drop_id)
        .where(
            Drop.opens_at > work.now,
            (Lot.allotted - Lot.available) * 100 > Lot.allotted * Drop.early_percent,
        )
    )
    name = "before the opening only the share of early access is taken"
    return finding_of(work, name, work.session.scalar(looked_at) or 0, broken)


def ended_holds_are_reclaimed(work: Work) -> Finding:
    """No live hold is past its end by more than a minute."""
    broken = select(Hold.id, Hold.expires_at).where(
        Hold.state.in_(LIVE), Hold.expires_at < work.now - RECLAIMED_WITHIN
    )
    name = "no hold outlives its end by more than a minute"
    return finding_of(work, name, count_of(work, Hold), broken)


INVARIANTS: tuple[Callable[[Work], Finding], ...] = (
    lots_are_within_their_allotment,
    held_units_are_in_live_holds,
    sold_units_are_in_bought_holds,
    the_ledger_tells_each_lot,
    members_claims_are_what_they_have,
    members_keep_to_their_limit,
    holds_were_taken_while_open,
    early_access_keeps_to_its_share,
    ended_holds_are_reclaimed,
)
