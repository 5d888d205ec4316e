"""A process of its own that issues invoices: `python -m tests.paper_racer URL ID…`."""

import sys

from flashsale.db import Database, unit_of_work
from flashsale.kernel.clock import SystemClock
from flashsale.kernel.ids import Ids, OrderId
from flashsale.orders.merchant import Merchant
from flashsale.paper import issuing

MERCHANT = Merchant(
    name="La table", address="", phone="", email="", gst_number="", qst_number=""
)


def main(url: str, *orders: str) -> None:
    """Issue the invoices of these orders, each by itself, and tell how many."""
    database, ids, done = Database(url), Ids(), 0
    sys.stdin.readline()
    for order in orders:
        with unit_of_work(database, SystemClock(), ids, {}) as work:
            done += issuing.issue_invoice(work, OrderId(int(order)), MERCHANT)
    database.dispose()
    print(done)


if __name__ == "__main__":
    main(*sys.argv[1:])
