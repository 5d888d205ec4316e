"""The door: signing in with a password or a one-time link, and signing out."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.kernel.ids import MemberId
from flashsale.members import login, people, sessions, sign_in_links
from flashsale.members.directory import member_by_email
from flashsale.members.events import SignInLinkMade
from flashsale.members.forms import LinkForm, SignInForm
from flashsale.members.limits import Limit, door_limits, place
from flashsale.members.next_path import HOME, next_path
from flashsale.members.pages import blueprint, enter, present_member, signed_in
from flashsale.members.password_rules import LONGEST_PASSWORD
from flashsale.members.passwords import hash_password, is_password, needs_rehash
from flashsale.members.sign_in_links import LinkRefused, LinkSeen, LinkSpent
from flashsale.members.too_many import too_many
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.return_paths import page_at


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorPage:
    """The door: whose house it is, and the ways in. No product is named.

    merchant, address: empty when the operator set none.
    """

    merchant: str
    address: str
    sign_in: SignInForm
    link: LinkForm


@dataclass(frozen=True, slots=True)
class LinkPage:
    """What a one-time link would do."""

    name: str
    expires_at: datetime


def _door(sign_in: SignInForm, link: LinkForm, status: int) -> Response:
    settings = runtime().settings
    page = DoorPage(
        merchant=settings.merchant_name or "",
        address=settings.merchant_address or "",
        sign_in=sign_in,
        link=link,
    )
    return make_response(render_template("members/door.html", page=page), status)


@blueprint.get("/porte")
@audience(Audience.DOOR)
def get_door() -> Response:
    """Show the door; who is in already goes on."""
    wanted = next_path(request.args.get("suite"))
    if signed_in() is not None:
        return redirect(wanted, 303)
    suite = "" if wanted == HOME else wanted
    return _door(SignInForm(is_sent=False, suite=suite), LinkForm(is_sent=False), 200)


@blueprint.post("/porte/entrer")
@audience(Audience.DOOR)
def post_sign_in() -> Response:
    """Sign in with a password; one answer for every reason not to."""
    form = SignInForm()
    if not form.is_valid():
        return _door(form, LinkForm(is_sent=False), 422)
    account, here = str(form.email.data), place()
    again_at = _refused_until(account, here)
    if again_at is not None:
        return too_many(again_at)
    member_id = _member_with(account, str(form.password.data))
    if member_id is None:
        door_limits().spend(Limit.SIGN_IN_PLACE, here)
        door_limits().spend(Limit.SIGN_IN_HOUSE)
        words = gettext("Ce courriel et ce mot de passe ne vont pas ensemble.")
        form.form_errors.append(words)
        return _door(form, LinkForm(is_sent=False), 403)
    door_limits().forget(Limit.SIGN_IN, account, here)
    return enter(member_id, page_at(next_path(form.suite.data)))


def _refused_until(account: str, here: str) -> datetime | None:
    """Count this try; return when to come back if there were too many."""
    counted = door_limits()
    return (
        counted.refused_until(Limit.SIGN_IN_PLACE, here)
        or counted.refused_until(Limit.SIGN_IN_HOUSE)
        or counted.spend(Limit.SIGN_IN, account, here)
    )


def _member_with(account: str, password: str) -> MemberId | None:
    """Return the member of this address and password; the same work when there is
    none (security.md S7)."""
    # What is longer than any password costs no more than the longest.
    password = password[: LONGEST_PASSWORD + 1]
    with runtime().read() as work:
        known = people.credentials_of(work, account)
    known_hash = known.password_hash if known else None
    if not is_password(password, known_hash) or known is None or known_hash is None:
        return None
    if needs_rehash(known_hash):
        stronger = hash_password(password)
        with runtime().work() as work:
            people.strengthen(work, known.member_id, known_hash, stronger)
    return known.member_id


@blueprint.post("/porte/lien")
@audience(Audience.DOOR)
def post_link() -> Response:
    """Send a one-time link to a member's address; the same answer to everybody."""
    form = LinkForm()
    if not form.is_valid():
        return _door(SignInForm(is_sent=False), form, 422)
    again_at = door_limits().spend(Limit.LINK_PLACE, place())
    if again_at is not None:
        return too_many(again_at)
    address = str(form.email.data)
    if door_limits().spend(Limit.LINK_ADDRESS, address) is None:
        with runtime().work() as work:
            member = member_by_email(work, address)
            if member is not None and not member.is_disabled:
                token = sign_in_links.make(work, member.id)
                work.publish(SignInLinkMade(member.id, token))
    flash(
        gettext(
            "Si cette adresse est celle d’un membre, un lien vient d’y partir. "
            "Il sert une fois, pendant dix minutes."
        ),
        "info",
    )
    return redirect(url_for("members.get_door"), 303)


@blueprint.get("/entrer/<token>")
@audience(Audience.DOOR)
def get_link(token: str) -> Response:
    """Show what the link does; opening it uses nothing up, for scanners open links."""
    with runtime().read() as work:
        seen = sign_in_links.look(work, token)
    match seen:
        case LinkSeen(name, expires_at):
            page = LinkPage(name, expires_at)
            html = render_template("members/link.html", page=page)
            return make_response(html)
        case LinkRefused():
            return _link_refused()
        case _:
            assert_never(seen)


@blueprint.post("/entrer/<token>")
@audience(Audience.DOOR)
def post_spend_link(token: str) -> Response:
    """Use the link up and sign in."""
    with runtime().work() as work:
        spent = sign_in_links.spend(work, token)
    match spent:
        case LinkSpent(member_id):
            return enter(member_id, HOME)
        case LinkRefused():
            return _link_refused()
        case _:
            assert_never(spent)


def _link_refused() -> Response:
    return make_response(render_template("members/link_refused.html"), 404)


@blueprint.post("/sortir")
@audience(Audience.MEMBER)
def post_sign_out() -> Response:
    """Sign this browser out: its row goes, its cookie is emptied, its cache too."""
    member = present_member()
    with runtime().work() as work:
        sessions.revoke(work, member.id, member.session_id)
    login.sign_out()
    answer = redirect(url_for("members.get_door"), 303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
