"""The noon lane: the hot answers, given in front of Flask, byte for byte the same.

It knows two things: a printed page of a reader who holds nothing, and a hold that the
gate refuses. All it needs was learnt by Flask less than two seconds ago; what it does
not know, and every hold that is admitted, goes on to Flask unchanged. No SQL here.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from io import BytesIO
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs

from flask import Flask

from flashsale.members.session_life import touch_is_due
from flashsale.members.sessions import SessionCache, SignedInMember
from flashsale.runtime import Runtime
from flashsale.sales import admission
from flashsale.sales.catalogue import DropFacts
from flashsale.sales.forms import HoldForm, read_hold
from flashsale.sales.hot import EmptyHands, HotTable
from flashsale.sales.opening_warm import WarmQueues
from flashsale.sales.views import (
    STATUS_OF,
    VERDICT,
    refused_key,
    wish_of,
)
from flashsale.storefront.views import TOKEN_LENGTH
from flashsale.storefront.warm import TODAY, WarmShop
from flashsale.web.printing import Press, Print, instant_mark
from flashsale.web.readers import Reader, Readers
from flashsale.web.security import page_headers

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
DROP_PREFIX, HOLD_SUFFIX = "/ventes/", "/garder"
LARGEST_HOLD_FORM = 2_048
STATUS = {409: "409 CONFLICT", 403: "403 FORBIDDEN", 429: "429 TOO MANY REQUESTS"}


class NoonLane:
    """A WSGI layer over the application of one process."""

    def __init__(self, app: Flask, runtime: Runtime, beyond: Wsgi) -> None:
        """Answer in front of `beyond`, which is `app` with all its layers."""
        self._runtime = runtime
        self._beyond = beyond
        kept = app.extensions
        self._table: HotTable = kept.setdefault("hot_table", HotTable())
        self._hands: EmptyHands = kept.setdefault("empty_hands", EmptyHands())
        self._refusals: Press = kept.setdefault("refusals", Press())
        self._queues: WarmQueues = kept.setdefault("warm_queues", WarmQueues())
        self._shop: WarmShop = kept.setdefault("warm_shop", WarmShop())
        self._sessions: SessionCache = kept.setdefault("session_cache", SessionCache())
        self._readers = Readers(app)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer what the lane knows; let all else go on."""
        answer = self._answer(environ)
        if answer is None:
            return self._beyond(environ, start_response)
        status, body, nonce = answer
        headers = page_headers(self._runtime.settings, nonce, len(body))
        start_response(status, headers)
        return [body]

    def _answer(self, environ: dict[str, Any]) -> tuple[str, bytes, str] | None:
        path = environ["PATH_INFO"]
        if path != TODAY and not path.startswith(DROP_PREFIX):
            return None
        if environ.get("QUERY_STRING") or "HTTP_COOKIE" not in environ:
            return None
        now = self._runtime.clock.now()
        drops = self._table.fresh(now)
        reader = self._readers.read(environ["HTTP_COOKIE"])
        if drops is None or reader is None:
            return None
        member = self._sessions.get(reader.token, now)
        if member is None or touch_is_due(member.seen_at, member.role, now):
            return None
        if environ["REQUEST_METHOD"] == "GET":
            page = path.removeprefix(DROP_PREFIX)
            return self._page(page, drops, reader, member, now)
        if environ["REQUEST_METHOD"] == "POST" and path.endswith(HOLD_SUFFIX):
            return self._hold(environ, path, drops, reader, member, now)
        return None

    def _page(
        self,
        page: str,
        drops: tuple[DropFacts, ...],
        reader: Reader,
        member: SignedInMember,
        now: datetime,
    ) -> tuple[str, bytes, str] | None:
        shown = [drop for drop in drops if drop.slug == page]
        standings = self._queues.known_standings(shown, member.id, now)
        if standings is None:
            return None
        standing = next(iter(standings.values()), None)
        reading = self._shop.reading(page, drops, member.id, now, standing)
        if reading is None:
            return None
        language = reader.language or member.language
        key = (page, language, reader.theme, member.role, reading)
        kept = self._shop.press.kept(key)
        return None if kept is None else self._filled("200 OK", kept, reader, now)

    def _filled(
        self, status: str, kept: Print, reader: Reader, now: datetime
    ) -> tuple[str, bytes, str]:
        nonce = token_urlsafe(16)
        holes = {
            "nonce": lambda: nonce,
            "csrf": lambda: reader.signed,
            "now": lambda: instant_mark(now),
            "token": lambda: self._runtime.ids.token()[:TOKEN_LENGTH],
        }
        return status, kept.filled(holes).encode(), nonce

    def _hold(
        self,
        environ: dict[str, Any],
        path: str,
        drops: tuple[DropFacts, ...],
        reader: Reader,
        member: SignedInMember,
        now: datetime,
    ) -> tuple[str, bytes, str] | None:
        slug = path.removeprefix(DROP_PREFIX).removesuffix(HOLD_SUFFIX)
        drop = next((drop for drop in drops if drop.slug == slug), None)
        form = self._form(environ, reader)
        if drop is None or form is None:
            return None
        if form.lot_id not in {lot.id for lot in drop.lots}:
            return None
        # Only for who holds nothing: another's header counts its own seconds.
        holds_nothing = self._hands.has(member.id, now) or (
            self._shop.reading(slug, drops, member.id, now) is not None
        )
        if not holds_nothing:
            return None
        verdict = admission.ask(self._runtime, wish_of(drop, form, member, now))
        environ[VERDICT] = verdict
        refusal = admission.REFUSAL_OF.get(verdict)
        if refusal is None:
            return None
        language = reader.language or member.language
        kept = self._refusals.kept(
            refused_key(refusal, drop, language, reader.theme, member.role, now)
        )
        if kept is None:
            return None
        return self._filled(STATUS[STATUS_OF[refusal]], kept, reader, now)

    def _form(self, environ: dict[str, Any], reader: Reader) -> HoldForm | None:
        """Return a small, well-formed form with a good token; leave the body whole."""
        size = environ.get("CONTENT_LENGTH") or "0"
        kind = environ.get("CONTENT_TYPE", "")
        if kind != "application/x-www-form-urlencoded" or not size.isdigit():
            return None
        if "HTTP_ORIGIN" in environ and not environ["HTTP_ORIGIN"].endswith(
            f"//{environ.get('HTTP_HOST', '')}"
        ):
            return None
        if environ.get("HTTP_SEC_FETCH_SITE") == "cross-site":
            return None
        if int(size) > LARGEST_HOLD_FORM or environ["wsgi.url_scheme"] == "https":
            # Over https Flask-WTF looks at the referrer too: it knows how.
            return None
        body = environ["wsgi.input"].read(int(size))
        environ["wsgi.input"] = BytesIO(body)
        try:
            fields = parse_qs(body.decode("ascii"), max_num_fields=10)
        except ValueError:
            return None
        token = fields.get("csrf_token", [environ.get("HTTP_X_CSRFTOKEN", "")])[0]
        if not self._readers.sent(token, reader):
            return None
        return read_hold({name: values[0] for name, values in fields.items()})
