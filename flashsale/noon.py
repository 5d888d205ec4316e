"""The noon lane: the hot answers, given in front of Flask, byte for byte the same.

It knows printed pages, live numbers and holds the gate refuses, by what was read for
all less than two seconds ago (`storefront/crowd.py`); the rest goes on. No SQL here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from flashsale.kernel.kept_of_members import KeptOfMembers
from flashsale.kernel.language import Language
from flashsale.members.roles import Role
from flashsale.members.session_cache import SessionCache
from flashsale.members.session_life import touch_is_due
from flashsale.members.sessions import SignedInMember
from flashsale.runtime import Runtime
from flashsale.sales import admission
from flashsale.sales.forms import read_hold
from flashsale.sales.opening_warm import WarmQueues
from flashsale.sales.stakes import Stakes
from flashsale.sales.views import STATUS_OF, VERDICT, refused_key, refused_page, wish_of
from flashsale.storefront import live, reading
from flashsale.storefront.crowd import Crowd
from flashsale.storefront.views import TOKEN_LENGTH
from flashsale.storefront.warm import TODAY, WarmShop, WarmTable
from flashsale.web.chrome import Theme
from flashsale.web.own_marks import basket_marks
from flashsale.web.own_writes import instant_of
from flashsale.web.printing import Press, Print, instant_mark
from flashsale.web.readers import Reader, Readers
from flashsale.web.security import fixed_headers, page_headers
from flashsale.web.small_forms import read_small_form

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Answer = tuple[str, list[tuple[str, str]], bytes]
DROP_PREFIX, HOLD_SUFFIX = "/ventes/", "/garder"
STATUS = {int(one): f"{int(one)} {one.phrase.upper()}" for one in HTTPStatus}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request of somebody the lane knows, at one instant."""

    environ: dict[str, Any]
    now: datetime
    warm: WarmTable
    reader: Reader
    guest: SignedInMember

    @property
    def wrote_at(self) -> datetime | None:
        """Return when they last changed something, as far as it matters."""
        return instant_of(self.reader.wrote, self.now)

    @property
    def looks(self) -> tuple[Language, Theme, Role]:
        """Return what every page depends on."""
        reader, guest = self.reader, self.guest
        return reader.language or guest.language, reader.theme, guest.role


class NoonLane:
    """A WSGI layer over the application of one process."""

    def __init__(self, app: Flask, runtime: Runtime, beyond: Wsgi) -> None:
        """Answer in front of `beyond`, which is `app` with all its layers."""
        self._runtime = runtime
        self._beyond = beyond
        self._own_host = urlsplit(runtime.settings.base_url).netloc
        kept = app.extensions
        self._stakes: KeptOfMembers[Stakes] = kept["stakes"]
        self._places: KeptOfMembers[tuple[int, int]] = kept["places"]
        self._refusals: Press = kept["refusals"]
        self._queues: WarmQueues = kept["warm_queues"]
        self._shop: WarmShop = kept["warm_shop"]
        self._sessions: SessionCache = kept["session_cache"]
        self._crowd = Crowd(
            runtime, kept["hot_table"], self._sessions, self._stakes, self._places
        )
        self._readers = Readers(app)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer what the lane knows; let all else go on."""
        path = environ["PATH_INFO"]
        if path == TODAY or path.startswith(DROP_PREFIX):
            asked = self._asked(environ)
            answer = None if asked is None else self._answer(path, asked)
            if answer is not None:
                status, headers, body = answer
                start_response(status, headers)
                return [body]
        return self._beyond(environ, start_response)

    def _asked(self, environ: dict[str, Any]) -> _Asked | None:
        """Return who asks and when, or None where Flask must find out."""
        if environ.get("QUERY_STRING") or "HTTP_COOKIE" not in environ:
            return None
        now = self._runtime.clock.now()
        warm = self._shop.known(now)
        self._crowd.is_known(now)
        reader = self._readers.read(environ["HTTP_COOKIE"])
        if warm is None or reader is None:
            return None
        guest = self._sessions.get(reader.token, now)
        if guest is None or not guest.is_in(now):
            return None
        if touch_is_due(guest.seen_at, guest.role, now):
            self._crowd.saw(guest.session_id)
        return _Asked(environ, now, warm, reader, guest)

    def _answer(self, path: str, asked: _Asked) -> Answer | None:
        method = asked.environ["REQUEST_METHOD"]
        if method == "POST" and path.endswith(HOLD_SUFFIX):
            return self._hold(path[len(DROP_PREFIX) : -len(HOLD_SUFFIX)], asked)
        if method != "GET":
            return None
        if path.endswith(live.SUFFIX):
            return self._numbers(path[len(DROP_PREFIX) : -len(live.SUFFIX)], asked)
        return self._page(path.removeprefix(DROP_PREFIX), asked)

    def _page(self, page: str, asked: _Asked) -> Answer | None:
        guest, warm, now = asked.guest, asked.warm, asked.now
        drop, wrote_at = warm.by_slug.get(page), asked.wrote_at
        stakes = self._stakes.of(guest.id, now, wrote_at)
        if stakes is None:
            return None
        if page == TODAY:
            places = self._places.of(guest.id, now, wrote_at)
            if places is None:
                return None
            given = self._runtime.settings.places
            ticket = reading.ticket(places, guest.role, given)
            shown = reading.of_today(stakes, ticket, now)
        elif drop is None:
            return None
        else:
            turns = self._queues.known_standings([drop], guest.id, now)
            if turns is None:
                return None
            turn, until = turns.get(drop.id), guest.early_until
            shown = reading.of_drop(stakes, turn, drop, asked.looks[0], now, until)
        if not shown.is_shared:
            return None
        key = reading.print_key(page, warm.phases_at(now), shown, *asked.looks)
        return self._filled(200, warm.print(key, now), asked, shown.own)

    def _filled(
        self, status: int, kept: Print | None, asked: _Asked, own: Mapping[str, str]
    ) -> Answer | None:
        if kept is None:
            return None
        nonce = token_urlsafe(16)
        holes: dict[str, Callable[[], str]] = {
            "nonce": lambda: nonce,
            "csrf": lambda: asked.reader.signed,
            "now": lambda: instant_mark(asked.now),
            "token": lambda: self._runtime.ids.token()[:TOKEN_LENGTH],
            **{name: partial(str, mark) for name, mark in own.items()},
        }
        body = kept.filled(holes).encode()
        headers = page_headers(self._runtime.settings, nonce, len(body))
        return STATUS[status], headers, body

    def _numbers(self, slug: str, asked: _Asked) -> Answer | None:
        if (drop := asked.warm.by_slug.get(slug)) is None:
            return None
        tag = asked.environ.get("HTTP_IF_NONE_MATCH")
        numbers = asked.warm.numbers(drop, asked.now)
        status, headers, body = live.answer_to(tag, numbers, asked.now)
        headers += [*fixed_headers(self._runtime.settings).items(), ("Vary", "Cookie")]
        if body:
            headers.append(("Content-Length", str(len(body))))
        return STATUS[status], headers, body

    def _hold(self, slug: str, asked: _Asked) -> Answer | None:
        drop, guest = asked.warm.by_slug.get(slug), asked.guest
        fields = read_small_form(asked.environ, self._own_host)
        if drop is None or fields is None:
            return None
        form = read_hold(fields)
        stakes = self._stakes.of(guest.id, asked.now, asked.wrote_at)
        if form is None or stakes is None:
            return None
        if form.lot_id not in {lot.id for lot in drop.lots}:
            return None
        if not self._readers.sent(fields["csrf_token"], asked.reader):
            return None
        verdict = admission.ask(self._runtime, wish_of(drop, form, guest, asked.now))
        asked.environ[VERDICT] = verdict
        refusal = admission.REFUSAL_OF.get(verdict)
        if refusal is None or reading.waits_anywhere(stakes):
            return None
        basket, page = reading.basket_of(stakes), refused_page(refusal, drop, asked.now)
        key = refused_key(page, basket, *asked.looks, asked.now)
        kept = self._refusals.kept(key)
        own = basket_marks(basket, asked.now)
        return self._filled(STATUS_OF[refusal], kept, asked, own)
