"""Reads of the ledger: what a member has, since when, and how it came and went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from flashsale.credit.buckets import Bucket, Grant, Kind, live_cents
from flashsale.credit.claims import account_of
from flashsale.credit.models import CreditAccount, CreditEntry, CreditTransaction
from flashsale.db import Work
from flashsale.kernel.ids import GrantId, MemberId

RECORDED_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Balances:
    """What a member has in each bucket, grant by grant, at one instant.

    grants: also those whose time is over and that no sweep has recorded yet.
    """

    grants: dict[Bucket, tuple[Grant, ...]]
    now: datetime

    def cents(self, bucket: Bucket) -> int:
        """How much of a bucket can be spent."""
        return live_cents(self.grants[bucket], self.now)

    @property
    def promo_cents(self) -> int:
        """What can be taken off a price."""
        return self.cents(Bucket.PROMO)

    @property
    def money_cents(self) -> int:
        """What can pay after tax: refund credit and gift cards."""
        return self.cents(Bucket.REFUND) + self.cents(Bucket.PAID)

    @property
    def lapsing(self) -> tuple[Grant, ...]:
        """The live promo grants, the first to lapse first."""
        live = [g for g in self.grants[Bucket.PROMO] if g.is_live(self.now)]
        return tuple(sorted(live, key=lambda g: (g.expires_at or self.now, g.id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One line of a member's statement.

    cents: signed. about: the order's code, or the staff's reason. actor_id: who of
    the house did it, if anyone.
    """

    at: datetime
    kind: Kind
    bucket: Bucket
    cents: int
    about: str
    actor_id: MemberId | None


def balances_of(
    work: Work, member_id: MemberId, *, as_of: datetime | None = None
) -> Balances:
    """Return what a member has, in one query.

    as_of: the instant at which grants are judged, the present unless told: credit
    that a basket counted on when it was taken stays good for that basket.
    """
    found = grants_in(work, member_id, tuple(Bucket))
    grants = {bucket: tuple(found[bucket]) for bucket in Bucket}
    return Balances(grants, as_of or work.now)


def grants_in(
    work: Work, member_id: MemberId, buckets: Sequence[Bucket]
) -> dict[Bucket, list[Grant]]:
    """Return every grant of these buckets that has something left in it."""
    by_account = {account_of(member_id, bucket): bucket for bucket in buckets}
    found: dict[Bucket, list[Grant]] = {bucket: [] for bucket in buckets}
    if not by_account:
        return found
    left = func.sum(CreditEntry.amount_cents)
    rows = work.session.execute(
        select(
            CreditEntry.account,
            CreditEntry.grant_id,
            left,
            func.max(CreditEntry.expires_at),
        )
        .where(CreditEntry.account.in_(by_account), CreditEntry.grant_id.is_not(None))
        .group_by(CreditEntry.account, CreditEntry.grant_id)
        .having(left > 0)
    )
    for account, grant_id, cents, expires_at in rows:
        grant = Grant(GrantId(grant_id or 0), int(cents), expires_at)
        found[by_account[account]].append(grant)
    return found


def movements_of(work: Work, member_id: MemberId, *, most: int) -> tuple[Movement, ...]:
    """Return the latest movements of a member's credit, the newest first."""
    rows = work.session.execute(
        select(
            CreditTransaction.at,
            CreditTransaction.kind,
            CreditAccount.name,
            func.sum(CreditEntry.amount_cents),
            CreditTransaction.reason,
            CreditTransaction.actor_id,
        )
        .join(CreditEntry, CreditEntry.transaction_id == CreditTransaction.id)
        .join(CreditAccount, CreditAccount.key == CreditEntry.account)
        .where(CreditAccount.member_id == member_id)
        .group_by(CreditTransaction.id, CreditAccount.name)
        .order_by(CreditTransaction.at.desc(), CreditTransaction.id.desc())
        .limit(most)
    )
    return tuple(
        Movement(
            at=at,
            kind=Kind(kind),
            bucket=Bucket(name),
            cents=int(cents),
            about=reason,
            actor_id=None if actor_id is None else MemberId(actor_id),
        )
        for at, kind, name, cents, reason, actor_id in rows
    )


def lapsed_members(work: Work, *, most: int) -> tuple[MemberId, ...]:
    """Return members whose promo credit has been over for a day, not recorded yet.

    A basket taken before the end may still be paid with it; none lives for a day.
    """
    gone = (
        select(CreditEntry.grant_id)
        .where(CreditEntry.expires_at <= work.now - RECORDED_AFTER)
        .scalar_subquery()
    )
    rows = work.session.execute(
        select(CreditAccount.member_id)
        .join(CreditEntry, CreditEntry.account == CreditAccount.key)
        .where(CreditEntry.grant_id.in_(gone))
        .group_by(CreditEntry.grant_id, CreditAccount.member_id)
        .having(func.sum(CreditEntry.amount_cents) > 0)
        .limit(most)
    )
    return tuple(sorted({MemberId(row[0]) for row in rows if row[0] is not None}))


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffDeed:
    """Credit that someone of the house gave or took back. cents: signed."""

    at: datetime
    member_id: MemberId
    actor_id: MemberId
    cents: int
    reason: str


def staff_deeds(work: Work, *, most: int) -> tuple[StaffDeed, ...]:
    """Return what the house did by hand, the newest first."""
    rows = work.session.execute(
        select(
            CreditTransaction.at,
            CreditTransaction.member_id,
            CreditTransaction.actor_id,
            func.sum(CreditEntry.amount_cents),
            CreditTransaction.reason,
        )
        .join(CreditEntry, CreditEntry.transaction_id == CreditTransaction.id)
        .where(
            CreditTransaction.actor_id.is_not(None), CreditEntry.grant_id.is_not(None)
        )
        .group_by(CreditTransaction.id)
        .order_by(CreditTransaction.at.desc(), CreditTransaction.id.desc())
        .limit(most)
    )
    return tuple(
        StaffDeed(
            at=at,
            member_id=MemberId(member_id),
            actor_id=MemberId(actor_id or 0),
            cents=int(cents),
            reason=reason,
        )
        for at, member_id, actor_id, cents, reason in rows
    )
