"""Every route says whom it is for, and answers nobody else."""

import pytest
from flask import Flask

from flashsale.kernel.ids import MemberId
from flashsale.members.roles import Role
from flashsale.runtime import Runtime
from flashsale.web.audience import OPEN, audience_of, may_open, undeclared
from tests.factories import a_member
from tests.sign_in import sign_in

SAMPLE = {
    "int": "1",
    "default": "xxxxxxxx",
    "string": "xxxxxxxx",
    "path": "xxxxxxxx",
    "any": "fr",
}


def addresses(app: Flask) -> list[tuple[str, str, str]]:
    """Return (endpoint, method, an address) for every rule."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        values = {}
        for argument, converter in rule._converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower()
            kind = {"integer": "int", "unicode": "default"}.get(kind, kind)
            values[argument] = (
                sorted(converter.items)[0]
                if hasattr(converter, "items")
                else SAMPLE.get(kind, "xxxxxxxx")
            )
        with app.test_request_context():
            address = app.url_map.bind("localhost").build(
                rule.endpoint,
                values,
                method=next(iter(rule.methods - {"OPTIONS", "HEAD"})),
            )
        for method in sorted(rule.methods - {"OPTIONS", "HEAD"}):
            found.append((rule.endpoint, method, address))
    return found


def test_every_route_says_whom_it_is_for(app: Flask) -> None:
    assert undeclared(app) == []


def test_signed_out_one_sees_the_door_and_nothing_else(app: Flask) -> None:
    client = app.test_client()
    for endpoint, method, address in addresses(app):
        if (audience_of(app, endpoint) or set()) & OPEN:
            continue
        answer = client.open(address, method=method)
        assert answer.status_code in (303, 401, 403), f"{method} {address}"
        if answer.status_code == 303:
            assert answer.location.startswith("/porte"), f"{method} {address}"
        assert len(answer.data) < 4_000, f"{method} {address} tells too much"


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_its_routes_and_no_other(
    app: Flask, runtime: Runtime, role: Role
) -> None:
    with runtime.work() as work:
        member: MemberId = a_member(work, role=role)
    for endpoint, method, address in addresses(app):
        who = audience_of(app, endpoint) or frozenset()
        if who & OPEN or method != "GET":
            continue
        client = app.test_client()
        sign_in(client, runtime, member)
        status = client.open(address, method=method).status_code
        if may_open(who, role):
            assert status not in (401, 403), f"{role} is kept out of {address}"
            assert status < 500, f"{address} breaks for {role}"
        else:
            assert status == 403, f"{role} gets {status} at {address}"
