"""A NUL in an address or a form: dropped or not found, never a broken page."""

from flask import Flask, request
from flask.testing import FlaskClient

from tests.checkout_scene import Scene, scene

__all__ = ["scene"]


def test_a_query_loses_it(app: Flask) -> None:
    with app.test_request_context("/?q=a%00b&q=c"):
        assert request.args.getlist("q") == ["ab", "c"]


def test_no_page_has_it_in_its_address(scene: Scene) -> None:
    client: FlaskClient = scene.client
    for path in ("/commandes/A%00B", "/ventes/a%00b", "/i/%00"):
        assert client.get(path).status_code == 404, path


def test_a_form_too_heavy_is_told_so_and_not_that_the_page_is_old(scene: Scene) -> None:
    scene.client.application.config["WTF_CSRF_ENABLED"] = True
    answer = scene.client.post("/panier/1/prix", data={"prix": "x" * 5_000_000})
    assert answer.status_code == 413
    assert "C’est trop lourd" in answer.text
