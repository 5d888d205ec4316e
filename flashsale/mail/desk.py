"""The administrator's mailbox: what arrived in the demo, and what has yet to leave."""

from dataclasses import dataclass

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.mail import delivery, mailbox
from flashsale.mail.delivery import OutboxLine
from flashsale.mail.mailbox import Opened, Received
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

blueprint = Blueprint("mail_desk", __name__, url_prefix="/bureau/courriels")

SHOWN = 100
STATES = ("pending", "sent", "dead")
# The letter's own page: its styles, and nothing that runs, loads or is sent.
LETTER_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxPage:
    """Messages of the demo's mailbox, and letters of the outbox in one state.

    counts: letters by state. has_mailbox: whether this house keeps a mailbox here.
    """

    received: tuple[Received, ...]
    has_mailbox: bool
    state: str
    counts: dict[str, int]
    lines: tuple[OutboxLine, ...]


@dataclass(frozen=True, slots=True)
class MessagePage:
    """One message that arrived."""

    message: Opened


@blueprint.get("")
@audience(Audience.ADMINISTRATOR)
def get_mailbox() -> str:
    """Show what arrived, and the outbox in the state asked for."""
    asked = request.args.get("etat", "pending")
    state = asked if asked in STATES else "pending"
    folder = runtime().settings.data_dir / "mailbox"
    with runtime().read() as work:
        counts = delivery.counts(work)
        lines = delivery.lines(work, state, SHOWN)
    page = MailboxPage(
        received=mailbox.newest(folder, SHOWN),
        has_mailbox=not runtime().settings.is_production,
        state=state,
        counts=counts,
        lines=lines,
    )
    return render_template("mail/desk/mailbox.html", page=page)


def _opened(name: str) -> Opened:
    message = mailbox.opened(runtime().settings.data_dir / "mailbox", name)
    if message is None:
        abort(404)
    return message


@blueprint.get("/<name>")
@audience(Audience.ADMINISTRATOR)
def get_message(name: str) -> str:
    """Show the text of one message; its HTML is a page of its own."""
    return render_template("mail/desk/message.html", page=MessagePage(_opened(name)))


@blueprint.get("/<name>/html")
@audience(Audience.ADMINISTRATOR)
def get_message_html(name: str) -> Response:
    """Show the HTML of one message, shut in: no script, no picture, no form."""
    message = _opened(name)
    if not message.html:
        abort(404)
    answer = make_response(message.html)
    answer.headers["Content-Security-Policy"] = LETTER_POLICY
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@blueprint.post("/<id:mail_id>/reprendre")
@audience(Audience.ADMINISTRATOR)
def post_retry(mail_id: int) -> Response:
    """Try a dead letter again, from its first attempt."""
    with runtime().work() as work:
        revived = delivery.retry(work, mail_id)
    if revived:
        flash(gettext("La lettre repart."), "succes")
    else:
        flash(gettext("Cette lettre ne peut pas repartir."), "erreur")
    return redirect(url_for("mail_desk.get_mailbox", etat="dead"), 303)
