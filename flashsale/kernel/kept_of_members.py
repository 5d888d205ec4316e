"""What a process keeps of members for two seconds: of one alone, or of all at once."""

from collections.abc import Mapping
from datetime import datetime
from threading import Lock
from typing import Generic, TypeVar

from flashsale.kernel.ids import MemberId
from flashsale.kernel.kept import GOOD_FOR

T = TypeVar("T")
MOST_MEMBERS = 20_000


def _is_good(read_at: datetime, now: datetime, since: datetime | None) -> bool:
    return read_at <= now < read_at + GOOD_FOR and (since is None or since <= read_at)


class KeptOfMembers(Generic[T]):
    """One value a member, never used once two seconds old.

    Of one member as SQL said when they were asked about alone, of all the others as
    it said when everyone was read at once.
    """

    def __init__(self, nothing: T) -> None:
        """Know of nobody yet; `nothing` is the value of who is not among all."""
        self._nothing = nothing
        self._one: dict[MemberId, tuple[datetime, T]] = {}
        self._all: Mapping[MemberId, T] = {}
        self._all_read_at: datetime | None = None
        self._changed: dict[MemberId, datetime] = {}
        self._changing = Lock()

    def of(
        self, member_id: MemberId, now: datetime, since: datetime | None = None
    ) -> T | None:
        """Return what is known of a member, or None where SQL must be asked.

        since: when they last changed something, in any process; what was read
        before is not told to them.
        """
        one = self._one.get(member_id)
        if one is not None and _is_good(one[0], now, since):
            return one[1]
        read_at = self._all_read_at
        if read_at is None or not _is_good(read_at, now, since):
            return None
        changed_at = self._changed.get(member_id)
        if changed_at is not None and changed_at >= read_at:
            return None
        return self._all.get(member_id, self._nothing)

    def put(self, member_id: MemberId, value: T, read_at: datetime) -> None:
        """Remember what SQL said of one member, unless that was before a change."""
        changed_at = self._changed.get(member_id)
        if changed_at is not None and changed_at > read_at:
            return
        if len(self._one) >= MOST_MEMBERS:
            self._one.clear()
        self._one[member_id] = (read_at, value)

    def renew(self, everyone: Mapping[MemberId, T], read_at: datetime) -> None:
        """Remember what SQL said of all."""
        with self._changing:
            self._all, self._all_read_at = everyone, read_at
            self._changed = {m: at for m, at in self._changed.items() if at >= read_at}
        # What is put in meanwhile may be lost: that member is asked about again.
        known = self._one.copy()
        self._one = {m: one for m, one in known.items() if one[0] >= read_at}

    def forget(self, member_id: MemberId, now: datetime) -> None:
        """Ask SQL about a member whose value was changed at `now`."""
        with self._changing:
            if len(self._changed) >= MOST_MEMBERS:
                # Too many to tell apart: everyone is asked about.
                self._changed.clear()
                self._all_read_at = None
            self._changed[member_id] = now
        self._one.pop(member_id, None)
