"""How often one may go and pay: five times a session, ten a member, in ten minutes."""

from collections.abc import Iterator

import pytest
from redis import Redis

from flashsale.members import limits
from flashsale.orders.models import Order
from tests.checkout_scene import Scene, scene, words

__all__ = ["scene"]


@pytest.fixture
def held(scene: Scene) -> Scene:
    """Return a scene whose member holds a copy."""
    scene.hold(scene.a_lot())
    return scene


@pytest.fixture
def nowhere() -> Iterator[Redis]:
    with Redis.from_url("unix:///nonexistent/valkey.sock") as away:
        yield away


def go_and_come_back(scene: Scene, times: int) -> None:
    """Order and cancel: the basket comes back each time."""
    for _ in range(times):
        code = scene.order()
        assert scene.client.post(f"/commandes/{code}/annuler").status_code == 303


def test_the_sixth_try_is_asked_to_wait_and_changes_nothing(held: Scene) -> None:
    go_and_come_back(held, 5)
    answer = held.client.post("/paiement", data=held.checkout_form())
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Trop d’essais de paiement" in words(answer.text)
    assert "Rien n’a changé et rien n’a été débité" in words(answer.text)
    assert held.how_many(Order) == 5
    assert held.client.get("/paiement").status_code == 200, "the basket is still there"


def test_the_page_speaks_both_languages(held: Scene) -> None:
    go_and_come_back(held, 5)
    form = held.checkout_form()
    held.client.set_cookie("langue", "en")
    answer = held.client.post("/paiement", data=form)
    assert answer.status_code == 429
    assert "Too many attempts to pay" in words(answer.text)
    assert "Revenez dans quelques minutes" in words(answer.text)


def test_an_order_that_was_counted_is_paid_as_often_as_one_likes(held: Scene) -> None:
    go_and_come_back(held, 4)
    code = held.order()
    for _ in range(6):
        again = held.client.post(f"/commandes/{code}/payer")
        assert again.status_code == 303
        assert again.location.startswith("https://desk.test/")


def test_a_form_sent_twice_ends_where_it_first_led(held: Scene) -> None:
    go_and_come_back(held, 4)
    form = held.checkout_form()
    first = held.client.post("/paiement", data=form)
    second = held.client.post("/paiement", data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location


def test_what_was_looked_at_and_not_ordered_counts_for_nothing(held: Scene) -> None:
    form = held.checkout_form()
    for total in range(8):
        answer = held.client.post("/paiement", data=form | {"total": str(total)})
        assert answer.status_code == 409
    assert held.client.post("/paiement", data=form).status_code == 303


def test_other_sessions_help_a_member_to_ten_tries_at_most(held: Scene) -> None:
    go_and_come_back(held, 5)
    held.client = held.browser_of(held.member)
    go_and_come_back(held, 5)
    held.client = held.browser_of(held.member)
    answer = held.client.post("/paiement", data=held.checkout_form())
    assert answer.status_code == 429


def test_another_member_is_not_kept_waiting(held: Scene) -> None:
    go_and_come_back(held, 5)
    other = held.another_member()
    held.hold(held.a_lot(), member=other)
    held.client = held.browser_of(other)
    assert held.client.post("/paiement", data=held.checkout_form()).status_code == 303


def test_the_limit_holds_while_redis_is_away(held: Scene, nowhere: Redis) -> None:
    limits.register(held.app, nowhere)
    go_and_come_back(held, 5)
    answer = held.client.post("/paiement", data=held.checkout_form())
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
