"""flask-login's wiring: it carries our session token, SQL says whom it signs in."""

from typing import Any, cast

import flask_login
from flask import Flask, current_app, g, session

from flashsale.members import limits
from flashsale.members.session_cache import SessionCache
from flashsale.members.session_life import touch_is_due
from flashsale.members.sessions import (
    SignedInMember,
    member_of,
    touch,
)
from flashsale.web.current import KEY, runtime
from flashsale.web.hot_pages import is_hot

# The library carries no types: what crosses its border is checked by our tests.
_flask_login: Any = flask_login


def load_member(token: str) -> SignedInMember | None:
    """Return the member a token signs in, read from SQL on each request.

    Hot pages trust what this process read less than two seconds ago.
    """
    now = runtime().clock.now()
    known = _known().get(token, now) if is_hot() else None
    if known is not None and known.is_in(now):
        return known
    with runtime().read() as work:
        member = member_of(work, token)
    if member is None:
        return None
    _known().put(member, now)
    if touch_is_due(member.seen_at, member.role, now):
        with runtime().work() as work:
            touch(work, member.session_id)
    return member


def _known() -> SessionCache:
    return cast(SessionCache, current_app.extensions["session_cache"])


def sign_in(member: SignedInMember) -> None:
    """Put a session just opened in the cookie, and nothing of what was there."""
    session.clear()
    # The token of the forms is made anew with the session (security.md S11).
    g.pop("csrf_token", None)
    session.permanent = True
    _flask_login.login_user(member)


def sign_out() -> None:
    """Empty the cookie; the row is deleted by the caller."""
    _known().forget(session.get("_user_id", ""))
    _flask_login.logout_user()
    session.clear()


def register(app: Flask) -> None:
    """Let flask-login ask us who signs requests of `app`, and limit guessing.

    The audience guard sends people to the door: there is no login view. No session
    protection either: it only compares addresses and browsers, which change.
    """
    manager = _flask_login.LoginManager()
    manager.session_protection = None
    manager.user_loader(load_member)
    manager.init_app(app)
    house = app.extensions[KEY]
    limits.register(app, house.redis, house.breaker)
