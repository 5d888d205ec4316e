"""Whom this process knew to be signed in less than two seconds ago."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from flashsale.kernel.ids import token_hash
from flashsale.kernel.kept import GOOD_FOR
from flashsale.members.sessions import SignedInMember

CACHED_AT_MOST = 20_000


class SessionCache:
    """Sessions as SQL told them, one by one or all at once, by hash of their token.

    Only hot pages ask it: a revoked session may open them for two seconds more.
    """

    def __init__(self, trusted_for: timedelta = GOOD_FOR) -> None:
        """Trust an answer for this long."""
        self._trusted_for = trusted_for
        self._one: dict[str, tuple[SignedInMember, datetime]] = {}
        self._all: Mapping[str, SignedInMember] = {}
        self._all_read_at: datetime | None = None

    def get(self, token: str, now: datetime) -> SignedInMember | None:
        """Return who the token signed in lately, or None: ask SQL."""
        one = self._one.get(token)
        if one is not None and self._is_good(one[1], now):
            return one[0]
        read_at, everyone = self._all_read_at, self._all
        if read_at is None or not self._is_good(read_at, now):
            return None
        found = everyone.get(token_hash(token))
        return None if found is None else replace(found, token=token)

    def put(self, member: SignedInMember, now: datetime) -> None:
        """Remember what SQL said of one session at `now`."""
        if len(self._one) >= CACHED_AT_MOST:
            self._one.clear()
        self._one[member.token] = (member, now)

    def renew(self, everyone: Mapping[str, SignedInMember], read_at: datetime) -> None:
        """Remember what SQL said of all sessions, by the hash of their token."""
        # In this order: who reads meanwhile takes the newer for the older, not more.
        self._all = everyone
        self._all_read_at = read_at

    def forget(self, token: str) -> None:
        """Drop what is known of a token, at sign-out."""
        self._one.pop(token, None)
        hashed = token_hash(token)
        if hashed in self._all:
            self._all = {one: who for one, who in self._all.items() if one != hashed}

    def _is_good(self, read_at: datetime, now: datetime) -> bool:
        return read_at <= now < read_at + self._trusted_for
