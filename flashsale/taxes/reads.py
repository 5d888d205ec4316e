"""Reads: what administrators wrote of the taxes, who and when, undone or not."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import MemberId
from flashsale.kernel.kinds import TaxClass
from flashsale.kernel.places import Province
from flashsale.taxes.models import TaxChange, TaxRateRow, TaxRegistrationRow
from flashsale.taxes.rates import Authority, Tax


@dataclass(frozen=True, slots=True, kw_only=True)
class RateChange:
    """A rate that was written, for all its classes. rate: thousandths of a percent."""

    tax: Tax
    place: Province
    classes: tuple[TaxClass, ...]
    rate: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationChange:
    """A registration that was written."""

    authority: Authority
    is_registered: bool
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFacts:
    """One change. can_undo: its day has not come and it was not taken back."""

    id: int
    what: RateChange | RegistrationChange
    since: date
    made_by: MemberId
    made_at: datetime
    undone_by: MemberId | None
    undone_at: datetime | None
    can_undo: bool


def changes(work: Work, today: date, *, most: int) -> tuple[ChangeFacts, ...]:
    """Return the latest changes, the newest first. Three queries."""
    rows = work.session.scalars(
        select(TaxChange).order_by(TaxChange.id.desc()).limit(most)
    ).all()
    ids = [row.id for row in rows]
    rates = work.session.scalars(
        select(TaxRateRow)
        .where(TaxRateRow.change_id.in_(ids))
        .order_by(TaxRateRow.change_id, TaxRateRow.id)
    )
    said: dict[int, RateChange | RegistrationChange] = {}
    for rate in rates:
        before = said.get(rate.change_id)
        classes = before.classes if isinstance(before, RateChange) else ()
        said[rate.change_id] = RateChange(
            tax=Tax(rate.tax),
            place=Province(rate.place),
            classes=(*classes, TaxClass(rate.tax_class)),
            rate=rate.rate,
            source=rate.source,
        )
    registrations = work.session.scalars(
        select(TaxRegistrationRow).where(TaxRegistrationRow.change_id.in_(ids))
    )
    for row in registrations:
        said[row.change_id] = RegistrationChange(
            authority=Authority(row.authority),
            is_registered=row.is_registered,
            number=row.number,
        )
    return tuple(_facts(row, said[row.id], today) for row in rows)


def _facts(
    row: TaxChange, what: RateChange | RegistrationChange, today: date
) -> ChangeFacts:
    since = date.fromisoformat(row.since)
    return ChangeFacts(
        id=row.id,
        what=what,
        since=since,
        made_by=MemberId(row.made_by),
        made_at=row.made_at,
        undone_by=None if row.undone_by is None else MemberId(row.undone_by),
        undone_at=row.undone_at,
        can_undo=row.undone_at is None and since > today,
    )
