"""What one seed holds: the size of its sale, and everything that goes wrong in it."""

import random
from dataclasses import dataclass

Span = tuple[float, float]
# What brings a payment on its way; between its steps a process may end.
SETTLES = frozenset(
    {
        "comes back",
        "queue",
        "handle-messages",
        "reconcile-payments",
        "list-payments",
        "cancels",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All figures of a seed. Instants are seconds from opening, spans two of them.

    Rates are chances at each occasion, 0 to 1.
    """

    people: int
    allotments: tuple[int, ...]
    member_limit: int
    window_minutes: int
    # How many pay about the end of their hold, or long after it; and how many of
    # those who got nothing come back at the very moment another's hold ends.
    late_payer_rate: float = 0.4
    waits_for_another_rate: float = 0.5
    # How many of the first always pay late, when a rival wants the very same copy.
    late_ones: int = 0
    # The worker's two rhythms: as it should be, or late.
    is_worker_prompt: bool
    worker_away: tuple[Span, ...] = ()
    crash_rate: float = 0.0
    # Besides, while a payment is being settled.
    settling_crash_rate: float = 0.0
    stall_rate: float = 0.0
    stalls_for_s: tuple[int, ...] = (2,)
    host_kills: tuple[float, ...] = ()
    lost_answer_rate: float = 0.0
    lost_commit_rate: float = 0.0
    cut_commit_rate: float = 0.0
    gate_away: tuple[Span, ...] = ()
    gate_loss_rate: float = 0.0
    gate_mishaps: tuple[tuple[float, str], ...] = ()
    gate_skew_s: float = 0.0
    desk_away: tuple[Span, ...] = ()
    desk_loss_rate: float = 0.0
    desk_saved_error_rate: float = 0.0
    message_loss_rate: float = 0.0
    message_late_rate: float = 0.0
    bank_lapse_rate: float = 0.0
    job_loss_rate: float = 0.0
    curator_moves: tuple[tuple[float, str], ...] = ()


MISHAPS = ("emptied", "kept", "rolled_back", "too_low", "too_high")
MOVES = ("suspend", "grow", "shrink", "resume", "cancel")


def draw(seed: int) -> Plan:
    """Return the plan of a seed; one in seven has no fault at all."""
    rng = random.Random(f"{seed}:plan")
    sale = _sale(rng)
    if rng.random() < 1 / 7:
        return Plan(**sale, is_worker_prompt=True)
    return Plan(**sale, **_faults(rng, sale["window_minutes"] * 60))


def _sale(rng: random.Random) -> dict[str, object]:
    crowd = rng.random()
    if crowd < 0.02:
        people = rng.randint(200, 240)
    elif crowd < 0.07:
        people = rng.randint(25, 60)
    else:
        people = rng.randint(3, 12)
    # Many sales have one single copy: everyone wants the same.
    lots = rng.choice((0, 0, 1, 2, 3))
    copies = tuple(rng.choice((1, 2, 3, 5, 8, 8)) for _ in range(lots)) or (1,)
    return {
        "people": people,
        "allotments": copies,
        "member_limit": rng.choice((1, 1, 2, 3)),
        "window_minutes": rng.choice((20, 30, 45)),
        "late_payer_rate": rng.choice((0.1, 0.4, 0.9)),
        "late_ones": rng.choice((0, 1, 1, 2)),
        "waits_for_another_rate": rng.choice((0.2, 0.9)),
        "curator_moves": _curator_moves(rng),
    }


def _curator_moves(rng: random.Random) -> tuple[tuple[float, str], ...]:
    if rng.random() < 0.6:
        return ()
    moves = [
        (rng.uniform(0, 1_500), rng.choice(MOVES[:3])) for _ in range(rng.randint(1, 4))
    ]
    moves += [(at + rng.uniform(1, 300), "resume") for at, move in moves]
    if rng.random() < 0.05:
        moves.append((rng.uniform(60, 1_500), "cancel"))
    return tuple(sorted(moves))


def _faults(rng: random.Random, window_s: int) -> dict[str, object]:
    def some(chance: float, rate: float) -> float:
        return rng.uniform(rate / 5, rate) if rng.random() < chance else 0.0

    def spans(chance: float, longest: float) -> tuple[Span, ...]:
        if rng.random() >= chance:
            return ()
        starts = [_moment(rng, window_s) for _ in range(rng.randint(1, 2))]
        return tuple((start, start + rng.uniform(1, longest)) for start in starts)

    return {
        "is_worker_prompt": rng.random() < 0.7,
        "worker_away": spans(0.25, 900),
        "crash_rate": some(0.5, 0.03),
        "settling_crash_rate": some(0.5, 0.15),
        "stall_rate": some(0.4, 0.02),
        "stalls_for_s": rng.choice(((2,), (5, 30), (30, 900))),
        "host_kills": tuple(
            _moment(rng, window_s) for _ in range(rng.choice((0, 0, 1, 3)))
        ),
        "lost_answer_rate": some(0.4, 0.15),
        "lost_commit_rate": some(0.4, 0.04),
        "cut_commit_rate": some(0.4, 0.04),
        "gate_away": spans(0.4, 30) + _away_at_closing(rng, window_s),
        "gate_loss_rate": some(0.4, 0.1),
        "gate_mishaps": _gate_mishaps(rng, window_s),
        "gate_skew_s": rng.choice((0, 0, 0, 0.4, -2, 2, -120, 120)),
        "desk_away": spans(0.25, 300) or _away_when_holds_end(rng),
        "desk_loss_rate": some(0.4, 0.1),
        "desk_saved_error_rate": some(0.2, 0.1),
        "message_loss_rate": rng.choice((0, 0, 0.3, 1.0)),
        "message_late_rate": rng.choice((0, 0.2, 0.6)),
        "bank_lapse_rate": some(0.15, 0.6),
        "job_loss_rate": rng.choice((0, 0.5, 1.0)),
    }


def _away_at_closing(rng: random.Random, window_s: int) -> tuple[Span, ...]:
    """Return a span in which SQL alone says that the drop is over."""
    return ((window_s - 5, window_s + 5),) if rng.random() < 0.3 else ()


def _away_when_holds_end(rng: random.Random) -> tuple[Span, ...]:
    """Return spans in which pages cannot be closed, and so are paid on late."""
    if rng.random() < 0.7:
        return ()
    start = rng.uniform(600, 1_200)
    return ((start, start + rng.uniform(100, 900)),)


def _gate_mishaps(rng: random.Random, window_s: int) -> tuple[tuple[float, str], ...]:
    if rng.random() < 0.5:
        return ()
    chosen = [rng.choice(MISHAPS) for _ in range(rng.randint(1, 4))]
    if "rolled_back" in chosen:
        chosen.insert(0, "kept")
    instants = sorted(_moment(rng, window_s) for _ in chosen)
    return tuple(zip(instants, chosen, strict=True))


def _moment(rng: random.Random, window_s: int) -> float:
    """Return an instant of the play; the minutes of the rush are the likely ones."""
    if rng.random() < 0.6:
        return rng.expovariate(1 / 40)
    return rng.uniform(0, window_s + 900)
