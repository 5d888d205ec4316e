"""Pickup points: where members fetch what they bought, and when."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.kernel.ids import MemberId
from flashsale.kernel.places import HOME
from flashsale.shipping.models import PickupPointRow
from flashsale.shipping.postal_codes import is_postal_code, tidy_postal_code
from flashsale.shipping.rules import LONGEST_HOURS, LONGEST_LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class PointWords:
    """A point as members read it. hours_en: empty where the French stands for it."""

    name: str
    line1: str
    city: str
    postal_code: str
    hours_fr: str
    hours_en: str


@dataclass(frozen=True, slots=True)
class Point:
    """A point with its number, and whether members may choose it."""

    id: int
    words: PointWords
    is_open: bool


class PointRefusal(StrEnum):
    """Why a point cannot be as wanted."""

    NAME_MISSING = "name_missing"
    LINE_MISSING = "line_missing"
    CITY_MISSING = "city_missing"
    NOT_AT_HOME = "not_at_home"
    HOURS_MISSING = "hours_missing"


def refuse(words: PointWords) -> tuple[PointRefusal, ...]:
    """Say all that is wrong with a point; it is in Québec, whose taxes it bears."""
    checks = (
        (0 < len(words.name) <= LONGEST_LINE, PointRefusal.NAME_MISSING),
        (0 < len(words.line1) <= LONGEST_LINE, PointRefusal.LINE_MISSING),
        (0 < len(words.city) <= LONGEST_LINE, PointRefusal.CITY_MISSING),
        (is_postal_code(words.postal_code, HOME), PointRefusal.NOT_AT_HOME),
        (
            0 < len(words.hours_fr) <= LONGEST_HOURS
            and len(words.hours_en) <= LONGEST_HOURS,
            PointRefusal.HOURS_MISSING,
        ),
    )
    return tuple(refusal for is_right, refusal in checks if not is_right)


def points(work: Work, *, only_open: bool = False) -> tuple[Point, ...]:
    """Return the points in their order, the closed ones last."""
    wanted = select(PickupPointRow).order_by(
        PickupPointRow.closed_at.is_not(None), PickupPointRow.position
    )
    if only_open:
        wanted = wanted.where(PickupPointRow.closed_at.is_(None))
    return tuple(map(_point, work.session.scalars(wanted)))


def open_point(work: Work, point_id: int) -> Point | None:
    """Return a point that may be chosen, or None."""
    row = work.session.get(PickupPointRow, point_id)
    return _point(row) if row is not None and row.closed_at is None else None


def point_by_id(work: Work, point_id: int) -> Point | None:
    """Return a point, open or closed, or None."""
    row = work.session.get(PickupPointRow, point_id)
    return _point(row) if row is not None else None


def write(
    work: Work, words: PointWords, actor_id: MemberId | None, point_id: int | None
) -> tuple[PointRefusal, ...]:
    """Add a point, or change one; return why nothing was written, if it was not.

    Orders keep the words of their day. actor_id: None for the demo's own.
    """
    words = tidied(words)
    refusals = refuse(words)
    if refusals:
        return refusals
    row = work.session.get(PickupPointRow, point_id) if point_id else None
    if row is None:
        last = work.session.scalar(select(func.max(PickupPointRow.position)))
        row = PickupPointRow(
            id=work.ids.new(work.now),
            position=(last or 0) + 1,
            made_by=actor_id,
            made_at=work.now,
        )
        work.session.add(row)
    else:
        row.changed_by, row.changed_at = actor_id, work.now
    for name, value in asdict(words).items():
        setattr(row, name, value)
    work.session.flush()
    return ()


def set_open(work: Work, point_id: int, actor_id: MemberId, *, is_open: bool) -> bool:
    """Open or close a point; False when there is none."""
    row = work.session.get(PickupPointRow, point_id)
    if row is None:
        return False
    row.closed_at = None if is_open else work.now
    row.changed_by, row.changed_at = actor_id, work.now
    work.session.flush()
    return True


def tidied(words: PointWords) -> PointWords:
    """Return a point with its postal code as the post writes it."""
    return PointWords(
        name=words.name.strip(),
        line1=words.line1.strip(),
        city=words.city.strip(),
        postal_code=tidy_postal_code(words.postal_code),
        hours_fr=words.hours_fr.strip(),
        hours_en=words.hours_en.strip(),
    )


def point_values(point: Point) -> dict[str, str]:
    """Return a point as an order keeps it."""
    return asdict(point.words)


def point_words(values: Mapping[str, str]) -> PointWords | None:
    """Return what `point_values` kept, None for the house itself."""
    return PointWords(**values) if values else None


def _point(row: PickupPointRow) -> Point:
    words = PointWords(
        name=row.name,
        line1=row.line1,
        city=row.city,
        postal_code=row.postal_code,
        hours_fr=row.hours_fr,
        hours_en=row.hours_en,
    )
    return Point(row.id, words, row.closed_at is None)
