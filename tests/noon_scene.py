"""What tests of the noon lane share: a house with it and one without, and members."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from flashsale.app import create_app
from flashsale.assembly import build
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import LotId, MemberId
from flashsale.noon import NoonLane
from flashsale.runtime import Runtime
from flashsale.sales import admission
from flashsale.sales.models import Drop
from flashsale.settings import load_settings
from tests.factories import a_drop, a_lot, a_member, a_rush
from tests.sign_in import sign_in

RANDOM = re.compile(r'nonce(?:="|-)[\w-]+|name="(?:csrf_token|token)" value="[^"]*"')


class Lane:
    """Counts what went on to Flask."""

    def __init__(self, app: Flask) -> None:
        """Look between the lane and Flask."""
        self.beyond = 0
        layer: Any = app.wsgi_app
        while not isinstance(layer, NoonLane):
            layer = getattr(layer, "application", None) or layer._beyond
        self.layer: NoonLane = layer
        inner = layer._beyond

        def counted(environ: object, start: object) -> object:
            self.beyond += 1
            return inner(environ, start)

        layer._beyond = counted


@pytest.fixture
def shop(runtime: Runtime) -> tuple[str, LotId]:
    """Write an open drop of one copy; its address and its lot."""
    with runtime.work() as work:
        drop = a_drop(work)
        lot = a_lot(work, drop, allotted=1)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop))
    admission.keep(runtime, drop)
    return str(slug), lot


@pytest.fixture
def with_lane(runtime: Runtime) -> Flask:
    """Return the house with its noon lane."""
    app = create_app(runtime)
    app.config["WTF_CSRF_ENABLED"] = True
    return app


@pytest.fixture
def without_lane(
    environment: dict[str, str], runtime: Runtime, clock: FrozenClock
) -> Iterator[Flask]:
    """Give the same house without its noon lane."""
    plain = build(load_settings(environment | {"NOON_LANE": "no"}), clock=clock)
    yield create_app(replace(plain, database=runtime.database))
    plain.redis.close()


@pytest.fixture
def rushed(runtime: Runtime, clock: FrozenClock) -> tuple[str, LotId]:
    """Write a drop with an opening queue that opens at the clock's instant."""
    opens_at = clock.now()
    with runtime.work() as work:
        drop = a_rush(work, a_drop(work, opens_at=opens_at), per_minute=1)
        lot = a_lot(work, drop, allotted=5)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop))
    admission.keep(runtime, drop)
    return str(slug), lot


def signed_in(
    app: Flask, runtime: Runtime, member: MemberId | None = None
) -> FlaskClient:
    """Return a browser in which a member, or a new one, is signed in."""
    if member is None:
        with runtime.work() as work:
            member = a_member(work)
    client = app.test_client()
    sign_in(client, runtime, member)
    client.get("/compte")
    return client


def round_trips(runtime: Runtime) -> int:
    """Return how often the server of the gate has been written to so far."""
    return int(runtime.redis.info("stats")["total_reads_processed"])


def same(one: TestResponse, other: TestResponse) -> None:
    """Assert that two answers differ in their random values alone."""
    assert one.status == other.status
    assert RANDOM.sub("", one.text) == RANDOM.sub("", other.text)
    heads = [
        sorted((name, RANDOM.sub("", value)) for name, value in answer.headers)
        for answer in (one, other)
    ]
    for head in heads:
        head[:] = [(n, v) for n, v in head if n != "Content-Length"]
    assert heads[0] == heads[1]
    assert int(one.headers["Content-Length"]) == len(one.data)


def form_token(client: FlaskClient) -> str:
    """Return a token of this browser's forms, from a page that always has one."""
    found = re.search(
        r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/compte").text
    )
    assert found
    return found.group(1)


def hold(
    client: FlaskClient, slug: str, lot: LotId, token: str, form: str = ""
) -> TestResponse:
    """Read the drop's page, then ask for a copy."""
    client.get(f"/ventes/{slug}")
    fields = {"csrf_token": form or form_token(client), "lot": lot, "quantity": "1"}
    return client.post(f"/ventes/{slug}/garder", data=fields | {"token": token})


def all_known(layer: NoonLane, clock: FrozenClock) -> None:
    """Wait until the lane's own thread has read everyone."""
    deadline = time.monotonic() + 10
    while not layer._crowd.is_known(clock.now()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
