"""Limits on guessing at the door and at the till, counted in Redis, or here while it is
away (S23).

Built on `limits`, the library under Flask-Limiter: the keys come from the forms and
a success gives its attempt back, which that extension's decorators cannot do.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from ipaddress import IPv6Address, ip_address
from typing import TypeVar, cast

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import Redis

from flashsale.members.addresses import fingerprint
from flashsale.redis_line import Breaker

log = logging.getLogger(__name__)
T = TypeVar("T")

KEY = "door_limits"
# `app.config[SETTING]` may give other limits by name, or none: {"sign_in": ""}.
SETTING = "DOOR_LIMITS"
IPV6_PREFIX_BITS = 64


class Limit(StrEnum):
    """What is counted."""

    # Tries of one account from one place; given back by a success.
    SIGN_IN = "sign_in"
    # Failures from one place, whatever the account.
    SIGN_IN_PLACE = "sign_in_place"
    # Failures of everybody: many places trying one list.
    SIGN_IN_HOUSE = "sign_in_house"
    # Links asked for by one place; and sent to one address.
    LINK_PLACE = "link_place"
    LINK_ADDRESS = "link_address"
    # Wrong invitations from one place, and from everybody.
    INVITATION_PLACE = "invitation_place"
    INVITATION_HOUSE = "invitation_house"
    # Tries to pay of one session and of one member; a page is counted once.
    PAYMENT_SESSION = "payment_session"
    PAYMENT_MEMBER = "payment_member"
    PAYMENT_PAGE = "payment_page"
    # Wrong codes of gift cards, of one member and of everybody.
    GIFT_CODE_MEMBER = "gift_code_member"
    GIFT_CODE_HOUSE = "gift_code_house"


DEFAULTS: Mapping[Limit, str] = {
    Limit.SIGN_IN: "5 per 15 minutes",
    Limit.SIGN_IN_PLACE: "50 per 15 minutes",
    Limit.SIGN_IN_HOUSE: "1000 per 15 minutes",
    Limit.LINK_PLACE: "10 per hour",
    Limit.LINK_ADDRESS: "3 per 15 minutes",
    Limit.INVITATION_PLACE: "10 per hour",
    Limit.INVITATION_HOUSE: "1000 per hour",
    Limit.PAYMENT_SESSION: "5 per 10 minutes",
    Limit.PAYMENT_MEMBER: "10 per 10 minutes",
    Limit.PAYMENT_PAGE: "1 per 10 minutes",
    Limit.GIFT_CODE_MEMBER: "10 per hour",
    Limit.GIFT_CODE_HOUSE: "1000 per hour",
}


class DoorLimits:
    """Counts tries in a moving window; shared by all hosts while Redis answers."""

    def __init__(
        self, redis: Redis, breaker: Breaker, given: Mapping[str, str]
    ) -> None:
        """Count on `redis`; `given` replaces defaults by name, "" lifts a limit."""
        pool = redis.connection_pool
        self._breaker = breaker
        self._shared = MovingWindowRateLimiter(
            RedisStorage("redis://", connection_pool=pool)
        )
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._is_shared = True
        texts = {limit: given.get(str(limit), text) for limit, text in DEFAULTS.items()}
        self._items = {limit: parse(text) for limit, text in texts.items() if text}

    def spend(self, limit: Limit, *who: str) -> datetime | None:
        """Count one try; return when to come back if there were too many already."""
        item = self._items.get(limit)
        if item is None:
            return None
        names = (str(limit), *map(fingerprint, who))
        if self._ask(lambda counter: counter.hit(item, *names)):
            return None
        return self._again_at(item, names)

    def refused_until(self, limit: Limit, *who: str) -> datetime | None:
        """Return when to come back if there were too many tries; counts none."""
        item = self._items.get(limit)
        if item is None:
            return None
        names = (str(limit), *map(fingerprint, who))
        if self._ask(lambda counter: counter.test(item, *names)):
            return None
        return self._again_at(item, names)

    def forget(self, limit: Limit, *who: str) -> None:
        """Give back every try: this one succeeded."""
        item = self._items.get(limit)
        if item is not None:
            names = (str(limit), *map(fingerprint, who))
            self._ask(lambda counter: _cleared(counter, item, names))

    def _again_at(self, item: RateLimitItem, names: tuple[str, ...]) -> datetime:
        stats = self._ask(lambda counter: counter.get_window_stats(item, *names))
        return datetime.fromtimestamp(stats.reset_time, UTC)

    def _ask(self, question: Callable[[MovingWindowRateLimiter], T]) -> T:
        answer = self._breaker.ask(lambda: question(self._shared))
        if answer is None:
            # Each process counts for itself until Redis is back: the limits loosen
            # by the number of processes, and the door stays open.
            if self._is_shared:
                log.warning("limits.own_count")
            self._is_shared = False
            return question(self._own)
        self._is_shared = True
        return answer


def _cleared(
    counter: MovingWindowRateLimiter, item: RateLimitItem, names: tuple[str, ...]
) -> bool:
    counter.clear(item, *names)
    return True


def place() -> str:
    """Return where the request comes from: an IPv4 address, or an IPv6 /64.

    Behind a proxy it is right only when TRUSTED_PROXIES is.
    """
    raw = request.remote_addr or ""
    try:
        address = ip_address(raw)
    except ValueError:
        return raw
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return f"{int(address) >> (128 - IPV6_PREFIX_BITS):x}::/{IPV6_PREFIX_BITS}"


def door_limits() -> DoorLimits:
    """Return the limits of the application that answers this request."""
    return cast(DoorLimits, current_app.extensions[KEY])


def register(app: Flask, redis: Redis, breaker: Breaker | None = None) -> None:
    """Give `app` its limits; called again, it takes what its configuration says now."""
    breaker = breaker or Breaker("limits")
    app.extensions[KEY] = DoorLimits(redis, breaker, app.config.get(SETTING, {}))
