"""What happens in the sales, for others to react to."""

from dataclasses import dataclass

from flashsale.kernel.events import Event
from flashsale.kernel.ids import DropId, EntryId, HoldId, LotId, MemberId, OfferId


@dataclass(frozen=True, slots=True)
class StockFreed(Event):
    """Units of a lot came back (release, expiry, return, growth of the allotment)."""

    drop_id: DropId
    lot_id: LotId


@dataclass(frozen=True, slots=True)
class MemberClaimChanged(Event):
    """What a member may still take of a drop changed."""

    drop_id: DropId
    member_id: MemberId


@dataclass(frozen=True, slots=True)
class HoldTaken(Event):
    """A member holds units of a lot."""

    drop_id: DropId
    lot_id: LotId
    hold_id: HoldId
    member_id: MemberId


@dataclass(frozen=True, slots=True)
class HoldExpired(Event):
    """A hold ended by time; `was_paying` when a payment was under way."""

    drop_id: DropId
    lot_id: LotId
    hold_id: HoldId
    member_id: MemberId
    was_paying: bool


@dataclass(frozen=True, slots=True)
class OfferMade(Event):
    """Units that came back are kept for the head of a waitlist.

    entry_id: their place in it.
    """

    drop_id: DropId
    lot_id: LotId
    offer_id: OfferId
    member_id: MemberId
    entry_id: EntryId


@dataclass(frozen=True, slots=True)
class OfferHalfGone(Event):
    """Half of the time to take an offer is over."""

    offer_id: OfferId


@dataclass(frozen=True, slots=True)
class OfferLapsed(Event):
    """The time to take an offer is over, or the sale it was of is cancelled."""

    offer_id: OfferId


@dataclass(frozen=True, slots=True)
class DropChanged(Event):
    """What members see of a drop changed (facts, window, state, lots)."""

    drop_id: DropId


@dataclass(frozen=True, slots=True)
class DropOpened(Event):
    """A drop's opening was noticed; it was open by the clock already."""

    drop_id: DropId


@dataclass(frozen=True, slots=True)
class TurnsGiven(Event):
    """Places in the opening queue of a drop have new turns, or it is over."""

    drop_id: DropId
