"""What a page shows of a drop, from its phase, its counts and the reader's part."""

import pytest

from flashsale.sales.lifecycle import Phase
from flashsale.storefront.parts import Share
from flashsale.storefront.stands import Stand, Stock, stand_of


@pytest.mark.parametrize(
    ("phase", "stock", "has_bought", "stand"),
    [
        (Phase.UPCOMING, Stock(60, 0, 0), False, Stand.BEFORE),
        (Phase.LIVE, Stock(60, 3, 20), False, Stand.OPEN),
        (Phase.LIVE, Stock(60, 0, 54), False, Stand.ALMOST_GONE),
        (Phase.LIVE, Stock(20, 0, 15), False, Stand.ALMOST_GONE),
        (Phase.LIVE, Stock(60, 0, 53), False, Stand.OPEN),
        (Phase.LIVE, Stock(60, 4, 56), False, Stand.ALL_HELD),
        (Phase.LIVE, Stock(60, 0, 60), False, Stand.SOLD_OUT),
        (Phase.LIVE, Stock(60, 1, 59, mine=1), False, Stand.HELD),
        (Phase.CLOSED, Stock(60, 1, 50, mine=1), False, Stand.HELD),
        (Phase.LIVE, Stock(60, 0, 20), True, Stand.BOUGHT),
        (Phase.CLOSED, Stock(60, 0, 20), True, Stand.BOUGHT),
        (Phase.CLOSED, Stock(60, 0, 20), False, Stand.CLOSED),
        (Phase.SUSPENDED, Stock(60, 0, 20), False, Stand.PAUSED),
        (Phase.CANCELLED, Stock(60, 0, 20), False, Stand.CANCELLED),
    ],
)
def test_a_page_shows_one_state(
    phase: Phase, stock: Stock, has_bought: bool, stand: Stand
) -> None:
    assert stand_of(phase, stock, has_bought=has_bought) is stand


def test_copies_held_for_the_reader_are_still_left() -> None:
    stock = Stock(60, 3, 50, mine=1)
    assert (stock.available, stock.left, stock.held_by_others) == (7, 8, 2)


@pytest.mark.parametrize("cents", [1, 99, 600, 2499])
def test_the_bar_of_shares_is_whole(cents: int) -> None:
    producer, payment = cents * 7 // 10, cents // 10
    share = Share(cents, producer, cents - producer - payment, payment)
    assert sum(share.bar) == 600
    assert min(share.bar) >= 0
