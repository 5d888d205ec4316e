"""Fills an empty house with the demo club, and makes the links that open it."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from sqlalchemy import update

from flashsale.db import Base, Work
from flashsale.demo.history import History
from flashsale.demo.load_drops import Stalls, note_drops, write_table_words
from flashsale.demo.load_orders import note_orders
from flashsale.demo.load_parcels import write_points
from flashsale.demo.load_people import Club, note_people
from flashsale.demo.load_queues import note_queues
from flashsale.demo.load_works import catalogue_ids, dress_works, write_works
from flashsale.demo.people import DEMO_MEMBER, PEOPLE
from flashsale.demo.plan import Part, plan
from flashsale.invites import invitations
from flashsale.invites.invitations import InvitationMade, NewInvitation
from flashsale.kernel.errors import NotFound
from flashsale.kernel.ids import MemberId
from flashsale.members import directory
from flashsale.members import sign_in_links as links
from flashsale.orders.merchant import merchant_of
from flashsale.runtime import Runtime

OnProgress = Callable[[str, int, int], None]
# By role: « member », « curator » and « admin ».
SignInLinks = Mapping[str, str]

LINKS_GOOD_FOR = timedelta(days=7)
_PEOPLE = {person.key: person for person in PEOPLE}
_ADMINISTRATOR = "noemie-garant"
_LINKED = {
    "member": DEMO_MEMBER,
    "curator": "rosalie-tran",
    "admin": _ADMINISTRATOR,
}


def load_club(runtime: Runtime, on_progress: OnProgress) -> None:
    """Write the whole club in one transaction; nothing when it is there already.

    on_progress: told what is being written, how much is done, of how much. The past
    is told through the use cases at the instants at which it happened; no letter of
    it leaves, and no password but three is hashed.
    """
    with runtime.work() as work:
        if directory.member_by_email(work, _PEOPLE[_ADMINISTRATOR].email):
            return
        settings = runtime.settings
        planned = plan(work.now, settings.house_zone, settings.opening_hour)
        write_works(work)
        dress_works(
            work, settings.media_dir, lambda done, of: on_progress("Works", done, of)
        )
        club: Club = {}
        stalls = Stalls(*catalogue_ids(work))
        history = History(work, runtime.within)
        note_people(history, work.now, club, settings.media_dir)
        note_drops(history, work.now, planned, club, stalls)
        write_points(work)
        note_orders(history, work.now, planned, club, stalls, merchant_of(settings))
        note_queues(history, work.now, planned, club, stalls)
        history.tell(lambda done, of: on_progress("Days", done, of))
        lead = next(drop for drop in planned if drop.part is Part.LEAD)
        # Before the opening hour the sheet is still yesterday's.
        days = {lead.wall.day, work.now.astimezone(settings.house_zone).date()}
        history.at(work.now, partial(write_table_words, days=days, club=club))
        history.tell(lambda done, of: None)
        _leave_no_letter(work)


def _leave_no_letter(work: Work) -> None:
    """Mark the letters of the past as sent in the past: the mailbox begins empty."""
    mail = Base.metadata.tables["outbox_mail"]
    work.session.execute(
        update(mail)
        .where(mail.c.state == "pending")
        .values(state="sent", sent_at=mail.c.created_at, attempts=1)
    )


def _member_id(work: Work, key: str) -> MemberId:
    member = directory.member_by_email(work, _PEOPLE[key].email)
    if member is None:
        raise NotFound("member", key)
    return member.id


def sign_in_links(runtime: Runtime) -> SignInLinks:
    """Return new links that sign in once as a member, a curator, an administrator.

    Good for seven days. Raises NotFound when the club is not there.
    """
    base = runtime.settings.base_url.rstrip("/")
    with runtime.work() as work:
        return {
            role: f"{base}/entrer/"
            + links.make(work, _member_id(work, key), LINKS_GOOD_FOR)
            for role, key in _LINKED.items()
        }


def invitation_link(runtime: Runtime) -> str:
    """Return a new invitation of the administrator, for one person, for thirty days.

    Raises NotFound when the club is not there.
    """
    base = runtime.settings.base_url.rstrip("/")
    with runtime.work() as work:
        made = invitations.create(
            work,
            NewInvitation(
                inviter_id=_member_id(work, _ADMINISTRATOR),
                label="Démonstration",
                is_counted=False,
            ),
        )
    if not isinstance(made, InvitationMade):
        raise NotFound("invitation left", _ADMINISTRATOR)
    return f"{base}/i/{made.token}"
