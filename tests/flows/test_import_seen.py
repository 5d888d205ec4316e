"""What an import changes is what a member reads, two seconds later at most."""

import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from flashsale.catalogue.imports import FileFormat, Listener, import_file
from flashsale.catalogue.models import Sku
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import SkuId
from flashsale.runtime import Runtime
from flashsale.sales.models import Drop
from tests.factories import a_drop, a_lot, a_member
from tests.sign_in import sign_in

HEAD = "genre;titre;code;maison;contributeurs;pages;support\n"


def bring(runtime: Runtime, row: str) -> None:
    table = io.BytesIO((HEAD + row).encode())
    report = import_file(runtime.work, table, FileFormat.CSV, Listener())
    assert report.exit_code == 0


@pytest.fixture
def slug(runtime: Runtime) -> str:
    bring(runtime, "zine;Avant;Z-7;Maison;Rosalie Avant;12;imprimé\n")
    with runtime.work() as work:
        sku_id, work_id = work.session.execute(select(Sku.id, Sku.work_id)).one()
        drop_id = a_drop(work, work_id=work_id)
        a_lot(work, drop_id, sku_id=SkuId(sku_id))
        return str(work.session.scalar(select(Drop.slug).where(Drop.id == drop_id)))


@pytest.fixture
def member(client: FlaskClient, runtime: Runtime) -> FlaskClient:
    with runtime.work() as work:
        member_id = a_member(work)
    sign_in(client, runtime, member_id)
    return client


def test_a_warm_page_shows_what_was_imported_within_two_seconds(
    runtime: Runtime, member: FlaskClient, slug: str, clock: FrozenClock
) -> None:
    for _ in range(2):  # the second is answered from what is kept
        page = member.get(f"/ventes/{slug}").text
        assert "Rosalie Avant" in page
        assert "12\u00a0pages" in page
    bring(runtime, "zine;Après;Z-7;Maison;Zoé Après;48;imprimé\n")
    clock.advance(seconds=2)
    page = member.get(f"/ventes/{slug}").text
    assert "Zoé Après" in page
    assert "48\u00a0pages" in page
    assert "Rosalie Avant" not in page
    assert "Zoé Après" in member.get("/").text
