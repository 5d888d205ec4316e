"""How the orders of mandates ended: paid, or waiting for their member's hand."""

from sqlalchemy import select, update

from flashsale.db import Work
from flashsale.kernel.ids import MandateId, MemberId
from flashsale.mail import outbox
from flashsale.mandates.mandates import touched
from flashsale.mandates.models import Mandate
from flashsale.mandates.rules import MandateState
from flashsale.orders import history
from flashsale.orders.history import OrderSheet
from flashsale.orders.lifecycle import WITH_PAGE, WITHOUT_PAGE, OrderState

REFUSED = "mandate_refused"


def conclude(work: Work, mandate_id: MandateId) -> MandateState | None:
    """Record how a mandate's order ended, if it did, and return where it stands.

    Whose card was refused is told how to pay by hand, and until when. Call twice: told
    once. None when there is no such mandate.
    """
    row = work.session.get(Mandate, mandate_id, populate_existing=True)
    if row is None:
        return None
    if row.state != MandateState.ORDERED or row.order_code is None:
        return MandateState(row.state)
    sheet = history.order_of(work, MemberId(row.member_id), row.order_code)
    state = None if sheet is None else _ended(sheet)
    if sheet is None or state is None:
        return MandateState.ORDERED
    if _end(work, mandate_id, state) and sheet.state is OrderState.PENDING:
        _tell_refusal(work, row, sheet)
    return state


def _ended(sheet: OrderSheet) -> MandateState | None:
    """Return how it ended; None while the card is being charged."""
    if sheet.state is OrderState.CANCELLED:
        return MandateState.REFUSED
    if sheet.state is not OrderState.PENDING:
        return MandateState.PAID
    # The card was given up: a page is needed, with its member before it.
    is_given_up = sheet.stage in WITHOUT_PAGE | WITH_PAGE
    return MandateState.REFUSED if is_given_up else None


def _end(work: Work, mandate_id: MandateId, state: MandateState) -> bool:
    return touched(
        work,
        update(Mandate)
        .where(Mandate.id == mandate_id, Mandate.state == str(MandateState.ORDERED))
        .values(state=str(state), ended_at=work.now),
    )


def _tell_refusal(work: Work, row: Mandate, sheet: OrderSheet) -> None:
    kept_until = sheet.kept_until
    outbox.write(
        work,
        key=f"{REFUSED}:{row.id}",
        message=REFUSED,
        to_address=sheet.address.email,
        language=row.language,
        values={
            "name": sheet.address.name,
            "code": sheet.code,
            "titles": [line.title for line in sheet.lines],
            "total_cents": sheet.total_cents,
            "refusal_code": sheet.refusal_code,
            "kept_until": kept_until.isoformat() if kept_until else "",
        },
    )


def under_way(work: Work, *, most: int = 200) -> list[MandateId]:
    """Return the mandates whose orders had not ended when they were last looked at."""
    rows = work.session.scalars(
        select(Mandate.id)
        .where(Mandate.state == str(MandateState.ORDERED))
        .order_by(Mandate.id)
        .limit(most)
    )
    return [MandateId(row) for row in rows]
