"""The live numbers of a drop, for pages that stay open."""

from datetime import datetime

from flask import Blueprint, Response, abort, request

from flashsale.sales.catalogue import drop_by_slug
from flashsale.storefront.live import LiveNumbers, answer_to, numbers_of
from flashsale.storefront.views import warm_shop
from flashsale.web.audience import Audience, audience
from flashsale.web.current import present, runtime
from flashsale.web.hot_pages import hot_page

blueprint = Blueprint("live", __name__)


@blueprint.get("/ventes/<slug>/direct")
@audience(Audience.MEMBER)
@hot_page
def get_numbers(slug: str) -> Response:
    """Tell what is left of a drop, or that nothing has changed (304)."""
    now = present()
    warm = warm_shop().table(now)
    drop = warm.by_slug.get(slug)
    numbers = _old_numbers(slug, now) if drop is None else warm.numbers(drop, now)
    asked = request.headers.get("If-None-Match")
    status, headers, body = answer_to(asked, numbers, now)
    # Its type keeps the policy of pages off an answer that is none.
    return Response(body, status, headers, mimetype="application/json")


def _old_numbers(slug: str, now: datetime) -> LiveNumbers:
    with runtime().read() as work:
        drop = drop_by_slug(work, slug)
    if drop is None:
        abort(404)
    return numbers_of(drop, drop.phase_at(now))
