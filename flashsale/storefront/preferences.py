"""The language and the light of a browser, kept in two cookies."""

import re

from flask import Blueprint, Response, abort, redirect, request

from flashsale.kernel.language import Language
from flashsale.web import i18n
from flashsale.web.audience import Audience, audience
from flashsale.web.chrome import THEME_COOKIE, Theme
from flashsale.web.current import runtime
from flashsale.web.return_paths import HOME, page_at

blueprint = Blueprint("preferences", __name__)

# One slash, then a path of ours: nothing that a browser reads as another host.
_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,1000}")
A_YEAR = 365 * 24 * 3600


def _back() -> str:
    """Return the page one came from, an invitation included, or home."""
    wanted = request.args.get("retour", "")
    return page_at(wanted) if _PATH.fullmatch(wanted) and "//" not in wanted else HOME


def _kept(cookie: str, value: str) -> Response:
    answer = redirect(_back(), 303)
    answer.set_cookie(
        cookie,
        value,
        max_age=A_YEAR,
        secure=runtime().settings.base_url.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )
    return answer  # type: ignore[return-value]


@blueprint.get("/langue/<code>")
@audience(Audience.ANYONE)
def get_language(code: str) -> Response:
    """Write pages in this language from now on, in this browser."""
    if code not in tuple(Language):
        abort(404)
    return _kept(i18n.COOKIE, code)


@blueprint.get("/affichage/<theme>")
@audience(Audience.ANYONE)
def get_theme(theme: str) -> Response:
    """Show pages in this light from now on, in this browser."""
    if theme not in tuple(Theme):
        abort(404)
    return _kept(THEME_COOKIE, theme)
