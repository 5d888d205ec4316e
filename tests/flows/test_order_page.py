"""The page of an order and the list of purchases, for their owner alone."""

import pytest

from flashsale.kernel.kinds import Kind
from tests.checkout_scene import Scene, scene, words

__all__ = ["scene"]


def paid(scene: Scene) -> str:
    """Buy one book and return the code of the order."""
    scene.hold(scene.a_lot(kind=Kind.BOOK, gtin="9782923782584", price_cents=2_000))
    code = scene.order()
    scene.desk.pay(scene.desk.only_page)
    scene.come_back(code)
    return code


def test_a_paid_order_shows_what_was_paid_and_where_it_is(scene: Scene) -> None:
    code = paid(scene)
    page = scene.client.get(f"/commandes/{code}").text
    said = words(page)
    for wanted in (
        code,
        "C’est à vous",
        "Reçue jeudi 26 novembre",
        "au plus tard le mardi 1er décembre",
        "TPS 1,43 $",
        "TVQ 0,00 $",
        "29,93 $",
        "Visa, finissant par 4242",
        "12, rue Chabot",
        "Montréal (Québec) H2X 1Y4",
    ):
        assert wanted in said


@pytest.mark.parametrize("path", ["/commandes/{}", "/paiement/retour/{}"])
def test_somebody_elses_order_is_not_found(scene: Scene, path: str) -> None:
    code = paid(scene)
    other = scene.browser_of(scene.another_member())
    assert other.get(path.format(code)).status_code == 404
    assert other.get(path.format("NOSUCHXX")).status_code == 404


@pytest.mark.parametrize("deed", ["payer", "annuler"])
def test_nobody_else_pays_or_cancels_it(scene: Scene, deed: str) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    other = scene.browser_of(scene.another_member())
    assert other.post(f"/commandes/{code}/{deed}").status_code == 404
    assert scene.states(code) == ("pending", "open")


def test_a_waiting_order_offers_to_pay_to_look_and_to_cancel(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    page = scene.client.get(f"/commandes/{code}").text
    assert "Paiement en cours" in page
    assert f'action="/commandes/{code}/payer"' in page
    assert f'action="/commandes/{code}/annuler"' in page
    assert f'href="/paiement/retour/{code}"' in page
    assert "http-equiv" not in page


def test_looking_at_an_order_never_asks_the_desk(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    scene.desk.calls.clear()
    scene.client.get(f"/commandes/{code}")
    scene.client.get("/mes-achats")
    assert not scene.desk.calls


def test_paying_what_is_paid_leads_to_the_order(scene: Scene) -> None:
    code = paid(scene)
    answer = scene.client.post(f"/commandes/{code}/payer", follow_redirects=True)
    assert answer.request.path == f"/commandes/{code}"


def test_without_purchases_the_list_says_so(scene: Scene) -> None:
    assert "Rien encore." in scene.client.get("/mes-achats").text


def test_the_list_has_every_order_with_its_state(scene: Scene) -> None:
    code = paid(scene)
    scene.clock.advance(seconds=1)
    scene.hold(scene.a_lot())
    cancelled = scene.order()
    scene.client.post(f"/commandes/{cancelled}/annuler")
    page = scene.client.get("/mes-achats").text
    assert page.index(cancelled) < page.index(code)
    assert "payée" in page
    assert "annulée" in page


def test_an_order_speaks_english_to_who_reads_it(scene: Scene) -> None:
    code = paid(scene)
    scene.client.set_cookie("langue", "en")
    said = words(scene.client.get(f"/commandes/{code}").text)
    assert "It is yours" in said
    assert "Mailed" in said
    assert "$29.93" in said
