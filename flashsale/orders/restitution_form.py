"""What staff type to give money back, read from the request and judged."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext

from flashsale.kernel.ids import GiftCardId, OrderLineId, written_id

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed. units: by line. cards: ids. is_ours: the house cancels."""

    units: Mapping[int, int] = field(default_factory=dict)
    cards: frozenset[GiftCardId] = frozenset()
    reason: str = ""
    is_ours: bool = False

    @property
    def wanted(self) -> dict[OrderLineId, int]:
        """The lines of which some units go back."""
        return {OrderLineId(line): count for line, count in self.units.items() if count}


def typed_restitution() -> tuple[Typed, dict[str, str]]:
    """Return what was typed, and what is wrong with it, by field."""
    units: dict[int, int] = {}
    faults = {}
    for name, value in request.form.items():
        line_id = written_id(name.removeprefix("unites-"))
        if not name.startswith("unites-") or line_id is None:
            continue
        count = typed_count(value or "0")
        if count is None:
            faults["unites"] = gettext("Un nombre d’exemplaires est un nombre entier.")
        units[line_id] = count or 0
    cards = _cards()
    if not any(units.values()) and not cards:
        faults.setdefault("unites", gettext("Dites combien de quoi est remboursé."))
    reason = typed_words("raison")
    if not 3 <= len(reason) <= LONGEST_REASON:
        faults["raison"] = gettext("Écrivez pourquoi, en 3 à 200 caractères.")
    return Typed(units, cards, reason, "maison" in request.form), faults


def typed_count(typed: str) -> int | None:
    """Return a typed whole number from 0 to 999, or None."""
    text = typed.strip()
    return int(text) if re.fullmatch(r"[0-9]{1,3}", text) else None


def typed_words(name: str) -> str:
    """Return what was typed in a field, on one line."""
    return " ".join(request.form.get(name, "").replace("\0", "").split())


def _cards() -> frozenset[GiftCardId]:
    ids = map(written_id, request.form.getlist("cartes"))
    return frozenset(GiftCardId(card_id) for card_id in ids if card_id is not None)
