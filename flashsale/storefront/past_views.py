"""The week to come and the past sheets."""

from flask import Blueprint, render_template, request

from flashsale.editorial.texts import notes_of
from flashsale.sales.archive import count_past, first_opening, past_drops
from flashsale.storefront.archives import SHOWN, archives_page
from flashsale.storefront.today import upcoming_page
from flashsale.storefront.views import table_of_the_moment
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.i18n import current_language

blueprint = Blueprint("past", __name__)

LONGEST_QUERY = 80
LAST_PAGE = 10_000


@blueprint.get("/a-venir")
@audience(Audience.MEMBER)
def get_upcoming() -> str:
    """Show the seven days to come."""
    return render_template(
        "storefront/upcoming.html", page=upcoming_page(table_of_the_moment())
    )


@blueprint.get("/archives")
@audience(Audience.MEMBER)
def get_archives() -> str:
    """Show past sheets, those whose titles hold the words looked for."""
    query = " ".join(request.args.get("q", "")[:LONGEST_QUERY].split())
    number = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    language = current_language()
    with runtime().read() as work:
        found = count_past(work, query)
        drops = past_drops(work, query, most=SHOWN, skip=(number - 1) * SHOWN)
        notes = notes_of(work, [drop.id for drop in drops], language)
        first = first_opening(work)
    page = archives_page(
        drops, notes, language, first, query=query, page=number, found=found
    )
    return render_template("storefront/archives.html", page=page)
