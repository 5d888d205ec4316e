"""Who comes to a storm: members with a session each, written once for an estate."""

from itsdangerous import URLSafeTimedSerializer

from flashsale.app import HouseCookies, create_app
from flashsale.kernel.ids import MemberId
from flashsale.members.sessions import open_session
from flashsale.runtime import Runtime
from flashsale.web.readers import FORM_TOKEN_SALT
from tests.factories import a_member
from tests.faults.storm.buyer import Person

FORM_SECRET = "0" * 40


def signed_in(runtime: Runtime, count: int) -> list[Person]:
    """Write new members and return each with the cookie of a session of theirs."""
    app = create_app(runtime)
    signer = HouseCookies().get_signing_serializer(app)
    assert signer is not None
    name = app.config["SESSION_COOKIE_NAME"]
    forms = URLSafeTimedSerializer(app.secret_key, salt=FORM_TOKEN_SALT)
    form_token = str(forms.dumps(FORM_SECRET))
    found = []
    with runtime.work() as work:
        for _ in range(count):
            member_id: MemberId = a_member(work)
            member = open_session(work, member_id, "storm")
            said = {"_user_id": member.get_id(), "csrf_token": FORM_SECRET}
            cookie = str(signer.dumps(said))
            found.append(Person(member_id, name, cookie, form_token))
    return found
