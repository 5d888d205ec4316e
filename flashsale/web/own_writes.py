"""Who has just changed something reads it at once, whichever process answers next.

What a process keeps of members may be two seconds old. A cookie that lives little
longer says when this browser was last granted something: what was read before is not
used for it. It is not signed; a false one only has SQL asked about its own reader.
"""

from datetime import UTC, datetime, timedelta

from flask import Flask, Response, g, request

from flashsale.kernel.kept import GOOD_FOR
from flashsale.web.current import present, runtime

COOKIE = "ecrit"
LIVES_FOR = GOOD_FOR + timedelta(seconds=1)
_LONGEST = 17
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


def note() -> None:
    """Have the answer say that it changed something, though it was only asked for."""
    g.has_written = True


def instant_of(text: str | None, now: datetime) -> datetime | None:
    """Return when a cookie says its browser last wrote, None once it does not count.

    A cookie from the future is another host's clock or no cookie of ours: what is
    read now is new enough for it.
    """
    if not text or len(text) > _LONGEST or not (text.isascii() and text.isdigit()):
        return None
    at = _EPOCH + int(text) * _TICK
    return min(at, now) if at > now - LIVES_FOR else None


def last_write() -> datetime | None:
    """Return when the browser of this request last wrote, as far as it matters."""
    return instant_of(request.cookies.get(COOKIE), present())


def _tell(response: Response) -> Response:
    if "has_written" not in g and (
        request.method in _READS or response.status_code >= 400
    ):
        return response
    house = runtime()
    response.set_cookie(
        COOKIE,
        str((house.clock.now() - _EPOCH) // _TICK),
        max_age=LIVES_FOR,
        secure=house.settings.base_url.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )
    return response


def register(app: Flask) -> None:
    """Tell browsers of their own writes in the answers of `app`."""
    app.after_request(_tell)
