"""The account: name, language, consents, password and signed-in browsers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask_babel import force_locale, gettext
from werkzeug.wrappers import Response

from flashsale.kernel.language import Language
from flashsale.members import buyers, consents, login, people, sessions
from flashsale.members.browsers import browser_name
from flashsale.members.consents import Purpose
from flashsale.members.forms import (
    ConsentForm,
    IdentityForm,
    PasswordForm,
    TimeForm,
)
from flashsale.members.limits import Limit, door_limits, place
from flashsale.members.pages import blueprint, present_member
from flashsale.members.password_rules import refuse_password
from flashsale.members.passwords import hash_password, is_password
from flashsale.members.sessions import SessionId, SignedInMember
from flashsale.members.too_many import too_many
from flashsale.members.wording import consent_of, purpose_words, refused_password
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.filters import LOCALES
from flashsale.web.i18n import COOKIE as LANGUAGE_COOKIE
from flashsale.web.i18n import current_language

# Who signed in this lately need not give the password again to change it: it is
# how one who forgot it, and came by a one-time link, chooses another.
FRESH_FOR = timedelta(minutes=10)
CHOICE_KEPT_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """A signed-in browser; browser: its name in two words, may be empty."""

    id: SessionId
    browser: str
    created_at: datetime
    seen_at: datetime
    is_this_one: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """The account of the member who asks. early_day: the last one on
    which they may buy before drops open."""

    email: str
    time: TimeForm
    early_day: datetime | None
    identity: IdentityForm
    consents: ConsentForm
    password: PasswordForm
    asks_current: bool
    sessions: tuple[SessionLine, ...]


@dataclass(slots=True, kw_only=True)
class Filled:
    """The form that was sent and refused, if any; the others show what is kept."""

    identity: IdentityForm | None = None
    consents: ConsentForm | None = None
    password: PasswordForm | None = None


def _asks_current(member: SignedInMember) -> bool:
    return runtime().clock.now() >= member.signed_in_at + FRESH_FOR


def _consent_form(given: dict[str, bool] | None = None) -> ConsentForm:
    """Return the checkboxes as kept, or as sent when nothing is given."""
    form = ConsentForm() if given is None else ConsentForm(is_sent=False, **given)
    for purpose in Purpose:
        form[str(purpose)].label.text = purpose_words(purpose)
    return form


def _account(filled: Filled, status: int) -> Response:
    member = present_member()
    with runtime().read() as work:
        lines = sessions.sessions_of(work, member.id)
        states = consents.states(work, member.id)
        buyer = buyers.buyer_of(work, member.id)
        has_early = buyer.has_early_access_at(work.now)
    given = {str(state.purpose): state.is_given for state in states}
    page = AccountPage(
        email=member.email,
        time=TimeForm(is_sent=False, more_time=buyer.needs_more_time),
        early_day=_last_instant(buyer.early_until) if has_early else None,
        identity=filled.identity
        or IdentityForm(is_sent=False, name=member.name, language=str(member.language)),
        consents=filled.consents or _consent_form(given),
        password=filled.password or PasswordForm(is_sent=False),
        asks_current=_asks_current(member),
        sessions=tuple(
            SessionLine(
                id=line.id,
                browser=browser_name(line.browser),
                created_at=line.created_at,
                seen_at=line.seen_at,
                is_this_one=line.id == member.session_id,
            )
            for line in lines
        ),
    )
    return make_response(render_template("members/account.html", page=page), status)


def _last_instant(until: datetime | None) -> datetime | None:
    # A grant ends at midnight: the day it is told by is the one before.
    return None if until is None else until - timedelta(microseconds=1)


def _back(words: str) -> Response:
    flash(words, "succes")
    return redirect(url_for("members.get_account"), 303)


@blueprint.get("/compte")
@audience(Audience.MEMBER)
def get_account() -> Response:
    """Show the account."""
    return _account(Filled(), 200)


@blueprint.post("/compte/identite")
@audience(Audience.MEMBER)
def post_identity() -> Response:
    """Change name and language; this browser speaks it from the next page on."""
    form = IdentityForm()
    if not form.is_valid():
        return _account(Filled(identity=form), 422)
    language = Language(form.language.data)
    member = present_member()
    with runtime().work() as work:
        people.set_name(work, member.id, str(form.name.data))
        people.set_language(work, member.id, language)
    with force_locale(LOCALES[language]):
        answer = _back(gettext("C’est noté."))
    answer.set_cookie(
        LANGUAGE_COOKIE,
        str(language),
        max_age=CHOICE_KEPT_S,
        secure=runtime().settings.base_url.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )
    return answer


@blueprint.post("/compte/temps")
@audience(Audience.MEMBER)
def post_time() -> Response:
    """Let the member's holds last longer, or as long as others'."""
    form, member = TimeForm(), present_member()
    if not form.is_valid():
        return _account(Filled(), 422)
    wanted = bool(form.more_time.data)
    with runtime().work() as work:
        buyers.set_more_time(work, member.id, wanted)
    if wanted:
        return _back(gettext("Vos prochaines mises de côté dureront vingt minutes."))
    return _back(gettext("Vos prochaines mises de côté dureront dix minutes."))


@blueprint.post("/compte/consentements")
@audience(Audience.MEMBER)
def post_consents() -> Response:
    """Record what was agreed to or taken back, with the words that were shown."""
    form = _consent_form()
    if not form.is_valid():
        return _account(Filled(consents=form), 422)
    member, language = present_member(), current_language()
    with runtime().work() as work:
        for purpose in Purpose:
            choice = consent_of(purpose, form[str(purpose)], language)
            consents.record(work, member.id, choice)
    return _back(gettext("Vos choix sont notés."))


@blueprint.post("/compte/mot-de-passe")
@audience(Audience.MEMBER)
def post_password() -> Response:
    """Change the password and sign every other browser out."""
    form, member = PasswordForm(), present_member()
    if form.is_valid():
        again_at = _check_current(form, member)
        if again_at is not None:
            return too_many(again_at)
        _check_new(form, member)
    if form.errors:
        return _account(Filled(password=form), 422)
    hashed = hash_password(str(form.password.data))
    with runtime().work() as work:
        people.set_password(work, member.id, hashed, keep=member.session_id)
    return _back(
        gettext("Mot de passe changé. Vos autres appareils doivent entrer de nouveau.")
    )


def _check_current(form: PasswordForm, member: SignedInMember) -> datetime | None:
    """Put a fault on the form when the present password is asked and not given.

    Returns when to come back after too many tries: a borrowed browser must not
    serve to guess.
    """
    if not _asks_current(member):
        return None
    with runtime().read() as work:
        known = people.credentials_of(work, member.email)
    if known is None or known.password_hash is None:
        words = gettext("Entrez d’abord par un lien reçu par courriel.")
        form.blame("current", words)
        return None
    again_at = door_limits().spend(Limit.SIGN_IN, member.email, place())
    if again_at is not None:
        return again_at
    if is_password(str(form.current.data or ""), known.password_hash):
        door_limits().forget(Limit.SIGN_IN, member.email, place())
    else:
        words = gettext("Ce n’est pas votre mot de passe actuel.")
        form.blame("current", words)
    return None


def _check_new(form: PasswordForm, member: SignedInMember) -> None:
    about = (member.name, member.email, runtime().settings.club_name)
    refusal = refuse_password(str(form.password.data), about)
    if refusal is not None:
        words = refused_password(refusal)
        form.blame("password", words)


@blueprint.post("/compte/appareils/<id:session_id>/fermer")
@audience(Audience.MEMBER)
def post_close_session(session_id: int) -> Response:
    """Sign one browser out; this one goes to the door."""
    member = present_member()
    with runtime().work() as work:
        closed = sessions.revoke(work, member.id, SessionId(session_id))
    if not closed:
        abort(404)
    if session_id == member.session_id:
        login.sign_out()
        return redirect(url_for("members.get_door"), 303)
    return _back(gettext("Cet appareil est sorti."))


@blueprint.post("/compte/appareils/tout-fermer")
@audience(Audience.MEMBER)
def post_close_sessions() -> Response:
    """Sign every browser out, this one included."""
    member = present_member()
    with runtime().work() as work:
        sessions.revoke_all(work, member.id)
    login.sign_out()
    answer = redirect(url_for("members.get_door"), 303)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
