"""Signing a member in without the door, for tests of what lies behind it."""

from flask.testing import FlaskClient

from flashsale.kernel.ids import MemberId
from flashsale.members.sessions import open_session
from flashsale.runtime import Runtime


def sign_in(client: FlaskClient, runtime: Runtime, member_id: MemberId) -> None:
    """Give this browser a session of the member."""
    with runtime.work() as work:
        member = open_session(work, member_id, "a test")
    with client.session_transaction() as cookie:
        cookie["_user_id"] = member.get_id()
        cookie["_fresh"] = True
