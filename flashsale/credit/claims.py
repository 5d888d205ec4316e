"""The contended writes on credit: each is one guarded statement, told by its count."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, insert, text, update
from sqlalchemy.orm import Session

from flashsale.credit.buckets import Bucket, HouseAccount
from flashsale.credit.models import CreditEntry, GiftCard
from flashsale.kernel.ids import GiftCardId, MemberId

# Makes the account the first time, and makes whoever else wants it wait until this
# transaction ends: a sum that is read afterwards cannot change under our hands.
_TURN = text(
    "INSERT INTO credit_account (key, member_id, name, moves) "
    "VALUES (:key, :member_id, :name, 1) "
    "ON CONFLICT (key) DO UPDATE SET moves = credit_account.moves + 1"
)
_OPEN = text(
    "INSERT INTO credit_account (key, member_id, name, moves) "
    "VALUES (:key, NULL, :name, 0) ON CONFLICT (key) DO NOTHING"
)
# Takes from a grant what is left in it, or nothing.
_TAKE = text(
    "INSERT INTO credit_entry "
    "(id, transaction_id, account, amount_cents, grant_id, expires_at) "
    "SELECT :id, :transaction_id, :account, -:cents, :grant_id, NULL "
    "WHERE (SELECT sum(amount_cents) FROM credit_entry WHERE grant_id = :grant_id) "
    ">= :cents"
)


def _hit(session: Session, statement: object, **values: object) -> bool:
    result = session.execute(statement, values or None)  # type: ignore[call-overload]
    if not isinstance(result, CursorResult):
        raise TypeError("a guarded write tells how many rows it touched")
    return result.rowcount == 1


def account_of(member_id: MemberId, bucket: Bucket) -> str:
    """Return the key of a member's account."""
    return f"{member_id}:{bucket}"


def take_turn(session: Session, member_id: MemberId, bucket: Bucket) -> str:
    """Lock a member's account until the transaction ends, and return its key.

    Several are taken in the order of `Bucket`, so that nobody waits in a circle.
    """
    key = account_of(member_id, bucket)
    _hit(session, _TURN, key=key, member_id=member_id, name=str(bucket))
    return key


def house_account(session: Session, name: HouseAccount) -> str:
    """Return the key of an account of the house, which is never locked."""
    key = f"house:{name}"
    session.execute(_OPEN, {"key": key, "name": str(name)})
    return key


def take_from_grant(
    session: Session,
    *,
    id: int,
    transaction_id: int,
    account: str,
    grant_id: int,
    cents: int,
) -> bool:
    """Take `cents` (> 0) from a grant; False when there is less left in it."""
    return _hit(
        session,
        _TAKE,
        id=id,
        transaction_id=transaction_id,
        account=account,
        grant_id=grant_id,
        cents=cents,
    )


def record(session: Session, **values: object) -> None:
    """Append one entry that nothing guards: it gives, or it is the house's side."""
    session.execute(insert(CreditEntry).values(**values))


@dataclass(frozen=True, slots=True)
class CardTaken:
    """The gift card that was redeemed in this transaction, and what it is worth."""

    card_id: GiftCardId
    cents: int


def move_card(
    session: Session,
    card_id: GiftCardId,
    known: str,
    to: str,
    *,
    buyer_id: MemberId | None = None,
    **values: object,
) -> bool:
    """Move a gift card from a state to another; False when it is not there.

    buyer_id: whose it must be, where that matters.
    """
    statement = update(GiftCard).where(
        GiftCard.id == card_id, GiftCard.state == str(known)
    )
    if buyer_id is not None:
        statement = statement.where(GiftCard.buyer_id == buyer_id)
    return _hit(
        session,
        statement.values(state=str(to), **values).execution_options(
            synchronize_session=False
        ),
    )


def redeem_card(
    session: Session, hashed: str, member_id: MemberId, now: datetime
) -> CardTaken | None:
    """Redeem the card of this hash; None when no card waits for it.

    Of any number who try at once one succeeds: the guard is in the write.
    """
    taken = session.execute(
        update(GiftCard)
        .where(GiftCard.code_hash == hashed, GiftCard.state == "issued")
        .values(state="redeemed", redeemed_by=member_id, redeemed_at=now)
        .returning(GiftCard.id, GiftCard.amount_cents)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return None if taken is None else CardTaken(GiftCardId(taken[0]), taken[1])
