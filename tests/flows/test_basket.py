"""The basket page: each line with its own time, and what can be done about it."""

import re

from flashsale.kernel.kinds import Form
from flashsale.orders.models import Order
from flashsale.sales import releases
from flashsale.sales.models import Hold
from tests.checkout_scene import ADDRESS, Scene, filled_form, scene, words

__all__ = ["scene"]


def basket(scene: Scene, query: str = "") -> str:
    """Return the basket page with plain spaces."""
    answer = scene.client.get(f"/panier{query}")
    assert answer.status_code == 200
    return answer.text.replace("\xa0", " ")


def end(scene: Scene, minutes: float = 10) -> None:
    """Let the holds run out, and the sweep reclaim them."""
    scene.clock.advance(minutes=minutes)
    with scene.runtime.work() as work:
        releases.expire_due(work)


def test_an_empty_basket_says_so_and_leads_on(scene: Scene) -> None:
    page = basket(scene)
    assert "Rien au panier pour le moment." in page
    assert "/paiement" not in page


def test_a_line_shows_its_price_its_time_and_what_it_would_cost(scene: Scene) -> None:
    scene.hold(scene.a_lot(), quantity=2)
    said = words(basket(scene))
    assert "2 exemplaires à 6,00 $" in said
    assert "10:00" in said
    assert "12 h 40" in said
    assert "Total estimé" in said
    # 12.00 and 8.50 by the post, taxed in full: 1.03 (1.025 up) and 2.04.
    assert "23,57 $" in said


def test_each_line_has_its_own_time(scene: Scene) -> None:
    first = scene.hold(scene.a_lot())
    scene.clock.advance(minutes=4)
    second = scene.hold(scene.a_lot())
    page = basket(scene)
    times = dict(
        re.findall(r'id="ligne-(\d+)".*?data-ligne-fin="[^"]*">([0-9:]+)<', page, re.S)
    )
    assert times == {str(first): "6:00", str(second): "10:00"}


def test_after_extending_the_confirmation_takes_the_focus(scene: Scene) -> None:
    hold = scene.hold(scene.a_lot())
    answer = scene.client.post(f"/panier/{hold}/prolonger")
    assert answer.status_code == 303
    assert answer.location == f"/panier?prolonge={hold}#prolonge"
    page = basket(scene, f"?prolonge={hold}")
    assert "Prolongé jusqu’à 12 h 45." in page
    assert re.search(r'tabindex="-1" data-foyer>.*Prolongé', page)


def test_extending_from_another_page_leads_back_there(scene: Scene) -> None:
    hold = scene.hold(scene.a_lot())
    answer = scene.client.post(
        f"/panier/{hold}/prolonger", data={"retour": "/ventes/vente-1"}
    )
    assert answer.location == "/ventes/vente-1"
    answer = scene.client.post(
        f"/panier/{hold}/prolonger", data={"retour": "//evil.example"}
    )
    assert answer.location == "/"


def test_a_line_goes_back_on_the_table(scene: Scene) -> None:
    lot = scene.a_lot()
    hold = scene.hold(lot)
    assert scene.client.post(f"/panier/{hold}/remettre").location == "/panier"
    assert scene.counts(lot) == (0, 0)
    assert "C’est remis sur la table." in basket(scene)


def test_an_ended_line_stays_and_can_be_taken_again(scene: Scene) -> None:
    lot = scene.a_lot()
    hold = scene.hold(lot)
    end(scene)
    page = basket(scene)
    assert 'class="expiree"' in page
    assert "Mise de côté terminée" in page
    assert "Passer au paiement" not in page
    form = filled_form(page, f"/panier/{hold}/reprendre")
    answer = scene.client.post(f"/panier/{hold}/reprendre", data=form)
    assert answer.location == "/panier"
    assert scene.counts(lot) == (1, 0)
    page = basket(scene)
    assert 'class="expiree"' not in page
    assert "Passer au paiement" in page


def test_taking_again_twice_takes_once(scene: Scene) -> None:
    lot = scene.a_lot()
    hold = scene.hold(lot)
    end(scene)
    form = filled_form(basket(scene), f"/panier/{hold}/reprendre")
    scene.client.post(f"/panier/{hold}/reprendre", data=form)
    assert scene.client.post(f"/panier/{hold}/reprendre", data=form).status_code == 404
    assert scene.counts(lot) == (1, 0)
    assert scene.how_many(Hold) == 2


def test_what_somebody_took_meanwhile_cannot_be_taken_again(scene: Scene) -> None:
    lot = scene.a_lot(allotted=1)
    hold = scene.hold(lot)
    end(scene)
    scene.hold(lot, member=scene.another_member())
    form = filled_form(basket(scene), f"/panier/{hold}/reprendre")
    answer = scene.client.post(f"/panier/{hold}/reprendre", data=form)
    assert answer.status_code == 409


def test_an_ended_line_can_be_put_out_of_sight(scene: Scene) -> None:
    hold = scene.hold(scene.a_lot())
    end(scene)
    scene.client.post(f"/panier/{hold}/remettre")
    assert "Rien au panier" in basket(scene)


def test_a_line_under_payment_waits_for_it(scene: Scene) -> None:
    hold = scene.hold(scene.a_lot())
    code = scene.order()
    page = basket(scene)
    assert "En cours de paiement." in page
    assert f"/commandes/{code}" in page
    assert f"/panier/{hold}/remettre" not in page
    answer = scene.client.post(f"/panier/{hold}/remettre", follow_redirects=True)
    assert "en train d’être payée" in answer.text
    answer = scene.client.post(f"/panier/{hold}/prolonger", follow_redirects=True)
    assert "en train d’être payée" in answer.text


def test_another_members_line_is_not_found(scene: Scene) -> None:
    hold = scene.hold(scene.a_lot(), member=scene.another_member())
    for deed in ("prolonger", "remettre"):
        assert scene.client.post(f"/panier/{hold}/{deed}").status_code == 404
    answer = scene.client.post(f"/panier/{hold}/reprendre", data={"token": "x" * 8})
    assert answer.status_code == 404


def test_signed_out_one_is_led_to_the_door(scene: Scene) -> None:
    answer = scene.app.test_client().get("/panier")
    assert answer.status_code == 303
    assert answer.location.startswith("/porte")


def test_files_are_estimated_without_the_post(scene: Scene) -> None:
    scene.hold(scene.a_lot(form=Form.PDF, price_cents=300))
    said = words(basket(scene))
    assert "3,45 $" in said
    assert "Envoi par courriel gratuit" in said


def test_the_estimate_follows_the_last_address(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    scene.order(**ADDRESS | {"province": "ON", "postal_code": "M5V 2T6"})
    scene.client.post(f"/commandes/{scene.last_code()}/annuler")
    said = words(basket(scene))
    assert "TVH" in said
    assert "Ontario" in said
    assert scene.how_many(Order) == 1


def test_the_page_is_written_in_english_too(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    scene.client.set_cookie("langue", "en")
    said = words(basket(scene))
    assert "Your basket" in said
    assert "Put back on the table" in said
    assert "$6.00" in said
