"""Rows with defaults, made through the use cases where there is one."""

from datetime import datetime, timedelta
from itertools import count

from flashsale.catalogue.models import Producer, Sku, WorkRow
from flashsale.db import Work
from flashsale.kernel.ids import DropId, LotId, MemberId, SkuId, WorkId
from flashsale.kernel.kinds import Form, Kind, tax_class_of
from flashsale.members.models import Member
from flashsale.members.roles import Role
from flashsale.sales.models import Drop, Lot, Rush, StockMove
from flashsale.sales.opening_draw import commitment_of

_numbers = count(1)


def a_member(
    work: Work, *, role: Role = Role.MEMBER, language: str = "fr", name: str = ""
) -> MemberId:
    """Write a member without a password."""
    number = next(_numbers)
    member_id = MemberId(work.ids.new(work.now))
    email = f"membre{number}@example.org"
    work.session.add(
        Member(
            id=member_id,
            email=email,
            email_as_typed=email,
            name=name or f"Membre {number}",
            language=language,
            role=str(role),
            joined_at=work.now,
        )
    )
    work.session.flush()
    return member_id


def a_work(
    work: Work,
    *,
    kind: Kind = Kind.FANZINE,
    title: str = "Dépanneur mon amour",
    is_incomplete: bool = False,
) -> WorkId:
    """Write a work and its producer."""
    number = next(_numbers)
    producer_id, work_id = work.ids.new(work.now), WorkId(work.ids.new(work.now))
    work.session.add(
        Producer(
            id=producer_id,
            slug=f"maison-{number}",
            name=f"Maison {number}",
            city="Montréal",
            created_at=work.now,
        )
    )
    work.session.flush()
    work.session.add(
        WorkRow(
            id=work_id,
            slug=f"oeuvre-{number}",
            kind=str(kind),
            producer_id=producer_id,
            title=title,
            byline="Collectif Les Tablettes",
            is_incomplete=is_incomplete,
            created_at=work.now,
            updated_at=work.now,
        )
    )
    work.session.flush()
    return work_id


def a_sku(
    work: Work,
    work_id: WorkId | None = None,
    *,
    kind: Kind = Kind.FANZINE,
    form: Form = Form.PRINT,
    gtin: str | None = None,
) -> SkuId:
    """Write a SKU, of a new work unless one is named."""
    number = next(_numbers)
    sku_id = SkuId(work.ids.new(work.now))
    work.session.add(
        Sku(
            id=sku_id,
            work_id=work_id or a_work(work, kind=kind),
            code=gtin or f"UGS-{number}",
            gtin=gtin,
            form=str(form),
            tax_class=str(tax_class_of(kind, form, has_isbn=gtin is not None)),
            label_fr="Papier",
            label_en="Paper",
            regular_price_cents=1_000,
            weight_g=120,
            created_at=work.now,
            updated_at=work.now,
        )
    )
    work.session.flush()
    return sku_id


def a_drop(
    work: Work,
    *,
    state: str = "scheduled",
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    member_limit: int = 2,
    work_id: WorkId | None = None,
    curator_id: MemberId | None = None,
) -> DropId:
    """Write a drop that opened half an hour ago and closes tomorrow."""
    number = next(_numbers)
    drop_id = DropId(work.ids.new(work.now))
    opens_at = opens_at or work.now - timedelta(minutes=30)
    work.session.add(
        Drop(
            id=drop_id,
            slug=f"vente-{number}",
            title="Dépanneur mon amour",
            state=state,
            work_id=work_id or a_work(work),
            curator_id=curator_id or a_member(work, role=Role.CURATOR),
            day=opens_at.date().isoformat(),
            hour="12:00",
            length="24h",
            zone="America/Toronto",
            opens_at=opens_at,
            closes_at=closes_at or opens_at + timedelta(days=1),
            member_limit=member_limit,
            created_at=work.now,
            updated_at=work.now,
        )
    )
    work.session.flush()
    return drop_id


def a_lot(
    work: Work,
    drop_id: DropId | None = None,
    *,
    allotted: int = 5,
    price_cents: int = 600,
    sku_id: SkuId | None = None,
    member_limit: int = 2,
) -> LotId:
    """Write a lot with its first movement, of a new drop unless one is named."""
    lot_id = LotId(work.ids.new(work.now))
    work.session.add(
        Lot(
            id=lot_id,
            drop_id=drop_id or a_drop(work, member_limit=member_limit),
            sku_id=sku_id or a_sku(work),
            allotted=allotted,
            price_cents=price_cents,
        )
    )
    work.session.flush()
    work.session.add(
        StockMove(
            id=work.ids.new(work.now),
            lot_id=lot_id,
            kind="allot",
            allotted=allotted,
            at=work.now,
        )
    )
    work.session.flush()
    return lot_id


def a_rush(
    work: Work, drop_id: DropId, *, per_minute: int = 60, seed: str = ""
) -> DropId:
    """Give a drop an opening queue, whatever the hour."""
    seed = seed or work.ids.token()
    work.session.add(
        Rush(
            drop_id=drop_id,
            per_minute=per_minute,
            seed=seed,
            commitment=commitment_of(seed),
            committed_at=work.now,
        )
    )
    work.session.flush()
    return drop_id
