"""The staff's page of payments to watch: disputes, refunds that fail, stray money."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from flashsale.orders import disputes, watchlist
from flashsale.orders.disputes import DisputeSheet
from flashsale.orders.watchlist import RefundRow, StrayRow, StuckPayment
from flashsale.orders.wording import dispute_state
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

blueprint = Blueprint("payments_desk", __name__, url_prefix="/bureau/paiements")

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """One dispute. word: how it stands; mark: the class of its sign."""

    sheet: DisputeSheet
    word: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPage:
    """What a person should look at."""

    disputes: tuple[DisputeRow, ...]
    stuck: tuple[StuckPayment, ...]
    refunds: tuple[RefundRow, ...]
    strays: tuple[StrayRow, ...]


@blueprint.get("")
@audience(Audience.ADMINISTRATOR, Audience.SUPPORT)
def get_payments() -> str:
    """Show the payments that do not go by themselves."""
    with runtime().read() as work:
        page = WatchPage(
            disputes=tuple(
                DisputeRow(sheet, *dispute_state(sheet.state))
                for sheet in disputes.latest(work, most=MOST_LISTED)
            ),
            stuck=watchlist.stuck(work, most=MOST_LISTED),
            refunds=watchlist.refunds(work, most=MOST_LISTED),
            strays=watchlist.strays(work, most=MOST_LISTED),
        )
    return render_template("orders/desk/payments.html", page=page)
