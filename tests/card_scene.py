"""What tests of saved cards share: a card that is kept, and one tap with it."""

from sqlalchemy import select
from werkzeug.test import TestResponse

from flashsale.orders.models import SavedCard
from tests.checkout_scene import Scene, filled_form


def a_saved_card(scene: Scene, *, last4: str = "4242") -> str:
    """Let the member buy on the page with the box checked; return the order's code."""
    scene.hold(scene.a_lot())
    code = scene.order(keep_card="y")
    page = list(scene.desk.pages)[-1]
    scene.desk.pay(page, last4=last4)
    scene.come_back(code)
    assert scene.states(code) == ("paid", "captured")
    scene.forget_tries()
    return code


def cards(scene: Scene) -> list[SavedCard]:
    """Return the cards that are kept or were, the first kept first."""
    with scene.runtime.read() as work:
        return list(
            work.session.scalars(select(SavedCard).order_by(SavedCard.saved_at))
        )


def tap_form(scene: Scene) -> dict[str, str]:
    """Return what the one-tap button of the basket sends."""
    return filled_form(scene.client.get("/panier").text, "/panier/payer")


def tap(scene: Scene, **changes: str) -> TestResponse:
    """Press the one-tap button, with some fields changed."""
    form = tap_form(scene) | changes
    return scene.client.post("/panier/payer", data=form)
