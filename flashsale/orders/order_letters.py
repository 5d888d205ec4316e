"""Letters about orders beside receipts: paid too late, given back, contested."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import OrderId
from flashsale.kernel.window import HOUSE_ZONE
from flashsale.mail import outbox
from flashsale.members.directory import members_with_role
from flashsale.members.roles import Role
from flashsale.orders import disputes
from flashsale.orders.events import DisputeMoved, PaidTooLate, RestitutionMade
from flashsale.orders.given_back import Giving
from flashsale.orders.models import (
    Order,
    OrderLine,
    Payment,
)
from flashsale.orders.restitution_models import (
    Restitution,
)
from flashsale.orders.restitution_reads import (
    restitution_of_refund,
    restitutions_of,
)
from flashsale.orders.restitutions import Cause

TOO_LATE = "paid_too_late"
DISPUTE = "dispute"
RESTITUTION = "restitution"
WAITS_FOR_NOTE = timedelta(minutes=2)


def paid_too_late(work: Work, fact: PaidTooLate) -> None:
    """Write to who paid when the copies were gone: nothing is charged, and why."""
    order = work.session.execute(
        select(Order).where(Order.id == fact.order_id)
    ).scalar_one()
    titles = work.session.scalars(
        select(OrderLine.title)
        .where(OrderLine.order_id == fact.order_id)
        .order_by(OrderLine.position)
    )
    card = work.session.execute(
        select(Payment.card_brand, Payment.card_last4, Payment.amount_cents)
        .where(Payment.order_id == fact.order_id)
        .order_by(Payment.id.desc())
        .limit(1)
    ).one()
    outbox.write(
        work,
        key=f"{TOO_LATE}:{order.code}",
        message=TOO_LATE,
        to_address=order.address["email"],
        language=order.language,
        values={
            "name": order.address["name"],
            "code": order.code,
            "titles": list(titles),
            "amount_cents": card.amount_cents,
            "card_last4": card.card_last4,
        },
    )


def restitution_made(work: Work, fact: RestitutionMade) -> None:
    """Write to the buyer what goes back to them, and how.

    The bank mostly says within a second that a card has it: the letter waits a little
    for the credit note, so that one letter tells of one refund.
    """
    restitution, order = work.session.execute(
        select(Restitution, Order)
        .join(Order, Order.id == Restitution.order_id)
        .where(Restitution.id == fact.restitution_id)
    ).one()
    (sheet,) = restitutions_of(work, OrderId(order.id), only=fact.restitution_id)
    outbox.write(
        work,
        key=f"{RESTITUTION}:{fact.restitution_id}",
        message=RESTITUTION,
        to_address=order.address["email"],
        language=order.language,
        values={
            "name": order.address["name"],
            "code": order.code,
            "is_own_wish": restitution.cause == str(Cause.MEMBER),
            # Why the house gives it back, in the words of who did it.
            "reason": ""
            if restitution.cause == str(Cause.MEMBER)
            else restitution.reason,
            "titles": [list(one) for one in sheet.titles],
            "cards": [recipient for _, recipient in sheet.cards],
            "has_carriage": sheet.has_carriage,
            "total_cents": restitution.total_cents,
            "card_cents": restitution.card_cents,
            "card_last4": sheet.card_last4,
            "credit_cents": restitution.refund_credit_cents
            + restitution.paid_credit_cents,
            "promo_cents": restitution.promo_credit_cents,
        },
        waits_for=WAITS_FOR_NOTE if fact.refund_id is not None else timedelta(),
    )


def enclose_note(work: Work, giving: Giving, paper_id: int, number: int) -> bool:
    """Enclose a credit note in the letter of its restitution.

    giving: what the note proves. False when that letter has left, or was being sent,
    or there is none: the refund was asked for at the payment desk itself.
    """
    restitution_id = giving.restitution_id
    if giving.refund_id is not None:
        restitution_id = restitution_of_refund(work, giving.refund_id)
    note = {"paper_id": paper_id, "number": number}
    return restitution_id is not None and outbox.enclose(
        work, f"{RESTITUTION}:{restitution_id}", {"note": note}
    )


def dispute_moved(work: Work, fact: DisputeMoved) -> None:
    """Write to the administrators what a bank contests, and how it went on."""
    sheet = disputes.sheet_of(work, fact.dispute_ref)
    staff = [
        *members_with_role(work, Role.ADMINISTRATOR),
        *members_with_role(work, Role.SUPPORT),
    ]
    for member in staff:
        outbox.write(
            work,
            key=f"{DISPUTE}:{fact.dispute_ref[-40:]}:{sheet.state}:{member.id}",
            message=DISPUTE,
            to_address=member.write_to,
            language=member.language,
            values={
                "code": sheet.order_code,
                "state": str(sheet.state),
                "reason": sheet.reason,
                "amount_cents": sheet.amount_cents,
                "answer_by": _iso(sheet.answer_by),
            },
        )


def _iso(at: datetime | None) -> str:
    return at.astimezone(ZoneInfo(HOUSE_ZONE)).isoformat() if at else ""
