"""Renders the storefront's templates with sample models and takes their pictures.

    python -m tests.browser.preview FOLDER [page …]

A tool for the eyes, not a test: every state × two widths × light and dark.
"""

import logging
import shutil
import sys
import threading
from datetime import timedelta
from pathlib import Path

from flask import Flask, render_template, request
from jinja2 import StrictUndefined
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from flashsale.demo.art import covers
from flashsale.members.roles import Role
from flashsale.storefront.stands import Stand
from flashsale.web import assets, chrome, i18n
from tests.browser import samples

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pages() -> dict[str, tuple[str, object]]:
    """Return every page by name: its template and its model."""
    empty = {"lead": None, "others": (), "closings": ()}
    gone = tuple(
        samples.a_card(
            title=card.title,
            stand=Stand.SOLD_OUT,
            stock=samples.Stock(60, 0, 60),
            picture=card.picture,
            is_wide=card.is_wide,
        )
        for card in samples.others()
    )
    found: dict[str, tuple[str, object]] = {
        "today": ("storefront/today.html", samples.today()),
        "today-empty": ("storefront/today.html", samples.today(**empty)),
        "today-before": (
            "storefront/today.html",
            samples.today(
                is_before_opening=True,
                lead=samples.others()[1],
                others=samples.others()[2:3],
            ),
        ),
        "today-gone": (
            "storefront/today.html",
            samples.today(lead=gone[0], others=gone[1:], closings=()),
        ),
        "upcoming": ("storefront/upcoming.html", samples.upcoming()),
        "archives": ("storefront/archives.html", samples.archives()),
    }
    for stand in Stand:
        found[f"drop-{stand}"] = ("storefront/drop.html", samples.drop(stand))
    return found


def make_app() -> Flask:
    """Return an application that shows the samples at `/<name>`."""
    app = Flask("flashsale", root_path=str(assets.FOLDER.parent), static_folder=None)
    app.secret_key = "preview"
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["csrf_token"] = lambda: "x"
    i18n.register(app)
    assets.register(app)
    chrome.register(
        app,
        club="La table",
        now=lambda: samples.NOW,
        visitor=lambda: chrome.Visitor("Camille", Role.MEMBER),
        basket=lambda: (
            chrome.BasketGlance(
                1,
                samples.NOW + timedelta(minutes=8, seconds=42),
                "/panier/1/prolonger",
            )
            if "gardee" in request.path or request.path == "/today"
            else chrome.BasketGlance()
        ),
    )

    @app.get("/oeuvres/<slug>.svg")
    def get_cover(slug: str) -> tuple[str, dict[str, str]]:
        return covers.cover(slug).svg(), {"Content-Type": "image/svg+xml"}

    @app.get("/<name>")
    def get_page(name: str) -> str:
        template, page = pages()[name]
        return render_template(template, page=page)

    return app


def main(folder: Path, names: list[str]) -> None:
    """Take the pictures of the named pages (all by default) into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, make_app(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM
        )
        for name in names or list(pages()):
            for width in (390, 1440):
                for scheme in ("light", "dark"):
                    context = browser.new_context(
                        viewport={"width": width, "height": 844},
                        color_scheme=scheme,  # type: ignore[arg-type]
                        locale="fr-CA",
                    )
                    page = context.new_page()
                    page.on("console", lambda m, n=name: print(n, m.text))
                    page.goto(f"http://127.0.0.1:{server.port}/{name}")
                    page.screenshot(
                        path=str(folder / f"{name}-{width}-{scheme}.png"),
                        full_page=True,
                    )
                    wide = page.evaluate("document.documentElement.scrollWidth")
                    if wide > width:
                        print(f"{name} {width}: overflows to {wide}")
                    context.close()
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
