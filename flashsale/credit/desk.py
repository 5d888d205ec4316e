"""The administrator's side of credit: a member's balance, giving and taking back."""

from dataclasses import dataclass
from typing import assert_never

from flask import (
    Blueprint,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.credit import ledger
from flashsale.credit.balances import StaffDeed, balances_of, movements_of, staff_deeds
from flashsale.credit.buckets import Bucket, Kind
from flashsale.credit.forms import GrantForm, MemberForm
from flashsale.credit.ledger import CreditShort, Gift, Moved
from flashsale.credit.pages import Statement, statement_of
from flashsale.db import Work
from flashsale.members.directory import MemberCard, member_by_email, members_by_id
from flashsale.members.pages import present_member
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

blueprint = Blueprint("credit_desk", __name__, url_prefix="/bureau/credits")

MOST_LISTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedRow:
    """Something the house did to a member's credit. cents: signed."""

    deed: StaffDeed
    member: str
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditDeskPage:
    """Whose credit is looked at, if anyone's, and the latest deeds of the house."""

    search: MemberForm
    form: GrantForm
    member: MemberCard | None
    statement: Statement | None
    deeds: tuple[DeedRow, ...]
    is_unknown: bool


@blueprint.get("")
@audience(Audience.ADMINISTRATOR)
def get_credits() -> Response:
    """Show a member's credit, asked for by address, and the latest deeds."""
    asked = request.args.get("courriel", "")[:320]
    form = GrantForm(is_sent=False, courriel=asked)
    return _shown(form, asked, 200)


@blueprint.post("")
@audience(Audience.ADMINISTRATOR)
def post_credit() -> Response:
    """Give promo credit, or take back what is not spent; once for each form."""
    form = GrantForm()
    asked = form.courriel.data or ""
    if not form.is_valid():
        return _shown(form, asked, 422)
    if not form.token:
        form.form_errors.append(gettext("Ce formulaire a vieilli : envoyez-le encore."))
        return _shown(form, asked, 422)
    with runtime().work() as work:
        member = member_by_email(work, asked)
        outcome = None
        if member is not None:
            outcome = _do(work, form, member, takes_back="reprendre" in request.form)
    match outcome:
        case None:
            form.blame("courriel", gettext("Personne n’a cette adresse."))
            return _shown(form, asked, 422)
        case CreditShort():
            words = gettext("Il reste moins que cela de crédit promo à reprendre.")
            form.blame("montant", words)
            return _shown(form, asked, 409)
        case Moved():
            flash(gettext("C’est inscrit au registre."), "succes")
            return redirect(url_for("credit_desk.get_credits", courriel=asked), 303)
        case _:
            assert_never(outcome)


def _do(
    work: Work, form: GrantForm, member: MemberCard, *, takes_back: bool
) -> Moved | CreditShort:
    actor, reason = present_member().id, (form.raison.data or "").strip()
    key = f"desk:{form.token}"
    if takes_back:
        return ledger.withdraw(
            work, member.id, form.cents, key=key, actor_id=actor, reason=reason
        )
    gift = Gift(
        key=key,
        kind=Kind.GRANT,
        member_id=member.id,
        bucket=Bucket.PROMO,
        cents=form.cents,
        reason=reason,
        actor_id=actor,
    )
    return ledger.give(work, gift)


def _shown(form: GrantForm, asked: str, status: int) -> Response:
    form.jeton.data = runtime().ids.token()
    with runtime().read() as work:
        member = member_by_email(work, asked) if asked else None
        page = CreditDeskPage(
            search=MemberForm(is_sent=False, courriel=asked),
            form=form,
            member=member,
            statement=_statement(work, member),
            deeds=_deeds(work),
            is_unknown=bool(asked) and member is None,
        )
    text = render_template("credit/desk/credits.html", page=page)
    return make_response(text, status)


def _statement(work: Work, member: MemberCard | None) -> Statement | None:
    if member is None:
        return None
    return statement_of(
        balances_of(work, member.id),
        movements_of(work, member.id, most=MOST_LISTED),
    )


def _deeds(work: Work) -> tuple[DeedRow, ...]:
    deeds = staff_deeds(work, most=MOST_LISTED)
    people = {deed.member_id for deed in deeds} | {deed.actor_id for deed in deeds}
    known = members_by_id(work, people)
    return tuple(
        DeedRow(
            deed=deed,
            member=known[deed.member_id].name,
            actor=known[deed.actor_id].name,
        )
        for deed in deeds
    )
