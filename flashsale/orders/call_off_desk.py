"""The page on which an administrator calls a sale off, and sees everyone refunded."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from flashsale.kernel.ids import DropId
from flashsale.members.pages import present_member
from flashsale.orders import calling_off
from flashsale.orders.calling_off import SaleSold
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

PATH = "/bureau/commandes/ventes"
JOB = "flashsale.orders.jobs.call_off"
blueprint = Blueprint("call_off_desk", __name__, url_prefix=PATH)
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffPage:
    """A sale. faults: what is wrong with what was typed, by field."""

    sale: SaleSold
    reason: str
    faults: dict[str, str]


@blueprint.get("/<id:drop_id>")
@audience(Audience.ADMINISTRATOR)
def get_call_off(drop_id: int) -> str:
    """Show what would go back to everyone, or how far it is."""
    return _shown(DropId(drop_id))


@blueprint.post("/<id:drop_id>/annuler")
@audience(Audience.ADMINISTRATOR)
def post_call_off(drop_id: int) -> Response | tuple[str, int]:
    """Call a sale off; posted twice it is called off once."""
    reason = " ".join(request.form.get("raison", "").replace("\0", "").split())
    faults = {}
    if not 3 <= len(reason) <= LONGEST_REASON:
        faults["raison"] = gettext("Écrivez pourquoi, en 3 à 200 caractères.")
    if "certain" not in request.form:
        faults["certain"] = gettext("Cochez que vous le voulez vraiment.")
    if faults:
        return _shown(DropId(drop_id), reason, faults), 422
    with runtime().work() as work:
        if calling_off.sold_in(work, DropId(drop_id)) is None:
            abort(404)
        calling_off.ask(work, DropId(drop_id), present_member().id, reason)
    runtime().queue.enqueue(JOB, job_id=f"call-off-{drop_id}")
    return redirect(f"{PATH}/{drop_id}", 303)


def _shown(
    drop_id: DropId, reason: str = "", faults: dict[str, str] | None = None
) -> str:
    with runtime().read() as work:
        sale = calling_off.sold_in(work, drop_id)
    if sale is None:
        abort(404)
    page = CallOffPage(sale=sale, reason=reason, faults=faults or {})
    return render_template("orders/desk/call_off.html", page=page)
