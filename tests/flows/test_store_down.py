"""When the store does not answer, a member reads so: a 503 that asks nothing of it."""

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from flashsale.runtime import Runtime
from tests.factories import a_drop, a_lot, a_member
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
