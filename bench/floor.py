"""The floor: a bare Flask route on the same server, answering seventeen bytes.

Under `/bare` no Flask is asked: what the server alone costs, which no page can beat.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response

HELLO = b'{"hello":"world"}'
flask = Flask(__name__)


@flask.get("/")
def hello() -> Response:
    """Answer seventeen bytes of JSON."""
    return Response(HELLO, mimetype="application/json")


def application(
    environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """Answer through Flask, or without it."""
    if environ["PATH_INFO"] != "/bare":
        return flask(environ, start_response)
    headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(HELLO))),
    ]
    start_response("200 OK", headers)
    return [HELLO]
