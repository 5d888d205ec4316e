"""What happens to orders, for others to react to."""

from dataclasses import dataclass

from flashsale.kernel.events import Event
from flashsale.kernel.ids import (
    HoldId,
    MemberId,
    OrderId,
    RefundId,
    RestitutionId,
)
from flashsale.orders.lifecycle import CancelReason
from flashsale.orders.merchant import Merchant


@dataclass(frozen=True, slots=True)
class OrderPlaced(Event):
    """A member ordered what they hold, and has to pay it."""

    order_id: OrderId
    member_id: MemberId


@dataclass(frozen=True, slots=True)
class OrderPaid(Event):
    """The money is taken and the copies are sold. seller: who sold, that day."""

    order_id: OrderId
    member_id: MemberId
    seller: Merchant


@dataclass(frozen=True, slots=True)
class RefundSucceeded(Event):
    """Money went back to a card."""

    refund_id: RefundId


@dataclass(frozen=True, slots=True)
class RestitutionMade(Event):
    """Parts of a paid order are to go back. refund_id: None when no card paid them."""

    restitution_id: RestitutionId
    refund_id: RefundId | None


@dataclass(frozen=True, slots=True)
class PaidTooLate(Event):
    """A member paid, and the copies of these holds were gone: nothing is taken."""

    order_id: OrderId
    member_id: MemberId
    hold_ids: tuple[HoldId, ...]


@dataclass(frozen=True, slots=True)
class OrderCancelled(Event):
    """An order ended without payment."""

    order_id: OrderId
    member_id: MemberId
    reason: CancelReason


@dataclass(frozen=True, slots=True)
class MessageStored(Event):
    """A signed message of the payment desk was written down, and waits."""

    event_id: str


@dataclass(frozen=True, slots=True)
class DisputeMoved(Event):
    """A bank contests a payment, or the contest went on or ended."""

    dispute_ref: str
    order_id: OrderId
    is_new: bool
