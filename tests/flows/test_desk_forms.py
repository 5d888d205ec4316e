"""The form of a drop: what is refused and said, what is kept, who came first."""

import re

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from flashsale.kernel.ids import SkuId, WorkId
from flashsale.kernel.kinds import Form
from flashsale.runtime import Runtime
from flashsale.sales.models import Drop, Lot
from tests.desk_scene import fields_of, form_of_work, words_of
from tests.factories import a_sku


def drops_written(runtime: Runtime) -> tuple[int, int]:
    with runtime.read() as work:
        drops = work.session.scalar(select(func.count(Drop.id)))
        lots = work.session.scalar(select(func.count(Lot.id)))
    return drops or 0, lots or 0


BAD_DROPS = [
    ({"jour": "2026-11-25"}, "jour", "déjà passée"),
    ({"heure": "03:00"}, "heure", "entre minuit et 5 h"),
    ({"jour": "demain"}, "jour", "Écrivez une date"),
    ({"jour": "2026-02-30"}, "jour", "Écrivez une date"),
    ({"jour": ""}, "jour", "Écrivez une date"),
    ({"heure": "25:00"}, "heure", "Écrivez une heure"),
    ({"heure": "12+01"}, "heure", "Écrivez une heure"),
    ({"jour": "1999-12-31"}, "jour", "une année de 2000 à 2199"),
    ({"jour": "9999-12-31"}, "jour", "une année de 2000 à 2199"),
    ({"jour": "2026-02-30"}, "jour", "Écrivez une date"),
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
    ({"lot-maison": "7,00"}, "maison", "C’est plus que le prix"),
    ({"lot-frais": "99"}, "frais", "C’est plus que le prix"),
    ({"lot-maison": "5,00", "lot-frais": "2"}, "maison", "Ensemble, la part"),
    ({"lot-maison": "5,00", "lot-frais": "2"}, "frais", "Ensemble, la part"),
    ({"lot-frais": "-1"}, "frais", "Écrivez un montant"),
]


def beside(answer: TestResponse, name: str) -> str:
    """Return what a page says is wrong, beside a field; empty when nothing is."""
    found = re.search(f'id="{name}-erreur">(.*?)</p>', answer.text, re.DOTALL)
    text = re.sub(r"<[^>]+>", "", found.group(1)) if found else ""
    return re.sub(r"\s+", " ", text)


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
        assert words in beside(answer, name), bad
        assert f'href="#{name}"' in answer.text, bad
        kept = fields_of(answer)
        for given, value in typed.items():
            if given not in ("duree", "place"):
                assert kept[given] == value, bad
        assert drops_written(runtime) == (0, 0), bad


def test_a_share_that_is_too_much_is_told_beside_its_own_field_alone(
    curator: FlaskClient, work_and_sku: tuple[WorkId, SkuId]
) -> None:
    work_id, sku_id = work_and_sku
    path, fields = form_of_work(curator, work_id)
    lot = f"lot-{sku_id}-"
    fields |= {f"{lot}pris": "y", f"{lot}quantite": "5", f"{lot}prix": "6,00"}
    for field, other in (("frais", "maison"), ("maison", "frais")):
        shares = {f"{lot}{field}": "99", f"{lot}{other}": "2"}
        answer = curator.post(path, data=fields | shares)
        assert "C’est plus que le prix" in beside(answer, f"{lot}{field}")
        assert beside(answer, f"{lot}{other}") == ""


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


def test_the_menu_offers_the_places_of_the_table(
    curator: FlaskClient, work_and_sku: tuple[WorkId, SkuId]
) -> None:
    page = curator.get(f"/bureau/ventes/nouvelle?oeuvre={work_and_sku[0]}").text
    assert "Case 5" in page
    assert "Case 6" not in page
