"""People of the flow tests, each with a browser of their own, already signed in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from flashsale.kernel.ids import MemberId, SkuId, WorkId
from flashsale.members.roles import Role
from flashsale.runtime import Runtime
from tests.factories import a_member, a_sku, a_work
from tests.sign_in import sign_in


@pytest.fixture
def member_id(runtime: Runtime) -> MemberId:
    """Add a member."""
    with runtime.work() as work:
        return a_member(work)


@pytest.fixture
def member(app: Flask, runtime: Runtime, member_id: MemberId) -> FlaskClient:
    """Open a member's browser."""
    client = app.test_client()
    sign_in(client, runtime, member_id)
    return client


@pytest.fixture
def curator_id(runtime: Runtime) -> MemberId:
    """Add a curator."""
    with runtime.work() as work:
        return a_member(work, role=Role.CURATOR, name="Maude Tremblay")


@pytest.fixture
def curator(app: Flask, runtime: Runtime, curator_id: MemberId) -> FlaskClient:
    """Open a curator's browser."""
    client = app.test_client()
    sign_in(client, runtime, curator_id)
    return client


@pytest.fixture
def work_and_sku(runtime: Runtime) -> tuple[WorkId, SkuId]:
    """Catalogue a work with one format."""
    with runtime.work() as work:
        work_id = a_work(work, title="Chaleur tournante")
        return work_id, a_sku(work, work_id)
