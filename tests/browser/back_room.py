"""What browser tests arrange in the running house, behind the members' backs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select, update

from flashsale.assembly import build
from flashsale.db import Work, unit_of_work
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId, HoldId, LotId, MemberId
from flashsale.members import sign_in_links
from flashsale.runtime import Runtime
from flashsale.sales import opening_queue, releases
from flashsale.sales.models import Drop, QueuePlace, WaitOffer
from flashsale.settings import load_settings
from tests.browser.conftest import OpenBrowser
from tests.factories import a_drop, a_lot, a_member, a_rush
from tests.journey import Demo, without_services
from tests.waiting import hold

_numbers = count(1)
# Longer than any page or process believes what it knew of a drop.
A_LITTLE_LATER_MS = 2_600


@contextmanager
def entered(house: Demo) -> Iterator[Runtime]:
    """Open the stores of the running house."""
    runtime = build(load_settings(without_services(), data_dir=house.data))
    yield runtime
    runtime.database.dispose()
    runtime.redis.close()


@dataclass(slots=True)
class Sale:
    """A drop made for one test. path: its address."""

    runtime: Runtime
    drop: DropId
    lot: LotId
    path: str


def _write_sale(work: Work, opens_at: datetime, copies: int) -> tuple[DropId, LotId]:
    drop = DropId(a_drop(work, opens_at=opens_at))
    lot = LotId(a_lot(work, drop, allotted=copies))
    # The demo numbers its drops otherwise; the factory's are told apart by id.
    work.session.execute(
        update(Drop).where(Drop.id == drop).values(slug=f"a-l-essai-{drop}")
    )
    return drop, lot


def a_sale(runtime: Runtime, *, opens_in: timedelta, copies: int = 5) -> Sale:
    """Write a drop that opens so far from now, or opened so long ago."""
    with runtime.work() as work:
        drop, lot = _write_sale(work, work.now + opens_in, copies)
    return Sale(runtime, drop, lot, f"/ventes/a-l-essai-{drop}")


@dataclass(slots=True)
class Rush(Sale):
    """A drop with an opening queue, in which `crowd` have places."""

    crowd: list[MemberId]

    def drawn(self, rank: int) -> Person:
        """Have the draw done if it is due; return who got that rank, -1: the last."""
        with self.runtime.work() as work:
            opening_queue.settle(work, self.drop)
            found = work.session.scalars(
                select(QueuePlace.member_id)
                .where(QueuePlace.drop_id == self.drop, QueuePlace.turn.is_not(None))
                .order_by(QueuePlace.turn)
            ).all()
        return Person(self.runtime, MemberId(found[rank]))


def a_rush_of(
    runtime: Runtime,
    *,
    opens_in: timedelta,
    per_minute: int = 60,
    people: int = 0,
    copies: int = 5,
    language: str = "fr",
) -> Rush:
    """Write a drop with an opening queue in which `people` wait, all at once.

    The house is running: whatever is due in a queue is done as soon as it is seen.
    """
    now = runtime.clock.now()
    opens_at = (now + opens_in).replace(microsecond=0)
    past = FrozenClock(min(now, opens_at - timedelta(seconds=1)))
    with unit_of_work(runtime.database, past, runtime.ids, {}) as work:
        drop, lot = _write_sale(work, opens_at, copies)
        a_rush(work, drop, per_minute=per_minute)
        crowd = [a_member(work, language=language) for _ in range(people)]
        for member in crowd:
            joined = opening_queue.join(work, drop, member)
            assert isinstance(joined, opening_queue.Joined), joined
    return Rush(runtime, drop, lot, f"/ventes/a-l-essai-{drop}", crowd)


def put_back(sale: Sale, member: MemberId, held: HoldId) -> None:
    """Have a member put back what they hold."""
    with sale.runtime.work() as work:
        releases.release(work, member, held)


def keep_all(sale: Sale, copies: int) -> tuple[MemberId, HoldId]:
    """Have somebody else hold every copy."""
    with sale.runtime.work() as work:
        other = a_member(work)
        return other, hold(work, other, sale.lot, copies)


def end_offers(sale: Sale) -> None:
    """Let the time of the sale's open offers be over."""
    with sale.runtime.work() as work:
        work.session.execute(
            update(WaitOffer)
            .where(WaitOffer.drop_id == sale.drop, WaitOffer.state == "open")
            .values(expires_at=work.now)
        )


@dataclass(slots=True)
class Person:
    """A new member of the running house, and the way to sign them in."""

    runtime: Runtime
    id: MemberId

    def cookies(self, open_browser: OpenBrowser) -> dict[str, object]:
        """Sign in on one more device and return its cookies."""
        with self.runtime.work() as work:
            token = sign_in_links.make(work, self.id, timedelta(hours=1))
        context = open_browser()
        page = context.new_page()
        page.goto(f"/entrer/{token}")
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/entrer" not in url)
        return dict(context.storage_state())


def a_person(runtime: Runtime, language: str = "fr") -> Person:
    """Write a new member who reads this language."""
    with runtime.work() as work:
        name = f"Bibiane Roy {next(_numbers)}"
        return Person(runtime, a_member(work, language=language, name=name))
