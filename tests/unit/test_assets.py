"""Static files: kept for good under their version, a minute under another's."""

from pathlib import Path

import pytest
from flask import Flask

from flashsale.web import assets


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    (tmp_path / "tirage.css").write_text("body { color: black }")
    made = Flask("shop", static_folder=None)
    assets.register(made, tmp_path)
    return made


def test_a_file_is_kept_for_good(app: Flask, tmp_path: Path) -> None:
    path = f"/static/{assets.version_of(tmp_path)}/tirage.css"
    with app.test_client().get(path) as answer:
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_page_of_another_version_is_dressed_for_a_minute(app: Flask) -> None:
    with app.test_client().get("/static/0123456789/tirage.css") as answer:
        assert answer.status_code == 200
        assert answer.text == "body { color: black }"
        assert answer.headers.getlist("Cache-Control") == ["public, max-age=60"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/static/0123456789/absent.css",
        "/static/0123456789/../../etc/passwd",
        "/static/xyz/tirage.css",
        "/static/0123456789",
    ],
)
def test_what_is_no_file_of_ours_is_not_found(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 404
