"""Writing rates and registrations that come, and undoing them before their day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from flashsale.db import Base, Work
from flashsale.kernel.ids import MemberId
from flashsale.kernel.window import house_day
from flashsale.taxes.models import TaxChange, TaxRateRow, TaxRegistrationRow
from flashsale.taxes.rates import NoTaxRate, TaxTable
from flashsale.taxes.rules import (
    RateDraft,
    RegistrationDraft,
    TaxRefusal,
    refuse_rate,
    refuse_registration,
)
from flashsale.taxes.tables import table_of


@dataclass(frozen=True, slots=True)
class TaxesChanged:
    """It holds from its day on."""

    change_id: int


@dataclass(frozen=True, slots=True)
class TaxesRefused:
    """Nothing was written, for all these reasons."""

    refusals: tuple[TaxRefusal, ...]


def today(work: Work) -> date:
    """Return the wall date, in the house's zone, of this transaction."""
    return house_day(work.now)


def set_rate(
    work: Work, draft: RateDraft, actor_id: MemberId
) -> TaxesChanged | TaxesRefused:
    """Write a rate that follows the one in force, for each of its classes."""
    refusals = refuse_rate(draft, today(work))
    if not refusals and _is_in_force(table_of(work), draft):
        refusals = (TaxRefusal.SAME_AS_NOW,)
    if refusals:
        return TaxesRefused(refusals)

    def rows(change_id: int) -> Sequence[Base]:
        return [
            TaxRateRow(
                id=work.ids.new(work.now),
                change_id=change_id,
                live_key=f"{draft.tax}:{draft.place}:{tax_class}:{draft.since}",
                tax=str(draft.tax),
                place=str(draft.place),
                tax_class=str(tax_class),
                rate=draft.rate,
                since=draft.since.isoformat(),
                source=draft.source,
            )
            for tax_class in sorted(draft.classes)
        ]

    return _write(work, draft.since, actor_id, rows)


def set_registration(
    work: Work, draft: RegistrationDraft, actor_id: MemberId
) -> TaxesChanged | TaxesRefused:
    """Write that the house registers with an authority, or stops, from a day on."""
    refusals = refuse_registration(draft, today(work))
    if refusals:
        return TaxesRefused(refusals)

    def rows(change_id: int) -> Sequence[Base]:
        row = TaxRegistrationRow(
            id=work.ids.new(work.now),
            change_id=change_id,
            live_key=f"{draft.authority}:{draft.since}",
            authority=str(draft.authority),
            since=draft.since.isoformat(),
            is_registered=draft.is_registered,
            number=draft.number,
        )
        return [row]

    return _write(work, draft.since, actor_id, rows)


def undo(work: Work, change_id: int, actor_id: MemberId) -> bool:
    """Take a change back; False once its day has come, or if it was taken back."""
    undone = work.session.execute(
        update(TaxChange)
        .where(
            TaxChange.id == change_id,
            TaxChange.undone_at.is_(None),
            TaxChange.since > today(work).isoformat(),
        )
        .values(undone_by=actor_id, undone_at=work.now)
        .returning(TaxChange.id)
    ).first()
    if undone is None:
        return False
    for model in (TaxRateRow, TaxRegistrationRow):
        work.session.execute(
            update(model).where(model.change_id == change_id).values(live_key=None)
        )
    return True


def _write(
    work: Work,
    since: date,
    actor_id: MemberId,
    rows: Callable[[int], Sequence[Base]],
) -> TaxesChanged | TaxesRefused:
    change_id = work.ids.new(work.now)
    try:
        with work.session.begin_nested():
            work.session.add(
                TaxChange(
                    id=change_id,
                    since=since.isoformat(),
                    made_by=actor_id,
                    made_at=work.now,
                )
            )
            work.session.flush()
            work.session.add_all(rows(change_id))
    except IntegrityError:
        # Somebody wrote the same cell for the same day: theirs stands.
        return TaxesRefused((TaxRefusal.ALREADY_WRITTEN,))
    return TaxesChanged(change_id)


def _is_in_force(table: TaxTable, draft: RateDraft) -> bool:
    """Say whether all of this would be so on its day without it."""
    for tax_class in draft.classes:
        try:
            levies = table.levies_of(tax_class, draft.place, draft.since)
        except NoTaxRate:
            return False
        rates = [levy.row.rate for levy in levies if levy.row.tax is draft.tax]
        if rates != [draft.rate]:
            return False
    return True


def change_exists(work: Work, change_id: int) -> bool:
    """Say whether there is such a change, undone or not."""
    found = select(TaxChange.id).where(TaxChange.id == change_id)
    return work.session.scalar(found) is not None
