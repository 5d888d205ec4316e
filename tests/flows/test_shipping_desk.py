"""The desk of carriage: prices and zones that come, and pickup points."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from flashsale.kernel.kinds import Form
from flashsale.kernel.places import OrderDelivery, Province
from flashsale.members.roles import Role
from flashsale.orders.models import Order
from flashsale.shipping import points
from flashsale.shipping.models import ShippingBandRow, ShippingChange
from flashsale.shipping.rates import Destination, Packed, Zone
from flashsale.shipping.tables import table_of
from tests.checkout_scene import Scene, filled_form, scene, words
from tests.factories import a_member
from tests.sign_in import sign_in

__all__ = ["scene"]

DESK = "/bureau/livraison"
FIRST_DAY = date(2027, 1, 1)
BANDS = "500 g : 9,25\n30 000 g : 30,00 $"


@pytest.fixture
def desk(scene: Scene) -> FlaskClient:
    with scene.runtime.work() as work:
        member = a_member(work, role=Role.ADMINISTRATOR, name="Odile Boss")
    client = scene.app.test_client()
    sign_in(client, scene.runtime, member)
    return client


def cents_on(scene: Scene, on: date, postal_code: str = "H2X 1Y4") -> int:
    with scene.runtime.read() as work:
        postage = table_of(work).postage(
            [Packed(Form.PRINT, 1, 300, 40)],
            Destination(OrderDelivery.PARCEL, Province.QC, postal_code),
            on,
        )
    assert postage is not None
    return postage.cents


def form_at(desk: FlaskClient, path: str, **changes: str) -> dict[str, str]:
    action = f"{DESK}/{path.partition('?')[0]}"
    form = filled_form(desk.get(f"{DESK}/{path}").text, action)
    return form | {"jour": FIRST_DAY.isoformat()} | changes


def test_prices_follow_those_in_force(scene: Scene, desk: FlaskClient) -> None:
    said = words(desk.get(DESK).text)
    assert "500 g : 8,50 $" in said
    form = form_at(desk, "prix?envoi=parcel&zone=quebec")
    assert form["tranches"].strip().startswith("500 g : 8,50")
    form["tranches"] = BANDS
    answer = desk.post(f"{DESK}/prix", data=form, follow_redirects=True)
    said = words(answer.text)
    assert "2027-01-01" in said
    assert "500 g : 9,25 $" in said
    assert "Odile Boss" in said
    assert cents_on(scene, date(2026, 12, 31)) == 8_50
    assert cents_on(scene, FIRST_DAY) == 9_25
    twice = desk.post(f"{DESK}/prix", data=form)
    assert "Un changement est déjà écrit" in words(twice.text)
    with scene.runtime.read() as work:
        change = work.session.scalars(select(ShippingChange.id)).one()
    desk.post(f"{DESK}/changements/{change}/annuler")
    assert cents_on(scene, FIRST_DAY) == 8_50
    again = desk.post(f"{DESK}/changements/{change}/annuler", follow_redirects=True)
    assert "Trop tard" in words(again.text)
    with pytest.raises(IntegrityError), scene.runtime.work() as work:
        work.session.execute(update(ShippingBandRow).values(cents=1))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"tranches": "léger : 5"}, "Une tranche par ligne"),
        ({"tranches": "500 g : -5"}, "Une tranche par ligne"),
        ({"tranches": "500 g : 5"}, "La dernière tranche va jusqu’à"),
        (
            {"tranches": "900 : 5\n500 : 6\n30000 : 9"},
            "Du plus léger au plus lourd",
        ),
        ({"tranches": "500 g : 9\n30000 : 8"}, "jamais moins cher"),
        ({"tranches": "0 g : 1\n30000 : 8"}, "un poids de 1 g"),
        ({"tranches": "500 : 1\n30000 : 800"}, "Un prix va de 0 $ à 500 $"),
        ({"tranches": ""}, "Ce champ est à remplir"),
        ({"jour": "2026-11-26"}, "Au plus tôt demain"),
        ({"jour": "2060-01-01"}, "Dans cinq ans au plus"),
        ({"zone": "lune"}, "Choisissez une zone"),
        ({"envoi": "pigeon"}, "Choisissez lettre ou colis"),
    ],
)
def test_prices_that_cannot_be_are_told(
    scene: Scene, desk: FlaskClient, wrong: dict[str, str], said: str
) -> None:
    form = form_at(desk, "prix", tranches=BANDS) | wrong
    answer = desk.post(f"{DESK}/prix", data=form)
    assert answer.status_code == 422
    assert said in words(answer.text)
    with scene.runtime.read() as work:
        assert work.session.scalars(select(ShippingChange)).all() == []


def test_postal_codes_change_their_zone(scene: Scene, desk: FlaskClient) -> None:
    form = form_at(desk, "zones", debuts="h2x, G4V", zone="quebec_far")
    answer = desk.post(f"{DESK}/zones", data=form, follow_redirects=True)
    assert "G4V H2X" in words(answer.text)
    assert cents_on(scene, date(2026, 12, 31)) == 8_50
    assert cents_on(scene, FIRST_DAY) == 11_90
    assert cents_on(scene, FIRST_DAY, "H2W 1A1") == 8_50
    for wrong in ("W1A", "H2X1", "2", "ÉCO"):
        bad = desk.post(f"{DESK}/zones", data=form | {"debuts": wrong})
        assert bad.status_code == 422
        assert "De un à trois signes" in words(bad.text)


def test_the_longest_beginning_decides(scene: Scene) -> None:
    with scene.runtime.read() as work:
        table = table_of(work)
    for code, province, zone in (
        ("G1R 2S5", Province.QC, Zone.QUEBEC),
        ("G4T 1A1", Province.QC, Zone.QUEBEC_FAR),
        ("J0M 1A0", Province.QC, Zone.QUEBEC_FAR),
        ("K1N 5F6", Province.ON, Zone.CANADA),
        ("P0V 1A0", Province.ON, Zone.NORTH),
        ("B3H 1A1", Province.NS, Zone.CANADA),
        ("V6B 1A1", Province.BC, Zone.WEST),
        ("X0A 0H0", Province.NU, Zone.NORTH),
        ("", Province.YT, Zone.NORTH),
        ("999", Province.AB, Zone.WEST),
    ):
        to = Destination(OrderDelivery.PARCEL, province, code)
        assert table.zone_of(to, date(2026, 11, 26)) is zone, code


POINT = {
    "nom": "Librairie du Quai",
    "adresse": "61, avenue du Quai",
    "ville": "Montréal",
    "code_postal": "h2s1c3",
    "heures": "Jeudi et vendredi, de 12 h à 18 h",
    "heures_en": "Thursday and Friday, 12 to 6 p.m.",
}


def add_point(desk: FlaskClient, **changes: str) -> None:
    form = filled_form(
        desk.get(f"{DESK}/points/nouveau").text, f"{DESK}/points/nouveau"
    )
    answer = desk.post(f"{DESK}/points/nouveau", data=form | POINT | changes)
    assert answer.status_code == 303, words(answer.text)


def test_a_point_is_chosen_at_the_checkout_and_kept_with_the_order(
    scene: Scene, desk: FlaskClient
) -> None:
    add_point(desk)
    add_point(desk, nom="Café des Écluses", adresse="9, rue de l’Écluse")
    scene.hold(scene.a_lot(price_cents=12_00))
    page = words(scene.client.get("/paiement").text)
    assert "Librairie du Quai" in page
    assert "Jeudi et vendredi, de 12 h à 18 h" in page
    form = scene.checkout_form(delivery="pickup", recalculer="1")
    form = filled_form(scene.client.post("/paiement", data=form).text, "/paiement")
    nowhere = scene.client.post("/paiement", data=form)
    assert nowhere.status_code == 422
    assert "Choisissez un point de cueillette." in words(nowhere.text)
    with scene.runtime.read() as work:
        first, second = points.points(work)
    foreign = scene.client.post("/paiement", data=form | {"point": "12"})
    assert foreign.status_code == 422
    chosen = scene.client.post("/paiement", data=form | {"point": str(second.id)})
    assert chosen.status_code == 303
    with scene.runtime.read() as work:
        order = work.session.scalars(select(Order)).one()
    assert order.pickup["name"] == "Café des Écluses"
    assert (order.parcel_id, order.shipping_cents) == (None, 0)
    said = words(scene.client.get(f"/commandes/{order.code}").text)
    assert "9, rue de l’Écluse" in said
    assert "H2S 1C3" in said
    desk.post(f"{DESK}/points/{second.id}/fermer")
    assert "Café des Écluses" in words(
        scene.client.get(f"/commandes/{order.code}").text
    )
    with scene.runtime.read() as work:
        assert [p.id for p in points.points(work, only_open=True)] == [first.id]


def test_a_point_that_closed_meanwhile_is_told(scene: Scene, desk: FlaskClient) -> None:
    add_point(desk)
    scene.hold(scene.a_lot(price_cents=12_00))
    form = scene.checkout_form(delivery="pickup", recalculer="1")
    form = filled_form(scene.client.post("/paiement", data=form).text, "/paiement")
    assert form["point"]
    add_point(desk, nom="Un autre")
    desk.post(f"{DESK}/points/{form['point']}/fermer")
    answer = scene.client.post("/paiement", data=form)
    assert answer.status_code == 422
    assert "Choisissez un point de cueillette." in words(answer.text)


def test_a_point_is_changed_closed_and_opened(scene: Scene, desk: FlaskClient) -> None:
    add_point(desk)
    with scene.runtime.read() as work:
        (point,) = points.points(work)
    path = f"{DESK}/points/{point.id}"
    form = filled_form(desk.get(path).text, path) | {"nom": "Librairie du Port"}
    assert desk.post(path, data=form).status_code == 303
    assert "Librairie du Port" in words(desk.get(DESK).text)
    closed = desk.post(f"{path}/fermer", follow_redirects=True)
    assert "Ouvrir de nouveau" in words(closed.text)
    opened = desk.post(f"{path}/ouvrir", follow_redirects=True)
    assert "Ouvrir de nouveau" not in words(opened.text)
    assert desk.get(f"{DESK}/points/1").status_code == 404
    assert desk.get(f"{DESK}/points/{1 << 63}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"nom": ""}, "Ce champ est à remplir"),
        ({"nom": "x" * 121}, "C’est trop long"),
        ({"code_postal": "K1N 5F6"}, "Un code postal du Québec"),
        ({"code_postal": "ici"}, "Un code postal du Québec"),
        ({"heures": ""}, "Ce champ est à remplir"),
        ({"ville": "   "}, "De un à 120 caractères"),
    ],
)
def test_a_point_that_cannot_be_is_told(
    scene: Scene, desk: FlaskClient, wrong: dict[str, str], said: str
) -> None:
    path = f"{DESK}/points/nouveau"
    form = filled_form(desk.get(path).text, path) | POINT | wrong
    answer = desk.post(path, data=form)
    assert answer.status_code == 422
    assert said in words(answer.text)
    with scene.runtime.read() as work:
        assert points.points(work) == ()
