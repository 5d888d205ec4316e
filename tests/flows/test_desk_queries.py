"""The desk's pages ask the store as often for much as for little."""

from collections.abc import Callable

from sqlalchemy import select

from flashsale.members.roles import Role
from flashsale.orders.restitution_models import Restitution
from tests.checkout_scene import Scene, scene, words
from tests.flows.test_calling_off import buy, seats
from tests.flows.test_orders_desk import DESK, lines_of, paid, refund, staff, total_of
from tests.queries import asked_of

__all__ = ["scene"]


def statements(scene: Scene, deed: Callable[[], object]) -> int:
    """Return how often a deed asks the store, once nothing of it is new."""
    deed()
    with asked_of(scene.runtime.database.engine) as asked:
        deed()
    return len(asked)


def test_the_page_of_an_order_asks_as_often_for_many_lines(scene: Scene) -> None:
    desk = staff(scene, Role.ADMINISTRATOR)

    def page(code: str) -> Callable[[], object]:
        return lambda: desk.get(f"{DESK}/{code}")

    one, four = paid(scene), paid(scene, lots=4)
    for code in (one, four):
        for line in lines_of(scene, code):
            refund(scene, desk, code, {line.id: "1"})
    assert statements(scene, page(one)) == statements(scene, page(four))
    assert page(four)().text.count("Toute la vente") == 4  # type: ignore[attr-defined]


def test_a_sale_asks_as_often_for_many_orders(scene: Scene) -> None:
    lot, drop = seats(scene)
    boss = staff(scene, Role.ADMINISTRATOR)

    def page() -> str:
        return words(boss.get(f"/bureau/commandes/ventes/{drop}").text)

    first = buy(scene, scene.another_member(), lot, quantity=2)
    few = statements(scene, page)
    others = [buy(scene, scene.another_member(), lot, quantity=2) for _ in range(3)]
    # Of one order a unit is back already: the rest of it alone is told.
    (line,) = lines_of(scene, others[0])
    refund(scene, boss, others[0], {line.id: "1"})
    assert statements(scene, page) == few
    with scene.runtime.read() as work:
        back = work.session.scalar(select(Restitution.total_cents)) or 0
    left = sum(total_of(scene, code) for code in (first, *others)) - back
    assert back > 25_00
    told = f"{left // 100},{left % 100:02} $ reviendraient"
    assert f"4 commandes, 7 exemplaires ou places : {told}" in page()
