"""Faults on demand: late, lost, doubled and shuffled messages; answers that fail.

Set with `POST /_faults`; the draws come from one seeded source, so a run can be
played again.
"""

import random
import threading
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

from flashsale.fakestripe.refusals import wrong_parameter

MOST_COPIES = 5


class Failure(StrEnum):
    """How the next request fails."""

    # Nothing is done; the 500 is kept under the idempotency key for a day.
    ERROR = "500"
    # Everything is done, and a 500 is answered and kept.
    ERROR_AFTER = "500_after"
    # Everything is done, and the connection is cut instead of an answer.
    CUT = "cut"
    # Nothing is done, and the connection is cut.
    CUT_BEFORE = "cut_before"
    # Nothing is done: too many requests at once (docs.stripe.com/rate-limits).
    RATE_LIMIT = "429"


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Which faults happen now; the defaults are none.

    delay_ms: before each webhook; answer_delay_ms: before each API request acts.
    drop: percent of events never sent; duplicate: percent sent 2 to 5 times.
    reorder_ms: each copy is late by up to this, so that they overtake each other.
    fail_rate: percent of all API requests that fail, each in a way that is drawn.
    fail_next: how the next `fail_times` requests fail whose « METHOD path »
        contains `fail_on`; by default any POST.
    """

    seed: int = 0
    delay_ms: int = 0
    answer_delay_ms: int = 0
    drop: int = 0
    duplicate: int = 0
    reorder_ms: int = 0
    fail_rate: int = 0
    fail_next: str = ""
    fail_on: str = "POST "
    fail_times: int = 1


class FaultPlan:
    """The faults in force; one for the whole server."""

    def __init__(self, seed: int = 0) -> None:
        """Begin without faults."""
        self._lock = threading.Lock()
        self._set(Faults(seed=seed))

    def _set(self, faults: Faults) -> None:
        self.faults = faults
        self._draw = random.Random(faults.seed)  # noqa: S311
        self._failures_left = faults.fail_times if faults.fail_next else 0

    def replace(self, wanted: object) -> Faults:
        """Put the faults of a JSON object in force; what it does not name is off.

        Raises ApiRefusal on a name or a value that is not one of the plan's.
        """
        if not isinstance(wanted, dict):
            raise wrong_parameter("body", "a JSON object is expected")
        kinds = {field.name: field.type for field in fields(Faults)}
        for name, value in wanted.items():
            if name not in kinds:
                raise wrong_parameter(name, f"Received unknown parameter: {name}")
            negative = isinstance(value, int) and value < 0
            if type(value) is not kinds[name] or negative:
                raise wrong_parameter(name, f"Invalid value of {name}: {value!r}")
        faults = Faults(**wanted)
        if faults.fail_next not in {"", *Failure}:
            raise wrong_parameter("fail_next", f"one of {', '.join(Failure)}")
        with self._lock:
            self._set(faults)
        return faults

    def as_json(self) -> dict[str, object]:
        """Return the faults in force."""
        return asdict(self.faults)

    def failure_of(self, method: str, path: str) -> Failure | None:
        """Return how this request fails, counting it, or None."""
        with self._lock:
            if self._draw.random() * 100 < self.faults.fail_rate:
                return self._draw.choice(list(Failure))
            if not self._failures_left or self.faults.fail_on not in f"{method} {path}":
                return None
            self._failures_left -= 1
            return Failure(self.faults.fail_next)

    def deliveries(self, now: int) -> list[tuple[float, str]]:
        """Return when each copy of a new event is sent, or one that is dropped."""
        with self._lock:
            faults = self.faults
            due_at = now + faults.delay_ms / 1000
            if self._draw.random() * 100 < faults.drop:
                return [(due_at, "dropped")]
            copies = 1
            if self._draw.random() * 100 < faults.duplicate:
                copies = self._draw.randint(2, MOST_COPIES)
            return [
                (due_at + self._draw.uniform(0, faults.reorder_ms / 1000), "pending")
                for _ in range(copies)
            ]
