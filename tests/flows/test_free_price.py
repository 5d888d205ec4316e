"""Pay what you want: a floor, a suggestion, and the amount a member names."""

import pytest
from sqlalchemy import select, update

from flashsale.kernel.ids import LotId
from flashsale.orders import checkout, placing
from flashsale.orders.models import Order, OrderLine
from flashsale.sales import naming
from flashsale.sales.models import Hold, Lot
from tests.checkout_scene import Scene, filled_form, scene, words

__all__ = ["scene"]


def a_free_lot(scene: Scene, *, floor: int = 5_00, suggested: int = 12_00) -> LotId:
    lot = scene.a_lot(price_cents=suggested)
    with scene.runtime.work() as work:
        work.session.execute(
            update(Lot).where(Lot.id == lot).values(pay_from_cents=floor)
        )
    return lot


def price_of(scene: Scene, hold: int) -> int:
    with scene.runtime.read() as work:
        return (
            work.session.scalar(select(Hold.unit_price_cents).where(Hold.id == hold))
            or 0
        )


def test_a_free_price_begins_at_what_is_suggested(scene: Scene) -> None:
    hold = scene.hold(a_free_lot(scene))
    assert price_of(scene, hold) == 12_00
    page = scene.client.get("/panier").text
    assert "Votre prix, dès 5,00 $" in words(page)
    assert filled_form(page, f"/panier/{hold}/prix")["prix"] == "12,00"


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("12,50 $", 12_50),
        ("$12.50", 12_50),
        ("12.5", 12_50),
        ("5", 5_00),
        ("1\u202f000,00\u00a0$", 1_000_00),
        (" 7 ", 7_00),
    ],
)
def test_a_member_names_their_price(scene: Scene, typed: str, cents: int) -> None:
    hold = scene.hold(a_free_lot(scene))
    answer = scene.client.post(
        f"/panier/{hold}/prix", data={"prix": typed}, follow_redirects=True
    )
    assert answer.status_code == 200
    assert "Votre prix" in words(answer.text)
    assert price_of(scene, hold) == cents
    scene.order(delivery="pickup")
    with scene.runtime.read() as work:
        line = work.session.scalars(select(OrderLine)).one()
        order = work.session.scalars(select(Order)).one()
    assert line.unit_price_cents == line.drop_price_cents == cents
    # Taxes are on what is paid.
    assert order.gst_cents == (cents * 5 + 50) // 100


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("4,99", "Le montant va de 5,00 $ à 1 000,00 $"),
        ("0", "Le montant va de 5,00 $ à 1 000,00 $"),
        ("1000,01", "Le montant va de 5,00 $ à 1 000,00 $"),
        ("-12", "Écrivez un montant en dollars"),
        ("12,505", "Écrivez un montant en dollars"),
        ("1,234.50", "Écrivez un montant en dollars"),
        ("12 €", "Écrivez un montant en dollars"),
        ("US$12", "Écrivez un montant en dollars"),
        ("1e3", "Écrivez un montant en dollars"),
        ("١٢", "Écrivez un montant en dollars"),
        ("", "Écrivez un montant en dollars"),
        ("9" * 500, "Écrivez un montant en dollars"),
        ("<script>", "Écrivez un montant en dollars"),
    ],
)
def test_what_is_no_price_is_told_beside_the_field(
    scene: Scene, typed: str, said: str
) -> None:
    hold = scene.hold(a_free_lot(scene))
    answer = scene.client.post(f"/panier/{hold}/prix", data={"prix": typed})
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert 'aria-invalid="true"' in answer.text
    assert price_of(scene, hold) == 12_00


def test_a_fixed_price_is_not_named(scene: Scene) -> None:
    hold = scene.hold(scene.a_lot())
    answer = scene.client.post(f"/panier/{hold}/prix", data={"prix": "1"})
    assert answer.status_code == 404
    assert price_of(scene, hold) == 6_00


def test_nobody_names_anothers_price(scene: Scene) -> None:
    hold = scene.hold(a_free_lot(scene), member=scene.another_member())
    for typed in ("5", "cinq", "99999"):
        answer = scene.client.post(f"/panier/{hold}/prix", data={"prix": typed})
        assert answer.status_code == 404, typed
    assert price_of(scene, hold) == 12_00


def test_a_price_is_frozen_once_it_is_being_paid(scene: Scene) -> None:
    hold = scene.hold(a_free_lot(scene))
    scene.order(delivery="pickup")
    scene.client.post(f"/panier/{hold}/prix", data={"prix": "5"})
    assert price_of(scene, hold) == 12_00


def test_an_ended_hold_has_no_price_to_name(scene: Scene) -> None:
    hold = scene.hold(a_free_lot(scene))
    scene.clock.advance(minutes=11)
    scene.client.post(f"/panier/{hold}/prix", data={"prix": "5"})
    assert price_of(scene, hold) == 12_00


def test_a_price_named_after_the_page_is_agreed_to_again(scene: Scene) -> None:
    hold = scene.hold(a_free_lot(scene))
    form = scene.checkout_form(delivery="pickup", recalculer="1")
    form = filled_form(scene.client.post("/paiement", data=form).text, "/paiement")
    scene.client.post(f"/panier/{hold}/prix", data={"prix": "5"})
    answer = scene.client.post("/paiement", data=form)
    assert answer.status_code == 409
    assert scene.how_many(Order) == 0
    again = filled_form(answer.text, "/paiement")
    assert again["total"] == str(5_00 + 25 + 50)
    assert scene.client.post("/paiement", data=again).status_code == 303


def test_a_price_named_between_reading_and_locking_makes_no_order(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another tab names a price after the basket was read, before it is pinned."""
    hold = scene.hold(a_free_lot(scene))
    form = scene.checkout_form(delivery="pickup", recalculer="1")
    form = filled_form(scene.client.post("/paiement", data=form).text, "/paiement")
    before = placing.write

    def overtaken(work, request, contents, *rest):  # type: ignore[no-untyped-def]
        naming.name_price(work, scene.member, hold, 5_00)
        return before(work, request, contents, *rest)

    monkeypatch.setattr(checkout.placing, "write", overtaken)
    answer = scene.client.post("/paiement", data=form)
    assert answer.status_code == 409
    assert scene.how_many(Order) == 0
