"""Which tables and terms made an order's price, as they are stored with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flashsale.orders.reductions import Reductions
from flashsale.orders.tariffs import Tariffs
from flashsale.promotions.cuts import CodeCut

# Grows when the pipeline of quote.py changes what it answers.
PIPELINE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The versions behind a price, and what a code took off.

    taxes, shipping: since when those tables are in force, ISO dates.
    """

    pipeline: int
    taxes: str
    shipping: str
    floor_percent: int
    code: CodeCut | None


def terms_of(priced_on: date, tariffs: Tariffs, off: Reductions) -> dict[str, Any]:
    """Return the terms of a price as JSON keeps them."""
    code = off.code
    return {
        "pipeline": PIPELINE,
        "taxes": tariffs.taxes.version_on(priced_on).isoformat(),
        "shipping": tariffs.shipping.version_on(priced_on).isoformat(),
        "floor_percent": off.floor_percent,
        "code": code
        and {
            "word": code.word,
            "rate": code.rate,
            "amount_cents": code.amount_cents,
            "positions": list(code.positions),
        },
    }


def terms_from(values: Mapping[str, Any]) -> Terms:
    """Return what `terms_of` stored."""
    code = values["code"]
    return Terms(
        pipeline=values["pipeline"],
        taxes=values["taxes"],
        shipping=values["shipping"],
        floor_percent=values["floor_percent"],
        code=code
        and CodeCut(
            word=code["word"],
            rate=code["rate"],
            amount_cents=code["amount_cents"],
            positions=tuple(code["positions"]),
        ),
    )
