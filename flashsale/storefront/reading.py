"""What a storefront page shows of its reader: a shape many share, and their own marks.

Two readers whose shapes are equal are shown the same page but for the marks; pure.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

from flashsale.invites.allowance import Allowance
from flashsale.invites.places import Places
from flashsale.kernel.language import Language
from flashsale.members.roles import Role
from flashsale.sales.catalogue import DropFacts
from flashsale.sales.lifecycle import Phase
from flashsale.sales.opening_turns import Standing
from flashsale.sales.stakes import NOTHING, HeldLot, Stakes
from flashsale.storefront.early import early_notice
from flashsale.storefront.parts import Invitation
from flashsale.web.chrome import BasketGlance, Theme
from flashsale.web.filters import hour
from flashsale.web.own_marks import basket_marks, basket_shape


@dataclass(frozen=True, slots=True)
class Reading:
    """shape: part of a print's key. own: what fills the print's holes, by name.

    is_shared: whether others are shown the same; not who waits or is offered something.
    """

    shape: Hashable
    own: dict[str, str]
    is_shared: bool = True


def waits_anywhere(stakes: Stakes) -> bool:
    """Say whether the reader has a place on a waitlist, or an offer from one."""
    return any(stake.waits for stake in stakes.values())


def extend_path(hold: HeldLot) -> str:
    """Return where to post for more time, empty while the hold is being paid."""
    return "" if hold.is_paying else f"/panier/{hold.hold_id}/prolonger"


def release_path(hold: HeldLot) -> str:
    """Return where to give a hold back, empty while it is being paid."""
    return "" if hold.is_paying else f"/panier/{hold.hold_id}/remettre"


def basket_of(stakes: Stakes) -> BasketGlance:
    """Return the basket that a member's stakes make."""
    holds = [hold for stake in stakes.values() for hold in stake.holds]
    if not holds:
        return BasketGlance()
    first = min(holds, key=lambda hold: (hold.expires_at, hold.hold_id))
    return BasketGlance(
        sum(hold.quantity for hold in holds),
        first.expires_at,
        extend_path(first) or None,
    )


def ticket(places: Places, role: Role, given: int) -> Invitation:
    """Return how many people a member may still bring; who runs the house, any."""
    joined, outstanding = places
    most = None if role is Role.ADMINISTRATOR else given
    return Invitation(Allowance(most, joined, outstanding).left)


def of_today(stakes: Stakes, invitation: Invitation, now: datetime) -> Reading:
    """Return what today's page shows of a member."""
    basket = basket_of(stakes)
    shape = frozenset((drop, s.claimed, s.held) for drop, s in stakes.items())
    return Reading(
        (shape, basket_shape(basket), invitation.left),
        basket_marks(basket, now),
        is_shared=not waits_anywhere(stakes),
    )


def of_drop(
    stakes: Stakes,
    standing: Standing | None,
    drop: DropFacts,
    language: Language,
    now: datetime,
    early_until: datetime | None,
) -> Reading:
    """Return what a drop's page shows of a member.

    standing: theirs in its opening queue, None where there is none just now.
    early_until: when their early access to drops ends, None for who has none.
    """
    basket, stake = basket_of(stakes), stakes.get(drop.id, NOTHING)
    own = basket_marks(basket, now)
    shape: list[Hashable] = [stake.claimed, stake.held, basket_shape(basket)]
    shape += [standing, early_notice(drop, early_until, now)]
    if stake.holds:
        first = stake.holds[0]
        own["until"] = until_mark(first.expires_at, language)
        if not first.is_paying:
            own["extend"] = f'"{extend_path(first)}"'
            own["release"] = f'"{release_path(first)}"'
        # The basket's first hold may be this one: then both are written alike.
        shape += [first.is_paying, extend_path(first) == basket.extend_path]
    return Reading(tuple(shape), own, is_shared=not waits_anywhere(stakes))


def print_key(
    page: str,
    phases: tuple[Phase, ...],
    reading: Reading,
    language: Language,
    theme: Theme,
    role: Role,
) -> Hashable:
    """Return all that a print depends on, beside the table it is made of."""
    return (page, phases, reading.shape, language, theme, role)


def until_mark(expires_at: datetime, language: Language) -> str:
    """Return how the page writes until when a copy is kept; a sentence ends there."""
    return f"data-jusqua>{hour(expires_at, language).rstrip('.')}<"
