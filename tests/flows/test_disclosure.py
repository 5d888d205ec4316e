"""What the law wants read before a payment: all of it there, or no payment."""

from dataclasses import replace

import pytest

from flashsale.app import create_app
from flashsale.orders.disclosure import (
    SOURCES,
    Disclosed,
    Item,
    missing,
    missing_of,
    whole_list,
)
from flashsale.orders.merchant import merchant_of
from flashsale.orders.models import Order
from tests.checkout_scene import Scene, scene, words
from tests.sign_in import sign_in

__all__ = ["scene"]

MERCHANT = {
    "merchant_name": "La table inc.",
    "merchant_address": "1, rue du Tirage, Montréal (Québec)  H2X 1Y4",
    "merchant_phone": "514 555-0142",
    "merchant_email": "bonjour@example.org",
}


def in_production(scene: Scene, **merchant: str | None) -> None:
    """Let the house serve in production, and its member sign in again."""
    settings = replace(
        scene.runtime.settings, mode="production", **{**MERCHANT, **merchant}
    )
    scene.runtime = replace(scene.runtime, settings=settings)
    app = create_app(scene.runtime)
    app.config["WTF_CSRF_ENABLED"] = False
    scene.client = app.test_client()
    sign_in(scene.client, scene.runtime, scene.member)


def test_every_item_of_the_law_has_its_source() -> None:
    assert set(SOURCES) == set(Item)
    assert all(article.startswith("54.") for article, _ in SOURCES.values())


def test_an_item_without_words_is_missing() -> None:
    said = whole_list({item: "dit" for item in Item if item is not Item.TOTAL})
    assert [one.item for one in said] == list(Item)
    assert missing(said) == (Item.TOTAL,)
    assert missing((Disclosed(Item.TAXES, ""),)) == (Item.TAXES,)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_checkout_shows_every_item(scene: Scene, language: str) -> None:
    in_production(scene)
    scene.client.set_cookie("langue", language)
    scene.hold(scene.a_lot())
    page = scene.client.get("/paiement")
    said = words(page.text)
    for line in MERCHANT.values():
        assert words(f"<p>{line}</p>") in said
    french = ("Nom du vendeur", "Lieu de remise", "Dollars canadiens")
    english = ("Seller’s name", "Place of delivery", "Canadian dollars")
    for one in french if language == "fr" else english:
        assert one in said
    assert page.text.count("<dt>") >= len(Item)


def test_the_place_is_the_address_that_was_typed(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    form = scene.checkout_form(line1="99, rue Clark")
    answer = scene.client.post("/paiement", data=form | {"recalculer": "1"})
    assert "99, rue Clark, Montréal (QC)" in words(answer.text)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("merchant_address", "Adresse du vendeur"),
        ("merchant_phone", "Téléphone du vendeur"),
    ],
)
@pytest.mark.parametrize("left", [None, "  "])
def test_one_empty_line_closes_the_checkout_and_says_which(
    scene: Scene,
    caplog: pytest.LogCaptureFixture,
    name: str,
    word: str,
    left: str | None,
) -> None:
    scene.hold(scene.a_lot())
    form = scene.checkout_form()
    in_production(scene, **{name: left})
    answer = scene.client.post("/paiement", data=form)
    assert answer.status_code == 503
    assert word in words(answer.text)
    assert "checkout.closed" in caplog.text
    assert scene.how_many(Order) == 0


def test_what_the_seller_lacks_is_told_by_its_item(scene: Scene) -> None:
    bare = merchant_of(scene.runtime.settings)
    assert missing_of(bare) == (Item.MERCHANT_ADDRESS, Item.MERCHANT_PHONE)
