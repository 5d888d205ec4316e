"""Rows of the credit ledger. Transactions and entries only grow: triggers refuse
any change, on both stores."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from flashsale.credit.buckets import LONGEST_REASON, Bucket, HouseAccount, Kind
from flashsale.credit.card_states import CardState
from flashsale.db import Base, UtcDateTime

NAMES = ", ".join(repr(str(name)) for name in (*Bucket, *HouseAccount))
CARD_STATES = ", ".join(repr(str(state)) for state in CardState)
KINDS = ", ".join(repr(str(kind)) for kind in Kind)


class CreditAccount(Base):
    """One bucket of a member, or one side of the house. It holds no balance.

    key: `<member>:<bucket>` or `house:<name>`. moves: how many transactions took
    their turn on it; writing it is what makes them wait for each other.
    """

    __tablename__ = "credit_account"
    __table_args__ = (CheckConstraint(f"name IN ({NAMES})", name="name"),)

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    name: Mapped[str] = mapped_column(String(12))
    moves: Mapped[int] = mapped_column(default=0)


class CreditTransaction(Base):
    """One movement of credit: who, why, when. Its entries sum to zero.

    key: what it is for; the same key never moves anything twice.
    """

    __tablename__ = "credit_transaction"
    __table_args__ = (CheckConstraint(f"kind IN ({KINDS})", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"), index=True)
    # Who of the house did it; None for what follows from a rule.
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


class CreditEntry(Base):
    """One signed amount on one account.

    grant_id: on members' accounts, the entry that gave what this one moves; an entry
    that gives names itself. What is left of a grant is the sum of its entries.
    """

    __tablename__ = "credit_entry"
    __table_args__ = (CheckConstraint("amount_cents <> 0", name="amount"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    transaction_id: Mapped[int] = mapped_column(
        ForeignKey("credit_transaction.id"), index=True
    )
    account: Mapped[str] = mapped_column(ForeignKey("credit_account.key"), index=True)
    amount_cents: Mapped[int]
    grant_id: Mapped[int | None] = mapped_column(
        ForeignKey("credit_entry.id"), index=True
    )
    # Of a grant of promo credit; None on every other entry.
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class GiftCard(Base):
    """A gift card, from the basket to the credit it becomes.

    Only the hash of its code is kept. codes: how many it was given, the last counts.
    """

    __tablename__ = "gift_card"
    __table_args__ = (
        CheckConstraint(f"state IN ({CARD_STATES})", name="state"),
        CheckConstraint("amount_cents > 0", name="amount"),
        CheckConstraint(
            "(state IN ('issued','redeemed')) = (code_hash IS NOT NULL)", name="code"
        ),
        CheckConstraint(
            "(state = 'redeemed') = (redeemed_by IS NOT NULL)", name="redeemed"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    amount_cents: Mapped[int]
    recipient_name: Mapped[str] = mapped_column(String(120))
    recipient_email: Mapped[str] = mapped_column(String(320))
    words: Mapped[str] = mapped_column(String(400), default="")
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(8), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"), index=True)
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    codes: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    redeemed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    redeemed_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
