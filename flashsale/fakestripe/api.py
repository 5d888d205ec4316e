"""The stand-in as an API: Stripe's paths, form bodies, answers, idempotency keys."""

import hashlib
import hmac
import json
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from flashsale.fakestripe.endpoints import ROUTES, Handler
from flashsale.fakestripe.faultplan import Failure
from flashsale.fakestripe.parameters import Parameters, read_tree
from flashsale.fakestripe.refusals import ApiRefusal
from flashsale.fakestripe.shapes import API_VERSION, Json
from flashsale.fakestripe.standin import Standin
from flashsale.fakestripe.store import Answer
from flashsale.fakestripe.turn import Turn, new_id

KEY_LIVES = 24 * 3600
LONGEST_KEY = 255

blueprint = Blueprint("api", __name__)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer ready to be sent. kept: to be given again under the same key."""

    status: int
    body: str
    kept: bool = True
    replayed: bool = False


def standin() -> Standin:
    """Return the stand-in this application serves."""
    found = current_app.extensions["standin"]
    if not isinstance(found, Standin):
        raise TypeError("the application serves no stand-in")
    return found


def _authorise() -> None:
    given = request.authorization
    key = (given.token or given.username or "") if given is not None else ""
    wanted = standin().arrangement.secret_key
    if not hmac.compare_digest(key.encode(), wanted.encode()):
        message = "Invalid API Key provided." if key else "No API key provided."
        raise ApiRefusal(401, "invalid_request_error", message)


def _refuse_other_version() -> None:
    version = request.headers.get("Stripe-Version", API_VERSION)
    if version != API_VERSION:
        raise ApiRefusal(
            400,
            "invalid_request_error",
            f"The stand-in speaks API version {API_VERSION}, not {version}.",
        )


def _cut() -> Response:
    """Hang up without an answer."""
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)
    # Where there is no socket, whoever called is told.
    return Response(status=500, headers={"Standin-Hung-Up": "true"})


def _fingerprint() -> str:
    fields = sorted(request.form.items(multi=True))
    asked = json.dumps([request.method, request.path, fields])
    return hashlib.sha256(asked.encode()).hexdigest()


def _execute(act: Callable[[], Json], failure: Failure | None) -> Said:
    """Act, and put the answer in words; a planned 500 takes its place."""
    error = ApiRefusal(500, "api_error", "A planned error of the stand-in.", kept=True)
    if failure is Failure.RATE_LIMIT:
        raise ApiRefusal(
            429, "rate_limit_error", "Too many requests at once.", "rate_limit"
        )
    if failure is Failure.ERROR:
        return Said(500, json.dumps(error.body()))
    try:
        said = Said(200, json.dumps(act()))
    except ApiRefusal as refusal:
        said = Said(refusal.status, json.dumps(refusal.body()), refusal.kept)
    if failure is Failure.ERROR_AFTER:
        return Said(500, json.dumps(error.body()))
    return said


def _answer_once(
    turn: Turn, key: str | None, act: Callable[[], Json], failure: Failure | None
) -> Said:
    """Answer as the first time when the key was seen within a day.

    Raises ApiRefusal when the key came with another request.
    """
    if key is None or request.method != "POST":
        return _execute(act, failure)
    if len(key) > LONGEST_KEY:
        raise ApiRefusal(400, "invalid_request_error", "Idempotency key is too long")
    fingerprint = _fingerprint()
    known = turn.ledger.answer(key)
    if known is not None and turn.now - known.created < KEY_LIVES:
        if known.fingerprint != fingerprint:
            raise ApiRefusal(
                400,
                "idempotency_error",
                "Keys for idempotent requests can only be used with the same "
                "parameters they were first used with.",
            )
        return Said(known.status, known.body, replayed=True)
    said = _execute(act, failure)
    if said.kept:
        answer = Answer(fingerprint, said.status, said.body, turn.now)
        turn.ledger.keep_answer(key, answer)
    return said


def _run(handler: Handler, named: dict[str, str]) -> Response:
    """Answer one request of the API, with the faults planned for it."""
    request_id = new_id("req", 14)
    key = request.headers.get("Idempotency-Key")
    plan = standin().faults
    failure = plan.failure_of(request.method, request.path)
    time.sleep(plan.faults.answer_delay_ms / 1000)
    if failure is Failure.CUT_BEFORE:
        return _cut()
    try:
        _authorise()
        _refuse_other_version()
        source = request.form if request.method == "POST" else request.args
        wanted = Parameters(read_tree(source.items(multi=True)))
        with standin().turn(request_id, key) as turn:
            said = _answer_once(
                turn, key, lambda: handler(turn, wanted, **named), failure
            )
    except ApiRefusal as refusal:
        said = Said(refusal.status, json.dumps(refusal.body()))
    if failure is Failure.CUT:
        return _cut()
    response = Response(said.body, said.status, mimetype="application/json")
    response.headers["Request-Id"] = request_id
    response.headers["Stripe-Version"] = API_VERSION
    if key is not None:
        response.headers["Idempotency-Key"] = key
    if said.replayed:
        response.headers["Idempotent-Replayed"] = "true"
    if said.status >= 500:
        # The saved error would only be given again.
        response.headers["Stripe-Should-Retry"] = "false"
    return response


def _view_of(handler: Handler) -> Callable[..., ResponseReturnValue]:
    def view(**named: str) -> ResponseReturnValue:
        return _run(handler, named)

    return view


for _method, _path, _handler in ROUTES:
    blueprint.add_url_rule(
        _path, _handler.__name__, _view_of(_handler), methods=[_method]
    )


@blueprint.route("/v1/<path:path>", methods=["GET", "POST", "DELETE"])
def refuse_path(path: str) -> ResponseReturnValue:
    """Refuse a path that the stand-in does not know, as Stripe does."""
    message = f"Unrecognized request URL ({request.method}: /v1/{path})."
    return ApiRefusal(404, "invalid_request_error", message).body(), 404


@blueprint.get("/healthz")
def get_health() -> ResponseReturnValue:
    """Say that the process answers and its file can be read."""
    with standin().store.transaction() as ledger:
        return {"status": "ok", "deliveries": ledger.count_deliveries()}


def only_for_the_owner() -> ApiRefusal | None:
    """Return a refusal for who does not hold the secret key."""
    try:
        _authorise()
    except ApiRefusal as refusal:
        return refusal
    return None


@blueprint.get("/_faults")
def get_faults() -> ResponseReturnValue:
    """Return the faults in force; only for the holder of the secret key."""
    try:
        _authorise()
    except ApiRefusal as refusal:
        return refusal.body(), refusal.status
    return standin().faults.as_json()


@blueprint.post("/_faults")
def post_faults() -> ResponseReturnValue:
    """Put the faults of a JSON object in force; `{}` ends them all."""
    try:
        _authorise()
        standin().faults.replace(request.get_json(silent=True))
    except ApiRefusal as refusal:
        return refusal.body(), refusal.status
    return standin().faults.as_json()
