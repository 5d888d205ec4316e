"""What must always be true of the credit ledger, asked of the store itself."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from flashsale.credit.buckets import Bucket, Kind
from flashsale.credit.models import (
    CreditAccount,
    CreditEntry,
    CreditTransaction,
    GiftCard,
)
from flashsale.db import Work
from flashsale.kernel.invariants import Finding

MOST_NAMED = 20


def _count(work: Work, model: Any) -> int:
    return work.session.scalar(select(func.count()).select_from(model)) or 0


def _finding(
    work: Work, name: str, model: Any, broken: Select[*tuple[Any, ...]]
) -> Finding:
    rows = work.session.execute(broken.limit(MOST_NAMED))
    found = tuple(" ".join(map(str, row)) for row in rows)
    return Finding(name, _count(work, model), found)


def entries_sum_to_zero(work: Work) -> Finding:
    """What one account gives another takes, in each transaction."""
    total = func.sum(CreditEntry.amount_cents)
    broken = (
        select(CreditTransaction.key, total)
        .join(CreditEntry, CreditEntry.transaction_id == CreditTransaction.id)
        .group_by(CreditTransaction.id, CreditTransaction.key)
        .having(total != 0)
    )
    name = "a transaction of credit sums to zero"
    return _finding(work, name, CreditTransaction, broken)


def no_grant_is_overdrawn(work: Work) -> Finding:
    """No balance is below its floor, which is zero: nothing is spent twice."""
    left = func.sum(CreditEntry.amount_cents)
    broken = (
        select(CreditEntry.account, CreditEntry.grant_id, left)
        .where(CreditEntry.grant_id.is_not(None))
        .group_by(CreditEntry.account, CreditEntry.grant_id)
        .having(left < 0)
    )
    return _finding(work, "no credit is spent twice", CreditEntry, broken)


def entries_stand_on_their_own_account(work: Work) -> Finding:
    """A member's entry moves a grant of that account; the house's moves none."""
    opening = select(CreditEntry.id, CreditEntry.account).subquery()
    broken = (
        select(CreditEntry.id, CreditEntry.account)
        .join(CreditAccount, CreditAccount.key == CreditEntry.account)
        .outerjoin(opening, opening.c.id == CreditEntry.grant_id)
        .where(
            or_(
                CreditAccount.member_id.is_(None) != CreditEntry.grant_id.is_(None),
                and_(
                    CreditEntry.grant_id.is_not(None),
                    opening.c.account.is_distinct_from(CreditEntry.account),
                ),
                and_(
                    CreditEntry.grant_id == CreditEntry.id,
                    CreditEntry.amount_cents < 0,
                ),
            )
        )
    )
    name = "an entry moves a grant of its own account"
    return _finding(work, name, CreditEntry, broken)


def only_promo_credit_lapses(work: Work) -> Finding:
    """Money never lapses: only grants of promo credit have an end."""
    broken = (
        select(CreditEntry.id, CreditEntry.account)
        .join(CreditAccount, CreditAccount.key == CreditEntry.account)
        .where(
            CreditEntry.grant_id == CreditEntry.id,
            (CreditAccount.name == str(Bucket.PROMO))
            != CreditEntry.expires_at.is_not(None),
        )
    )
    return _finding(work, "only promo credit lapses", CreditEntry, broken)


def used_by_orders() -> Subquery:
    """Return what each order uses of each bucket now: `order_id, promo, refund, paid`.

    What a cancelled order gave back is taken off. For others to compare with.
    """

    def used(bucket: Bucket) -> Any:
        of_bucket = case(
            (CreditAccount.name == str(bucket), -CreditEntry.amount_cents), else_=0
        )
        return func.coalesce(func.sum(of_bucket), 0).label(str(bucket))

    return (
        select(CreditTransaction.order_id, *map(used, Bucket))
        .outerjoin(CreditEntry, CreditEntry.transaction_id == CreditTransaction.id)
        .outerjoin(CreditAccount, CreditAccount.key == CreditEntry.account)
        .where(CreditTransaction.kind.in_((str(Kind.SPENDING), str(Kind.RELEASE))))
        .group_by(CreditTransaction.order_id)
        .subquery()
    )


def redeemed_cards_are_credit(work: Work) -> Finding:
    """A gift card became credit exactly once, when it was redeemed, for its amount."""
    given = (
        select(CreditTransaction.key, func.sum(CreditEntry.amount_cents).label("cents"))
        .join(CreditEntry, CreditEntry.transaction_id == CreditTransaction.id)
        .where(
            CreditTransaction.kind == str(Kind.GIFT_CARD),
            CreditEntry.grant_id.is_not(None),
        )
        .group_by(CreditTransaction.key)
        .subquery()
    )
    key = literal("gift-card:").concat(cast(GiftCard.id, String))
    redeemed = GiftCard.state == "redeemed"
    broken = (
        select(GiftCard.id, GiftCard.state, given.c.cents)
        .outerjoin(given, given.c.key == key)
        .where(
            or_(
                redeemed != given.c.key.is_not(None),
                given.c.cents != GiftCard.amount_cents,
            )
        )
    )
    return _finding(work, "a gift card is redeemed once", GiftCard, broken)


def card_credit_names_its_card(work: Work) -> Finding:
    """No credit of a gift card stands in the ledger without a redeemed card."""
    key = literal("gift-card:").concat(cast(GiftCard.id, String))
    broken = (
        select(CreditTransaction.key)
        .outerjoin(GiftCard, CreditTransaction.key == key)
        .where(
            CreditTransaction.kind == str(Kind.GIFT_CARD),
            GiftCard.state.is_distinct_from("redeemed"),
        )
    )
    name = "credit of a gift card names a redeemed card"
    return _finding(work, name, CreditTransaction, broken)


INVARIANTS: tuple[Callable[[Work], Finding], ...] = (
    entries_sum_to_zero,
    no_grant_is_overdrawn,
    entries_stand_on_their_own_account,
    only_promo_credit_lapses,
    redeemed_cards_are_credit,
    card_credit_names_its_card,
)
