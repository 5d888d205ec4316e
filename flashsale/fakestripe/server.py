"""The stand-in as a program: its web application, its thread of messages, its port."""

import threading
from pathlib import Path
from types import TracebackType

from flask import Flask, Response, g, request, send_from_directory
from jinja2 import StrictUndefined
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from flashsale.fakestripe import api, control, views
from flashsale.fakestripe.courier import Courier
from flashsale.fakestripe.standin import Arrangement, Standin
from flashsale.fakestripe.texts import PROJECT, translations
from flashsale.kernel.clock import Clock

LARGEST_REQUEST = 64 * 1024
_SHEETS = Path(__file__).parent / "sheets"
# The house's sheets that the page wears; it is another origin, so it serves them.
_HOUSE_SHEETS = ("tirage.css", "formes.css", "mire.svg")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def create_application(standin: Standin) -> Flask:
    """Return the web application that serves one stand-in."""
    app = Flask(
        __name__, template_folder=str(PROJECT / "templates"), static_folder=None
    )
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.extensions["standin"] = standin
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["_"] = _translated
    app.register_blueprint(api.blueprint)
    app.register_blueprint(control.blueprint)
    app.register_blueprint(views.blueprint)
    app.add_url_rule("/statique/<path:name>", "sheet", _send_sheet)
    app.register_error_handler(404, views.show_unknown)
    app.after_request(_protect)
    return app


def _translated(message: str, **values: object) -> str:
    """Return a text of the page in the language of the answer."""
    text = translations(g.get("language", "fr")).ugettext(message)
    return text % values if values else text


def _send_sheet(name: str) -> Response:
    if name in _HOUSE_SHEETS or name.startswith("fonts/"):
        return send_from_directory(PROJECT / "static", name, max_age=3600)
    return send_from_directory(_SHEETS, name, max_age=3600)


def _protect(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", views.policy())
    if not request.path.startswith("/statique/"):
        response.headers["Cache-Control"] = "no-store"
    return response


class _QuietHandler(WSGIRequestHandler):
    # One connection per request: a stopped server leaves no idle connection behind
    # that a client would still take for alive.
    protocol_version = "HTTP/1.0"

    def log(self, type: str, message: str, *args: object) -> None:
        """Write nothing: a payment page's address is a secret (security.md S6)."""


class FakeStripe:
    """A running stand-in; a context manager for tests and for the command."""

    def __init__(
        self,
        arrangement: Arrangement,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock | None = None,
    ) -> None:
        """Bind the port (0: any free one) so that the address is known at once."""
        self.standin = Standin(arrangement, clock)
        self._server: BaseWSGIServer = make_server(
            host,
            port,
            create_application(self.standin),
            threaded=True,
            request_handler=_QuietHandler,
        )
        self.url = f"http://{host}:{self._server.server_port}"
        self.standin.base_url = self.standin.base_url or self.url
        self._courier = Courier(self.standin)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="fakestripe"
        )

    def start(self) -> None:
        """Serve and deliver, in threads of their own."""
        self._courier.start()
        self._thread.start()

    def stop(self) -> None:
        """Stop serving, finish the messages under way, close the file."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._courier.stop()
        self.standin.store.close()

    def __enter__(self) -> "FakeStripe":
        """Start."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop."""
        self.stop()
