"""The staff's page of deadlines: what has to be done for an order, and by when."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template

from flashsale.kernel.window import house_day
from flashsale.orders import deadlines
from flashsale.orders.deadlines import Deadline
from flashsale.web.audience import Audience, audience
from flashsale.web.current import present, runtime

blueprint = Blueprint("deadlines_desk", __name__, url_prefix="/bureau/echeances")

MOST_LISTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinesPage:
    """The first deadlines, and how many there are in all."""

    rows: tuple[Deadline, ...]
    count: int
    today: date


@blueprint.get("")
@audience(Audience.ADMINISTRATOR, Audience.SUPPORT, Audience.FULFILMENT)
def get_deadlines() -> str:
    """Show what has to be done, what is due first before the others."""
    with runtime().read() as work:
        found = deadlines.pending(work)
    page = DeadlinesPage(
        rows=found[:MOST_LISTED], count=len(found), today=house_day(present())
    )
    return render_template("orders/desk/deadlines.html", page=page)
