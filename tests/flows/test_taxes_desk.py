"""The desk of taxes: a rate that comes, a registration, undoing, and who wrote what."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import MemberId
from flashsale.kernel.kinds import TaxClass
from flashsale.kernel.places import Province
from flashsale.members.roles import Role
from flashsale.runtime import Runtime
from flashsale.taxes.models import TaxChange, TaxRateRow
from flashsale.taxes.rates import Tax
from flashsale.taxes.tables import table_of
from tests.checkout_scene import filled_form, words
from tests.factories import a_member
from tests.sign_in import sign_in

DESK = "/bureau/taxes"
FIRST_DAY = date(2027, 1, 1)


@pytest.fixture
def desk(app: Flask, runtime: Runtime) -> FlaskClient:
    client = app.test_client()
    with runtime.work() as work:
        boss = a_member(work, role=Role.ADMINISTRATOR, name="Odile Boss")
    sign_in(client, runtime, boss)
    return client


def rate_form(desk: FlaskClient, **changes: object) -> dict[str, object]:
    form: dict[str, object] = dict(
        filled_form(desk.get(f"{DESK}/taux?lieu=NS").text, f"{DESK}/taux")
    )
    form |= {
        "classes": [str(one) for one in TaxClass if one is not TaxClass.BOOK],
        "taux": "13,5 %",
        "jour": FIRST_DAY.isoformat(),
        "source": "Loi de finances de 2027, article 4",
    }
    return form | changes


def rate_in(runtime: Runtime, on: date, tax_class: TaxClass = TaxClass.GOODS) -> int:
    with runtime.read() as work:
        return table_of(work).rates_of(tax_class, Province.NS, on)[Tax.HST]


def test_a_rate_follows_the_one_in_force(runtime: Runtime, desk: FlaskClient) -> None:
    assert "Rien encore" in words(desk.get(DESK).text)
    answer = desk.post(f"{DESK}/taux", data=rate_form(desk), follow_redirects=True)
    said = words(answer.text)
    for wanted in (
        "C’est écrit",
        "2027-01-01",
        "TVH, Nouvelle-Écosse : 13,5 %",
        "Loi de finances de 2027, article 4",
        "Odile Boss",
        "Annuler ce changement",
    ):
        assert wanted in said
    assert rate_in(runtime, date(2026, 12, 31)) == 14_000
    assert rate_in(runtime, FIRST_DAY) == 13_500
    assert rate_in(runtime, FIRST_DAY, TaxClass.BOOK) == 5_000
    place = words(desk.get(f"{DESK}/lieux/NS").text)
    assert "2027-01-01 à venir TVH 13,5 %" in place
    assert "2016-10-01 remplacé TVH 15 %" in place
    assert "GI-065" in place


def test_a_rate_that_comes_is_undone_and_may_be_written_again(
    runtime: Runtime, desk: FlaskClient
) -> None:
    desk.post(f"{DESK}/taux", data=rate_form(desk))
    with runtime.read() as work:
        change = work.session.scalars(select(TaxChange.id)).one()
    twice = desk.post(f"{DESK}/taux", data=rate_form(desk))
    assert twice.status_code == 422
    assert "déjà le taux de ce jour-là" in words(twice.text)
    other = desk.post(f"{DESK}/taux", data=rate_form(desk, taux="12"))
    assert other.status_code == 422
    assert "Un changement est déjà écrit pour ce jour" in words(other.text)
    undone = desk.post(f"{DESK}/changements/{change}/annuler", follow_redirects=True)
    assert "Le changement est annulé." in words(undone.text)
    assert "annulé Odile Boss" in words(undone.text)
    assert rate_in(runtime, FIRST_DAY) == 14_000
    again = desk.post(f"{DESK}/changements/{change}/annuler", follow_redirects=True)
    assert "Trop tard" in words(again.text)
    assert desk.post(f"{DESK}/taux", data=rate_form(desk)).status_code == 303
    assert rate_in(runtime, FIRST_DAY) == 13_500


def test_what_is_in_force_is_neither_undone_nor_edited(
    runtime: Runtime, desk: FlaskClient, clock: FrozenClock
) -> None:
    desk.post(f"{DESK}/taux", data=rate_form(desk, jour="2026-11-27"))
    with runtime.read() as work:
        change, boss = work.session.execute(
            select(TaxChange.id, TaxChange.made_by)
        ).one()
    clock.advance(hours=24)
    sign_in(desk, runtime, MemberId(boss))
    late = desk.post(f"{DESK}/changements/{change}/annuler", follow_redirects=True)
    assert "Trop tard" in words(late.text)
    assert rate_in(runtime, date(2026, 11, 27)) == 13_500
    for statement in (
        update(TaxRateRow).values(rate=0),
        update(TaxRateRow).values(since="2020-01-01"),
        delete(TaxRateRow),
        update(TaxChange).values(since="2020-01-01"),
    ):
        with pytest.raises(IntegrityError), runtime.work() as work:
            work.session.execute(statement)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"jour": "2026-11-26"}, "Au plus tôt demain"),
        ({"jour": "2020-01-01"}, "Au plus tôt demain"),
        ({"jour": "2055-01-01"}, "Dans cinq ans au plus"),
        ({"jour": "demain"}, "Écrivez une date"),
        ({"taux": "-5"}, "Écrivez un pourcentage"),
        ({"taux": "45"}, "Un taux va de 0 % à 30 %"),
        ({"taux": "9,9755"}, "Écrivez un pourcentage"),
        ({"taux": ""}, "Ce champ est à remplir"),
        ({"taxe": "qst"}, "Cet endroit n’a pas cette taxe"),
        ({"taxe": "tva"}, "Choisissez une taxe"),
        ({"lieu": "ZZ"}, "Choisissez un endroit"),
        ({"classes": []}, "Cochez au moins une classe"),
        ({"classes": ["bijou"]}, "Choisissez parmi ces classes"),
        ({"source": "loi"}, "Dites où c’est écrit"),
        ({"source": "x" * 201}, "C’est trop long"),
        ({"taux": "14"}, "C’est déjà le taux de ce jour-là"),
    ],
)
def test_a_rate_that_cannot_be_is_told_and_nothing_is_written(
    runtime: Runtime, desk: FlaskClient, wrong: dict[str, object], said: str
) -> None:
    form = rate_form(desk, **wrong)
    if wrong == {"taux": "14"}:
        form["classes"] = ["goods", "album"]
    answer = desk.post(f"{DESK}/taux", data=form)
    assert answer.status_code == 422
    assert said in words(answer.text)
    with runtime.read() as work:
        assert work.session.scalars(select(TaxChange)).all() == []


def test_the_house_registers_and_stops(runtime: Runtime, desk: FlaskClient) -> None:
    assert "pas inscrite" in words(desk.get(DESK).text)
    form = filled_form(desk.get(f"{DESK}/inscription").text, f"{DESK}/inscription")
    form |= {"organisme": "pst_bc", "jour": "2027-01-01"}
    missing = desk.post(f"{DESK}/inscription", data=form)
    assert missing.status_code == 422
    assert "Une inscription a un numéro." in words(missing.text)
    form["numero"] = "PST-1234-5678"
    answer = desk.post(f"{DESK}/inscription", data=form, follow_redirects=True)
    assert "PST-1234-5678" in words(answer.text)
    stop = form | {"etat": "arretee", "jour": "2028-01-01", "numero": ""}
    assert desk.post(f"{DESK}/inscription", data=stop).status_code == 303
    with runtime.read() as work:
        table = table_of(work)
    rates = [
        table.rates_of(TaxClass.GOODS, Province.BC, on).get(Tax.PST, 0)
        for on in (date(2026, 12, 31), date(2027, 1, 1), date(2028, 1, 1))
    ]
    assert rates == [0, 7_000, 0]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"organisme": "ca"}, "Choisissez un organisme"),
        ({"etat": ""}, "Dites si la maison perçoit la taxe"),
        ({"jour": "2026-11-26"}, "Au plus tôt demain"),
        ({"numero": "9" * 41}, "C’est trop long"),
    ],
)
def test_a_registration_that_cannot_be_is_told(
    desk: FlaskClient, wrong: dict[str, str], said: str
) -> None:
    form = filled_form(desk.get(f"{DESK}/inscription").text, f"{DESK}/inscription")
    form |= {"numero": "PST-1234", "jour": "2027-01-01"} | wrong
    answer = desk.post(f"{DESK}/inscription", data=form)
    assert answer.status_code == 422
    assert said in words(answer.text)


def test_a_change_that_never_was_is_not_found(desk: FlaskClient) -> None:
    assert desk.post(f"{DESK}/changements/1/annuler").status_code == 404
    assert desk.post(f"{DESK}/changements/{1 << 63}/annuler").status_code == 404
    assert desk.get(f"{DESK}/lieux/ZZ").status_code == 404
