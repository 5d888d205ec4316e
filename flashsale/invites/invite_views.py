"""Inviting: make a link, see what became of the others, take one back."""

from dataclasses import dataclass
from typing import assert_never

from flask import (
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    session,
    url_for,
)
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.invites import invitations, ledger
from flashsale.invites.allowance import MOST_OUTSTANDING, Allowance
from flashsale.invites.forms import InviteForm
from flashsale.invites.invitations import InvitationMade, NewInvitation, NoneLeft
from flashsale.invites.ledger import InvitationLine, InvitationState
from flashsale.invites.pages import blueprint
from flashsale.invites.qr import QrDrawing, draw
from flashsale.kernel.ids import InvitationId
from flashsale.members.pages import present_member
from flashsale.members.roles import Role
from flashsale.members.sessions import SignedInMember
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

# The link just made crosses one redirect in the maker's own cookie, then is gone.
JUST_MADE = "invitation_made"


@dataclass(frozen=True, slots=True)
class FreshLink:
    """The link just made; it is shown this once and kept nowhere."""

    link: str
    qr: QrDrawing


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitePage:
    """A member's invitations. most: open invitations at once, at most."""

    form: InviteForm
    fresh: FreshLink | None
    allowance: Allowance
    lines: tuple[InvitationLine, ...]
    most: int


@dataclass(frozen=True, slots=True)
class WithdrawPage:
    """The invitation about to be taken back."""

    line: InvitationLine


def link_of(token: str) -> str:
    """Return the address that opens an invitation."""
    return f"{runtime().settings.base_url}/i/{token}"


def _given(member: SignedInMember) -> int | None:
    """Return how many people the member may bring; None for who runs the house."""
    if member.role is Role.ADMINISTRATOR:
        return None
    return runtime().settings.places


def _page(form: InviteForm, token: str | None, status: int) -> Response:
    member = present_member()
    with runtime().read() as work:
        allowance = invitations.allowance_of(work, member.id, _given(member))
        lines = ledger.invitations_of(work, member.id)
    fresh = FreshLink(link_of(token), draw(link_of(token))) if token else None
    page = InvitePage(
        form=form,
        fresh=fresh,
        allowance=allowance,
        lines=lines,
        most=MOST_OUTSTANDING,
    )
    return make_response(render_template("invites/invite.html", page=page), status)


@blueprint.get("/inviter")
@audience(Audience.MEMBER)
def get_invite() -> Response:
    """Show the member's invitations, and the link just made, once."""
    return _page(InviteForm(is_sent=False), session.pop(JUST_MADE, None), 200)


@blueprint.post("/inviter")
@audience(Audience.MEMBER)
def post_invite() -> Response:
    """Make an invitation and show its link."""
    form = InviteForm()
    if not form.is_valid():
        return _page(form, None, 422)
    member = present_member()
    new = NewInvitation(
        inviter_id=member.id, label=str(form.label.data or ""), given=_given(member)
    )
    with runtime().work() as work:
        outcome = invitations.create(work, new)
    match outcome:
        case InvitationMade(_, token):
            session[JUST_MADE] = token
            return redirect(url_for("invites.get_invite"), 303)
        case NoneLeft():
            form.form_errors.append(gettext("Il ne vous reste pas d’invitation."))
            return _page(form, None, 409)
        case _:
            assert_never(outcome)


def _open_line(invitation_id: int) -> InvitationLine:
    """Return one of the member's open invitations; 404 for any other."""
    with runtime().read() as work:
        lines = ledger.invitations_of(work, present_member().id)
    asked = [line for line in lines if line.id == invitation_id]
    if not asked or asked[0].state is not InvitationState.OPEN:
        abort(404)
    return asked[0]


@blueprint.get("/inviter/<id:invitation_id>/retirer")
@audience(Audience.MEMBER)
def get_withdraw(invitation_id: int) -> str:
    """Ask before an invitation is taken back."""
    page = WithdrawPage(_open_line(invitation_id))
    return render_template("invites/withdraw.html", page=page)


@blueprint.post("/inviter/<id:invitation_id>/retirer")
@audience(Audience.MEMBER)
def post_withdraw(invitation_id: int) -> Response:
    """Take an invitation back; its place returns to the inviter."""
    member = present_member()
    with runtime().work() as work:
        mine = {line.id for line in ledger.invitations_of(work, member.id)}
        if invitation_id not in mine:
            abort(404)
        done = invitations.revoke(work, member.id, InvitationId(invitation_id))
    if done:
        flash(gettext("L’invitation est retirée. Son lien n’ouvre plus."), "succes")
    else:
        flash(gettext("Cette invitation n’était plus ouverte."), "info")
    return redirect(url_for("invites.get_invite"), 303)
