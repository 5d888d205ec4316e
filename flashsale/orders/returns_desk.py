"""The page of the returns shelf: what came back spoilt or was lost, for curators."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request

from flashsale.kernel.ids import written_id
from flashsale.orders import returns_shelf
from flashsale.orders.returns_shelf import Shelf
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

blueprint = Blueprint("returns_desk", __name__, url_prefix="/bureau/retours")

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class ReturnsPage:
    """The shelf. is_first: nothing later than what is shown stands on it."""

    shelf: Shelf
    is_first: bool


@blueprint.get("")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def get_returns() -> str:
    """Show what came back spoilt or was lost, by drop, the latest first."""
    before = written_id(request.args.get("avant", ""))
    with runtime().read() as work:
        found = returns_shelf.shelf(work, before=before, most=MOST_LISTED)
    page = ReturnsPage(found, before is None)
    return render_template("orders/desk/returns.html", page=page)
