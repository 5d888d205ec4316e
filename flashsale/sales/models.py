"""Rows of the sales: drops, lots, holds, their ledger, and the queue of an opening.

`lot.held`, `lot.sold` and `lot.offered`, and `member_claim.claimed`, are written by
`claims.py` alone; `stock_move` only grows.
"""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
    true,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from flashsale.db import Base, UtcDateTime
from flashsale.sales.waiting import ACTIVE, EntryState, OfferState

DROP_STATES = "'draft','scheduled','suspended','cancelled','archived'"
ENTRY_STATES = ", ".join(repr(str(state)) for state in EntryState)
ACTIVE_ENTRY_STATES = ", ".join(repr(str(state)) for state in ACTIVE)
OFFER_STATES = ", ".join(repr(str(state)) for state in OfferState)
HOLD_STATES = "'active','paying','bought','released','expired'"
MOVES = "'allot','hold','release','expire','sell','return','offer','accept','lapse'"


class Drop(Base):
    """One timed event: local date and hour as written, and the instants they name."""

    __tablename__ = "drop"
    __table_args__ = (
        CheckConstraint(f"state IN ({DROP_STATES})", name="state"),
        CheckConstraint("closes_at > opens_at", name="window"),
        CheckConstraint("member_limit >= 1", name="member_limit"),
        CheckConstraint("early_minutes BETWEEN 0 AND 1440", name="early_minutes"),
        CheckConstraint("early_percent BETWEEN 0 AND 100", name="early_percent"),
        Index("ix_drop_state_opens_at", "state", "opens_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slug: Mapped[str] = mapped_column(String(160), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(12))
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"), index=True)
    curator_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    day: Mapped[str] = mapped_column(String(10))
    hour: Mapped[str] = mapped_column(String(5))
    length: Mapped[str] = mapped_column(String(8))
    zone: Mapped[str] = mapped_column(String(40))
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime())
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    place: Mapped[int] = mapped_column(default=1)
    # The producer lets what comes back be offered for a day after closing.
    offers_after_close: Mapped[bool] = mapped_column(
        default=False, server_default=text("false")
    )
    member_limit: Mapped[int] = mapped_column(default=2)
    # Whether promo codes lower its prices.
    takes_codes: Mapped[bool] = mapped_column(default=True, server_default=true())
    # Early access: this long before the opening, to this share of the allotment.
    early_minutes: Mapped[int] = mapped_column(default=30, server_default=text("30"))
    early_percent: Mapped[int] = mapped_column(default=40, server_default=text("40"))
    # The epoch of the gate's counters: each rebuild has its own.
    epoch: Mapped[int] = mapped_column(default=1)
    # Grows with every change that a page shows; part of the cached page's key.
    version: Mapped[int] = mapped_column(default=1)
    announced_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())

    lots: Mapped[list["Lot"]] = relationship(order_by="Lot.position")


class DropPause(Base):
    """A span in which a drop was suspended; one is open at most.

    until: None while it lasts. lasted_us: how long it kept an open drop shut, the time
    before the opening left out; the turns of an opening queue come that much later.
    """

    __tablename__ = "drop_pause"
    __table_args__ = (
        CheckConstraint("until > since", name="span"),
        CheckConstraint("lasted_us >= 0", name="lasted_us"),
        CheckConstraint("(until IS NULL) = (lasted_us IS NULL)", name="over"),
        Index(
            "uq_drop_pause_open",
            "drop_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
        Index("ix_drop_pause_drop_id_since", "drop_id", "since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    drop_id: Mapped[int] = mapped_column(ForeignKey("drop.id"))
    since: Mapped[datetime] = mapped_column(UtcDateTime())
    until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    lasted_us: Mapped[int | None]


class Lot(Base):
    """One SKU inside one drop.

    available = allotted - held - sold - offered, never stored.
    """

    __tablename__ = "lot"
    __table_args__ = (
        CheckConstraint(
            "held >= 0 AND sold >= 0 AND offered >= 0 "
            "AND held + sold + offered <= allotted",
            name="stock",
        ),
        CheckConstraint("price_cents >= 0", name="price"),
        CheckConstraint("pay_from_cents BETWEEN 1 AND price_cents", name="pay_from"),
        UniqueConstraint("drop_id", "sku_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    drop_id: Mapped[int] = mapped_column(ForeignKey("drop.id"), index=True)
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    allotted: Mapped[int]
    held: Mapped[int] = mapped_column(default=0)
    sold: Mapped[int] = mapped_column(default=0)
    # Units promised to who waits, until they accept, pass, or let the offer lapse.
    offered: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    price_cents: Mapped[int]
    # The least a member may name as their price; None where the price is fixed.
    # The price is then what is suggested.
    pay_from_cents: Mapped[int | None]
    # None when no proof is stored: then no struck price is shown (law L16).
    regular_price_cents: Mapped[int | None]
    regular_price_proof: Mapped[str] = mapped_column(String(400), default="")
    regular_price_proof_en: Mapped[str] = mapped_column(
        String(400), default="", server_default=""
    )
    producer_share_cents: Mapped[int] = mapped_column(default=0)
    payment_share_cents: Mapped[int] = mapped_column(default=0)

    @hybrid_property
    def available(self) -> int:
        """Units nobody has a claim on; in a statement, the sum that says so."""
        return self.allotted - self.held - self.sold - self.offered


class MemberClaim(Base):
    """Units of a drop one member holds or bought: what the member's limit counts."""

    __tablename__ = "member_claim"
    __table_args__ = (
        CheckConstraint("claimed >= 0 AND claimed <= allowed", name="claimed"),
    )

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id"), primary_key=True, autoincrement=False
    )
    drop_id: Mapped[int] = mapped_column(
        ForeignKey("drop.id"), primary_key=True, autoincrement=False, index=True
    )
    claimed: Mapped[int]
    # The limit as it stood when the claim grew last; a lower one comes too late.
    allowed: Mapped[int]


class Hold(Base):
    """A member's claim on units of a lot until `expires_at`, at a frozen price."""

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint(f"state IN ({HOLD_STATES})", name="state"),
        CheckConstraint("quantity >= 1", name="quantity"),
        UniqueConstraint("member_id", "request_token"),
        Index("ix_hold_state_expires_at", "state", "expires_at"),
        Index("ix_hold_member_id_state", "member_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    drop_id: Mapped[int] = mapped_column(ForeignKey("drop.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    quantity: Mapped[int]
    unit_price_cents: Mapped[int]
    state: Mapped[str] = mapped_column(String(8))
    request_token: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    extensions: Mapped[int] = mapped_column(default=0)
    # When entering payment raised it to five minutes: once.
    raised_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    # Since when it is in payment; the cap of the payment's span counts from it.
    paying_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    # Once the member has put the expired line out of sight.
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class WaitEntry(Base):
    """A member's place in the waitlist of one lot; one active place each."""

    __tablename__ = "wait_entry"
    __table_args__ = (
        CheckConstraint(f"state IN ({ENTRY_STATES})", name="state"),
        CheckConstraint("quantity >= 1", name="quantity"),
        CheckConstraint("priority IN (0, 1)", name="priority"),
        Index(
            "uq_wait_entry_active",
            "lot_id",
            "member_id",
            unique=True,
            sqlite_where=text(f"state IN ({ACTIVE_ENTRY_STATES})"),
            postgresql_where=text(f"state IN ({ACTIVE_ENTRY_STATES})"),
        ),
        Index("ix_wait_entry_order", "lot_id", "state", "priority", "joined_at", "id"),
        Index("ix_wait_entry_member_id_state", "member_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    drop_id: Mapped[int] = mapped_column(ForeignKey("drop.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    priority: Mapped[int]
    quantity: Mapped[int]
    state: Mapped[str] = mapped_column(String(8))
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class WaitOffer(Base):
    """Units kept for the head of a waitlist until `expires_at`, at the drop's price."""

    __tablename__ = "wait_offer"
    __table_args__ = (
        CheckConstraint(f"state IN ({OFFER_STATES})", name="state"),
        CheckConstraint("units >= 1", name="units"),
        Index(
            "uq_wait_offer_open",
            "entry_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_wait_offer_state_expires_at", "state", "expires_at"),
        Index("ix_wait_offer_member_id_state", "member_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("wait_entry.id"), index=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    drop_id: Mapped[int] = mapped_column(ForeignKey("drop.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    units: Mapped[int]
    unit_price_cents: Mapped[int]
    state: Mapped[str] = mapped_column(String(9))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())
    remind_at: Mapped[datetime] = mapped_column(UtcDateTime())
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    # The hold it became, once it was accepted.
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("hold.id"), unique=True)


class StockMove(Base):
    """One signed change of a lot's counts; their sums are the lot's counts."""

    __tablename__ = "stock_move"
    __table_args__ = (CheckConstraint(f"kind IN ({MOVES})", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    allotted: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    held: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    sold: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    offered: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    hold_id: Mapped[int | None]
    actor_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime())


class Rush(Base):
    """The opening queue of one drop: how fast turns come, and the seed of its draw.

    The seed is secret until the draw; its commitment is published from the start.
    """

    __tablename__ = "rush"
    __table_args__ = (
        CheckConstraint("per_minute >= 1", name="per_minute"),
        CheckConstraint("drawn >= 0 AND next_turn >= drawn", name="turns"),
    )

    drop_id: Mapped[int] = mapped_column(
        ForeignKey("drop.id"), primary_key=True, autoincrement=False
    )
    per_minute: Mapped[int]
    seed: Mapped[str] = mapped_column(String(64))
    commitment: Mapped[str] = mapped_column(String(64))
    committed_at: Mapped[datetime] = mapped_column(UtcDateTime())
    # Once the places present at the opening have their turns: that many of them.
    drawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    drawn: Mapped[int] = mapped_column(default=0)
    # The first turn that was not given yet.
    next_turn: Mapped[int] = mapped_column(default=0)
    # From then on nobody needs a turn.
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class RushChange(Base):
    """What a curator decided about the queue of a drop; only grows.

    per_minute: None when the drop was made an ordinary one again.
    """

    __tablename__ = "rush_change"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    drop_id: Mapped[int] = mapped_column(ForeignKey("drop.id"), index=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    per_minute: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime())


class QueuePlace(Base):
    """A member's place in the opening queue of a drop; one each, never moved.

    code: what the draw knows of it, unguessable. turn: None until it was given.
    """

    __tablename__ = "queue_place"
    __table_args__ = (
        CheckConstraint("turn >= 0", name="turn"),
        UniqueConstraint("drop_id", "member_id"),
        UniqueConstraint("drop_id", "code"),
        # NULLs differ from each other: places without a turn may be many.
        UniqueConstraint("drop_id", "turn"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    drop_id: Mapped[int] = mapped_column(ForeignKey("rush.drop_id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    code: Mapped[str] = mapped_column(String(16))
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime())
    turn: Mapped[int | None]
