"""Early access in the form of a drop: what is typed, and what that will do."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from flashsale.kernel.window import Window
from flashsale.sales.desk_forms import DropForm, tell
from flashsale.sales.desk_typed import count_of
from flashsale.sales.early import MOST_MINUTES, EarlyAccess

OFF = EarlyAccess(0, 0)


@dataclass(frozen=True, slots=True)
class EarlyEffect:
    """What early access will do. share: units, of `allotted`, it may take at most."""

    begins_at: datetime
    share: int
    allotted: int


def fill_early(form: DropForm, early: EarlyAccess, usual: EarlyAccess) -> None:
    """Write a drop's early access into its form; `usual` stands ready where it is off.

    usual: what the house gives to new drops; the rule's own where that is none.
    """
    is_on = bool(early.minutes and early.percent)
    ready = usual if usual.minutes and usual.percent else EarlyAccess()
    shown = early if is_on else ready
    form.anticipe.data = is_on
    form.avance.data, form.part.data = str(shown.minutes), str(shown.percent)


def early_typed(form: DropForm) -> EarlyAccess | None:
    """Return the early access a form gives, or None after telling what is wrong.

    An unticked box gives none, whatever stands beside it.
    """
    if not form.anticipe.data:
        return OFF
    minutes = count_of(form.avance.data or "") or 0
    percent = count_of(form.part.data or "") or 0
    if not 1 <= minutes <= MOST_MINUTES:
        tell(form.avance, gettext("Écrivez des minutes, de 1 à 1440."))
    if not 1 <= percent <= 100:
        tell(form.part, gettext("Écrivez un pourcentage, de 1 à 100."))
    if form.avance.errors or form.part.errors:
        return None
    return EarlyAccess(minutes, percent)


def early_effect(
    early: EarlyAccess | None, window: Window | None, allotments: list[int]
) -> EarlyEffect | None:
    """Return what early access will do, or None: none is given, or it is not known.

    allotments: units of each lot; the share of each is rounded down by itself.
    """
    if early is None or window is None:
        return None
    begins_at = early.begins_at(window.opens_at)
    if begins_at is None:
        return None
    share = sum(early.share_of(allotted) for allotted in allotments)
    return EarlyEffect(begins_at, share, sum(allotments))
