"""The curator's desk through HTTP: from a catalogue's work to a drop that opens."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import MemberId, SkuId, WorkId
from flashsale.kernel.kinds import Form
from flashsale.members.roles import Role
from flashsale.runtime import Runtime
from flashsale.sales.models import Drop, Lot
from tests.desk_scene import fields_of, form_of_work, words_of
from tests.factories import a_drop, a_lot, a_member, a_sku, a_work
from tests.sign_in import sign_in

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "catalogue-fr.csv"


@pytest.fixture
def curator_id(runtime: Runtime) -> MemberId:
    with runtime.work() as work:
        return a_member(work, role=Role.CURATOR, name="Maude Tremblay")


@pytest.fixture
def curator(app: Flask, runtime: Runtime, curator_id: MemberId) -> FlaskClient:
    client = app.test_client()
    sign_in(client, runtime, curator_id)
    return client


@pytest.fixture
def member(app: Flask, runtime: Runtime) -> FlaskClient:
    client = app.test_client()
    with runtime.work() as work:
        member_id = a_member(work)
    sign_in(client, runtime, member_id)
    return client


@pytest.fixture
def work_and_sku(runtime: Runtime) -> tuple[WorkId, SkuId]:
    with runtime.work() as work:
        work_id = a_work(work, title="Chaleur tournante")
        return work_id, a_sku(work, work_id)


def drops_written(runtime: Runtime) -> tuple[int, int]:
    with runtime.read() as work:
        drops = work.session.scalar(select(func.count(Drop.id)))
        lots = work.session.scalar(select(func.count(Lot.id)))
    return drops or 0, lots or 0


def test_an_imported_work_becomes_a_drop_that_opens_by_the_clock(
    runtime: Runtime, curator: FlaskClient, member: FlaskClient, clock: FrozenClock
) -> None:
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
    desk = made.location
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


BAD_DROPS = [
    ({"jour": "2026-11-25"}, "jour", "déjà passée"),
    ({"heure": "03:00"}, "heure", "entre minuit et 5 h"),
    ({"jour": "demain"}, "jour", "Écrivez une date"),
    ({"jour": "2026-02-30"}, "jour", "Écrivez une date"),
    ({"jour": "9999-12-31"}, "jour", "Écrivez une date"),
    ({"jour": ""}, "jour", "Écrivez une date"),
    ({"heure": "25:00"}, "heure", "Écrivez une heure"),
    ({"heure": "12+01"}, "heure", "Écrivez une heure"),
    ({"duree": "72h"}, "duree", "Choisissez une durée"),
    ({"duree": "custom"}, "fin_jour", "Écrivez une date"),
    (
        {"duree": "custom", "fin_jour": "2026-11-26", "fin_heure": "12:00"},
        "fin_jour",
        "avant d’ouvrir",
    ),
    (
        {"duree": "custom", "fin_jour": "2026-12-02", "fin_heure": "04:00"},
        "fin_heure",
        "fermeture entre minuit",
    ),
    ({"place": "13"}, "place", "n’existe pas"),
    ({"place": "-1"}, "place", "Choisissez une place"),
    ({"limite": "0"}, "limite", "de 1 à 100"),
    ({"limite": "1,5"}, "limite", "nombre entier"),
    ({"limite": "9" * 40}, "limite", "nombre entier"),
    ({"title": "   "}, "title", "Donnez un titre"),
    ({"title": "x" * 301}, "title", "Pas plus de 300"),
    ({"lot-quantite": "0"}, "quantite", "de 1 à 100"),
    ({"lot-quantite": "-5"}, "quantite", "nombre entier"),
    ({"lot-quantite": "1000000"}, "quantite", "de 1 à 100"),
    ({"lot-quantite": ""}, "quantite", "nombre entier"),
    ({"lot-prix": "-3"}, "prix", "Écrivez un montant"),
    ({"lot-prix": "0"}, "prix", "Le prix va de"),
    ({"lot-prix": "2,999"}, "prix", "Écrivez un montant"),
    ({"lot-prix": "99999999"}, "prix", "Le prix va de"),
    ({"lot-prix": "1e3"}, "prix", "Écrivez un montant"),
    ({"lot-prix": ""}, "prix", "Écrivez un montant"),
    ({"lot-courant": "5,00", "lot-preuve": "x"}, "courant", "dépasser le prix"),
    ({"lot-courant": "12,00"}, "preuve", "Sans preuve, aucun prix barré"),
    ({"lot-courant": "12,00", "lot-preuve": "x" * 401}, "preuve", "Pas plus de 400"),
    ({"lot-maison": "7,00"}, "maison", "dépassent le prix"),
    ({"lot-frais": "-1"}, "frais", "Écrivez un montant"),
]


def test_a_bad_field_is_told_beside_it_and_nothing_is_written(
    runtime: Runtime, curator: FlaskClient, work_and_sku: tuple[WorkId, SkuId]
) -> None:
    work_id, sku_id = work_and_sku
    path, fields = form_of_work(curator, work_id)
    lot = f"lot-{sku_id}-"
    fields |= {f"{lot}pris": "y", f"{lot}quantite": "5", f"{lot}prix": "6,00"}
    # One house for the whole table: a row that wrote would show in the count.
    for bad, field, words in BAD_DROPS:
        typed = {name.replace("lot-", lot, 1): value for name, value in bad.items()}
        answer = curator.post(path, data=fields | typed)
        assert answer.status_code == 422, bad
        assert "<title>Erreur" in answer.text, bad
        name = f"{lot}{field}" if f"{lot}{field}" in fields else field
        assert words in words_of(answer), bad
        assert f'href="#{name}"' in answer.text, bad
        kept = fields_of(answer)
        for given, value in typed.items():
            if given not in ("duree", "place"):
                assert kept[given] == value, bad
        assert drops_written(runtime) == (0, 0), bad


def test_control_characters_are_not_kept(
    runtime: Runtime, curator: FlaskClient, work_and_sku: tuple[WorkId, SkuId]
) -> None:
    work_id, sku_id = work_and_sku
    path, fields = form_of_work(curator, work_id)
    lot = f"lot-{sku_id}-"
    fields |= {"title": "Cha\x00leur\r\ntournante", f"{lot}quantite": "5"}
    fields |= {f"{lot}prix": "6", f"{lot}courant": "9", f"{lot}preuve": "a\x00b"}
    assert curator.post(path, data=fields).status_code == 303
    with runtime.read() as work:
        title = work.session.scalar(select(Drop.title))
        assert title is not None
        assert title.isprintable()
        assert work.session.scalar(select(Lot.regular_price_proof)) == "a b"


def test_several_faults_are_told_at_once(
    curator: FlaskClient, work_and_sku: tuple[WorkId, SkuId]
) -> None:
    work_id, sku_id = work_and_sku
    path, fields = form_of_work(curator, work_id)
    fields |= {"heure": "03:00", "limite": "0", f"lot-{sku_id}-prix": "-3"}
    page = words_of(curator.post(path, data=fields))
    for words in ("entre minuit et 5 h", "de 1 à 100", "Écrivez un montant"):
        assert words in page


def test_a_format_sent_twice_is_one_lot(
    runtime: Runtime, curator: FlaskClient, work_and_sku: tuple[WorkId, SkuId]
) -> None:
    work_id, sku_id = work_and_sku
    path, fields = form_of_work(curator, work_id)
    lot = f"lot-{sku_id}-"
    twice = {
        **fields,
        f"{lot}pris": ["y", "y"],
        f"{lot}quantite": ["5", "7"],
        f"{lot}prix": ["6,00", "9,00"],
    }
    assert curator.post(path, data=twice).status_code == 303
    assert drops_written(runtime) == (1, 1)


def test_a_work_sold_again_has_an_address_of_its_own(
    runtime: Runtime, curator: FlaskClient, work_and_sku: tuple[WorkId, SkuId]
) -> None:
    path, fields = form_of_work(curator, work_and_sku[0])
    fields |= {f"lot-{work_and_sku[1]}-quantite": "5"}
    fields |= {f"lot-{work_and_sku[1]}-prix": "6,00"}
    for _ in range(2):
        assert curator.post(path, data=fields).status_code == 303
    with runtime.read() as work:
        slugs = sorted(work.session.scalars(select(Drop.slug)))
    assert slugs == ["chaleur-tournante", "chaleur-tournante-2"]


def test_two_curators_at_once_do_not_write_over_each_other_unseen(
    runtime: Runtime, curator: FlaskClient, work_and_sku: tuple[WorkId, SkuId]
) -> None:
    work_id, sku_id = work_and_sku
    path, fields = form_of_work(curator, work_id)
    fields |= {f"lot-{sku_id}-quantite": "5", f"lot-{sku_id}-prix": "6,00"}
    desk = curator.post(path, data=fields).location
    mine = fields_of(curator.get(f"{desk}/modifier"))
    theirs = dict(mine)
    theirs["limite"], mine["limite"] = "4", "3"
    assert curator.post(f"{desk}/modifier", data=theirs).status_code == 303
    refused = curator.post(f"{desk}/modifier", data=mine)
    assert refused.status_code == 422
    assert "Quelqu’un a modifié cette vente" in refused.text
    again = fields_of(refused)
    assert again["limite"] == "3"
    assert curator.post(f"{desk}/modifier", data=again).status_code == 303


def test_a_format_left_out_leaves_the_draft(
    runtime: Runtime, curator: FlaskClient, work_and_sku: tuple[WorkId, SkuId]
) -> None:
    work_id, sku_id = work_and_sku
    with runtime.work() as work:
        other = a_sku(work, work_id, form=Form.PDF)
    path, fields = form_of_work(curator, work_id)
    for sku in (sku_id, other):
        fields |= {f"lot-{sku}-pris": "y", f"lot-{sku}-quantite": "5"}
        fields |= {f"lot-{sku}-prix": "6,00"}
    desk = curator.post(path, data=fields).location
    assert drops_written(runtime) == (1, 2)
    fields = fields_of(curator.get(f"{desk}/modifier"))
    del fields[f"lot-{other}-pris"]
    assert curator.post(f"{desk}/modifier", data=fields).status_code == 303
    assert drops_written(runtime) == (1, 1)


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


def test_the_calendar_shows_each_drop_once_in_the_grid_and_once_in_the_list(
    runtime: Runtime, curator: FlaskClient, clock: FrozenClock
) -> None:
    with runtime.work() as work:
        for days, state in [(0, "scheduled"), (1, "draft"), (2, "cancelled")]:
            opens_at = clock.now() - timedelta(minutes=30) + timedelta(days=days)
            a_lot(work, a_drop(work, state=state, opens_at=opens_at))
    page = curator.get("/bureau/ventes")
    assert page.text.count('class="bloc ') == 6
    assert 'class="bloc ' in curator.get("/bureau/ventes?vue=liste").text
    assert "<table" not in curator.get("/bureau/ventes?vue=liste").text
    drafts = curator.get("/bureau/ventes?statut=brouillon")
    assert drafts.text.count('class="bloc ') == 2
    later = curator.get("/bureau/ventes?du=2027-03-01")
    assert 'class="bloc ' not in later.text
    for odd in (
        "du=9999-99-99",
        "du=0001-01-01",
        "statut=x",
        "vue=%00",
        "du=9999-12-31",
    ):
        assert curator.get(f"/bureau/ventes?{odd}").status_code == 200


def test_an_empty_cell_leads_to_a_form_with_its_day_and_place(
    curator: FlaskClient, work_and_sku: tuple[WorkId, SkuId]
) -> None:
    page = curator.get("/bureau/ventes").text
    assert "/bureau/ventes/nouvelle?jour=2026-11-28&amp;place=3" in page
    # Nothing can open any more on a day whose hour is past.
    assert "nouvelle?jour=2026-11-26&amp;" not in page


def test_the_calendar_asks_as_many_questions_for_many_drops_as_for_few(
    runtime: Runtime, curator: FlaskClient
) -> None:
    def asked() -> int:
        statements: list[str] = []

        def note(*said: object) -> None:
            statements.append(str(said[2]))

        event.listen(runtime.database.engine, "before_cursor_execute", note)
        assert curator.get("/bureau/ventes").status_code == 200
        event.remove(runtime.database.engine, "before_cursor_execute", note)
        return len(statements)

    with runtime.work() as work:
        a_lot(work, a_drop(work))
    few = asked()
    with runtime.work() as work:
        for _ in range(25):
            a_lot(work, a_drop(work))
    assert asked() == few


@pytest.mark.parametrize(
    "path",
    [
        "/bureau",
        "/bureau/ventes",
        "/bureau/ventes/nouvelle",
        "/bureau/ventes/1",
        "/bureau/ventes/1/modifier",
        "/bureau/mot",
        "/bureau/catalogue",
        "/bureau/catalogue/1",
    ],
)
def test_the_desk_is_for_the_team_alone(
    client: FlaskClient, member: FlaskClient, path: str
) -> None:
    assert member.get(path).status_code == 403
    assert client.get(path).status_code == 303


@pytest.mark.parametrize("number", ["0", "1", str(2**63 - 1), str(2**63), "9" * 60])
def test_a_drop_that_is_not_has_no_page(curator: FlaskClient, number: str) -> None:
    for tail in ("", "/modifier", "/annuler"):
        assert curator.get(f"/bureau/ventes/{number}{tail}").status_code == 404
    assert curator.get(f"/bureau/catalogue/{number}").status_code == 404
    assert curator.post(f"/bureau/ventes/{number}/programmer").status_code == 404
    asked = curator.get(f"/bureau/ventes/nouvelle?oeuvre={number}")
    assert asked.status_code == 200
    assert (
        curator.post("/bureau/ventes/nouvelle", data={"oeuvre": number}).status_code
        == 422
    )


def test_the_desk_speaks_english(
    curator: FlaskClient, work_and_sku: tuple[WorkId, SkuId]
) -> None:
    curator.set_cookie("langue", "en")
    path, fields = form_of_work(curator, work_and_sku[0])
    page = words_of(curator.post(path, data=fields | {"limite": "0"}))
    assert "The limit goes from 1 to 100 copies." in page
    assert "Opening day" in page
