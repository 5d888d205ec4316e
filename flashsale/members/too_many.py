"""The page of those who tried too often: when to come back, in both languages."""

from dataclasses import dataclass
from datetime import datetime

from flask import make_response, render_template
from werkzeug.wrappers import Response

from flashsale.web.current import runtime


@dataclass(frozen=True, slots=True)
class TooManyPage:
    """When the door opens again; seconds: how long from now, >= 1."""

    again_at: datetime
    seconds: int


def page_until(again_at: datetime) -> TooManyPage:
    """Return what the page says of an instant to come back at."""
    seconds = (again_at - runtime().clock.now()).total_seconds()
    return TooManyPage(again_at, max(1, int(seconds) + 1))


def too_many(again_at: datetime) -> Response:
    """Answer 429 with the instant to come back at."""
    page = page_until(again_at)
    answer = make_response(render_template("members/too_many.html", page=page), 429)
    answer.headers["Retry-After"] = str(page.seconds)
    return answer
