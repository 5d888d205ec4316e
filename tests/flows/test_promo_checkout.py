"""Promo codes at the checkout: a line one unfolds, a reason when it does not hold."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from flashsale.kernel.ids import LotId
from flashsale.kernel.kinds import Kind
from flashsale.orders.models import Order, OrderLine
from flashsale.promotions import reads
from flashsale.sales.models import Drop, Lot
from tests.checkout_scene import Scene, filled_form, scene, words
from tests.promo_scene import a_code

__all__ = ["scene"]


def recount(scene: Scene, **changes: str) -> TestResponse:
    """Ask for the total again, with these changes to the form."""
    form = scene.checkout_form(delivery="pickup", **changes)
    return scene.client.post("/paiement", data=form | {"recalculer": "1"})


def uses(scene: Scene) -> int:
    with scene.runtime.read() as work:
        return reads.promotions(work, most=1)[0].uses


def take_no_codes(scene: Scene, lot: LotId) -> None:
    with scene.runtime.work() as work:
        drop = select(Lot.drop_id).where(Lot.id == lot).scalar_subquery()
        work.session.execute(
            update(Drop).where(Drop.id == drop).values(takes_codes=False)
        )


def test_the_code_is_a_line_one_unfolds(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    page = scene.client.get("/paiement").text
    assert '<details class="repli"><summary' in page
    a_code(scene.runtime)
    page = recount(scene, code="rentree").text
    assert '<details class="repli" open><summary' in page


def test_a_code_lowers_the_price_and_is_used_once(scene: Scene) -> None:
    promotion = a_code(scene.runtime)
    scene.hold(scene.a_lot(price_cents=20_00))
    answer = recount(scene, code=" Ren-trée ".replace("é", "e"))
    assert answer.status_code == 200
    assert "Code RENTREE −2,00 $" in words(answer.text)
    code = scene.order(delivery="pickup", code="rentree")
    with scene.runtime.read() as work:
        order = work.session.scalars(select(Order)).one()
        (use,) = reads.uses_of(work, promotion, most=9)
    # 18.00 left, 0.90 and 1.80.
    assert (order.discount_cents, order.total_cents) == (2_00, 20_70)
    assert (use.member_id, use.order_code) == (scene.member, code)
    assert use.discount_cents == 2_00
    scene.desk.pay(scene.desk.only_page)
    said = words(scene.come_back(code).text)
    assert "Code RENTREE −2,00 $" in said
    (receipt,) = scene.receipts()
    assert (receipt.values["promo_code"], receipt.values["discount_cents"]) == (
        "RENTREE",
        2_00,
    )
    # Once per member: the next basket pays the whole price.
    scene.hold(scene.a_lot())
    answer = recount(scene, code="RENTREE")
    assert answer.status_code == 422
    assert "Vous avez déjà utilisé ce code" in answer.text
    assert uses(scene) == 1


def test_a_cancelled_order_gives_its_code_back(scene: Scene) -> None:
    a_code(scene.runtime, most_uses=1)
    scene.hold(scene.a_lot(price_cents=20_00))
    code = scene.order(delivery="pickup", code="RENTREE")
    assert uses(scene) == 1
    scene.client.post(f"/commandes/{code}/annuler")
    assert uses(scene) == 0
    scene.order(delivery="pickup", code="RENTREE")
    assert uses(scene) == 1
    # Nobody pays: the order ends by itself and the use comes back again.
    scene.sweep(minutes=60)
    scene.sweep()
    assert uses(scene) == 0


@pytest.mark.parametrize(
    ("terms", "typed", "said"),
    [
        ({}, "RENTREE27", "Ce code n’existe pas"),
        ({}, "'; DROP TABLE promotion; --", "Ce code n’existe pas"),
        ({}, "x" * 5_000, "Ce code n’existe pas"),
        (
            {"starts_at": timedelta(hours=23)},
            "RENTREE",
            "Ce code ne vaut qu’à partir du vendredi 27 novembre 2026",
        ),
        ({"ends_at": timedelta(hours=1)}, "RENTREE", "Ce code n’a plus cours"),
        (
            {"minimum_cents": 20_01},
            "RENTREE",
            "Ce code demande au moins 20,01 $ d’articles",
        ),
        (
            {"kinds": frozenset({Kind.BOOK})},
            "RENTREE",
            "Ce code ne vaut pour rien de votre panier",
        ),
    ],
)
def test_why_a_code_does_not_hold_is_told(
    scene: Scene, terms: dict[str, object], typed: str, said: str
) -> None:
    now = scene.clock.now()
    for name in ("starts_at", "ends_at"):
        if name in terms:
            terms = terms | {name: now + terms[name]}  # type: ignore[operator]
    a_code(scene.runtime, **terms)
    scene.clock.advance(hours=2)
    scene.hold(scene.a_lot(price_cents=20_00))
    form = scene.checkout_form(delivery="pickup", code=typed)
    for change in ({"recalculer": "1"}, {}):
        answer = scene.client.post("/paiement", data=form | change)
        assert answer.status_code == 422, answer.status
        assert said in words(answer.text)
        assert 'aria-invalid="true"' in answer.text
    assert scene.how_many(Order) == 0
    assert uses(scene) == 0


def test_drops_that_take_no_code_keep_their_price(scene: Scene) -> None:
    a_code(scene.runtime)
    shut = scene.a_lot(price_cents=20_00)
    take_no_codes(scene, shut)
    scene.hold(shut)
    answer = recount(scene, code="RENTREE")
    assert answer.status_code == 422
    assert "Les ventes de votre panier ne prennent aucun code" in answer.text
    scene.hold(scene.a_lot(price_cents=10_00))
    scene.order(delivery="pickup", code="RENTREE")
    with scene.runtime.read() as work:
        lines = work.session.scalars(
            select(OrderLine).order_by(OrderLine.position)
        ).all()
    assert [line.discount_cents for line in lines] == [0, 1_00]


def test_a_fixed_sum_is_shared_over_the_lines(scene: Scene) -> None:
    a_code(scene.runtime, amount_cents=10_00)
    for _ in range(3):
        scene.hold(scene.a_lot(price_cents=30_00))
    scene.order(delivery="pickup", code="RENTREE")
    with scene.runtime.read() as work:
        lines = work.session.scalars(
            select(OrderLine).order_by(OrderLine.position)
        ).all()
    assert [line.discount_cents for line in lines] == [3_34, 3_33, 3_33]


def test_the_last_use_taken_by_another_is_told(scene: Scene) -> None:
    a_code(scene.runtime, most_uses=1)
    scene.hold(scene.a_lot(price_cents=20_00))
    form = filled_form(recount(scene, code="RENTREE").text, "/paiement")
    other = scene.another_member()
    lot = scene.a_lot()
    scene.hold(lot, member=other)
    mine, scene.client = scene.client, scene.browser_of(other)
    scene.order(delivery="pickup", code="RENTREE")
    scene.client = mine
    answer = scene.client.post("/paiement", data=form)
    assert answer.status_code == 422
    assert "Ce code a servi autant de fois qu’il le pouvait" in answer.text
    # The page shows the whole price, to be agreed to without the code.
    again = filled_form(answer.text, "/paiement") | {"code": ""}
    assert again["total"] == "2300"
    assert scene.client.post("/paiement", data=again).status_code == 303


def test_a_code_that_gives_all_needs_no_card(scene: Scene) -> None:
    a_code(scene.runtime, rate=100_000)
    lot = scene.a_lot(price_cents=20_00)
    scene.hold(lot)
    scene.order(delivery="pickup", code="RENTREE")
    with scene.runtime.read() as work:
        order = work.session.scalars(select(Order)).one()
    assert (order.state, order.total_cents) == ("paid", 0)
    assert scene.counts(lot) == (0, 1)
    assert scene.desk.calls == []


def test_less_than_a_card_takes_is_told(scene: Scene) -> None:
    a_code(scene.runtime, rate=99_000)
    scene.hold(scene.a_lot(price_cents=20_00))
    form = filled_form(recount(scene, code="RENTREE").text, "/paiement")
    assert form["total"] == "23"
    answer = scene.client.post("/paiement", data=form)
    assert answer.status_code == 409
    assert "moins de 0,50 $" in words(answer.text)
    assert scene.how_many(Order) == 0


def test_the_code_is_part_of_what_was_asked(scene: Scene) -> None:
    """The same basket again with another code is not the same request."""
    a_code(scene.runtime)
    scene.hold(scene.a_lot(price_cents=20_00))
    form = filled_form(recount(scene, code="RENTREE").text, "/paiement")
    first = scene.client.post("/paiement", data=form)
    assert scene.client.post("/paiement", data=form).location == first.location
    again = scene.client.post("/paiement", data=form | {"code": ""})
    assert again.status_code == 409
    assert scene.how_many(Order) == 1
