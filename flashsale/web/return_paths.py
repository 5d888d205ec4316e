"""Where a link back may lead: to a page, never to what only takes forms."""

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

HOME = "/"


def page_at(path: str) -> str:
    """Return a path and query of this house, or the nearest page above that is one.

    What answers a form in place stands under its page: `/porte/entrer` leads to
    `/porte`, `/commandes/AB12/payer` to that order. Without any it is home.
    """
    if _is_page(path.partition("?")[0]):
        return path
    above = path.partition("?")[0]
    while above := above.rpartition("/")[0]:
        if _is_page(above):
            return above
    return HOME


def _is_page(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True
