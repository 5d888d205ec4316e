"""Steps of the door's journeys, as a browser makes them."""

import re
from collections.abc import Mapping

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from flashsale.invites.invitations import InvitationMade, NewInvitation, create
from flashsale.kernel.ids import MemberId
from flashsale.kernel.language import Language
from flashsale.members import people, sign_in_links
from flashsale.members.addresses import Address
from flashsale.members.passwords import hash_password
from flashsale.members.people import Joined, NewMember
from flashsale.members.roles import Role
from flashsale.runtime import Runtime

PASSWORD = "un grille-pain à Rimouski"
JOINING: Mapping[str, str] = {
    "name": "Bibiane Roy",
    "email": "Bibiane@Exemple.ca",
    "password": PASSWORD,
    "language": "fr",
}


def a_person(
    runtime: Runtime,
    email: str = "noemie@exemple.ca",
    *,
    name: str = "Noémie Garant",
    role: Role = Role.MEMBER,
    password: str | None = PASSWORD,
) -> MemberId:
    """Make a member who can sign in with `PASSWORD`."""
    hashed = None if password is None else hash_password(password)
    with runtime.work() as work:
        joined = people.join(
            work,
            NewMember(
                name=name,
                address=Address(email, email),
                language=Language.FR,
                role=role,
                password_hash=hashed,
            ),
        )
    assert isinstance(joined, Joined)
    return joined.member_id


def an_invitation(
    runtime: Runtime, inviter: MemberId, *, bound: str | None = None, uses: int = 1
) -> InvitationMade:
    """Make an invitation of this member."""
    with runtime.work() as work:
        made = create(
            work,
            NewInvitation(
                inviter_id=inviter, bound_email=bound, max_uses=uses, is_counted=False
            ),
        )
    assert isinstance(made, InvitationMade)
    return made


def csrf_of(page: str) -> str:
    """Return the form token of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def join_by(
    client: FlaskClient, token: str, values: Mapping[str, str] = JOINING
) -> TestResponse:
    """Open the link, then send the form of the clean page."""
    client.get(f"/i/{token}")
    return client.post("/i", data=values)


def sign_in(
    client: FlaskClient, email: str = "noemie@exemple.ca", password: str = PASSWORD
) -> TestResponse:
    """Send the door's form."""
    return client.post("/porte/entrer", data={"email": email, "password": password})


def sign_in_by_link(client: FlaskClient, runtime: Runtime, member: MemberId) -> None:
    """Sign a member in without a password."""
    with runtime.work() as work:
        token = sign_in_links.make(work, member)
    assert client.post(f"/entrer/{token}").status_code == 303
