"""A process that joins an opening queue many times at once; run by the race tests.

    python -m tests.opening_crowd STORE_URL DROP INSTANT TIMES MEMBER…

Each member joins TIMES times at INSTANT, all of it at once. Prints one line for each
answer: the member and the id of their place.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

from flashsale.db import Database, unit_of_work
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId, Ids, MemberId
from flashsale.sales import opening_queue
from flashsale.sales.opening_queue import Joined


def join_at_once(
    database: Database, clock: FrozenClock, drop: DropId, members: list[MemberId]
) -> list[tuple[MemberId, str]]:
    """Let every entry of `members` join at once; return who got which place."""
    together, ids = Barrier(len(members)), Ids()

    def join(member: MemberId) -> tuple[MemberId, str]:
        together.wait()
        with unit_of_work(database, clock, ids, {}) as work:
            outcome = opening_queue.join(work, drop, member)
        assert isinstance(outcome, Joined), outcome
        return member, outcome.place.code

    with ThreadPoolExecutor(len(members)) as crowd:
        return list(crowd.map(join, members))


def main(url: str, drop: str, instant: str, times: str, *members: str) -> None:
    """Join, and print who got which place."""
    database = Database(url, pool_size=25)
    everyone = [MemberId(int(member)) for member in members] * int(times)
    # The other process is there too when a line can be read.
    print("ready", flush=True)
    sys.stdin.readline()
    clock = FrozenClock(datetime.fromisoformat(instant))
    for member, code in join_at_once(database, clock, DropId(int(drop)), everyone):
        print(member, code)
    database.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
