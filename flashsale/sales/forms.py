"""What members post to the sales, checked at the edge."""

from collections.abc import Mapping
from dataclasses import dataclass

from flashsale.kernel.ids import LotId

LARGEST_QUANTITY = 100
TOKEN_LENGTH = 64


@dataclass(frozen=True, slots=True)
class HoldForm:
    """A well-formed wish for copies."""

    lot_id: LotId
    quantity: int
    token: str


def read_hold(form: Mapping[str, str]) -> HoldForm | None:
    """Return the wish a form holds, or None when the form is not one of ours."""
    lot, quantity = form.get("lot", ""), form.get("quantity", "1")
    token = form.get("token", "")
    if not (lot.isascii() and lot.isdigit() and len(lot) <= 19):
        return None
    if not (quantity.isascii() and quantity.isdigit() and len(quantity) <= 3):
        return None
    if not 1 <= int(quantity) <= LARGEST_QUANTITY:
        return None
    if not 8 <= len(token) <= TOKEN_LENGTH or not token.isascii():
        return None
    return HoldForm(LotId(int(lot)), int(quantity), token)
