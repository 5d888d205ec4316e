"""Joining: the invitation leaves the address bar, then says who invites."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from flask import make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.invites import invitations
from flashsale.invites.forms import JoinForm
from flashsale.invites.invitations import (
    Accepted,
    InvitationRefused,
    InvitationSeen,
    WrongAddress,
)
from flashsale.invites.pages import blueprint
from flashsale.invites.token_text import token_in
from flashsale.kernel.language import Language
from flashsale.members.addresses import read_address
from flashsale.members.consents import Purpose
from flashsale.members.limits import Limit, door_limits, place
from flashsale.members.pages import enter, signed_in
from flashsale.members.password_rules import refuse_password
from flashsale.members.passwords import hash_password
from flashsale.members.people import AddressTaken, NewMember
from flashsale.members.too_many import too_many
from flashsale.members.wording import consent_of, refused_password
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.i18n import current_language

# Where the token waits in the signed cookie between the link and the form.
IN_COOKIE = "invitation"


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinPage:
    """Who invites, until when, and the form.

    is_bound: the invitation is for one address only, which the page does not tell.
    is_member: who looks is in already.
    """

    inviter: str
    expires_at: datetime
    is_bound: bool
    is_member: bool
    form: JoinForm


@blueprint.get("/i/<token>")
@audience(Audience.DOOR)
def get_invitation(token: str) -> Response:
    """Take the token out of the address bar; look at it on the clean page."""
    session[IN_COOKIE] = token[:100]
    answer = redirect(url_for("invites.get_join"), 303)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@blueprint.post("/i/code")
@audience(Audience.DOOR)
def post_code() -> Response:
    """Take an invitation pasted at the door, as a link or as its code."""
    session[IN_COOKIE] = token_in(request.form.get("code", "")[:2000]) or ""
    return redirect(url_for("invites.get_join"), 303)


@blueprint.get("/i")
@audience(Audience.DOOR)
def get_join() -> Response:
    """Say who invites and show the form, or that this invitation opens nothing."""
    seen = _look()
    if not isinstance(seen, InvitationSeen):
        return seen
    form = JoinForm(is_sent=False, language=str(current_language()))
    return _join_page(seen, form, 200)


@blueprint.post("/i")
@audience(Audience.DOOR)
def post_join() -> Response:
    """Become a member and be signed in, or read what to correct, nothing lost."""
    seen = _look()
    if not isinstance(seen, InvitationSeen):
        return seen
    if signed_in() is not None:
        return redirect(url_for("invites.get_join"), 303)
    form = JoinForm()
    form.is_valid()
    if not form.password.errors:
        _check_password(form)
    if form.errors:
        return _join_page(seen, form, 422)
    new = _new_member(form)
    with runtime().work() as work:
        outcome = invitations.accept(work, _token(), new)
    match outcome:
        case Accepted(member_id):
            # `enter` empties the cookie: the token goes with what was there.
            return enter(member_id, "/")
        case InvitationRefused():
            return _refused()
        case WrongAddress():
            form.blame("email", gettext("L’invitation est pour une autre adresse."))
        case AddressTaken():
            form.blame("email", _taken())
        case _:
            assert_never(outcome)
    return _join_page(seen, form, 422)


def _token() -> str:
    return str(session.get(IN_COOKIE, ""))


def _look() -> InvitationSeen | Response:
    """Return the invitation in the cookie, or the answer to who has none.

    Only wrong ones are counted: guessing is limited, a busy household is not.
    """
    counted, here = door_limits(), place()
    again_at = counted.refused_until(
        Limit.INVITATION_PLACE, here
    ) or counted.refused_until(Limit.INVITATION_HOUSE)
    if again_at is not None:
        return too_many(again_at)
    with runtime().read() as work:
        seen = invitations.look(work, _token())
    if isinstance(seen, InvitationSeen):
        return seen
    counted.spend(Limit.INVITATION_PLACE, here)
    counted.spend(Limit.INVITATION_HOUSE)
    return _refused()


def _refused() -> Response:
    """Answer 404: unknown, used, expired and revoked look the same (S3)."""
    return make_response(render_template("invites/refused.html"), 404)


def _join_page(seen: InvitationSeen, form: JoinForm, status: int) -> Response:
    form.word_consents()
    page = JoinPage(
        inviter=seen.inviter_name,
        expires_at=seen.expires_at,
        is_bound=seen.bound_email is not None,
        is_member=signed_in() is not None,
        form=form,
    )
    return make_response(render_template("invites/join.html", page=page), status)


def _check_password(form: JoinForm) -> None:
    about = (form.name.data or "", form.email.data or "", runtime().settings.club_name)
    refusal = refuse_password(str(form.password.data), about)
    if refusal is not None:
        form.blame("password", refused_password(refusal))


def _new_member(form: JoinForm) -> NewMember:
    """Return the member the form describes; hashing is done here, before any
    transaction."""
    address = read_address(str(form.email.data))
    if address is None:
        raise ValueError("the form has checked the address")
    said_in = current_language()
    return NewMember(
        name=str(form.name.data),
        address=address,
        language=Language(form.language.data),
        password_hash=hash_password(str(form.password.data)),
        consents=tuple(
            consent_of(purpose, form[str(purpose)], said_in) for purpose in Purpose
        ),
    )


def _taken() -> str:
    """Return what is said of an address a member has.

    It can be told from the others, to someone who holds a good invitation only:
    leaving the right person without help would cost more than it protects.
    """
    return gettext(
        "Cette adresse ne peut pas servir ici. "
        "Si elle est déjà celle d’un compte, entrez par la porte."
    )
