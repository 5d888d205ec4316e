"""Many hands on one series: numbers 1 to n, one paper for each order, with controls."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Lock

import pytest
from sqlalchemy import insert, select

from flashsale.db import Database, Work, unit_of_work
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import Ids, OrderId
from flashsale.orders.models import Order
from flashsale.paper import claims, issuing
from flashsale.paper.content import PaperKind
from flashsale.paper.invariants import INVARIANTS
from flashsale.paper.models import PaperRow
from tests.factories import a_member
from tests.paper_racer import MERCHANT

HANDS, EACH = 6, 4
ROOT = Path(__file__).parents[2]
ADDRESS = {
    "name": "Camille Essai",
    "line1": "12, rue Chabot",
    "line2": "",
    "city": "Montréal",
    "province": "QC",
    "postal_code": "H2X 1Y4",
    "email": "camille@example.org",
}


def paid_orders(database: Database, clock: FrozenClock, count: int) -> list[OrderId]:
    """Write paid orders of which no paper was drawn up."""
    with unit_of_work(database, clock, Ids(), {}) as work:
        member = a_member(work)
        orders = [OrderId(work.ids.new(work.now)) for _ in range(count)]
        for order_id in orders:
            values = {
                "id": order_id,
                "code": work.ids.code(),
                "member_id": member,
                "state": "paid",
                "request_token": work.ids.token(),
                "request_digest": "x",
                "language": "fr",
                "delivery": "parcel",
                "address": ADDRESS,
                "province": "QC",
                "items_cents": 0,
                "shipping_cents": 11_00,
                "gst_cents": 55,
                "qst_cents": 1_10,
                "total_cents": 12_65,
                "priced_on": "2026-11-26",
                "terms": {},
                "created_at": work.now,
                "paid_at": work.now,
            }
            work.session.execute(insert(Order).values(**values))
    return orders


def broken(database: Database, clock: FrozenClock) -> list[str]:
    """Return the invariants of the papers that do not hold."""
    with unit_of_work(database, clock, Ids(), {}) as work:
        return [one.name for check in INVARIANTS if not (one := check(work)).holds]


def numbers(database: Database, clock: FrozenClock) -> list[int]:
    with unit_of_work(database, clock, Ids(), {}) as work:
        return sorted(work.session.scalars(select(PaperRow.number)))


def race(
    database: Database,
    clock: FrozenClock,
    orders: list[OrderId],
    issue: Callable[[Work, OrderId], object],
) -> None:
    """Let every hand issue the papers of all the orders, at once."""
    together, ids = Barrier(HANDS), Ids()

    def work_through(_: int) -> None:
        together.wait()
        for order_id in orders:
            with unit_of_work(database, clock, ids, {}) as work:
                issue(work, order_id)

    with ThreadPoolExecutor(HANDS) as hands:
        list(hands.map(work_through, range(HANDS)))


def test_many_hands_give_each_order_one_number(
    database: Database, clock: FrozenClock
) -> None:
    orders = paid_orders(database, clock, EACH)
    race(
        database,
        clock,
        orders,
        lambda work, order_id: issuing.issue_invoice(work, order_id, MERCHANT),
    )
    assert numbers(database, clock) == list(range(1, EACH + 1))
    assert broken(database, clock) == []


def test_two_processes_number_without_gap_or_twin(
    database: Database, store_url: str, clock: FrozenClock
) -> None:
    orders = [str(one) for one in paid_orders(database, clock, 12)]
    # Both get all of them, one from the front and one from the back.
    racers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.paper_racer", store_url, *given],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for given in (orders, orders[::-1])
    ]
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    said = [racer.communicate(timeout=60)[0] for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0]
    assert sum(int(one) for one in said) == 12
    assert numbers(database, clock) == list(range(1, 13))
    assert broken(database, clock) == []


class _TornUp(Exception):
    """The transaction that drew a number ends badly."""


def tear_up(database: Database, clock: FrozenClock, order_id: OrderId) -> None:
    """Issue the invoice of an order in a transaction that ends badly."""
    with unit_of_work(database, clock, Ids(), {}) as work:
        assert issuing.issue_invoice(work, order_id, MERCHANT)
        raise _TornUp


def test_a_number_that_is_rolled_back_is_drawn_again(
    database: Database, clock: FrozenClock
) -> None:
    first, second = paid_orders(database, clock, 2)
    with pytest.raises(_TornUp):
        tear_up(database, clock, first)
    for order_id in (second, first):
        with unit_of_work(database, clock, Ids(), {}) as work:
            issuing.issue_invoice(work, order_id, MERCHANT)
    assert numbers(database, clock) == [1, 2]
    assert broken(database, clock) == []


def test_the_control_a_counter_beside_the_transaction_leaves_a_gap(
    database: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a sequence of the database would: what was drawn never comes back."""
    drawn, lock = [0], Lock()

    def beside(_work: Work, _kind: PaperKind) -> int:
        with lock:
            drawn[0] += 1
            return drawn[0]

    monkeypatch.setattr(claims, "next_number", beside)
    first, second = paid_orders(database, clock, 2)
    with pytest.raises(_TornUp):
        tear_up(database, clock, first)
    for order_id in (second, first):
        with unit_of_work(database, clock, Ids(), {}) as work:
            issuing.issue_invoice(work, order_id, MERCHANT)
    assert numbers(database, clock) == [2, 3]
    assert "papers are numbered 1 to n, without a gap" in broken(database, clock)
