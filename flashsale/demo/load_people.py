"""Lets the staff and the members in, one through the other."""

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import update

from flashsale.db import Base, Work
from flashsale.demo.art.portraits import PORTRAITS, portrait_svg
from flashsale.demo.art.press import press
from flashsale.demo.history import History
from flashsale.demo.people import MEMBERS, PASSWORD, STAFF, WITH_PASSWORD, DemoPerson
from flashsale.invites import invitations
from flashsale.invites.invitations import Accepted, InvitationMade, NewInvitation
from flashsale.kernel.errors import Fault
from flashsale.kernel.ids import MemberId
from flashsale.members import people
from flashsale.members.addresses import read_address
from flashsale.members.passwords import hash_password
from flashsale.members.people import Joined, NewMember

# The club is this old; its members came in one by one over the first ten days.
AGE = timedelta(days=34)
FIRST_MEMBER = timedelta(days=2)
BETWEEN_MEMBERS = timedelta(hours=6)
ANSWERED_AFTER = timedelta(hours=5)

FACES_FOLDER = "portraits"

Club = dict[str, MemberId]


class NotLetIn(Fault):
    """A person of the demo could not join."""


def _new(person: DemoPerson) -> NewMember:
    address = read_address(person.email)
    if address is None:
        raise NotLetIn(person.email)
    hashed = hash_password(PASSWORD) if person.key in WITH_PASSWORD else None
    return NewMember(
        name=person.name,
        address=address,
        language=person.language,
        password_hash=hashed,
        role=person.role,
    )


def note_people(history: History, now: datetime, club: Club, media: Path) -> None:
    """Note when each person joined; `club` is filled as the history is told.

    media: the folder where the faces of those who sign are drawn.
    """
    began_at = now - AGE
    for person in STAFF:
        history.at(began_at, partial(_open_desk, person=person, club=club, media=media))
    for index, person in enumerate(MEMBERS):
        invited_at = began_at + FIRST_MEMBER + index * BETWEEN_MEMBERS
        _note_member(history, invited_at, person, club)


def _open_desk(work: Work, person: DemoPerson, club: Club, media: Path) -> None:
    outcome = people.join(work, _new(person))
    if not isinstance(outcome, Joined):
        raise NotLetIn(person.email)
    club[person.key] = outcome.member_id
    member = Base.metadata.tables["member"]
    work.session.execute(
        update(member)
        .where(member.c.id == outcome.member_id)
        .values(
            byline_fr=person.byline.fr,
            byline_en=person.byline.en,
            portrait=press(portrait_svg(PORTRAITS[person.key]), media, FACES_FOLDER),
        )
    )


def _note_member(
    history: History, invited_at: datetime, person: DemoPerson, club: Club
) -> None:
    tokens: list[str] = []

    def invite(work: Work) -> None:
        made = invitations.create(
            work,
            NewInvitation(
                inviter_id=club[person.inviter],
                label=person.name,
                bound_email=person.email,
            ),
        )
        if not isinstance(made, InvitationMade):
            raise NotLetIn(person.email)
        tokens.append(made.token)

    def accept(work: Work) -> None:
        outcome = invitations.accept(work, tokens[0], _new(person))
        if not isinstance(outcome, Accepted):
            raise NotLetIn(person.email)
        club[person.key] = outcome.member_id

    history.at(invited_at, invite)
    history.at(invited_at + ANSWERED_AFTER, accept)
