"""The blueprint of the members' side; its views are in `*_views.py`."""

from flask import Blueprint, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from flashsale.kernel.ids import MemberId
from flashsale.members import login, sessions
from flashsale.members.sessions import SignedInMember
from flashsale.web.current import runtime

blueprint = Blueprint("members", __name__)


def signed_in() -> SignedInMember | None:
    """Return who is signed in, or None."""
    member = current_user._get_current_object()
    return member if isinstance(member, SignedInMember) else None


def present_member() -> SignedInMember:
    """Return who is signed in, on routes that only members may open."""
    member = signed_in()
    if member is None:
        raise TypeError("this route has to be declared for members")
    return member


def browser() -> str:
    """Return what the browser calls itself."""
    return request.headers.get("User-Agent", "")


def enter(member_id: MemberId, path: str) -> Response:
    """Open a session with a new token and go to `path`, a path of this house.

    The session this browser had, if any, is closed: its token dies with it.
    """
    with runtime().work() as work:
        before = signed_in()
        if before is not None:
            sessions.revoke(work, before.id, before.session_id)
        member = sessions.open_session(work, member_id, browser())
    login.sign_in(member)
    return redirect(path, 303)
