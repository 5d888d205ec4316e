"""A curator makes a drop open by turns, on the desk's own page."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId
from flashsale.members.roles import Role
from flashsale.runtime import Runtime
from flashsale.sales.models import Rush
from tests.conftest import THURSDAY_NOON
from tests.desk_scene import fields_of, words_of
from tests.factories import a_drop, a_lot, a_member, a_rush
from tests.sign_in import sign_in

# Two in the afternoon, in Québec.
OPENS = THURSDAY_NOON + timedelta(minutes=90)


@pytest.fixture
def drop(runtime: Runtime) -> DropId:
    with runtime.work() as work:
        drop = a_drop(work, opens_at=OPENS)
        a_lot(work, drop, allotted=300)
    return drop


@pytest.fixture
def curator(client: FlaskClient, runtime: Runtime) -> FlaskClient:
    return at_work(client, runtime)


def at_work(client: FlaskClient, runtime: Runtime) -> FlaskClient:
    with runtime.work() as work:
        member = a_member(work, role=Role.CURATOR, name="Rosalie Tran")
    sign_in(client, runtime, member)
    return client


def rate(runtime: Runtime) -> int | None:
    with runtime.read() as work:
        return work.session.scalar(select(Rush.per_minute))


def test_a_drop_is_given_a_queue_and_the_effect_is_shown(
    curator: FlaskClient, runtime: Runtime, drop: DropId
) -> None:
    address = f"/bureau/ventes/{drop}/file"
    page = curator.get(address)
    fields = fields_of(page)
    assert (fields["ouverture"], fields["rythme"]) == ("ordinaire", "60")
    told = "300 exemplaires, 60 personnes par minute : dernier servi vers 14 h 05."
    assert told in words_of(page)
    answer = curator.post(address, data=fields | {"ouverture": "file"})
    assert (answer.status_code, rate(runtime)) == (303, 60)
    desk = words_of(curator.get(answer.location))
    assert "File d’ouverture : 60 personnes par minute" in desk
    assert "Dernier exemplaire servi vers 14 h 05." in desk
    page = words_of(curator.get(address))
    assert "Rosalie Tran : 60 personnes par minute" in page
    with runtime.read() as work:
        rush = work.session.scalars(select(Rush)).one()
    assert rush.commitment in page
    assert rush.seed not in page
    fields = fields_of(curator.get(address))
    assert fields["ouverture"] == "file"
    answer = curator.post(address, data=fields | {"ouverture": "ordinaire"})
    assert (answer.status_code, rate(runtime)) == (303, None)


def test_the_effect_of_another_rate_is_shown_without_saving_it(
    curator: FlaskClient, runtime: Runtime, drop: DropId
) -> None:
    answer = curator.post(
        f"/bureau/ventes/{drop}/file",
        data={"ouverture": "file", "rythme": "30", "geste": "effet"},
    )
    assert (answer.status_code, rate(runtime)) == (200, None)
    told = "300 exemplaires, 30 personnes par minute : dernier servi vers 14 h 10."
    assert told in words_of(answer)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Écrivez un nombre entier, comme 60."),
        ("beaucoup", "Écrivez un nombre entier, comme 60."),
        ("0", "Le rythme va de 1 à 3000 par minute."),
        ("3001", "Le rythme va de 1 à 3000 par minute."),
    ],
)
def test_a_rate_that_cannot_be_is_told_beside_its_field(
    curator: FlaskClient, runtime: Runtime, drop: DropId, typed: str, said: str
) -> None:
    answer = curator.post(
        f"/bureau/ventes/{drop}/file", data={"ouverture": "file", "rythme": typed}
    )
    assert (answer.status_code, rate(runtime)) == (422, None)
    assert said in words_of(answer)
    assert 'id="rythme-erreur"' in answer.text


def test_once_the_queue_is_open_nothing_changes(
    client: FlaskClient, runtime: Runtime, drop: DropId, clock: FrozenClock
) -> None:
    with runtime.work() as work:
        a_rush(work, drop)
    clock.move_to(OPENS - timedelta(minutes=15))
    curator = at_work(client, runtime)
    address = f"/bureau/ventes/{drop}/file"
    assert "La règle ne change plus" in words_of(curator.get(address))
    answer = curator.post(address, data={"ouverture": "ordinaire", "rythme": "60"})
    assert (answer.status_code, rate(runtime)) == (422, 60)
    assert "il est trop tard pour changer sa règle" in words_of(answer)


def test_a_drop_that_is_not_there_has_no_such_page(curator: FlaskClient) -> None:
    for number in ("1", str(1 << 63)):
        address = f"/bureau/ventes/{number}/file"
        assert curator.get(address).status_code == 404
        form = {"ouverture": "file", "rythme": "60"}
        assert curator.post(address, data=form).status_code == 404
