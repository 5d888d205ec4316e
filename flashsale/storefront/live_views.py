"""The live numbers of a drop, for pages that stay open."""

from flask import Blueprint, Response, abort, request

from flashsale.sales.catalogue import drop_by_slug
from flashsale.sales.views import hot_table
from flashsale.storefront.live import headers_of, is_known, numbers_of
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.hot_pages import hot_page

blueprint = Blueprint("live", __name__)


@blueprint.get("/ventes/<slug>/direct")
@audience(Audience.MEMBER)
@hot_page
def get_numbers(slug: str) -> Response:
    """Tell what is left of a drop, or that nothing has changed (304)."""
    house = runtime()
    now = house.clock.now()
    drop = hot_table().drop(house, now, slug)
    if drop is None:
        with house.read() as work:
            drop = drop_by_slug(work, slug)
    if drop is None:
        abort(404)
    numbers = numbers_of(drop, drop.phase_at(now))
    if is_known(request.headers.get("If-None-Match"), numbers.tag):
        return Response(status=304, headers=headers_of(numbers))
    body = numbers.told_at(now)
    return Response(body, headers=headers_of(numbers), mimetype="application/json")
