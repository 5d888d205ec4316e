"""What members post to the sales, checked at the edge."""

from collections.abc import Mapping
from dataclasses import dataclass

from flashsale.kernel.ids import LotId, written_id

LARGEST_QUANTITY = 100
TOKEN_LENGTH = 64


@dataclass(frozen=True, slots=True)
class HoldForm:
    """A well-formed wish for copies."""

    lot_id: LotId
    quantity: int
    token: str


@dataclass(frozen=True, slots=True)
class JoinForm:
    """A well-formed wish for a place in a waitlist."""

    lot_id: LotId
    quantity: int


def read_join(form: Mapping[str, str]) -> JoinForm | None:
    """Return the wish a form holds, or None when the form is not one of ours."""
    lot = written_id(form.get("lot", ""))
    quantity = _quantity(form.get("quantity", "1"))
    if lot is None or quantity is None:
        return None
    return JoinForm(LotId(lot), quantity)


def read_units(form: Mapping[str, str]) -> int | None:
    """Return how many units of an offer a form asks for, or None if not ours."""
    return _quantity(form.get("units", "1"))


def _quantity(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 3):
        return None
    return int(text) if 1 <= int(text) <= LARGEST_QUANTITY else None


def is_token(text: str) -> bool:
    """Say whether a text could be the token of a form of ours."""
    return 8 <= len(text) <= TOKEN_LENGTH and text.isascii() and text.isprintable()


def read_hold(form: Mapping[str, str]) -> HoldForm | None:
    """Return the wish a form holds, or None when the form is not one of ours."""
    wish, token = read_join(form), form.get("token", "")
    if wish is None or not is_token(token):
        return None
    return HoldForm(wish.lot_id, wish.quantity, token)
