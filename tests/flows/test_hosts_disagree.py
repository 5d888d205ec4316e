"""Two web hosts whose clocks disagree read each other's cookies."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from flashsale.runtime import Runtime
from tests.factories import a_member
from tests.sign_in import sign_in


@pytest.mark.parametrize("seconds", [-120, -1, 1, 120])
def test_a_cookie_that_another_host_signed_is_read(
    client: FlaskClient, runtime: Runtime, seconds: int
) -> None:
    with runtime.work() as work:
        member = a_member(work)
    elsewhere = datetime.now(UTC) + timedelta(seconds=seconds)
    with time_machine.travel(elsewhere):
        sign_in(client, runtime, member)
    assert client.get("/panier").status_code == 200
