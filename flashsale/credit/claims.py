"""The contended writes on credit: each is one guarded statement, told by its count."""

from sqlalchemy import CursorResult, insert, text
from sqlalchemy.orm import Session

from flashsale.credit.buckets import Bucket, HouseAccount
from flashsale.credit.models import CreditEntry
from flashsale.kernel.ids import MemberId

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
    result = session.execute(statement, values)  # type: ignore[call-overload]
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
