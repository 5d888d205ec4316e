"""The desk of promotions: making a code, stopping it, reading who used it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.db import Work
from flashsale.kernel.ids import DropId, PromotionId
from flashsale.members.directory import names_of
from flashsale.members.pages import present_member
from flashsale.promotions import promotions, reads, wording
from flashsale.promotions.desk_forms import PERCENT, PromotionForm, TermsReader
from flashsale.promotions.promotions import (
    PromotionDraft,
    PromotionMade,
    PromotionRefused,
)
from flashsale.promotions.reads import PromotionFacts, PromotionState, UseFacts
from flashsale.sales.catalogue import drop_by_id, drop_id_of_slug
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.filters import local

blueprint = Blueprint("promotions_desk", __name__, url_prefix="/bureau/codes")

MOST_LISTED, MOST_USES_LISTED = 200, 500
USUAL_LENGTH = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionRow:
    """One promotion in words. most_uses: None without a limit."""

    id: PromotionId
    word: str
    title: str
    state: str
    state_class: str
    gives: str
    limits: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    uses: int
    most_uses: int | None


@dataclass(frozen=True, slots=True)
class PromotionsPage:
    """The promotions of the house, the newest first."""

    rows: tuple[PromotionRow, ...]


@dataclass(frozen=True, slots=True)
class PromotionFormPage:
    """Making a promotion."""

    form: PromotionForm


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionPage:
    """One promotion with its uses. drops: the titles of those it is for."""

    row: PromotionRow
    facts: PromotionFacts
    made_by: str
    stopped_by: str
    drops: tuple[str, ...]
    uses: tuple[tuple[UseFacts, str], ...]
    given_cents: int
    can_stop: bool


@blueprint.get("")
@audience(Audience.ADMINISTRATOR)
def get_promotions() -> str:
    """List the promotions."""
    with runtime().read() as work:
        found = reads.promotions(work, most=MOST_LISTED)
    page = PromotionsPage(tuple(map(_row, found)))
    return render_template("promotions/desk/promotions.html", page=page)


@blueprint.get("/nouveau")
@audience(Audience.ADMINISTRATOR)
def get_new_promotion() -> str:
    """Show an empty form, for a fortnight from now on."""
    today = local(runtime().clock.now())
    form = PromotionForm(
        is_sent=False,
        sorte=PERCENT,
        debut_jour=today.date().isoformat(),
        debut_heure="00:00",
        fin_jour=(today + USUAL_LENGTH).date().isoformat(),
        fin_heure="23:59",
        par_membre="1",
    )
    form.offer_choices()
    page = PromotionFormPage(form)
    return render_template("promotions/desk/promotion_form.html", page=page)


@blueprint.post("/nouveau")
@audience(Audience.ADMINISTRATOR)
def post_promotion() -> Response:
    """Make a promotion, or say what is wrong with it."""
    form = PromotionForm()
    form.offer_choices()
    with runtime().work() as work:
        outcome = _make(work, form)
    match outcome:
        case PromotionMade(promotion_id):
            flash(gettext("Le code est prêt."), "succes")
            return redirect(
                url_for("promotions_desk.get_promotion", promotion_id=promotion_id), 303
            )
        case PromotionRefused(refusals):
            for refusal in refusals:
                form.blame(wording.FIELD_OF[refusal], wording.refusal_words(refusal))
        case _:
            assert_never(outcome)
    page = PromotionFormPage(form)
    text = render_template("promotions/desk/promotion_form.html", page=page)
    return make_response(text, 422)


def _make(work: Work, form: PromotionForm) -> PromotionMade | PromotionRefused:
    terms = TermsReader(form, lambda slug: drop_id_of_slug(work, slug)).terms()
    if terms is None:
        return PromotionRefused(())
    draft = PromotionDraft(
        terms=terms,
        title_fr=form.titre.data or "",
        title_en=form.titre_en.data or "",
        made_by=present_member().id,
    )
    return promotions.make(work, draft)


@blueprint.get("/<id:promotion_id>")
@audience(Audience.ADMINISTRATOR)
def get_promotion(promotion_id: int) -> str:
    """Show a promotion: what it gives, who used it, how much it cost."""
    with runtime().read() as work:
        page = _page(work, promotion_id)
    return render_template("promotions/desk/promotion.html", page=page)


@blueprint.post("/<id:promotion_id>/arreter")
@audience(Audience.ADMINISTRATOR)
def post_stop(promotion_id: int) -> Response:
    """Stop a promotion."""
    with runtime().work() as work:
        facts = _facts(work, promotion_id)
        stopped = promotions.stop(work, facts.id, present_member().id)
    if stopped:
        flash(gettext("Le code est arrêté."), "succes")
    else:
        flash(gettext("Ce code était déjà arrêté."), "info")
    return redirect(
        url_for("promotions_desk.get_promotion", promotion_id=promotion_id), 303
    )


def _facts(work: Work, promotion_id: int) -> PromotionFacts:
    facts = reads.promotion_by_id(work, PromotionId(promotion_id))
    if facts is None:
        abort(404)
    return facts


def _page(work: Work, promotion_id: int) -> PromotionPage:
    facts = _facts(work, promotion_id)
    uses = reads.uses_of(work, facts.id, most=MOST_USES_LISTED)
    people = {use.member_id for use in uses} | {facts.made_by}
    if facts.stopped_by is not None:
        people.add(facts.stopped_by)
    names = names_of(work, people)
    ended = (PromotionState.STOPPED, PromotionState.ENDED)
    return PromotionPage(
        row=_row(facts),
        facts=facts,
        made_by=names[facts.made_by],
        stopped_by=names[facts.stopped_by] if facts.stopped_by else "",
        drops=tuple(_title(work, drop_id) for drop_id in sorted(facts.terms.drop_ids)),
        uses=tuple((use, names[use.member_id]) for use in uses),
        given_cents=reads.given_by(work, facts.id),
        can_stop=facts.state not in ended,
    )


def _title(work: Work, drop_id: DropId) -> str:
    drop = drop_by_id(work, drop_id)
    return drop.title if drop else ""


def _row(facts: PromotionFacts) -> PromotionRow:
    return PromotionRow(
        id=facts.id,
        word=facts.terms.word,
        title=facts.title_fr,
        state=wording.state_words(facts.state),
        state_class=wording.state_class(facts.state),
        gives=wording.gives_words(facts.terms),
        limits=wording.limits_words(facts.terms),
        starts_at=facts.terms.starts_at,
        ends_at=facts.terms.ends_at,
        uses=facts.uses,
        most_uses=facts.terms.most_uses,
    )
