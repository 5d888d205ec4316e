"""What a rate, a registration and their day may be; pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from flashsale.kernel.kinds import TaxClass
from flashsale.kernel.places import Province
from flashsale.taxes.rates import TAXES_OF, Authority, Tax

# Thousandths of a percent: no sales tax of Canada was ever near 30 %.
LARGEST_RATE = 30_000
LONGEST_SOURCE = 200
SHORTEST_SOURCE = 8
LONGEST_NUMBER = 40
# A law that is further away is not voted yet.
LATEST_IN = timedelta(days=5 * 366)


class TaxRefusal(StrEnum):
    """Why a rate or a registration cannot be as wanted."""

    RATE_OUT_OF_RANGE = "rate_out_of_range"
    NOT_A_TAX_OF_THIS_PLACE = "not_a_tax_of_this_place"
    NO_CLASS = "no_class"
    NOT_IN_THE_FUTURE = "not_in_the_future"
    TOO_FAR = "too_far"
    SOURCE_MISSING = "source_missing"
    NUMBER_MISSING = "number_missing"
    NUMBER_TOO_LONG = "number_too_long"
    SAME_AS_NOW = "same_as_now"
    ALREADY_WRITTEN = "already_written"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateDraft:
    """A rate as an administrator wants it, for some classes of one place.

    rate: thousandths of a percent. since: the first day, wall date of the house.
    """

    tax: Tax
    place: Province
    classes: frozenset[TaxClass]
    rate: int
    since: date
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationDraft:
    """Where the house registers, or stops, from a day on."""

    authority: Authority
    since: date
    is_registered: bool
    number: str = ""


def refuse_day(since: date, today: date) -> TaxRefusal | None:
    """Say why a change may not begin on a day, or None where it may.

    Never today nor before: what was in force when somebody held something stays, and
    baskets of today are priced by today's rows.
    """
    if since <= today:
        return TaxRefusal.NOT_IN_THE_FUTURE
    return TaxRefusal.TOO_FAR if since - today > LATEST_IN else None


def refuse_rate(draft: RateDraft, today: date) -> tuple[TaxRefusal, ...]:
    """Say all that is wrong with a rate, whatever is in force."""
    found = [refuse_day(draft.since, today)]
    if draft.tax not in TAXES_OF[draft.place]:
        found.append(TaxRefusal.NOT_A_TAX_OF_THIS_PLACE)
    if not draft.classes:
        found.append(TaxRefusal.NO_CLASS)
    if not 0 <= draft.rate <= LARGEST_RATE:
        found.append(TaxRefusal.RATE_OUT_OF_RANGE)
    if not SHORTEST_SOURCE <= len(draft.source) <= LONGEST_SOURCE:
        found.append(TaxRefusal.SOURCE_MISSING)
    return tuple(one for one in found if one is not None)


def refuse_registration(
    draft: RegistrationDraft, today: date
) -> tuple[TaxRefusal, ...]:
    """Say all that is wrong with a registration, whatever is in force.

    One that begins has its number, but those of GST and QST are settings.
    """
    found = [refuse_day(draft.since, today)]
    is_ours = draft.authority in (Authority.GST, Authority.QST)
    if draft.is_registered and not draft.number and not is_ours:
        found.append(TaxRefusal.NUMBER_MISSING)
    if len(draft.number) > LONGEST_NUMBER:
        found.append(TaxRefusal.NUMBER_TOO_LONG)
    return tuple(one for one in found if one is not None)
