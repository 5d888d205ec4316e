"""Many baskets with one code: it is used as often as it may, with a control."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from flashsale.db import Database, Work, unit_of_work
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import Ids, MemberId, OrderId, PromotionId
from flashsale.promotions import claims, codes, reads
from flashsale.promotions.codes import CodeHolds
from flashsale.promotions.cuts import CodeCut
from flashsale.promotions.invariants import INVARIANTS
from tests.credit_scene import an_order
from tests.factories import a_member
from tests.promo_scene import make_code

HANDS, MOST = 12, 4
Basket = tuple[MemberId, OrderId]


def prepared(
    database: Database, clock: FrozenClock, *, people: int, most_by_member: int
) -> tuple[PromotionId, list[Basket]]:
    with unit_of_work(database, clock, Ids(), {}) as work:
        promotion = make_code(work, most_uses=MOST, most_by_member=most_by_member)
        members = [a_member(work) for _ in range(people)]
        baskets = [members[i % people] for i in range(HANDS)]
        return promotion, [(m, an_order(work, m)) for m in baskets]


def race(
    database: Database,
    clock: FrozenClock,
    promotion: PromotionId,
    baskets: list[Basket],
) -> int:
    """Use the code for every basket at once; return for how many it held."""
    together = Barrier(len(baskets))

    def use(basket: Basket) -> bool:
        member, order = basket
        together.wait()
        held = CodeHolds(promotion, CodeCut(word="RENTREE", rate=10_000))
        with unit_of_work(database, clock, Ids(), {}) as work:
            with work.session.begin_nested() as attempt:
                refused = codes.use(work, held, member, order, "X", 1_00)
                if refused:
                    attempt.rollback()
        return refused is None

    with ThreadPoolExecutor(len(baskets)) as hands:
        return sum(hands.map(use, baskets))


def is_sound(work: Work) -> bool:
    return all(invariant(work).holds for invariant in INVARIANTS)


def test_a_code_is_used_as_often_as_it_may(
    database: Database, clock: FrozenClock
) -> None:
    promotion, baskets = prepared(database, clock, people=HANDS, most_by_member=1)
    assert race(database, clock, promotion, baskets) == MOST
    with unit_of_work(database, clock, Ids(), {}) as work:
        facts = reads.promotion_by_id(work, promotion)
        assert facts is not None
        assert facts.uses == MOST == len(reads.uses_of(work, promotion, most=99))
        assert is_sound(work)


def test_one_member_in_many_tabs_keeps_to_their_limit(
    database: Database, clock: FrozenClock
) -> None:
    promotion, baskets = prepared(database, clock, people=1, most_by_member=2)
    assert race(database, clock, promotion, baskets) == 2
    with unit_of_work(database, clock, Ids(), {}) as work:
        assert is_sound(work)


def test_a_cancellation_gives_back_one_use_however_often_it_is_told(
    database: Database, clock: FrozenClock
) -> None:
    promotion, baskets = prepared(database, clock, people=HANDS, most_by_member=1)
    race(database, clock, promotion, baskets)
    with unit_of_work(database, clock, Ids(), {}) as work:
        (used, *_) = reads.uses_of(work, promotion, most=1)
    order = next(o for m, o in baskets if m == used.member_id)
    together = Barrier(HANDS)

    def release(_: int) -> bool:
        together.wait()
        with unit_of_work(database, clock, Ids(), {}) as work:
            return codes.release(work, order)

    with ThreadPoolExecutor(HANDS) as hands:
        assert sum(hands.map(release, range(HANDS))) == 1
    with unit_of_work(database, clock, Ids(), {}) as work:
        facts = reads.promotion_by_id(work, promotion)
        assert facts is not None
        assert facts.uses == MOST - 1
        assert is_sound(work)


def test_the_control_without_the_guards_overuses(
    database: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read, think, write: what everyone read before anyone wrote was free."""
    promotion, baskets = prepared(database, clock, people=HANDS, most_by_member=1)
    monkeypatch.setattr(claims, "use_in_all", lambda *_: True)
    assert race(database, clock, promotion, baskets) > MOST
    with unit_of_work(database, clock, Ids(), {}) as work:
        assert not is_sound(work)
