"""What members were told, in their own words: the client side of the history.

Nothing here reads SQL. `history.py` asks whether these acknowledgements can be put
into one serial order for each lot.
"""

from dataclasses import dataclass, field
from datetime import datetime

from flashsale.kernel.ids import HoldId, LotId, MemberId


@dataclass(slots=True)
class Kept:
    """A hold a member was told of. Instants are the member's.

    until: the latest end they were told. let_go_at: when they first asked to put it
    back, whatever the answer. bought_at: when they were told it is theirs for good.
    """

    hold_id: HoldId
    lot_id: LotId
    member_id: MemberId
    units: int
    told_at: datetime
    until: datetime
    let_go_at: datetime | None = None
    bought_at: datetime | None = None


@dataclass(slots=True)
class Journal:
    """All that was acknowledged to anyone in one play."""

    kept: dict[HoldId, Kept] = field(default_factory=dict)
    # Every form that was posted, answered or not, and the holds it was told.
    forms: dict[tuple[MemberId, str], set[HoldId]] = field(default_factory=dict)
    # Codes of the orders, by what their member was told last.
    orders: set[str] = field(default_factory=set)
    confirmed: dict[str, datetime] = field(default_factory=dict)
    cancelled: dict[str, datetime] = field(default_factory=dict)

    def tell_hold(self, kept: Kept) -> None:
        """Note a hold that was acknowledged, perhaps again."""
        known = self.kept.setdefault(kept.hold_id, kept)
        known.until = max(known.until, kept.until)

    def tell_longer(self, hold_id: HoldId, until: datetime) -> None:
        """Note a later end that was acknowledged."""
        known = self.kept.get(hold_id)
        if known is not None:
            known.until = max(known.until, until)

    def let_go(self, hold_id: HoldId, at: datetime) -> None:
        """Note that its member asked to put it back."""
        known = self.kept.get(hold_id)
        if known is not None and known.let_go_at is None:
            known.let_go_at = at

    def confirm(self, code: str, hold_ids: tuple[HoldId, ...], at: datetime) -> None:
        """Note that a member saw their order as paid."""
        self.confirmed.setdefault(code, at)
        for hold_id in hold_ids:
            known = self.kept.get(hold_id)
            if known is not None and known.bought_at is None:
                known.bought_at = at
