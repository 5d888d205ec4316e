"""Moving credit: giving, spending, letting go, withdrawing; each once by its key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from flashsale.credit import claims
from flashsale.credit.balances import RECORDED_AFTER, grants_in
from flashsale.credit.buckets import (
    SOURCE_OF,
    Bucket,
    Grant,
    Kind,
    Piece,
    pieces_of,
    promo_expiry,
)
from flashsale.credit.models import CreditEntry, CreditTransaction
from flashsale.db import Work
from flashsale.kernel.ids import MemberId, OrderId


@dataclass(frozen=True, slots=True)
class Moved:
    """The credit is moved; the same key again moves nothing and says the same."""


@dataclass(frozen=True, slots=True)
class CreditShort:
    """There is less of it than asked for: nothing was moved."""

    bucket: Bucket


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """Credit to be given to a member.

    key: unique for what causes it (`gift-card:<id>`, `grant:<form>`). kind: GRANT,
    REFUND or GIFT_CARD. cents: > 0. actor_id: who of the house gives it, if anyone.
    lapses_at: of promo credit, when not a year later.
    """

    key: str
    kind: Kind
    member_id: MemberId
    bucket: Bucket
    cents: int
    reason: str = ""
    actor_id: MemberId | None = None
    order_id: OrderId | None = None
    lapses_at: datetime | None = None


def give(work: Work, gift: Gift) -> Moved:
    """Give a member credit; promo credit lapses a year later, the rest never.

    Raises ValueError when the amount is not positive.
    """
    if gift.cents <= 0:
        raise ValueError(f"credit is given in positive amounts, not {gift.cents}")
    transaction_id = _begin(
        work,
        key=gift.key,
        kind=gift.kind,
        member_id=gift.member_id,
        order_id=gift.order_id,
        actor_id=gift.actor_id,
        reason=gift.reason,
    )
    if transaction_id is None:
        return Moved()
    account = claims.take_turn(work.session, gift.member_id, gift.bucket)
    entry_id = work.ids.new(work.now)
    lapses_at = None
    if gift.bucket is Bucket.PROMO:
        lapses_at = gift.lapses_at or promo_expiry(work.now)
    claims.record(
        work.session,
        id=entry_id,
        transaction_id=transaction_id,
        account=account,
        amount_cents=gift.cents,
        grant_id=entry_id,
        expires_at=lapses_at,
    )
    _balance(work, transaction_id, gift.kind, -gift.cents)
    return Moved()


def promo_of_order_lapsed_at(work: Work, order_id: OrderId) -> datetime | None:
    """Return when the last of the promo credit an order used would lapse; else None."""
    grant = aliased(CreditEntry)
    return work.session.scalar(
        select(func.max(grant.expires_at))
        .join(CreditEntry, CreditEntry.grant_id == grant.id)
        .join(CreditTransaction, CreditTransaction.id == CreditEntry.transaction_id)
        .where(
            CreditTransaction.order_id == order_id,
            CreditTransaction.kind == str(Kind.SPENDING),
        )
    )


def spend(
    work: Work,
    member_id: MemberId,
    order_id: OrderId,
    code: str,
    amounts: Mapping[Bucket, int],
    *,
    as_of: datetime | None = None,
) -> Moved | CreditShort:
    """Pay a part of an order with credit; once for each order.

    code: the order's, for the member's statement. amounts: cents, >= 0, by bucket.
    Recorded even when all are 0: an order that nothing is due for has this instead
    of a payment. as_of: when the basket was taken, the present unless told. On
    CreditShort the caller rolls its savepoint back.
    """
    return _take(
        work,
        Kind.SPENDING,
        key=f"order:{order_id}",
        member_id=member_id,
        amounts=amounts,
        as_of=as_of,
        order_id=order_id,
        reason=code,
    )


def withdraw(
    work: Work,
    member_id: MemberId,
    cents: int,
    *,
    key: str,
    actor_id: MemberId,
    reason: str,
) -> Moved | CreditShort:
    """Take back promo credit that was given by mistake and is not spent yet."""
    return _take(
        work,
        Kind.WITHDRAWAL,
        key=key,
        member_id=member_id,
        amounts={Bucket.PROMO: cents},
        actor_id=actor_id,
        reason=reason,
    )


def release(work: Work, order_id: OrderId) -> bool:
    """Give back what an order used of credit, grant by grant; a second call does none.

    For an order that is cancelled before it was paid. False when it used nothing.
    """
    spent = work.session.execute(
        select(
            CreditTransaction.id, CreditTransaction.member_id, CreditTransaction.reason
        ).where(CreditTransaction.key == f"order:{order_id}")
    ).first()
    if spent is None:
        return False
    entries = work.session.execute(
        select(CreditEntry.account, CreditEntry.grant_id, CreditEntry.amount_cents)
        .where(
            CreditEntry.transaction_id == spent.id, CreditEntry.grant_id.is_not(None)
        )
        .order_by(CreditEntry.id)
    ).all()
    transaction_id = _begin(
        work,
        key=f"order:{order_id}:release",
        kind=Kind.RELEASE,
        member_id=MemberId(spent.member_id),
        order_id=order_id,
        reason=spent.reason,
    )
    if transaction_id is None:
        return False
    for account, grant_id, amount in entries:
        claims.record(
            work.session,
            id=work.ids.new(work.now),
            transaction_id=transaction_id,
            account=account,
            amount_cents=-amount,
            grant_id=grant_id,
        )
    _balance(work, transaction_id, Kind.RELEASE, sum(entry[2] for entry in entries))
    return True


def lapse(work: Work, member_id: MemberId) -> int:
    """Record as lapsed what is left of promo credit that has been over for a day.

    Returns how many grants. It could not be spent any more in any case.
    """
    claims.take_turn(work.session, member_id, Bucket.PROMO)
    over = [
        grant
        for grant in grants_in(work, member_id, (Bucket.PROMO,))[Bucket.PROMO]
        if not grant.is_live(work.now - RECORDED_AFTER)
    ]
    for grant in over:
        # A grant that comes back from a cancelled order may lapse a second time.
        key = f"lapse:{grant.id}:{work.ids.new(work.now)}"
        _post(work, Kind.LAPSE, key, member_id, {Bucket.PROMO: _all_of(grant)})
    return len(over)


def _all_of(grant: Grant) -> tuple[Piece, ...]:
    return (Piece(grant.id, grant.left_cents),)


def _take(
    work: Work,
    kind: Kind,
    *,
    key: str,
    member_id: MemberId,
    amounts: Mapping[Bucket, int],
    as_of: datetime | None = None,
    **about: object,
) -> Moved | CreditShort:
    """Take amounts from what the member has, the first to lapse first."""
    if _is_known(work, key):
        return Moved()
    wanted = {bucket: amounts.get(bucket, 0) for bucket in Bucket}
    wanted = {bucket: cents for bucket, cents in wanted.items() if cents}
    for bucket in wanted:
        claims.take_turn(work.session, member_id, bucket)
    grants = grants_in(work, member_id, tuple(wanted))
    planned: dict[Bucket, tuple[Piece, ...]] = {}
    for bucket, cents in wanted.items():
        pieces = pieces_of(grants[bucket], cents, as_of or work.now)
        if pieces is None:
            return CreditShort(bucket)
        planned[bucket] = pieces
    short = _post(work, kind, key, member_id, planned, **about)
    return CreditShort(short) if short else Moved()


def _post(
    work: Work,
    kind: Kind,
    key: str,
    member_id: MemberId,
    pieces: Mapping[Bucket, Sequence[Piece]],
    **about: object,
) -> Bucket | None:
    """Write a transaction that takes pieces of grants; None, or what was short."""
    transaction_id = _begin(work, key=key, kind=kind, member_id=member_id, **about)
    if transaction_id is None:
        return None
    for bucket, parts in pieces.items():
        for piece in parts:
            if not claims.take_from_grant(
                work.session,
                id=work.ids.new(work.now),
                transaction_id=transaction_id,
                account=claims.account_of(member_id, bucket),
                grant_id=piece.grant_id,
                cents=piece.cents,
            ):
                return bucket
    taken = sum(piece.cents for parts in pieces.values() for piece in parts)
    _balance(work, transaction_id, kind, taken)
    return None


def _begin(work: Work, *, key: str, **values: object) -> int | None:
    """Write the head of a transaction; None when its key was there already."""
    if _is_known(work, key):
        return None
    row = CreditTransaction(
        id=work.ids.new(work.now), key=key, at=work.now, **_texts(values)
    )
    try:
        with work.session.begin_nested():
            work.session.add(row)
    except IntegrityError:
        # Another transaction did the same between our look and our write.
        return None
    return row.id


def _is_known(work: Work, key: str) -> bool:
    known = select(CreditTransaction.id).where(CreditTransaction.key == key)
    return work.session.scalar(known) is not None


def _texts(values: Mapping[str, object]) -> dict[str, object]:
    return {k: str(v) if isinstance(v, Kind) else v for k, v in values.items()}


def _balance(work: Work, transaction_id: int, kind: Kind, cents: int) -> None:
    """Write the house's side of a transaction, so that its entries sum to zero."""
    if cents:
        claims.record(
            work.session,
            id=work.ids.new(work.now),
            transaction_id=transaction_id,
            account=claims.house_account(work.session, SOURCE_OF[kind]),
            amount_cents=cents,
        )
