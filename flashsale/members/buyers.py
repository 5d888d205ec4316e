"""What a sale must know of a member, and what staff and the member decide about it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update

from flashsale.db import Work, table_of
from flashsale.kernel.errors import NotFound
from flashsale.kernel.ids import MemberId
from flashsale.members.models import Member

_MEMBERS = table_of(Member)
_BUYER = select(_MEMBERS.c.needs_more_time, _MEMBERS.c.early_until).where(
    _MEMBERS.c.id == bindparam("member_id")
)
_BUYER_ALONE = _BUYER.with_for_update(key_share=True)


@dataclass(frozen=True, slots=True)
class Buyer:
    """A member as the sale sees them.

    needs_more_time: their holds last longer. early_until: when their early access to
    drops ends, None for who has none.
    """

    needs_more_time: bool = False
    early_until: datetime | None = None

    def has_early_access_at(self, now: datetime) -> bool:
        """Say whether they may buy before a drop opens."""
        return self.early_until is not None and now < self.early_until


def buyer_of(work: Work, member_id: MemberId, *, alone: bool = False) -> Buyer:
    """Return a member as the sale sees them.

    alone: make others who ask so for this member wait for the end of this
    transaction; what one member may have in all is then counted by one at a time.
    Foreign keys to the member are not held up. SQLite's writer is alone anyway.

    Raises NotFound.
    """
    asked = _BUYER_ALONE if alone else _BUYER
    row = work.session.execute(asked, {"member_id": member_id}).one_or_none()
    if row is None:
        raise NotFound("member", member_id)
    return Buyer(row.needs_more_time, row.early_until)


def set_more_time(work: Work, member_id: MemberId, wanted: bool) -> None:
    """Let a member's holds last longer, or as long as others'; live ones stay."""
    _set(work, member_id, needs_more_time=wanted)


def set_early_access(work: Work, member_id: MemberId, until: datetime | None) -> None:
    """Let a member buy before drops open until an instant; None takes it back."""
    _set(work, member_id, early_until=until)


def _set(work: Work, member_id: MemberId, **values: object) -> None:
    work.session.execute(update(Member).where(Member.id == member_id).values(**values))
