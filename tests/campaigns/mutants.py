"""Faults put into quotes, taxes and refunds, one at a time: how many are noticed."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from tests.campaigns.frame import RunPart
from tests.mutation import trial
from tests.mutation.mutants import mutants

ABOUT = "small faults in quotes, taxes and refunds: the tests notice at least 85 %"
SEEDS = 1
UNIT = "mutants"
STORES = ("sqlite",)
LEAST_PERCENT = 85

_PRICES = tuple(
    f"tests/unit/test_{name}.py"
    for name in (
        *("money", "taxes", "hand_computed_taxes", "quote", "price_pipeline"),
        *("shipping", "promotions", "random_baskets"),
    )
)
_RULES = ("tests/unit/test_restitution_rules.py",)
_REFUNDS = (
    *_RULES,
    *("tests/flows/test_changing_mind.py", "tests/flows/test_orders_desk.py"),
    *("tests/flows/test_payment_books.py", "tests/flows/test_tax_report.py"),
    *("tests/flows/test_reconciliation.py", "tests/flows/test_refund_letters.py"),
    *("tests/flows/test_cards_back.py", "tests/flows/test_calling_off.py"),
)
# What is tried, and the tests that should notice.
MODULES: dict[str, tuple[str, ...]] = {
    "flashsale.kernel.money": _PRICES,
    "flashsale.orders.quote": _PRICES,
    "flashsale.orders.reductions": _PRICES,
    "flashsale.taxes.amounts": _PRICES,
    "flashsale.taxes.rates": _PRICES,
    "flashsale.taxes.rules": ("tests/unit/test_tax_rules.py",),
    "flashsale.taxes.supply": _PRICES,
    "flashsale.orders.restitution_rules": _RULES,
    "flashsale.orders.refunds": _REFUNDS,
    "flashsale.orders.restitutions": _REFUNDS,
}


def parts(store: str) -> tuple[str, ...]:
    """Return the modules that are tried."""
    return tuple(MODULES)


@contextmanager
def opened(store: str) -> Iterator[RunPart]:
    """Give the function that tries one module; its figure is how many mutants."""
    yield _tried


def _tried(seed: int, module: str) -> int:
    tests = MODULES[module]
    found = list(mutants(trial.file_of(module).read_text()))
    sound = not trial.is_noticed(module, trial.AS_IT_IS, tests)
    assert sound, f"the tests of {module} fail without a fault"
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        noticed = list(
            pool.map(
                lambda number: trial.is_noticed(module, number, tests),
                range(len(found)),
            )
        )
    percent = 100 * sum(noticed) / len(found)
    print(f"{module}: {sum(noticed)} of {len(found)}, {percent:.1f} %", flush=True)
    for mutant, was_noticed in zip(found, noticed, strict=True):
        if not was_noticed:
            print(f"  not noticed, line {mutant.what}", flush=True)
    assert percent >= LEAST_PERCENT, f"{module}: {percent:.1f} %"
    return len(found)
