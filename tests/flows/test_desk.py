"""The curator's desk through HTTP: from a catalogue's work to a drop that opens."""

from datetime import UTC, datetime
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select

from flashsale.kernel.clock import FrozenClock
from flashsale.runtime import Runtime
from flashsale.sales.models import Drop
from tests.desk_scene import fields_of, words_of
from tests.factories import a_drop, a_lot

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "catalogue-fr.csv"


def drafted_from_the_sample(curator: FlaskClient) -> str:
    """Import the sample and draft its fanzine; return where the desk shows it."""
    with SAMPLE.open("rb") as file:
        sent = curator.post(
            "/bureau/import", data={"file": (file, SAMPLE.name), "mode": "vrai"}
        )
    assert sent.status_code == 303
    assert "En faire une vente" not in curator.get("/bureau/catalogue").text
    found = curator.get("/bureau/ventes/nouvelle?q=DEPANNEUR&jour=2026-11-28&place=2")
    assert "Dépanneur mon amour" in found.text
    chosen = found.text.split("?oeuvre=")[1].split("&amp;")[0]
    path = f"/bureau/ventes/nouvelle?oeuvre={chosen}&jour=2026-11-28&place=2"
    fields = fields_of(curator.get(path))
    assert fields["jour"] == "2026-11-28"
    assert fields["place"] == "2"
    assert fields["heure"] == "12:00"
    lot = next(name for name in fields if name.endswith("-quantite"))[
        : -len("quantite")
    ]
    fields |= {
        f"{lot}pris": "y",
        f"{lot}quantite": "60",
        f"{lot}prix": "6,00",
        f"{lot}courant": "10,00",
        f"{lot}preuve": "Prix affiché à la librairie du Square, relevé le 2 novembre",
        f"{lot}proof": "Posted at Librairie du Square, seen on November 2",
        f"{lot}maison": "4,20",
        f"{lot}frais": "0,47",
        "duree": "48h",
    }
    made = curator.post(path, data=fields)
    assert made.status_code == 303
    return made.location


def test_an_imported_work_becomes_a_drop_that_opens_by_the_clock(
    runtime: Runtime, curator: FlaskClient, member: FlaskClient, clock: FrozenClock
) -> None:
    desk = drafted_from_the_sample(curator)
    page = words_of(curator.get(desk))
    assert "brouillon" in page
    assert "Ferme le lundi 30 novembre 2026 à 12 h, heure de l’Est." in page
    with runtime.read() as work:
        drop = work.session.scalars(select(Drop)).one()
    public = f"/ventes/{drop.slug}"
    assert member.get(public).status_code == 404

    refused = curator.post(f"{desk}/programmer")
    assert refused.status_code == 422
    assert "<title>Erreur" in refused.text
    assert "il manque 2 choses" in words_of(refused)

    note = {"fr-hook": "Le dépanneur du coin, c'est chez nous.", "fr-version": "0"}
    note["fr-body"] = "On y entre pour du lait: on en ressort avec *une histoire*."
    assert curator.post(f"{desk}/note/fr", data=note).status_code == 303
    assert curator.post(f"{desk}/programmer").status_code == 303
    assert "prête" in words_of(curator.get(desk))

    clock.move_to(datetime(2026, 11, 28, 16, 59, 58, tzinfo=UTC))
    before = member.get(public)
    assert before.status_code == 200
    assert "En garder un" not in before.text
    # Only the clock moves: no job has run.
    clock.move_to(datetime(2026, 11, 28, 17, 0, 1, tzinfo=UTC))
    runtime.redis.flushall()
    opened = words_of(member.get(public))
    assert "une histoire" in opened
    assert "6,00 $" in opened
    assert "10,00 $" in opened
    assert "En garder un" in opened
    assert "relevé le 2 novembre" in opened
    member.set_cookie("langue", "en")
    english = words_of(member.get(public))
    assert "Regular price: Posted at Librairie du Square" in english
    assert "relevé" not in english


def test_an_open_drop_keeps_its_hours_and_prices(
    runtime: Runtime, curator: FlaskClient
) -> None:
    with runtime.work() as work:
        drop_id = a_drop(work)
        a_lot(work, drop_id)
    path = f"/bureau/ventes/{drop_id}"
    assert "modifier" not in curator.get(path).text
    fields = fields_of(curator.get(f"{path}/modifier"))
    refused = curator.post(f"{path}/modifier", data=fields | {"jour": "2026-12-01"})
    assert refused.status_code == 422
    assert "ne peut plus" in words_of(refused)


def test_a_drop_is_suspended_resumed_and_cancelled_after_being_asked(
    runtime: Runtime, curator: FlaskClient, member: FlaskClient
) -> None:
    with runtime.work() as work:
        drop_id = a_drop(work)
        lot_id = a_lot(work, drop_id)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop_id))
    path = f"/bureau/ventes/{drop_id}"
    wish = {"lot": str(lot_id), "quantity": "1", "token": "a-token-of-this-test"}
    assert "Gardés en ce moment" in curator.get(f"{path}/suspendre").text
    assert curator.post(f"{path}/suspendre").status_code == 303
    assert member.post(f"/ventes/{slug}/garder", data=wish).status_code == 403
    assert curator.post(f"{path}/reprendre").status_code == 303
    assert member.post(f"/ventes/{slug}/garder", data=wish).status_code == 303
    assert "C’est définitif" in curator.get(f"{path}/annuler").text
    assert curator.post(f"{path}/annuler").status_code == 303
    assert "annulée" in words_of(curator.get(path))
    # What is over stays over: the page says so and changes nothing.
    told = curator.post(f"{path}/reprendre", follow_redirects=True)
    assert "a changé entre-temps" in words_of(told)


def test_what_is_asked_twice_is_told_as_done_and_done_once(
    runtime: Runtime, curator: FlaskClient
) -> None:
    with runtime.work() as work:
        drop_id = a_drop(work)
        a_lot(work, drop_id)
    path = f"/bureau/ventes/{drop_id}"
    done = {
        "suspendre": "La vente est suspendue.",
        "reprendre": "La vente a repris.",
        "annuler": "La vente est annulée.",
    }
    for turn, words in done.items():
        once = words_of(curator.post(f"{path}/{turn}", follow_redirects=True))
        version = _version(runtime, drop_id)
        again = words_of(curator.post(f"{path}/{turn}", follow_redirects=True))
        assert words in once, turn
        assert words in again, turn
        assert "entre-temps" not in again, turn
        assert _version(runtime, drop_id) == version, turn
        # The page that asks, opened again, has nothing left to ask.
        asked = curator.get(f"{path}/{turn}", follow_redirects=True)
        assert "entre-temps" not in words_of(asked), turn
        assert asked.request.path == path, turn


def test_a_drop_scheduled_twice_after_it_opened_is_told_as_scheduled(
    runtime: Runtime, curator: FlaskClient
) -> None:
    with runtime.work() as work:
        drop_id = a_drop(work)
        a_lot(work, drop_id)
    path = f"/bureau/ventes/{drop_id}"
    again = curator.post(f"{path}/programmer", follow_redirects=True)
    assert again.status_code == 200
    assert "La vente est programmée." in words_of(again)


def _version(runtime: Runtime, drop_id: int) -> int:
    with runtime.read() as work:
        return work.session.scalars(
            select(Drop.version).where(Drop.id == drop_id)
        ).one()


def test_a_draft_is_not_resumed_nor_a_suspended_drop_scheduled(
    runtime: Runtime, curator: FlaskClient
) -> None:
    for state, turn in (("draft", "reprendre"), ("suspended", "programmer")):
        with runtime.work() as work:
            drop_id = a_drop(work, state=state)
            a_lot(work, drop_id)
        path = f"/bureau/ventes/{drop_id}"
        for ask in (curator.get, curator.post):
            told = ask(f"{path}/{turn}", follow_redirects=True)
            assert told.request.path == path
            if ask == curator.post:
                assert "entre-temps" in words_of(told), turn
        with runtime.read() as work:
            kept = work.session.scalars(select(Drop.state).where(Drop.id == drop_id))
            assert kept.one() == state
