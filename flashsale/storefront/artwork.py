"""The pictures of works: files of the media folder, for members' eyes only."""

from flask import Blueprint, Response, send_from_directory

from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.hot_pages import hot_page

blueprint = Blueprint("artwork", __name__)

A_YEAR = 365 * 24 * 3600
# A drawing opened by itself is a document: it may draw, and nothing else.
_ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


@blueprint.get("/oeuvres/<path:file>")
@audience(Audience.MEMBER)
@hot_page
def get_picture(file: str) -> Response:
    """Send a picture; its name changes with its content, so it is kept for good."""
    answer = send_from_directory(runtime().settings.media_dir.absolute(), file)
    answer.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    answer.headers["Content-Security-Policy"] = _ALONE
    return answer
