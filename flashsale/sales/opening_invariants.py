"""What must always be true of opening queues, asked of the store itself.

Of drops that closed within the last week: what is older does not change any more.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import and_, exists, func, select

from flashsale.db import Work
from flashsale.kernel.ids import DropId
from flashsale.kernel.invariants import Finding
from flashsale.sales.models import Drop, Hold, QueuePlace, Rush, WaitOffer
from flashsale.sales.opening_draw import commitment_of, is_proven
from flashsale.sales.opening_turns import Pause, Queue
from flashsale.sales.pauses import pauses_of

LOOKS_BACK = timedelta(days=7)
MOST_NAMED = 20
# A hold that was under way when its drop was suspended may be noted a little after.
UNDER_WAY_FOR = timedelta(seconds=5)


def _recent(work: Work) -> list[tuple[Rush, Queue]]:
    rows = work.session.execute(
        select(Rush, Drop.opens_at)
        .join(Drop, Drop.id == Rush.drop_id)
        .where(Drop.closes_at > work.now - LOOKS_BACK)
    ).all()
    pauses = pauses_of(work, [DropId(rush.drop_id) for rush, _ in rows])
    return [
        (
            rush,
            Queue(
                opens_at,
                rush.per_minute,
                rush.ended_at,
                pauses.get(DropId(rush.drop_id), ()),
            ),
        )
        for rush, opens_at in rows
    ]


def seeds_are_those_promised(work: Work) -> Finding:
    """The commitment is that of the seed."""
    found = [rush for rush, _ in _recent(work)]
    broken = [
        f"drop {rush.drop_id}"
        for rush in found
        if commitment_of(rush.seed) != rush.commitment
    ]
    name = "the seed of a draw is the one that was promised"
    return Finding(name, len(found), tuple(broken[:MOST_NAMED]))


def draws_are_those_of_their_seeds(work: Work) -> Finding:
    """The first turns are those present at the opening, in the order of the seed."""
    broken, looked_at = [], 0
    for rush, queue in _recent(work):
        rows = work.session.execute(
            select(QueuePlace.code, QueuePlace.turn, QueuePlace.joined_at)
            .where(QueuePlace.drop_id == rush.drop_id, QueuePlace.turn < rush.drawn)
            .order_by(QueuePlace.turn)
        ).all()
        looked_at += len(rows)
        is_whole = [row.turn for row in rows] == list(range(rush.drawn))
        were_present = all(row.joined_at < queue.opens_at for row in rows)
        codes = [row.code for row in rows]
        proven = is_proven(rush.seed, rush.commitment, codes)
        if not (is_whole and were_present and proven):
            broken.append(f"drop {rush.drop_id}")
    name = "the draw of an opening is that of its seed"
    return Finding(name, looked_at, tuple(broken[:MOST_NAMED]))


def later_turns_follow_the_draw(work: Work) -> Finding:
    """A later place has a turn after those drawn, and not before its own joining."""
    broken, looked_at = [], 0
    for rush, queue in _recent(work):
        rows = work.session.execute(
            select(QueuePlace.id, QueuePlace.turn, QueuePlace.joined_at).where(
                QueuePlace.drop_id == rush.drop_id, QueuePlace.turn >= rush.drawn
            )
        ).all()
        looked_at += len(rows)
        broken += [
            f"place {row.id}"
            for row in rows
            if row.turn >= rush.next_turn or queue.turn_at(row.turn) < row.joined_at
        ]
    name = "later arrivals go behind the draw, none before they came"
    return Finding(name, looked_at, tuple(broken[:MOST_NAMED]))


def members_have_one_place_each(work: Work) -> Finding:
    """One place of a member in a queue, one member on a turn."""
    broken = []
    for column in (QueuePlace.member_id, QueuePlace.turn):
        rows = work.session.execute(
            select(QueuePlace.drop_id, column)
            .where(column.is_not(None))
            .group_by(QueuePlace.drop_id, column)
            .having(func.count() > 1)
            .limit(MOST_NAMED)
        )
        broken += [f"drop {row[0]}: {column.key} {row[1]}" for row in rows]
    places = work.session.scalar(select(func.count()).select_from(QueuePlace)) or 0
    name = "a member has one place in a queue, a turn one member"
    return Finding(name, places, tuple(broken))


def nobody_held_before_their_turn(work: Work) -> Finding:
    """Every hold since the opening was taken when its holder's turn had come.

    Before it, early access has its own share, which another invariant looks at. What
    the waitlist offers is its own: it asks for no turn.
    """
    offered = exists().where(WaitOffer.hold_id == Hold.id)
    broken, looked_at = [], 0
    for rush, queue in _recent(work):
        rows = work.session.execute(
            select(Hold.id, Hold.created_at, QueuePlace.turn)
            .outerjoin(
                QueuePlace,
                and_(
                    QueuePlace.drop_id == Hold.drop_id,
                    QueuePlace.member_id == Hold.member_id,
                ),
            )
            .where(
                Hold.drop_id == rush.drop_id,
                Hold.created_at >= queue.opens_at,
                ~offered,
            )
        ).all()
        looked_at += len(rows)
        lenient = replace(queue, pauses=tuple(map(_begun_later, queue.pauses)))
        broken += [
            f"hold {row.id}"
            for row in rows
            if not lenient.lets_in(row.created_at, row.turn)
        ]
    name = "nobody held a copy before their turn"
    return Finding(name, looked_at, tuple(broken[:MOST_NAMED]))


def _begun_later(pause: Pause) -> Pause:
    begun_at = pause.since + UNDER_WAY_FOR
    return replace(pause, since=min(begun_at, pause.until or begun_at))


INVARIANTS: tuple[Callable[[Work], Finding], ...] = (
    seeds_are_those_promised,
    draws_are_those_of_their_seeds,
    later_turns_follow_the_draw,
    members_have_one_place_each,
    nobody_held_before_their_turn,
)
