"""The drop form's prices: a free price with its floor, and drops without codes."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from flashsale.kernel.ids import WorkId
from flashsale.members.roles import Role
from flashsale.runtime import Runtime
from flashsale.sales.models import Drop, Lot
from tests.desk_scene import fields_of, form_of_work, words_of
from tests.factories import a_member, a_sku, a_work
from tests.sign_in import sign_in


@pytest.fixture
def curator(app: Flask, runtime: Runtime) -> FlaskClient:
    client = app.test_client()
    with runtime.work() as work:
        curator_id = a_member(work, role=Role.CURATOR)
    sign_in(client, runtime, curator_id)
    return client


@pytest.fixture
def work_id(runtime: Runtime) -> WorkId:
    with runtime.work() as work:
        work_id = a_work(work)
        a_sku(work, work_id)
        return work_id


def filled(client: FlaskClient, work_id: WorkId) -> tuple[str, dict[str, str], str]:
    path, fields = form_of_work(client, work_id)
    lot = next(name for name in fields if name.endswith("-prix"))[: -len("prix")]
    fields |= {f"{lot}quantite": "60", f"{lot}prix": "12,00", f"{lot}plancher": "5,00"}
    return path, fields, lot


def test_a_free_price_and_a_drop_without_codes_are_kept(
    runtime: Runtime, curator: FlaskClient, work_id: WorkId
) -> None:
    path, fields, lot = filled(curator, work_id)
    assert fields.pop("codes") == "y"
    made = curator.post(path, data=fields)
    assert made.status_code == 303, words_of(made)
    with runtime.read() as work:
        row = work.session.scalars(select(Lot)).one()
        drop = work.session.scalars(select(Drop)).one()
    assert (row.price_cents, row.pay_from_cents) == (12_00, 5_00)
    assert not drop.takes_codes
    said = words_of(curator.get(made.location))
    assert "libre, dès 5,00 $" in said
    assert "Aucun code promo sur cette vente." in said
    again = fields_of(curator.get(f"{made.location}/modifier"))
    assert "codes" not in again
    assert again[f"{lot}plancher"] == "5,00"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"plancher": "12,01"}, "Le plancher va de 1 $ au prix suggéré"),
        ({"plancher": "0,99"}, "Le plancher va de 1 $ au prix suggéré"),
        ({"plancher": "-5"}, "Écrivez un montant"),
        (
            {"courant": "20", "preuve": "Relevé le 2 novembre"},
            "Un prix libre ne se compare à aucun prix courant",
        ),
        # The shares are paid out of the least that may come in.
        ({"maison": "4,50", "frais": "0,51"}, "Ensemble, la part"),
    ],
)
def test_a_floor_that_cannot_be_is_told(
    runtime: Runtime,
    curator: FlaskClient,
    work_id: WorkId,
    wrong: dict[str, str],
    said: str,
) -> None:
    path, fields, lot = filled(curator, work_id)
    answer = curator.post(
        path, data=fields | {f"{lot}{name}": value for name, value in wrong.items()}
    )
    assert answer.status_code == 422
    assert said in words_of(answer)
    with runtime.read() as work:
        assert work.session.scalar(select(func.count()).select_from(Drop)) == 0
