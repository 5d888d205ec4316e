"""Two hundred payment histories: they hold, reach what they claim, and can fail."""

from collections import Counter
from collections.abc import Callable

import pytest

from flashsale.orders import payments, reconciliation, refunds, settlement
from tests.stripe_histories.play import tell_here

HISTORIES = 200
# What must have happened somewhere among them, else they prove little.
REACHED = (
    "an order was paid",
    "money went back",
    "a message was lost",
    "a process was killed",
    "a bank took its word back",
    "captured by hand",
    "less was captured by hand",
    "refunded by hand",
    "somebody came around the end of a hold",
    "a card was saved",
    "a saved card was tapped",
    "a card was taken back",
    "card 3184",
    "card 0259",
    "card 9995",
)


def test_two_hundred_histories_converge_and_reach_what_they_claim() -> None:
    seen: Counter[str] = Counter()
    for seed in range(HISTORIES):
        seen.update(tell_here(seed).seen)
    assert [name for name in REACHED if not seen[name]] == []


def test_a_seed_is_the_same_history_again() -> None:
    first: list[str] = []
    second: list[str] = []
    assert tell_here(7, trace=first) == tell_here(7, trace=second)
    assert first == second != []


def _agreed(*_: object) -> bool:
    return True


def _nothing(*_: object, **__: object) -> None:
    return None


DEFECTS: dict[str, tuple[object, str, Callable[..., object]]] = {
    "another amount is taken for the order's": (settlement, "_is_as_agreed", _agreed),
    "what was sent back by hand is not counted": (refunds, "learn", _nothing),
    "money that goes back is never asked for": (payments, "owe_refund", _nothing),
    "nobody sweeps": (reconciliation, "settle", lambda *_: settlement.Settled),
}


@pytest.mark.parametrize("name", list(DEFECTS))
def test_a_planted_defect_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, attribute, broken = DEFECTS[name]
    monkeypatch.setattr(module, attribute, broken)
    for seed in range(HISTORIES):
        try:
            tell_here(seed)
        except AssertionError:
            return
    raise AssertionError(f"no history noticed that {name}")
