"""Who bought what in the demo club, and when: drawn once from a seed; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from flashsale.demo.people import DEMO_MEMBER, MEMBERS
from flashsale.demo.plan import Part, PlannedDrop

SEED = 997
# These two hold copies at the present instant, and therefore bought none.
HOLDERS = ("raoul-tremblay-cho", "ginette-levasseur")
BUYERS = tuple(
    person.key
    for person in MEMBERS
    if person.key != DEMO_MEMBER and person.key not in HOLDERS
)
# A little before the present and before closing, an order is surely over.
_BEFORE_NOW = timedelta(seconds=1)
_BEFORE_CLOSING = timedelta(minutes=5)
# What the demo's own member bought, to fill « Mes achats »: past drops, by format.
_OWN: tuple[tuple[str, int], ...] = (
    ("le-piano-du-centre-d-achats", 0),
    ("lampe-de-galerie", 0),
    ("les-heures-de-glace", 0),
)


@dataclass(frozen=True, slots=True)
class Item:
    """Copies of one format of one drop. position: of the format in the work."""

    work: str
    position: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """One paid basket. buyer: key of the member; at: when the holds were placed."""

    buyer: str
    at: datetime
    items: tuple[Item, ...]


def _hands(
    drop: PlannedDrop, buyers: Sequence[str], draw: Random
) -> Iterator[tuple[str, Item]]:
    """Deal the sold copies of a drop: to each buyer as many as one may have."""
    copies = [
        position for position, taken in enumerate(drop.taken) for _ in range(taken.sold)
    ]
    most = drop.member_limit
    hands = [copies[start : start + most] for start in range(0, len(copies), most)]
    draw.shuffle(hands)
    for buyer, hand in zip(buyers, hands, strict=False):
        for position in sorted(set(hand)):
            yield buyer, Item(drop.work, position, hand.count(position))
    if len(hands) > len(buyers):
        raise ValueError(f"{drop.work}: more copies than members may have")


def _moment(drops: Sequence[PlannedDrop], now: datetime, draw: Random) -> datetime:
    """Return an instant at which all these drops were open, most often early."""
    opens_at = max(drop.window.opens_at for drop in drops)
    closes_at = min(drop.window.closes_at for drop in drops) - _BEFORE_CLOSING
    end = max(opens_at, min(now - _BEFORE_NOW, closes_at))
    return opens_at + (end - opens_at) * draw.random() ** 3


def purchases(planned: Sequence[PlannedDrop], now: datetime) -> tuple[Purchase, ...]:
    """Return every paid basket of the club's past; the same for the same plan.

    Drops that opened together are bought together.
    """
    draw = Random(SEED)  # noqa: S311, a story is no secret
    baskets: dict[tuple[str, datetime], list[Item]] = {}
    by_work = {drop.work: drop for drop in planned}
    for drop in planned:
        if not any(taken.sold for taken in drop.taken):
            continue
        own = [item for item in _OWN if item[0] == drop.work]
        crowd = Random(f"{SEED} {drop.wall.day}")  # noqa: S311
        buyers = crowd.sample(BUYERS, len(BUYERS))
        for _, position in own:
            mine = Item(drop.work, position, 1)
            baskets.setdefault((DEMO_MEMBER, drop.window.opens_at), []).append(mine)
            drop = _less(drop, position)
        for buyer, item in _hands(drop, buyers, draw):
            baskets.setdefault((buyer, drop.window.opens_at), []).append(item)
    return tuple(
        Purchase(
            buyer,
            _moment([by_work[item.work] for item in items], now, draw),
            tuple(items),
        )
        for (buyer, _), items in baskets.items()
    )


def _less(drop: PlannedDrop, position: int) -> PlannedDrop:
    taken = list(drop.taken)
    taken[position] = replace(taken[position], sold=taken[position].sold - 1)
    return replace(drop, taken=tuple(taken))


def holdings(planned: Sequence[PlannedDrop]) -> tuple[tuple[str, Item], ...]:
    """Return what others hold at the present instant: (member, copies)."""
    return tuple(
        (HOLDERS[index % len(HOLDERS)], Item(drop.work, position, 1))
        for drop in planned
        if drop.part is not Part.PAST
        for position, taken in enumerate(drop.taken)
        for index in range(taken.held)
    )
