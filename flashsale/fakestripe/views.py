"""The hosted payment page: a card is tried, a bank asks, the member goes back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from flashsale.fakestripe import payments, saved, sessions
from flashsale.fakestripe.api import standin
from flashsale.fakestripe.cards import SHOWN_CARDS, read_card
from flashsale.fakestripe.records import Intent, Method, Page
from flashsale.fakestripe.refusals import ApiRefusal
from flashsale.fakestripe.texts import LANGUAGES, grouped, language_of, money
from flashsale.fakestripe.turn import Turn

# What the form is filled with when a test card is chosen.
FILLED = {
    "expiry": "12/34",
    "cvc": "123",
    "name": "Camille Essai",
    "postal_code": "H2X 1Y4",
}
FIELDS = ("number", "expiry", "cvc", "name", "postal_code")

blueprint = Blueprint("pages", __name__)


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A test card on offer; outcome is a word that the template puts in a sentence."""

    number: str
    printed: str
    outcome: str


@dataclass(frozen=True, slots=True)
class SavedCard:
    """A card that its holder saved before; brand: with a capital."""

    id: str
    brand: str
    last4: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """What the templates show. wrong: a word per field; refusal: the bank's code."""

    id: str
    language: str
    amount: str
    description: str
    quantity: int
    reference: str | None
    email: str | None
    status: str
    cancel_url: str | None
    success_url: str
    card_last4: str | None = None
    refusal: str | None = None
    typed: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    cards: tuple[ShownCard, ...] = ()
    saved: tuple[SavedCard, ...] = ()

    @property
    def other_language(self) -> str:
        """The language one may switch to."""
        return LANGUAGES[1 - LANGUAGES.index(self.language)]


@blueprint.get("/pay/<page_id>")
def get_payment(page_id: str) -> ResponseReturnValue:
    """Show the page to pay on, filled with a test card when `carte` names one."""
    with standin().turn() as turn:
        page = sessions.page_of(turn, page_id)
        intent, kept = _intent(turn, page), saved.offered_on(turn, page)
    if page.status != "open":
        return _closed(page)
    number = request.args.get("carte", "")
    typed = {}
    if any(number == shown for shown, _ in SHOWN_CARDS):
        typed = {"number": grouped(number), **FILLED}
    return _answer("fakestripe/pay.html", page, intent, kept, typed=typed)


@blueprint.post("/pay/<page_id>")
def post_payment(page_id: str) -> ResponseReturnValue:
    """Try the card of the form: wrong fields, a refusal, a question, or done."""
    if _comes_from_elsewhere():
        return Response("cross-site", 403)
    form = {name: request.form.get(name, "") for name in FIELDS}
    with standin().turn() as turn:
        page = sessions.page_of(turn, page_id)
        card = read_card(form, standin().clock.now().date())
        if page.status == "open" and not isinstance(card, dict):
            intent = payments.try_card(turn, page, card)
            page = sessions.page_of(turn, page_id)
            return _after(page, intent)
        intent_before, kept = _intent(turn, page), saved.offered_on(turn, page)
    if page.status == "complete":
        return redirect(_success_url(page), 303)
    if page.status != "open" or not isinstance(card, dict):
        return _closed(page)
    # The security code is never written back into a page.
    typed = {**form, "cvc": ""}
    body = _answer(
        "fakestripe/pay.html", page, intent_before, kept, typed=typed, wrong=card
    )
    body.status_code = 422
    return body


@blueprint.post("/pay/<page_id>/gardee")
def post_saved(page_id: str) -> ResponseReturnValue:
    """Try a card that was saved before; one that is not offered leads back."""
    if _comes_from_elsewhere():
        return Response("cross-site", 403)
    with standin().turn() as turn:
        page = sessions.page_of(turn, page_id)
        for method in saved.offered_on(turn, page):
            if page.status == "open" and method.id == request.form.get("carte"):
                intent = payments.try_saved(turn, page, method)
                return _after(sessions.page_of(turn, page_id), intent)
    if page.status == "complete":
        return redirect(_success_url(page), 303)
    return redirect(_here(page), 303) if page.status == "open" else _closed(page)


@blueprint.get("/pay/<page_id>/banque")
def get_bank(page_id: str) -> ResponseReturnValue:
    """Show the bank's question."""
    with standin().turn() as turn:
        page = sessions.page_of(turn, page_id)
        intent = _intent(turn, page)
    if page.status != "open":
        return _closed(page)
    if intent is None or intent.status != "requires_action":
        return redirect(_here(page), 303)
    return _answer("fakestripe/bank.html", page, intent)


@blueprint.post("/pay/<page_id>/banque")
def post_bank(page_id: str) -> ResponseReturnValue:
    """Take the answer to the bank's question."""
    if _comes_from_elsewhere():
        return Response("cross-site", 403)
    with standin().turn() as turn:
        page = sessions.page_of(turn, page_id)
        if page.status == "open":
            confirmed = request.form.get("reponse") == "confirmer"
            intent = payments.bank_answers(turn, page, confirmed=confirmed)
            page = sessions.page_of(turn, page_id)
            return _after(page, intent)
    if page.status == "complete":
        return redirect(_success_url(page), 303)
    return _closed(page)


@blueprint.errorhandler(ApiRefusal)
def show_unknown(_error: Exception) -> ResponseReturnValue:
    """Say that no page has this address."""
    g.language = _language(None)
    return render_template("fakestripe/unknown.html", language=g.language), 404


def _after(page: Page, intent: Intent) -> Response:
    """Send the member on after a card or an answer was taken."""
    if page.status == "complete":
        target = _success_url(page)
    elif intent.status == "requires_action":
        target = _here(page, "/banque")
    else:
        target = _here(page)
    # 303: a reload shows the page again and sends no card twice.
    return Response(status=303, headers={"Location": target})


def _intent(turn: Turn, page: Page) -> Intent | None:
    if page.payment_intent is None:
        return None
    return turn.ledger.get(Intent, page.payment_intent)


def _language(page: Page | None) -> str:
    wish = request.args.get("langue")
    if wish in LANGUAGES:
        return wish
    accepted = request.accept_languages.best_match(LANGUAGES)
    return language_of(page.locale if page is not None else None, accepted)


def _here(page: Page, suffix: str = "") -> str:
    return f"{standin().base_url}/pay/{page.id}{suffix}?langue={_language(page)}"


def _success_url(page: Page) -> str:
    return page.success_url.replace("{CHECKOUT_SESSION_ID}", page.id)


def _comes_from_elsewhere() -> bool:
    """Say whether another site's page sent this form (security.md S13)."""
    return request.headers.get("Sec-Fetch-Site", "none") in {"cross-site", "same-site"}


def _closed(page: Page) -> Response:
    body = _answer("fakestripe/closed.html", page, None)
    if page.status == "expired":
        body.status_code = 410
    return body


def _answer(
    template: str,
    page: Page,
    intent: Intent | None,
    kept: Sequence[Method] = (),
    *,
    typed: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
) -> Response:
    """Return a page; its policy lets forms lead to the shop and nowhere else."""
    g.language = language = _language(page)
    refusal, last4 = None, None
    if intent is not None and not wrong:
        refusal = intent.decline_code or intent.error_code
        last4 = str(intent.asked_card["last4"]) if intent.asked_card else None
    view = PaymentView(
        id=page.id,
        language=language,
        amount=money(page.amount, page.currency, language),
        description=page.description,
        quantity=page.quantity,
        reference=page.reference,
        email=page.email,
        status=page.status,
        cancel_url=page.cancel_url,
        success_url=_success_url(page),
        card_last4=last4,
        refusal=refusal,
        typed=typed or {},
        wrong=wrong or {},
        cards=tuple(
            ShownCard(number, grouped(number), outcome)
            for number, outcome in SHOWN_CARDS
        ),
        saved=tuple(
            SavedCard(
                method.id,
                str(method.card["brand"]).capitalize(),
                str(method.card["last4"]),
            )
            for method in kept
        ),
    )
    body = Response(render_template(template, page=view, language=language))
    body.headers["Content-Security-Policy"] = policy(page.success_url, page.cancel_url)
    return body


def policy(*targets: str | None) -> str:
    """Return the content policy of a page whose forms may end at `targets`.

    A browser checks where a form is redirected to, so the shop's origin is named.
    """
    origins = {
        f"{parts.scheme}://{parts.netloc}"
        for parts in (urlsplit(target) for target in targets if target)
    }
    return "; ".join(
        [
            "default-src 'none'",
            "style-src 'self'",
            "font-src 'self'",
            "img-src 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            " ".join(["form-action 'self'", *sorted(origins)]),
        ]
    )
