"""The desk of taxes: what is in force, a rate or a registration that comes, undoing."""

from datetime import timedelta
from typing import assert_never

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
)
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.db import Work
from flashsale.kernel.kinds import TaxClass
from flashsale.kernel.places import HOME, Province
from flashsale.members.directory import names_of
from flashsale.members.pages import present_member
from flashsale.taxes import changes, reads
from flashsale.taxes.changes import TaxesChanged, TaxesRefused
from flashsale.taxes.desk_forms import REGISTERED, RateForm, RegistrationForm
from flashsale.taxes.desk_pages import (
    ChangeRow,
    PlacePage,
    TaxesPage,
    class_rows,
    place_rows,
    registration_lines,
)
from flashsale.taxes.rates import TAXES_OF, Authority
from flashsale.taxes.tables import table_of
from flashsale.taxes.wording import (
    AUTHORITIES,
    FIELD_OF,
    refusal_words,
    rule_words,
    tax_word,
)
from flashsale.web.audience import Audience, audience
from flashsale.web.current import present, runtime
from flashsale.web.filters import local
from flashsale.web.provinces import PROVINCES

DESK = "/bureau/taxes"
blueprint = Blueprint("taxes_desk", __name__, url_prefix=DESK)
MOST_LISTED = 100


@blueprint.app_template_global("mots_taxes")
def words_of_taxes() -> dict[str, object]:
    """Return what the pages of the taxes call things, for their templates."""
    return {
        "taxe": tax_word,
        "lieux": PROVINCES,
        "organismes": AUTHORITIES,
        "regle": rule_words,
    }


@blueprint.get("")
@audience(Audience.ADMINISTRATOR)
def get_taxes() -> str:
    """Show the taxes of today, what comes, and who wrote what."""
    with runtime().read() as work:
        page = _page(work)
    return render_template("taxes/desk/taxes.html", page=page)


@blueprint.get("/lieux/<place>")
@audience(Audience.ADMINISTRATOR)
def get_place(place: str) -> str:
    """Show every rate of one place, past and coming."""
    if place not in tuple(Province):
        abort(404)
    with runtime().read() as work:
        today = changes.today(work)
        page = PlacePage(
            today=today,
            place=Province(place),
            classes=class_rows(table_of(work), Province(place), today),
        )
    return render_template("taxes/desk/place.html", page=page)


@blueprint.get("/taux")
@audience(Audience.ADMINISTRATOR)
def get_new_rate() -> str:
    """Show the form of a rate, for everything that bears the usual one."""
    wanted = request.args.get("lieu", "")
    place = Province(wanted) if wanted in tuple(Province) else HOME
    form = RateForm(
        is_sent=False,
        lieu=str(place),
        taxe=str(TAXES_OF[place][-1]),
        classes=[str(one) for one in TaxClass],
        jour=(local(present()).date() + timedelta(days=1)).isoformat(),
    )
    form.offer_choices()
    return render_template("taxes/desk/rate_form.html", form=form)


@blueprint.post("/taux")
@audience(Audience.ADMINISTRATOR)
def post_rate() -> Response:
    """Write a rate that comes, or say what is wrong with it."""
    form = RateForm()
    form.offer_choices()
    draft = form.draft()
    if draft is not None:
        with runtime().work() as work:
            outcome = changes.set_rate(work, draft, present_member().id)
        if _is_done(form, outcome):
            return redirect(DESK, 303)
    text = render_template("taxes/desk/rate_form.html", form=form)
    return make_response(text, 422)


@blueprint.get("/inscription")
@audience(Audience.ADMINISTRATOR)
def get_new_registration() -> str:
    """Show the form of a registration."""
    form = RegistrationForm(
        is_sent=False,
        organisme=str(Authority.PST_BC),
        etat=REGISTERED,
        jour=(local(present()).date() + timedelta(days=1)).isoformat(),
    )
    form.offer_choices()
    return render_template("taxes/desk/registration_form.html", form=form)


@blueprint.post("/inscription")
@audience(Audience.ADMINISTRATOR)
def post_registration() -> Response:
    """Write a registration that comes, or say what is wrong with it."""
    form = RegistrationForm()
    form.offer_choices()
    draft = form.draft()
    if draft is not None:
        with runtime().work() as work:
            outcome = changes.set_registration(work, draft, present_member().id)
        if _is_done(form, outcome):
            return redirect(DESK, 303)
    text = render_template("taxes/desk/registration_form.html", form=form)
    return make_response(text, 422)


@blueprint.post("/changements/<id:change_id>/annuler")
@audience(Audience.ADMINISTRATOR)
def post_undo(change_id: int) -> Response:
    """Take back a change whose day has not come."""
    with runtime().work() as work:
        if not changes.change_exists(work, change_id):
            abort(404)
        undone = changes.undo(work, change_id, present_member().id)
    if undone:
        flash(gettext("Le changement est annulé."), "succes")
    else:
        flash(gettext("Trop tard : ce changement est en vigueur ou annulé."), "erreur")
    return redirect(DESK, 303)


def _is_done(
    form: RateForm | RegistrationForm, outcome: TaxesChanged | TaxesRefused
) -> bool:
    """Say whether it was written; else each field says why it was not."""
    match outcome:
        case TaxesChanged():
            flash(
                gettext("C’est écrit : le changement vaudra à partir de son jour."),
                "succes",
            )
            return True
        case TaxesRefused(refusals):
            for refusal in refusals:
                form.blame(FIELD_OF[refusal], refusal_words(refusal))
            return False
        case _:
            assert_never(outcome)


def _page(work: Work) -> TaxesPage:
    today, table = changes.today(work), table_of(work)
    found = reads.changes(work, today, most=MOST_LISTED)
    people = {one.made_by for one in found}
    people |= {one.undone_by for one in found if one.undone_by is not None}
    names = names_of(work, people)
    return TaxesPage(
        today=today,
        places=place_rows(table, today),
        registrations=registration_lines(table, today),
        changes=tuple(
            ChangeRow(
                one,
                names[one.made_by],
                names[one.undone_by] if one.undone_by is not None else "",
            )
            for one in found
        ),
    )
