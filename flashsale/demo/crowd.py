"""A crowd for the demo: invented members who come to a rushed drop over real HTTP.

Each takes a place, looks at it after the draw, comes when their turn does, and holds
a copy if one is left; all through the same pages as anybody.
"""

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from heapq import heappop, heappush
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from itertools import count
from random import Random
from urllib.parse import urlencode, urlsplit

WORKERS = 12
ANSWERS_WITHIN_S = 30
# Most are there before the opening; the others come in the minute after it.
EARLY_SHARE = 0.8
LATE_WITHIN = timedelta(minutes=1)
LOOKS_AFTER = timedelta(seconds=2)
GIVES_UP_AFTER = timedelta(minutes=30)
_STAGE = re.compile(r'data-etape="([a-z]+)"')
_TURN_AT = re.compile(r'data-tour-a="([^"]+)"')
_FIELD = r'name="{}" value="([^"]*)"'


class Standing(StrEnum):
    """What became of one of the crowd so far."""

    COMING = "coming"
    QUEUED = "queued"
    HAS_A_TURN = "have a turn"
    HOLDS = "hold a copy"
    TOO_LATE = "too late"
    FAILED = "failed"


@dataclass(slots=True)
class Guest:
    """One of the crowd, with the session their browser would have."""

    base_url: str
    cookie_name: str
    cookie: str
    standing: Standing = Standing.COMING

    def get(self, path: str) -> str:
        """Return a page; an empty text when it is not there."""
        status, text = self._ask("GET", path, None)
        return text if status == 200 else ""

    def post(self, path: str, form: dict[str, str]) -> int:
        """Send a form and return the status."""
        return self._ask("POST", path, urlencode(form))[0]

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        where = urlsplit(self.base_url)
        line = HTTPConnection(where.netloc, timeout=ANSWERS_WITHIN_S)
        headers = {"Cookie": f"{self.cookie_name}={self.cookie}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            told = SimpleCookie(answer.headers.get("Set-Cookie", ""))
            if self.cookie_name in told:
                self.cookie = told[self.cookie_name].value
            return answer.status, answer.read().decode("utf-8", "replace")
        finally:
            line.close()


@dataclass(slots=True)
class Crowd:
    """The guests of one drop. path: its address. seed: the same makes the same noon."""

    guests: list[Guest]
    path: str
    opens_at: datetime
    seed: int = 0
    _due: list[tuple[datetime, int, Guest]] = field(default_factory=list)

    def run(self) -> Iterator[Counter[Standing]]:
        """Let everyone come; yield how they stand about once a second, to the end."""
        luck, numbers = Random(self.seed), count()  # noqa: S311 - nobody's secret
        for at, guest in zip(self._arrivals(luck), self.guests, strict=True):
            heappush(self._due, (at, next(numbers), guest))
        under_way: dict[Future[datetime | None], Guest] = {}
        ends_at = self.opens_at + GIVES_UP_AFTER
        with ThreadPoolExecutor(WORKERS) as pool:
            while (self._due or under_way) and _now() < ends_at:
                while self._due and self._due[0][0] <= _now():
                    guest = heappop(self._due)[2]
                    under_way[pool.submit(self._act, guest, luck.random())] = guest
                for done in [one for one in under_way if one.done()]:
                    guest, again_at = under_way.pop(done), done.result()
                    if again_at is not None:
                        heappush(self._due, (again_at, next(numbers), guest))
                yield Counter(guest.standing for guest in self.guests)
        yield Counter(guest.standing for guest in self.guests)

    def _arrivals(self, luck: Random) -> Iterator[datetime]:
        begins_at = _now()
        before = max(timedelta(), self.opens_at - begins_at)
        for number in range(len(self.guests)):
            if number < len(self.guests) * EARLY_SHARE:
                yield begins_at + before * luck.random()
            else:
                yield self.opens_at + LATE_WITHIN * luck.random()

    def _act(self, guest: Guest, chance: float) -> datetime | None:
        """Do what comes next for a guest; return when to come back, or None."""
        try:
            match guest.standing:
                case Standing.COMING:
                    return self._join(guest, chance)
                case Standing.QUEUED:
                    return self._look(guest, chance)
                case Standing.HAS_A_TURN:
                    return self._hold(guest, chance)
                case _:
                    return None
        except (OSError, HTTPException):
            # A house that is away for a moment: they try again, as people do.
            return _now() + LOOKS_AFTER * (1 + chance)

    def _join(self, guest: Guest, chance: float) -> datetime | None:
        page = guest.get(f"{self.path}/file")
        if 'id="prendre"' in page:
            guest.post(f"{self.path}/file", {"csrf_token": _value(page, "csrf_token")})
        guest.standing = Standing.QUEUED
        return max(_now(), self.opens_at) + LOOKS_AFTER * (1 + chance)

    def _look(self, guest: Guest, chance: float) -> datetime | None:
        page = guest.get(f"{self.path}/file/ma-place")
        stage, turn = _STAGE.search(page), _TURN_AT.search(page)
        match stage.group(1) if stage else "":
            case "rang" if turn:
                guest.standing = Standing.HAS_A_TURN
                turn_at = datetime.fromisoformat(turn.group(1))
                return turn_at + LOOKS_AFTER * chance
            case "tour" | "finie":
                guest.standing = Standing.HAS_A_TURN
                return _now()
            case "parti" | "fermee" | "annulee":
                guest.standing = Standing.TOO_LATE
                return None
            case _:
                return _now() + LOOKS_AFTER * (1 + chance)

    def _hold(self, guest: Guest, chance: float) -> datetime | None:
        page = guest.get(self.path)
        if f'action="{self.path}/garder"' not in page:
            guest.standing = Standing.QUEUED
            return _now() + LOOKS_AFTER * (1 + chance)
        form = {name: _value(page, name) for name in ("csrf_token", "token", "lot")}
        match guest.post(f"{self.path}/garder", form | {"quantity": "1"}):
            case 303:
                guest.standing = Standing.HOLDS
            case 409:
                guest.standing = Standing.TOO_LATE
            case 403 | 429:
                guest.standing = Standing.QUEUED
                return _now() + LOOKS_AFTER * (2 + chance)
            case _:
                guest.standing = Standing.FAILED
        return None


def _value(page: str, name: str) -> str:
    found = re.search(_FIELD.format(name), page)
    return found.group(1) if found else ""


def _now() -> datetime:
    return datetime.now(UTC)
