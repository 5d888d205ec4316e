"""Who stands at the door while no gate does: spares SQL the crowd of this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Lock

from flashsale.kernel.ids import LotId
from flashsale.sales.stock import Refusal

# Of one web process; two of them let through far less than either store can do.
PER_SECOND = 100
# As many as a process keeps connections to the database.
AT_ONCE = 8
# What SQL refused is not asked again at once: a false refusal lasts no longer.
REMEMBERED_FOR = timedelta(seconds=1)
MOST_REMEMBERED = 1_000


class Doorman:
    """A bucket of `per_second` turns that refills steadily, and a bound on how many
    are inside at once."""

    def __init__(self, per_second: int = PER_SECOND, at_once: int = AT_ONCE) -> None:
        """Begin with one second's worth of turns; both bounds are >= 1."""
        self._per_second = per_second
        self._at_once = at_once
        self._inside = 0
        self._turns = float(per_second)
        self._counted_at: datetime | None = None
        self._counting = Lock()
        self._refused: dict[tuple[LotId, int], tuple[Refusal, datetime]] = {}

    @contextmanager
    def turn(self, now: datetime) -> Iterator[bool]:
        """Open a block in which SQL may be asked, if what is yielded is true."""
        with self._counting:
            lets_in = self._lets_in(now)
            self._inside += lets_in
        try:
            yield lets_in
        finally:
            with self._counting:
                self._inside -= lets_in

    def _lets_in(self, now: datetime) -> bool:
        if self._counted_at is not None:
            # A clock that went backwards refills nothing.
            seconds = max(0.0, (now - self._counted_at).total_seconds())
            refilled = self._turns + seconds * self._per_second
            self._turns = min(float(self._per_second), refilled)
        self._counted_at = now
        if self._turns < 1 or self._inside >= self._at_once:
            return False
        self._turns -= 1
        return True

    def remember(
        self, lot_id: LotId, units: int, refusal: Refusal, now: datetime
    ) -> None:
        """Keep SQL's word that so many units of a lot cannot be had just now."""
        if len(self._refused) >= MOST_REMEMBERED:
            self._refused.clear()
        self._refused[lot_id, units] = (refusal, now)

    def remembered(self, lot_id: LotId, units: int, now: datetime) -> Refusal | None:
        """Return SQL's word of less than a second ago, or None: it must be asked."""
        known = self._refused.get((lot_id, units))
        if known is None or not known[1] <= now < known[1] + REMEMBERED_FOR:
            return None
        return known[0]

    def forget(self) -> None:
        """Ask SQL again: something was put back by this process."""
        self._refused.clear()
