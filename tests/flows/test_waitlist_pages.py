"""The waitlist through HTTP: what a member reads and posts, in each state."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from flashsale.db import engine_of
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId, HoldId, MemberId
from flashsale.members.roles import Role
from flashsale.runtime import Runtime
from flashsale.sales import releases
from flashsale.sales.models import Drop, Hold, WaitEntry, WaitOffer
from flashsale.sales.stakes import stakes_of, stakes_of_all
from flashsale.sales.waits import wait_lines
from flashsale.sales.waits_desk import desk_waitlists
from tests.factories import a_drop, a_lot, a_member
from tests.queries import asked_of
from tests.sign_in import sign_in
from tests.waiting import hold, wait


class Scene:
    """A drop of one copy that Anna holds, and Ben's browser."""

    def __init__(self, app: Flask, runtime: Runtime) -> None:
        self.app, self.runtime = app, runtime
        with runtime.work() as work:
            self.drop = a_drop(work)
            self.lot = a_lot(work, self.drop, allotted=1)
            self.anna, self.ben = a_member(work), a_member(work)
            self.slug = work.session.scalar(
                select(Drop.slug).where(Drop.id == self.drop)
            )
            self.held: HoldId = hold(work, self.anna, self.lot)
        self.path = f"/ventes/{self.slug}"
        self.browser = self.browser_of(self.ben)

    def browser_of(self, member: MemberId) -> FlaskClient:
        client = self.app.test_client()
        sign_in(client, self.runtime, member)
        return client

    def join(self, quantity: int = 1) -> None:
        answer = self.browser.post(
            f"{self.path}/attente", data={"lot": str(self.lot), "quantity": quantity}
        )
        assert answer.status_code == 303
        assert answer.location.startswith(self.path)

    def free(self) -> int:
        """Have Anna put her copy back; return the offer that makes."""
        with self.runtime.work() as work:
            releases.release(work, self.anna, self.held)
        with self.runtime.read() as work:
            offer = work.session.scalar(
                select(WaitOffer.id).where(WaitOffer.state == "open")
            )
        assert offer is not None
        return offer

    def read(self, path: str = "", **cookies: str) -> str:
        for name, value in cookies.items():
            self.browser.set_cookie(name, value)
        answer = self.browser.get(path or self.path)
        assert answer.status_code == 200
        return answer.text


@pytest.fixture
def scene(app: Flask, runtime: Runtime) -> Scene:
    return Scene(app, runtime)


def test_all_held_offers_the_line(scene: Scene) -> None:
    page = scene.read()
    assert "Rejoindre la file des mises de côté" in page
    assert "Une mise de côté peut encore se libérer." in page
    assert "Personne n’attend encore." in page
    assert f'action="{scene.path}/attente"' in page


def test_one_joins_and_sees_ones_place(scene: Scene) -> None:
    scene.join()
    page = scene.read()
    assert "Votre place est prise." in page
    assert "Vous êtes en tête de la file" in page
    assert "Quitter la file" in page
    assert "Rejoindre la file" not in page
    lists = scene.read("/listes-attente")
    assert "Dépanneur mon amour" in lists
    assert "Un exemplaire peut encore revenir." in lists


def test_the_second_one_is_second(scene: Scene, clock: FrozenClock) -> None:
    scene.join()
    clock.advance(seconds=3)
    with scene.runtime.work() as work:
        other = a_member(work)
        wait(work, other, scene.lot)
    page = scene.browser_of(other).get(scene.path).text
    assert "Votre rang dans la file, sur 2" in page
    clock.advance(seconds=3)
    with scene.runtime.work() as work:
        passer_by = a_member(work)
    page = scene.browser_of(passer_by).get(scene.path).text
    assert "2 personnes attendent déjà." in page


def test_nobody_waits_for_anything(scene: Scene) -> None:
    assert "Vous n’attendez rien." in scene.read("/listes-attente")
    assert "You are waiting for nothing." in scene.read("/listes-attente", langue="en")


def test_an_offer_is_told_on_every_page(scene: Scene, clock: FrozenClock) -> None:
    scene.join()
    scene.free()
    clock.advance(seconds=3)
    for path in ("/", "/panier", "/compte", scene.path):
        page = scene.read(path)
        assert "data-offre" in page, path
        assert f"{scene.path}#offre" in page
    page = scene.read()
    assert "Prendre l’exemplaire gardé" in page
    assert "Passer mon tour" in page
    assert "Gardé jusqu’à" in page


def test_taking_it_leads_to_the_basket(scene: Scene) -> None:
    scene.join()
    offer = scene.free()
    answer = scene.browser.post(f"/attente/offres/{offer}/prendre", data={"units": "1"})
    assert (answer.status_code, answer.location) == (303, "/panier")
    basket = scene.read("/panier")
    assert "Dépanneur mon amour" in basket
    assert "C’est dans votre panier jusqu’à" in basket
    assert "data-offre" not in basket
    with scene.runtime.read() as work:
        assert work.session.scalars(
            select(Hold.quantity).where(Hold.member_id == scene.ben)
        ).all() == [1]


def test_passing_it_says_so(scene: Scene) -> None:
    scene.join()
    offer = scene.free()
    answer = scene.browser.post(
        f"/attente/offres/{offer}/passer", data={"retour": scene.path}
    )
    assert (answer.status_code, answer.location) == (303, scene.path)
    assert "la personne suivante l’aura" in scene.read()


def test_leaving_says_so(scene: Scene) -> None:
    scene.join()
    with scene.runtime.read() as work:
        entry = work.session.scalar(select(WaitEntry.id))
    answer = scene.browser.post(f"/attente/{entry}/quitter")
    assert (answer.status_code, answer.location) == (303, "/listes-attente")
    assert "Vous avez quitté la file." in scene.read("/listes-attente")


def test_an_offer_ignored_is_told_as_passed(scene: Scene, clock: FrozenClock) -> None:
    scene.join()
    offer = scene.free()
    clock.advance(hours=3)
    # Not swept yet: over by the clock all the same.
    assert "Votre tour est passé." in scene.read("/listes-attente")
    assert "Prendre l’exemplaire gardé" not in scene.read()
    answer = scene.browser.post(
        f"/attente/offres/{offer}/prendre", data={"retour": scene.path}
    )
    assert answer.status_code == 303
    assert "n’est plus gardé" in scene.read()


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("{path}/attente", {"lot": "x", "quantity": "1"}, 422),
        ("{path}/attente", {"lot": "7", "quantity": "1"}, 404),
        ("{path}/attente", {"lot": "{lot}", "quantity": "0"}, 422),
        ("/ventes/nulle-part/attente", {"lot": "{lot}", "quantity": "1"}, 404),
        ("/attente/1/quitter", {}, 404),
        ("/attente/99999999999999999999/quitter", {}, 404),
        ("/attente/offres/1/prendre", {"units": "1"}, 404),
        ("/attente/offres/1/prendre", {"units": "trois"}, 422),
        ("/attente/offres/99999999999999999999/prendre", {"units": "1"}, 404),
        ("/attente/offres/1/passer", {}, 404),
    ],
)
def test_what_is_not_ours_is_refused(
    scene: Scene, path: str, form: dict[str, str], status: int
) -> None:
    path = path.format(path=scene.path)
    form = {name: value.format(lot=scene.lot) for name, value in form.items()}
    assert scene.browser.post(path, data=form).status_code == status


def test_more_than_the_limit_is_told(scene: Scene) -> None:
    scene.join(quantity=3)
    assert "plus que ce que la vente permet" in scene.read()
    with scene.runtime.read() as work:
        assert work.session.scalar(select(WaitEntry.id)) is None


def test_three_lapsed_holds_lead_to_the_waitlist(
    scene: Scene, clock: FrozenClock
) -> None:
    with scene.runtime.work() as work:
        releases.release(work, scene.anna, scene.held)
    for _ in range(3):
        with scene.runtime.work() as work:
            hold(work, scene.ben, scene.lot)
        clock.advance(minutes=11)
        with scene.runtime.work() as work:
            releases.expire_due(work)
    answer = scene.browser.post(
        f"{scene.path}/garder",
        data={"lot": str(scene.lot), "quantity": "1", "token": "a-fourth-time"},
    )
    assert answer.status_code == 403
    assert f'action="{scene.path}/attente"' in answer.text
    scene.join()
    with scene.runtime.read() as work:
        # Nobody else waits: it is their turn at once.
        assert work.session.scalar(select(WaitOffer.member_id)) == scene.ben


@pytest.fixture
def desk(scene: Scene) -> FlaskClient:
    with scene.runtime.work() as work:
        curator = a_member(work, role=Role.CURATOR)
    return scene.browser_of(curator)


def test_the_desk_says_why_nothing_is_offered(
    scene: Scene, desk: FlaskClient, runtime: Runtime
) -> None:
    scene.join()
    path = f"/bureau/ventes/{scene.drop}/attente"
    page = desk.get(path).text
    assert "rien ne s’est libéré" in page
    assert "Une personne attend, pour un exemplaire." in page
    scene.free()
    assert "offre d’un exemplaire ouverte jusqu’à" in desk.get(path).text
    with runtime.work() as work:
        work.session.execute(
            update(Drop).where(Drop.id == scene.drop).values(state="suspended")
        )
    assert "la vente est suspendue" in desk.get(path).text


def test_the_desk_notes_the_producers_word(scene: Scene, desk: FlaskClient) -> None:
    path = f"/bureau/ventes/{scene.drop}/attente"
    assert "n’a pas accepté" in desk.get(path).text
    answer = desk.post(f"{path}/apres-fermeture", data={"permis": "oui"})
    assert (answer.status_code, answer.location) == (303, path)
    assert "Le producteur accepte" in desk.get(path).text
    assert desk.get("/bureau/ventes/1/attente").status_code == 404


def test_after_closing_who_waited_is_demand(scene: Scene, clock: FrozenClock) -> None:
    scene.join()
    clock.advance(hours=25)
    with scene.runtime.work() as work:
        curator = a_member(work, role=Role.CURATOR)
    desk = scene.browser_of(curator)
    page = desk.get(f"/bureau/ventes/{scene.drop}/attente").text
    assert "Une personne est restée sans rien, pour un exemplaire demandé." in page
    page = desk.get(f"/bureau/ventes/{scene.drop}").text
    assert "Une personne est restée sans rien." in page


def test_reading_costs_as_many_queries_for_one_place_as_for_many(
    scene: Scene, runtime: Runtime
) -> None:
    def queries(drop: DropId) -> tuple[int, ...]:
        counts = []
        with runtime.read() as work:
            engine = engine_of(work.session)
            for read in (
                lambda: stakes_of(work, scene.ben, [drop]),
                lambda: stakes_of_all(work, [drop]),
                lambda: wait_lines(work, scene.ben),
                lambda: desk_waitlists(work, drop),
            ):
                with asked_of(engine) as asked:
                    read()
                counts.append(len(asked))
        return tuple(counts)

    scene.join()
    few = queries(scene.drop)
    with runtime.work() as work:
        for _ in range(5):
            lot = a_lot(work, scene.drop, allotted=1)
            hold(work, a_member(work), lot)
            for _ in range(4):
                wait(work, a_member(work), lot)
            wait(work, scene.ben, lot)
    assert queries(scene.drop) == few
