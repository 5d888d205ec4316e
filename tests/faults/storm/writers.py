"""Many processes that write beside a sale: holds of another drop, put back again.

`python -m tests.faults.storm.writers URL SECONDS LOT MEMBER …` prints how often they
wrote and how often the store was too busy for them; any other fault ends it with 1.
"""

import multiprocessing
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from flashsale.db import Database, StoreBusy, unit_of_work
from flashsale.kernel.clock import SystemClock
from flashsale.kernel.ids import Ids, LotId, MemberId
from flashsale.sales import holds, releases
from flashsale.sales.holds import HoldPlaced, HoldRequest


def write(url: str, member: MemberId, lot: LotId, until: float) -> Counter[str]:
    """Hold and put back until an instant; return how often."""
    database, clock, ids = Database(url), SystemClock(), Ids()
    done: Counter[str] = Counter()
    # Once at least: sixteen may take longer to begin than they have.
    while time.time() < until or not done:
        request = HoldRequest(
            member_id=member, lot_id=lot, quantity=1, request_token=ids.token()
        )
        try:
            with unit_of_work(database, clock, ids, {}) as work:
                placed = holds.place(work, request)
            assert isinstance(placed, HoldPlaced), placed
            with unit_of_work(database, clock, ids, {}) as work:
                releases.release(work, member, placed.hold_id)
            done["written"] += 2
        except StoreBusy:
            done["busy"] += 1
        time.sleep(0.05)
    database.dispose()
    return done


def main() -> None:
    """Write from as many processes as there are members, at once."""
    url, seconds, lot, *members = sys.argv[1:]
    until = time.time() + float(seconds)
    # Forked: what was imported is shared, and sixteen interpreters start at once.
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(len(members), mp_context=context) as pool:
        done = [
            pool.submit(write, url, MemberId(int(member)), LotId(int(lot)), until)
            for member in members
        ]
        total = sum((each.result() for each in done), Counter())
    print(total["written"], total["busy"])


if __name__ == "__main__":
    main()
