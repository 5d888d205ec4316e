"""`/healthz` (this process answers) and `/readyz` (all it rests on answers)."""

import logging
from collections.abc import Callable

from flask import Blueprint, Response, jsonify
from sqlalchemy import text

from flashsale import schema
from flashsale.runtime import Runtime
from flashsale.ticker import is_heard
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

log = logging.getLogger(__name__)

blueprint = Blueprint("health", __name__)


def _database(house: Runtime) -> bool:
    reader = house.database.engine.execution_options(reads_only=True)
    with reader.connect() as connection:
        return bool(connection.scalar(text("SELECT 1")) == 1)


def _schema(house: Runtime) -> bool:
    schema.check(house.database)
    return True


def _redis(house: Runtime) -> bool:
    return bool(house.redis.ping())


def _worker(house: Runtime) -> bool:
    return is_heard(house.redis)


CHECKS: dict[str, Callable[[Runtime], bool]] = {
    "database": _database,
    "schema": _schema,
    "redis": _redis,
    "worker": _worker,
}


def check_all(house: Runtime) -> dict[str, bool]:
    """Return by name whether each thing the house rests on answers as it should."""
    return {name: _holds(name, check, house) for name, check in CHECKS.items()}


def _holds(name: str, check: Callable[[Runtime], bool], house: Runtime) -> bool:
    try:
        return check(house)
    except Exception as fault:
        # Whatever stops a check is what the check is for; the reason stays inside.
        log.warning("readiness.failed check=%s fault=%s", name, type(fault).__name__)
        return False


@blueprint.get("/healthz")
@audience(Audience.ANYONE)
def get_healthz() -> Response:
    """Answer 200: this process serves. It asks nothing of anyone."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@audience(Audience.ANYONE)
def get_readyz() -> Response:
    """Answer 200 when every check holds, else 503; names and outcomes only."""
    held = check_all(runtime())
    answer = jsonify({name: "ok" if ok else "failed" for name, ok in held.items()})
    answer.status_code = 200 if all(held.values()) else 503
    answer.headers["Cache-Control"] = "no-store"
    return answer
