"""Selling nothing while the seller has not said who they are."""

from flask import make_response, render_template
from werkzeug.wrappers import Response

from flashsale.orders.disclosing import item_words
from flashsale.orders.disclosure import missing_of
from flashsale.orders.merchant import merchant_of
from flashsale.orders.pages import StoppedPage
from flashsale.web.current import runtime


def refused_while_closed() -> Response | None:
    """Return the page that says what the seller has to write first, or None.

    The law wants the seller's identity before an order (law-and-tax.md L11).
    """
    settings = runtime().settings
    lacking = missing_of(merchant_of(settings))
    if not settings.is_production or not lacking:
        return None
    page = StoppedPage("closed", lacking=tuple(item_words(one) for one in lacking))
    return make_response(render_template("orders/stopped.html", page=page), 503)
