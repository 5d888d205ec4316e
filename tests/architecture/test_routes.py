"""Every route says whom it is for, and answers nobody else."""

import re

import pytest
from flask import Flask
from werkzeug.routing import FloatConverter, IntegerConverter

from flashsale.kernel.ids import LARGEST_ID, MemberId
from flashsale.members.roles import Role
from flashsale.runtime import Runtime
from flashsale.web.audience import OPEN, audience_of, may_open, undeclared
from tests.factories import a_member
from tests.sign_in import sign_in

SAMPLE = {
    "id": "1",
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


def test_every_number_in_an_address_is_an_id_a_row_can_have(app: Flask) -> None:
    plain = [
        rule.rule
        for rule in app.url_map.iter_rules()
        for converter in rule._converters.values()
        if isinstance(converter, IntegerConverter | FloatConverter)
    ]
    assert plain == [], "write <id:…>: a longer number must not reach the database"


@pytest.mark.parametrize("number", ["9" * 30, str(LARGEST_ID + 1), "0", "007", "-1"])
def test_a_number_no_row_can_have_is_not_found(
    app: Flask, runtime: Runtime, number: str
) -> None:
    with runtime.work() as work:
        admin = a_member(work, role=Role.ADMINISTRATOR)
    client = app.test_client()
    sign_in(client, runtime, admin)
    asked = [
        (method, re.sub(r"<id:\w+>", number, rule.rule))
        for rule in app.url_map.iter_rules()
        if "<id:" in rule.rule
        for method in rule.methods & {"GET", "POST"}
    ]
    assert len(asked) > 20
    for method, address in asked:
        address = re.sub(r"<[^>]*>", "fr", address)
        # 405: the same address without a page answers another method.
        assert client.open(address, method=method).status_code in (404, 405), address


def test_language_and_light_never_lead_to_what_only_takes_forms(
    app: Flask, runtime: Runtime
) -> None:
    with runtime.work() as work:
        admin = a_member(work, role=Role.ADMINISTRATOR)
    client = app.test_client()
    sign_in(client, runtime, admin)
    every = addresses(app)
    pages = {address for _, method, address in every if method == "GET"}
    forms = {address for _, method, address in every if method == "POST"} - pages
    assert len(forms) > 20
    for address in sorted(forms):
        for choice in ("/langue/en", "/affichage/clair"):
            answer = client.get(f"{choice}?retour={address}")
            assert answer.location is not None
            assert client.get(answer.location).status_code != 405, address


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/porte/entrer", "/porte"),
        ("/compte/identite", "/compte"),
        ("/commandes/AB12/payer", "/commandes/AB12"),
        ("/ventes/chaleur/garder", "/ventes/chaleur"),
        ("/panier/12/remettre", "/panier"),
        ("/archives?q=nuit", "/archives?q=nuit"),
        ("/archives", "/archives"),
        ("/attente/12/quitter", "/"),
    ],
)
def test_a_failed_form_leads_back_to_its_page(
    app: Flask, asked: str, led_to: str
) -> None:
    answer = app.test_client().get("/langue/en", query_string={"retour": asked})
    assert answer.location == led_to
