"""The floor: a bare Flask route on the same server, answering seventeen bytes."""

from flask import Flask, Response

application = Flask(__name__)


@application.get("/")
def hello() -> Response:
    """Answer seventeen bytes of JSON."""
    return Response('{"hello":"world"}', mimetype="application/json")
