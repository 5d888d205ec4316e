"""Everyone at once: who is signed in and what they have, read together for a crowd.

One reading a second serves all members of this process, whoever comes; alone, each
would ask SQL. What is kept here opens pages and refuses; it grants nothing.
"""

import logging
from datetime import UTC, datetime, timedelta
from threading import Lock, Thread

from flashsale.invites.places import Places, places_of_all
from flashsale.kernel.kept import Kept
from flashsale.kernel.kept_of_members import KeptOfMembers
from flashsale.members.guests import guests_of, touch_all
from flashsale.members.session_cache import SessionCache
from flashsale.members.sessions import SessionId
from flashsale.runtime import Runtime
from flashsale.sales.hot import HotTable
from flashsale.sales.stakes import Stakes, stakes_of_all

log = logging.getLogger(__name__)

VISITS_NOTED_EVERY = timedelta(seconds=10)


class Crowd:
    """Sessions, stakes and places of all, renewed together while someone comes."""

    def __init__(
        self,
        runtime: Runtime,
        hot: HotTable,
        sessions: SessionCache,
        stakes: KeptOfMembers[Stakes],
        places: KeptOfMembers[Places],
    ) -> None:
        """Read nothing before somebody comes."""
        self._runtime = runtime
        self._hot = hot
        self._sessions = sessions
        self._stakes = stakes
        self._places = places
        self._kept = Kept(self._read)
        self._seen: set[SessionId] = set()
        self._noting = Lock()
        self._noted_at = datetime.min.replace(tzinfo=UTC)

    def is_known(self, now: datetime) -> bool:
        """Say whether all are known at `now`; have them read again when it is time."""
        return self._kept.known(now) is not None

    def saw(self, session_id: SessionId) -> None:
        """Have a visit noted in SQL before long; one write for all."""
        self._seen.add(session_id)

    def _read(self, now: datetime) -> int:
        self._note_visits_aside(now)
        drops = [drop.id for drop in self._hot.facts(now).drops]
        with self._runtime.read() as work:
            guests = guests_of(work)
            stakes = stakes_of_all(work, drops)
            places = places_of_all(work)
        self._sessions.renew(guests, now)
        self._stakes.renew(stakes, now)
        self._places.renew(places, now)
        return len(guests)

    def _note_visits_aside(self, now: datetime) -> None:
        # A writer may have to wait its turn; reading must not.
        if not self._seen or now < self._noted_at + VISITS_NOTED_EVERY:
            return
        if self._noting.acquire(blocking=False):
            self._noted_at = now
            Thread(target=self._note_visits, daemon=True).start()

    def _note_visits(self) -> None:
        seen, self._seen = self._seen, set()
        try:
            with self._runtime.work() as work:
                touch_all(work, seen.copy())
        except Exception:
            # A visit that is not noted ends a session a little sooner, weeks ahead.
            log.exception("visits.not_noted count=%s", len(seen))
        finally:
            self._noting.release()
