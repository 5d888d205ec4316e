"""A form of another site is refused, whatever token it carries."""

import pytest
from flask import Flask

from flashsale.runtime import Runtime
from flashsale.web.security import is_foreign
from tests.factories import a_member
from tests.sign_in import sign_in

HOSTS = ("localhost", "table.example.org")


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://localhost"}, False),
        ({"Origin": "https://table.example.org"}, False),
        ({"Origin": "https://evil.example"}, True),
        ({"Origin": "https://localhost.evil.example"}, True),
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, True),
    ],
)
def test_who_sent_it_is_told_by_the_headers(
    headers: dict[str, str], foreign: bool
) -> None:
    assert is_foreign(headers, HOSTS) is foreign


def test_a_form_of_another_site_is_refused(app: Flask, runtime: Runtime) -> None:
    with runtime.work() as work:
        member = a_member(work)
    client = app.test_client()
    sign_in(client, runtime, member)
    evil = {"Origin": "https://evil.example"}
    assert client.post("/sortir", headers=evil).status_code == 403
    assert client.get("/", headers=evil).status_code == 200
