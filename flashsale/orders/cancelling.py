"""A member changes their mind before paying: first the page closes, then the order."""

from dataclasses import dataclass

from flashsale.kernel.ids import MemberId
from flashsale.orders import history, payments
from flashsale.orders.lifecycle import (
    WITH_PAGE,
    WITHOUT_PAGE,
    CancelReason,
    OrderState,
    PaymentStage,
)
from flashsale.orders.payment_desk import (
    PaymentDeskRefusedRequest,
    PaymentDeskUnreachable,
    PaymentState,
)
from flashsale.orders.settlement import settle
from flashsale.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The order is cancelled; its copies are in the basket, until their instant."""


@dataclass(frozen=True, slots=True)
class TooLate:
    """The order was paid, or had ended, before it could be cancelled."""


@dataclass(frozen=True, slots=True)
class CannotTell:
    """The desk does not answer: nobody may promise that it will not be paid."""


def cancel(
    runtime: Runtime, member_id: MemberId, code: str
) -> Cancelled | TooLate | CannotTell | None:
    """Cancel a member's unpaid order, or say why not; None when it is not theirs.

    The stock is let go only once the desk has said that nobody can pay on the page
    any more (correctness.md F13).
    """
    with runtime.read() as work:
        mine = history.is_of(work, member_id, code)
        payment_id = payments.payment_of_order(work, code)
        case = payments.case_of(work, payment_id) if mine and payment_id else None
    if not mine:
        return None
    if case is None:
        # Nothing was due for it: it was paid when it was placed.
        return TooLate()
    if case.stage in WITHOUT_PAGE:
        with runtime.work() as work:
            payments.expire_without_page(work, case, CancelReason.BY_MEMBER)
            case = payments.case_of(work, case.payment_id)
    if case.stage in WITH_PAGE and case.session_ref is not None:
        try:
            facts = runtime.payment_desk.close(case.session_ref)
        except (PaymentDeskUnreachable, PaymentDeskRefusedRequest):
            return CannotTell()
        if facts.state is PaymentState.EXPIRED:
            with runtime.work() as work:
                payments.expire(work, case, CancelReason.BY_MEMBER)
        elif not settle(runtime, case.payment_id).is_known:
            return CannotTell()
    return _outcome(runtime, member_id, code)


def _outcome(
    runtime: Runtime, member_id: MemberId, code: str
) -> Cancelled | TooLate | CannotTell:
    with runtime.read() as work:
        sheet = history.order_of(work, member_id, code)
    if sheet is None or sheet.state is OrderState.PENDING:
        return CannotTell()
    if sheet.state is OrderState.CANCELLED and sheet.stage is PaymentStage.EXPIRED:
        return Cancelled()
    return TooLate()
