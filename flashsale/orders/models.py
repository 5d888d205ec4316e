"""Rows of the orders, their lines, their payments, and the webhook inbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from flashsale.db import Base, UtcDateTime

ORDER_STATES = "'pending','paid','cancelled'"
PAYMENT_STATES = (
    "'created','open','authorised','capturing','captured','voiding','voided',"
    "'refused','expired','unknown','refunding','refunded','charging'"
)
REFUND_STATES = "'asked','pending','succeeded','failed'"


def _no_cents() -> Mapped[int]:
    return mapped_column(default=0, server_default=text("0"))


class Parcel(Base):
    """What leaves the house in one piece: the things of one order, or of several.

    Orders may join it before `closes_at`, an instant that may come nearer.
    """

    __tablename__ = "parcel"
    __table_args__ = (
        CheckConstraint("(sent_at IS NULL) = (sent_by IS NULL)", name="sent"),
        CheckConstraint("back_at IS NULL OR sent_at IS NOT NULL", name="back"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    # An `Address` of addresses.py: that of the order it was opened for.
    address: Mapped[dict[str, Any]] = mapped_column(JSON)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime())
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime())
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), index=True)
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    # The post brought it back, and it was not posted again.
    back_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), index=True)


class Order(Base):
    """What a member buys at once; lines are never edited once written."""

    __tablename__ = "order"
    __table_args__ = (
        CheckConstraint(f"state IN ({ORDER_STATES})", name="state"),
        CheckConstraint(
            "total_cents = items_cents + shipping_cents + gst_cents + qst_cents "
            "+ hst_cents + pst_cents",
            name="total",
        ),
        CheckConstraint(
            "items_cents >= 0 AND shipping_cents >= 0 AND gst_cents >= 0 "
            "AND qst_cents >= 0 AND hst_cents >= 0 AND pst_cents >= 0",
            name="amounts",
        ),
        CheckConstraint(
            "discount_cents >= 0 AND promo_credit_cents >= 0 "
            "AND gift_cards_cents >= 0 AND gift_cards_cents <= items_cents",
            name="reductions",
        ),
        CheckConstraint(
            "refund_credit_cents >= 0 AND paid_credit_cents >= 0 AND "
            "refund_credit_cents + paid_credit_cents <= total_cents - gift_cards_cents",
            name="credit",
        ),
        UniqueConstraint("member_id", "request_token"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), index=True)
    # One basket revision makes one order, however often it is posted.
    request_token: Mapped[str] = mapped_column(String(64))
    request_digest: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    delivery: Mapped[str] = mapped_column(String(12))
    # An `Address` of addresses.py, as given: for the parcel, the tax and the letters.
    address: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    province: Mapped[str] = mapped_column(String(2))
    # What it is posted in; None for what is not posted, and of older orders.
    parcel_id: Mapped[int | None] = mapped_column(ForeignKey("parcel.id"), index=True)
    # The point where it is picked up, as it was then; empty for the house itself.
    pickup: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    items_cents: Mapped[int]
    shipping_cents: Mapped[int]
    gst_cents: Mapped[int]
    qst_cents: Mapped[int]
    hst_cents: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    pst_cents: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    total_cents: Mapped[int]
    # Of the items: what a code and promo credit took off, and the cards bought.
    discount_cents: Mapped[int] = _no_cents()
    promo_credit_cents: Mapped[int] = _no_cents()
    gift_cards_cents: Mapped[int] = _no_cents()
    # Of the total: what these pay; the payment is for the rest.
    refund_credit_cents: Mapped[int] = _no_cents()
    paid_credit_cents: Mapped[int] = _no_cents()
    # The wall date at which taxes and carriage were looked up.
    priced_on: Mapped[str] = mapped_column(String(10))
    # Which tables and terms made the price; a `Terms` of terms.py.
    terms: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    paid_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    cancel_reason: Mapped[str] = mapped_column(String(40), default="")

    lines: Mapped[list["OrderLine"]] = relationship(order_by="OrderLine.position")
    gift_cards: Mapped[list["OrderGiftCard"]] = relationship(
        order_by="OrderGiftCard.position"
    )
    payments: Mapped[list["Payment"]] = relationship(order_by="Payment.id")
    parcel: Mapped[Parcel | None] = relationship()
    handovers: Mapped[list["Handover"]] = relationship(order_by="Handover.way")
    taxes: Mapped[list["OrderTax"]] = relationship(order_by="OrderTax.id")


class OrderLine(Base):
    """One lot of an order, with the words and amounts of the moment it was bought."""

    __tablename__ = "order_line"
    __table_args__ = (
        CheckConstraint("quantity >= 1", name="quantity"),
        CheckConstraint("net_cents >= 0", name="net"),
        CheckConstraint(
            "discount_cents >= 0 AND credit_cents >= 0 AND net_cents = "
            "quantity * unit_price_cents - discount_cents - credit_cents",
            name="parts",
        ),
        CheckConstraint(
            "unit_price_cents >= 0 AND unit_price_cents <= drop_price_cents",
            name="price",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    position: Mapped[int]
    hold_id: Mapped[int] = mapped_column(ForeignKey("hold.id"), index=True)
    # The same hold, until the order is cancelled: no hold is ever paid twice.
    live_hold_id: Mapped[int | None] = mapped_column(unique=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    title: Mapped[str] = mapped_column(String(300))
    form: Mapped[str] = mapped_column(String(16))
    # Kind, byline, label and cover as they were shown; a `Shown` of history.py.
    shown: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    tax_class: Mapped[str] = mapped_column(String(16))
    # Whose taxes it bears, and its share of the carriage, before tax.
    place: Mapped[str] = mapped_column(String(2))
    carriage_cents: Mapped[int] = _no_cents()
    quantity: Mapped[int]
    # Of one unit: as frozen by the hold, and after a tier's price, if lower.
    drop_price_cents: Mapped[int]
    unit_price_cents: Mapped[int]
    discount_cents: Mapped[int] = _no_cents()
    credit_cents: Mapped[int] = _no_cents()
    net_cents: Mapped[int]
    gst_cents: Mapped[int]
    qst_cents: Mapped[int]
    hst_cents: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    pst_cents: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class Handover(Base):
    """Things of an order that left without a parcel, or wait to be fetched."""

    __tablename__ = "handover"
    __table_args__ = (CheckConstraint("way IN ('email','pickup')", name="way"),)

    order_id: Mapped[int] = mapped_column(
        ForeignKey("order.id"), primary_key=True, autoincrement=False
    )
    way: Mapped[str] = mapped_column(String(10), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    by: Mapped[int] = mapped_column(ForeignKey("member.id"))


class OrderTax(Base):
    """What an invoice owes of one tax at one rate to one place; never edited."""

    __tablename__ = "order_tax"
    __table_args__ = (
        CheckConstraint("rate > 0 AND base_cents > 0 AND cents >= 0", name="amounts"),
        UniqueConstraint("order_id", "tax", "place", "rate"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    tax: Mapped[str] = mapped_column(String(3))
    place: Mapped[str] = mapped_column(String(2))
    # Thousandths of a percent.
    rate: Mapped[int]
    base_cents: Mapped[int]
    cents: Mapped[int]


class OrderGiftCard(Base):
    """A gift card bought in an order: a line of its own class, without tax."""

    __tablename__ = "order_gift_card"
    __table_args__ = (CheckConstraint("amount_cents > 0", name="amount"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    position: Mapped[int]
    gift_card_id: Mapped[int] = mapped_column(ForeignKey("gift_card.id"), index=True)
    recipient_name: Mapped[str] = mapped_column(String(120))
    amount_cents: Mapped[int]


class Payment(Base):
    """One attempt to pay an order; its key is stored before the first call."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint(f"state IN ({PAYMENT_STATES})", name="state"),
        CheckConstraint("amount_cents > 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    amount_cents: Mapped[int]
    idempotency_key: Mapped[str] = mapped_column(String(80), unique=True)
    session_ref: Mapped[str | None] = mapped_column(String(120), unique=True)
    intent_ref: Mapped[str | None] = mapped_column(String(120), unique=True)
    page_url: Mapped[str] = mapped_column(Text, default="")
    card_brand: Mapped[str] = mapped_column(String(20), default="")
    card_last4: Mapped[str] = mapped_column(String(4), default="")
    refusal_code: Mapped[str] = mapped_column(String(60), default="")
    # The saved card it is tried on first, if it is; see saved_card.
    saved_card_id: Mapped[int | None] = mapped_column(ForeignKey("saved_card.id"))
    # The words by which its member agreed that the card be kept; empty: they did not.
    keeps_card: Mapped[str] = mapped_column(Text, default="", server_default="")
    # Whether its member was there when the card was to be charged.
    is_present: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Until when the stock is kept for it; after that its page is closed.
    kept_until: Mapped[datetime] = mapped_column(UtcDateTime())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())


class CardCustomer(Base):
    """How the desk calls a member who has, or had, saved cards."""

    __tablename__ = "card_customer"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id"), primary_key=True, autoincrement=False
    )
    customer_ref: Mapped[str] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class SavedCard(Base):
    """A card a member agreed to keep at the desk, with the words they agreed to."""

    __tablename__ = "saved_card"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    customer_ref: Mapped[str] = mapped_column(String(120))
    card_ref: Mapped[str] = mapped_column(String(120), unique=True)
    brand: Mapped[str] = mapped_column(String(20))
    last4: Mapped[str] = mapped_column(String(4))
    expires_year: Mapped[int]
    expires_month: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(40))
    consent_words: Mapped[str] = mapped_column(Text)
    consent_language: Mapped[str] = mapped_column(String(2))
    consented_at: Mapped[datetime] = mapped_column(UtcDateTime())
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime())
    # From here on it is never charged; then the desk forgets it too.
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    forgotten_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class Refund(Base):
    """Money that goes back to a card; its key is stored before the first call."""

    __tablename__ = "payment_refund"
    __table_args__ = (
        CheckConstraint(f"state IN ({REFUND_STATES})", name="state"),
        CheckConstraint("amount_cents > 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), index=True)
    amount_cents: Mapped[int]
    idempotency_key: Mapped[str] = mapped_column(String(80), unique=True)
    refund_ref: Mapped[str | None] = mapped_column(String(120), unique=True)
    # Why, in a word of ours; who asked, or nobody when the house did by itself.
    reason: Mapped[str] = mapped_column(String(200), default="")
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    failure_code: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())


class Dispute(Base):
    """A payment that its bank contests, as the desk tells it."""

    __tablename__ = "payment_dispute"
    __table_args__ = (CheckConstraint("amount_cents >= 0", name="amount"),)

    dispute_ref: Mapped[str] = mapped_column(String(120), primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), index=True)
    status: Mapped[str] = mapped_column(String(40), index=True)
    reason: Mapped[str] = mapped_column(String(60))
    amount_cents: Mapped[int]
    # Until when the house may answer; None when it may not, or need not.
    answer_by: Mapped[datetime | None] = mapped_column(UtcDateTime())
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime())
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())


class StrayPayment(Base):
    """Money found at the desk that belongs to no order; written before it goes back."""

    __tablename__ = "stray_payment"
    __table_args__ = (
        CheckConstraint("state IN ('found','voided','refunded')", name="state"),
    )

    intent_ref: Mapped[str] = mapped_column(String(120), primary_key=True)
    order_code: Mapped[str] = mapped_column(String(40))
    amount_cents: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), index=True)
    found_at: Mapped[datetime] = mapped_column(UtcDateTime())
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class InboxEvent(Base):
    """A webhook that arrived: stored before it is handled, its id is the key."""

    __tablename__ = "inbox_event"

    event_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    kind: Mapped[str] = mapped_column(String(80))
    session_ref: Mapped[str | None] = mapped_column(String(120))
    intent_ref: Mapped[str | None] = mapped_column(String(120))
    order_code: Mapped[str | None] = mapped_column(String(40))
    # Of the object itself: a page, an intent, a refund, a dispute.
    object_ref: Mapped[str | None] = mapped_column(String(120))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime())
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), index=True)
