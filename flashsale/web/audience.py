"""Who may open a route: declared beside it, denied where it is not declared."""

from collections.abc import Callable
from enum import StrEnum
from typing import ParamSpec, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from flashsale.members.roles import Role

P = ParamSpec("P")
R = TypeVar("R")
MARK = "__audience__"


class Audience(StrEnum):
    """Who a route is for. A member's route is open to staff, who are members."""

    # Anyone, signed in or not: health, static files, signed messages of machines.
    ANYONE = "anyone"
    # The door: pages that show no product; who is signed in may see them too.
    DOOR = "door"
    MEMBER = "member"
    CURATOR = "curator"
    PRODUCER = "producer"
    FULFILMENT = "fulfilment"
    SUPPORT = "support"
    ADMINISTRATOR = "administrator"


OPEN = frozenset({Audience.ANYONE, Audience.DOOR})


def audience(*who: Audience) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare who may open the view below; at least one audience."""
    if not who:
        raise ValueError("a route is for someone")

    def declare(view: Callable[P, R]) -> Callable[P, R]:
        setattr(view, MARK, frozenset(who))
        return view

    return declare


def audience_of(app: Flask, endpoint: str) -> frozenset[Audience] | None:
    """Return who an endpoint is for, or None when it does not say."""
    if endpoint == "static":
        return frozenset({Audience.ANYONE})
    return getattr(app.view_functions.get(endpoint), MARK, None)


def undeclared(app: Flask) -> list[str]:
    """Return the endpoints that do not say whom they are for; must be empty."""
    return [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if audience_of(app, rule.endpoint) is None
    ]


def may_open(who: frozenset[Audience], role: Role | None) -> bool:
    """Say whether a person of this role (None: signed out) may open the route."""
    if who & OPEN:
        return True
    if role is None:
        return False
    return Audience.MEMBER in who or Audience(str(role)) in who


def opens(path: str, role: Role | None) -> bool:
    """Say whether a person of this role may open the page at `path`, one of ours."""
    endpoint, _ = current_app.url_map.bind("").match(path, method="GET")
    return may_open(audience_of(current_app, endpoint) or frozenset(), role)


def guard() -> Response | None:
    """Answer for who may not come in; None lets the request go on.

    Signed out, one is sent to the door; signed in without the role, one gets 403.
    """
    endpoint = request.endpoint
    if endpoint is None:
        return None
    who = audience_of(current_app, endpoint)
    if who is None:
        abort(403)
    if who & OPEN:
        # Not asking who is there keeps these routes free of any look-up.
        return None
    role: Role | None = getattr(current_user, "role", None)
    if may_open(who, role):
        return None
    if role is not None:
        abort(403)
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("members.get_door", suite=wanted), 303)
