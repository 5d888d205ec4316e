"""What must hold once everything is quiet: money, stock, limits, words and history."""

from collections import Counter

from sqlalchemy import func, select

from flashsale.invariants import check_all
from flashsale.kernel.ids import LotId
from flashsale.mail.models import OutboxMail
from flashsale.orders.models import Order, OrderLine, Payment
from flashsale.orders.payment_desk import PaymentState
from flashsale.sales.models import Hold, Lot, MemberClaim, StockMove
from tests.simulation.checks import Broken
from tests.simulation.history import Allotted, unexplained
from tests.simulation.house import House
from tests.simulation.store import instant

# The drop's row is left out: its epoch is the gate's own.
TABLES = (Lot, Hold, MemberClaim, StockMove, Order, OrderLine, Payment, OutboxMail)


def contents(house: House) -> list[tuple[str, list[object]]]:
    """Return every row that a job or a lost gate could change."""
    return [
        (
            table.__tablename__,
            sorted(
                house.store.rows(f'SELECT * FROM "{table.__tablename__}"'),  # noqa: S608
                key=str,
            ),
        )
        for table in TABLES
    ]


def judge(house: House) -> None:
    """Raise Broken for whatever does not hold once the play is over and quiet."""
    _invariants(house)
    _money(house)
    _nothing_hangs(house)
    _words(house)
    _limits(house)
    _history(house)


def _invariants(house: House) -> None:
    for finding in check_all(house.office):
        if not finding.holds:
            raise Broken(f"{finding.name}: {finding.broken}")


def _money(house: House) -> None:
    with house.office.read() as work:
        rows = work.session.execute(
            select(
                Payment.session_ref,
                Payment.state,
                Order.code,
                Order.state,
                Order.total_cents,
            ).join(Order, Order.id == Payment.order_id)
        ).all()
    by_session = {row.session_ref: row for row in rows if row.session_ref}
    for session_id, page in house.desk.pages.items():
        facts, row = page.facts, by_session.get(session_id)
        if page.captures > 1:
            raise Broken(f"{session_id} was captured {page.captures} times")
        if facts.state is PaymentState.CAPTURED and (row is None or row[3] != "paid"):
            raise Broken(f"{session_id} was captured, its order is {row}")
        if facts.state is PaymentState.AUTHORISED:
            raise Broken(f"{session_id} is still authorised, its order is {row}")
    for row in rows:
        taken = 0
        if row.session_ref in house.desk.pages:
            taken = house.desk.pages[row.session_ref].facts.captured_cents
        due = row.total_cents if row[3] == "paid" else 0
        if taken != due:
            raise Broken(f"order {row.code} is {row[3]}: {taken} of {due} was taken")


def _nothing_hangs(house: House) -> None:
    for table, states in (
        ('"order"', "'pending'"),
        ("payment", "'created','unknown','open','refused','capturing','voiding'"),
        ("hold", "'active','paying'"),
    ):
        left = house.store.rows(
            f"SELECT id, state FROM {table} WHERE state IN ({states})"  # noqa: S608
        )
        if left:
            raise Broken(f"{table} rows are left on the way: {left}")


def _words(house: House) -> None:
    """What people were told is so: forms, holds, orders, confirmations, receipts."""
    journal = house.journal
    with house.office.read() as work:
        holds = {
            row.id: row
            for row in work.session.execute(
                select(
                    Hold.id,
                    Hold.member_id,
                    Hold.lot_id,
                    Hold.quantity,
                    Hold.request_token,
                )
            )
        }
        orders = dict(work.session.execute(select(Order.code, Order.state)).all())
        receipts = Counter(
            work.session.scalars(
                select(OutboxMail.key).where(OutboxMail.message == "receipt")
            )
        )
    for (member, token), told in journal.forms.items():
        if len(told) > 1:
            raise Broken(f"one form of member {member} made {len(told)} holds: {token}")
    for hold in holds.values():
        if (hold.member_id, hold.request_token) not in journal.forms:
            raise Broken(f"hold {hold.id} comes from no form: {hold.request_token}")
    for kept in journal.kept.values():
        row = holds.get(kept.hold_id)
        found = row and (row.member_id, row.lot_id, row.quantity)
        if found != (kept.member_id, kept.lot_id, kept.units):
            raise Broken(f"hold {kept.hold_id} was told, and is {found}")
    for code in journal.orders - orders.keys():
        raise Broken(f"order {code} was told, and there is none")
    for told, state in ((journal.confirmed, "paid"), (journal.cancelled, "cancelled")):
        for code in told:
            if orders.get(code) != state:
                raise Broken(f"order {code} was told {state}, is {orders.get(code)}")
    paid = Counter(f"receipt:{code}" for code, s in orders.items() if s == "paid")
    if receipts != paid:
        raise Broken(f"receipts {receipts} for paid orders {paid}")


def _limits(house: House) -> None:
    """No member bought more of the drop than its limit, counted from the orders."""
    with house.office.read() as work:
        rows = work.session.execute(
            select(Order.member_id, func.sum(OrderLine.quantity))
            .join(OrderLine, OrderLine.order_id == Order.id)
            .where(Order.state == "paid")
            .group_by(Order.member_id)
        ).all()
        sold = dict(
            work.session.execute(
                select(OrderLine.lot_id, func.sum(OrderLine.quantity))
                .join(Order, Order.id == OrderLine.order_id)
                .where(Order.state == "paid")
                .group_by(OrderLine.lot_id)
            ).all()
        )
        lots = work.session.execute(select(Lot.id, Lot.sold)).all()
    for member, units in rows:
        if units > house.stage.plan.member_limit:
            raise Broken(f"member {member} bought {units}, over the limit")
    for lot, counted in lots:
        if counted != sold.get(lot, 0):
            raise Broken(f"lot {lot} counts {counted} sold, orders {sold.get(lot, 0)}")


def _history(house: House) -> None:
    changes = [
        Allotted(LotId(lot), units, at)
        for lot, units, stored in house.store.rows(
            "SELECT lot_id, allotted, at FROM stock_move WHERE kind = 'allot'"
        )
        if (at := instant(stored)) is not None
    ]
    for lot in house.lots:
        wrong = unexplained(lot, house.journal.kept.values(), changes)
        if wrong:
            raise Broken(f"no serial order explains {wrong}")
