"""When the store does not answer, a member reads so: a 503 that asks nothing of it."""

from datetime import timedelta

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import Connection, event, select
from sqlalchemy.exc import OperationalError

from flashsale.runtime import Runtime
from flashsale.sales import opening_queue
from flashsale.sales.models import Drop
from tests.factories import a_drop, a_lot, a_member, a_rush
from tests.sign_in import sign_in


class Outage:
    """A store that fails from a certain transaction on."""

    def __init__(self, runtime: Runtime) -> None:
        self.after: int | None = None
        event.listen(runtime.database.engine, "begin", self._begun)

    def _begun(self, _: object) -> None:
        if self.after is None:
            return
        if self.after == 0:
            raise OperationalError("BEGIN", {}, Exception("the server went away"))
        self.after -= 1


@pytest.mark.parametrize("after", [0, 1, 2, 3])
@pytest.mark.parametrize("path", ["/", "/panier", "/mes-achats", "/nulle-part"])
def test_a_page_without_its_store_is_a_503_in_words(
    app: Flask, runtime: Runtime, path: str, after: int
) -> None:
    app.testing = False
    with runtime.work() as work:
        member = a_member(work)
    client = app.test_client()
    sign_in(client, runtime, member)
    Outage(runtime).after = after
    answer = client.get(path)
    if answer.status_code in (200, 404):
        return  # it needed no more of the store than it got
    assert answer.status_code == 503
    assert "La maison a un empêchement" in answer.text
    assert "Something on our side is not answering" in answer.text


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_a_hold_without_its_store_is_told_in_words(
    app: Flask, runtime: Runtime, after: int
) -> None:
    app.testing = False
    with runtime.work() as work:
        member, drop = a_member(work), a_drop(work)
        lot = a_lot(work, drop)
    client = app.test_client()
    sign_in(client, runtime, member)
    slug = client.get("/").text.partition('href="/ventes/')[2].partition('"')[0]
    Outage(runtime).after = after
    form = {"lot": lot, "quantity": 1, "token": "a-form-token"}
    answer = client.post(f"/ventes/{slug}/garder", data=form)
    assert answer.status_code in (303, 429, 503)
    if answer.status_code == 503:
        assert "La maison a un empêchement" in answer.text
    if answer.status_code == 429:
        # The same form may be sent again in a moment: it is on the page.
        assert int(answer.headers["Retry-After"]) in range(2, 6)
        assert "a-form-token" in answer.text


class BusyWriters:
    """A store that refuses the next transactions that write, and no other."""

    def __init__(self, runtime: Runtime) -> None:
        self.left = 0
        event.listen(runtime.database.engine, "begin", self._begun)

    def _begun(self, connection: Connection) -> None:
        if connection.get_execution_options().get("reads_only") or not self.left:
            return
        self.left -= 1
        raise OperationalError("BEGIN", {}, Exception("database is locked"))


class Queue:
    """A queue to join, and a member's browser in front of it."""

    def __init__(self, app: Flask, runtime: Runtime, language: str = "fr") -> None:
        self.runtime = runtime
        with runtime.work() as work:
            opens_at = work.now + timedelta(minutes=5)
            self.drop = a_rush(work, a_drop(work, opens_at=opens_at))
            self.member = a_member(work, language=language)
            slug = select(Drop.slug).where(Drop.id == self.drop)
            self.path = f"/ventes/{work.session.scalar(slug)}/file"
        self.client = app.test_client()
        sign_in(self.client, runtime, self.member)
        self.client.get(self.path)
        self.busy = BusyWriters(runtime)

    def places(self) -> int:
        with self.runtime.read() as work:
            return opening_queue.count_places(work, self.drop)


def test_a_store_that_is_busy_for_a_moment_is_asked_again(
    app: Flask, runtime: Runtime
) -> None:
    queue = Queue(app, runtime)
    queue.busy.left = 3
    answer = queue.client.post(queue.path)
    assert (answer.status_code, answer.location) == (303, queue.path)
    assert queue.busy.left == 0
    assert queue.places() == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_who_finds_no_turn_at_the_store_has_the_same_form_again(
    app: Flask, runtime: Runtime, language: str
) -> None:
    queue = Queue(app, runtime, language)
    queue.busy.left = 1_000
    answer = queue.client.post(queue.path)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) in range(2, 6)
    words = {"fr": "Il y a foule à la porte", "en": "There is a crowd at the door"}
    assert words[language] in answer.text
    forms = html.fromstring(answer.text).forms
    (form,) = (form for form in forms if form.action == queue.path)
    assert queue.places() == 0
    queue.busy.left = 0
    again = queue.client.post(form.action, data=dict(form.form_values()))
    assert again.status_code == 303
    assert queue.places() == 1
