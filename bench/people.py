"""Members with sessions, and sales for them, written into the store of a house."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import func, insert, select

from flashsale.app import HouseCookies
from flashsale.db import Work
from flashsale.kernel.ids import DropId, LotId, MemberId, token_hash
from flashsale.members.models import Member, MemberSession
from flashsale.runtime import Runtime
from flashsale.sales import admission
from flashsale.sales.catalogue import drop_by_id
from flashsale.web.readers import FORM_TOKEN_SALT
from tests.factories import a_drop, a_lot, a_sku

FORM_SECRET = "0" * 40
WRITTEN_TOGETHER = 5_000
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Sale:
    """A drop to load: its address, and its first lot."""

    drop_id: DropId
    slug: str
    lot_id: LotId
    epoch: int


@dataclass(frozen=True, slots=True)
class Person:
    """A signed-in member: the cookie of a session, and a token of its forms."""

    member_id: MemberId
    cookie: str
    form_token: str


def a_sale(
    runtime: Runtime, *, allotted: int, opens_in_s: float = -60.0, lots: int = 1
) -> Sale:
    """Put a drop on the table, its gate built; `allotted` copies of each lot."""
    with runtime.work() as work:
        opens_at = work.now + timedelta(seconds=opens_in_s)
        drop = a_drop(work, opens_at=opens_at, member_limit=2)
        first = a_lot(work, drop, allotted=allotted)
        for _ in range(lots - 1):
            a_lot(work, drop, allotted=allotted, sku_id=a_sku(work))
    admission.keep(runtime, drop)
    with runtime.read() as work:
        facts = drop_by_id(work, drop)
    assert facts is not None
    return Sale(drop, facts.slug, first, facts.epoch)


def members(runtime: Runtime, app: Flask, how_many: int) -> list[Person]:
    """Return new members, each with the cookie of a session and a form token."""
    signer = HouseCookies().get_signing_serializer(app)
    assert signer is not None
    name = app.config["SESSION_COOKIE_NAME"]
    forms = URLSafeTimedSerializer(app.secret_key or "", salt=FORM_TOKEN_SALT)
    form_token = str(forms.dumps(FORM_SECRET))
    found = []
    for start in range(0, how_many, WRITTEN_TOGETHER):
        with runtime.work() as work:
            size = min(WRITTEN_TOGETHER, how_many - start)
            for member_id, token in _signed_in(work, size):
                said = {"_user_id": token, "csrf_token": FORM_SECRET}
                cookie = f"{name}={signer.dumps(said)}"
                found.append(Person(member_id, cookie, form_token))
    return found


def how_many(runtime: Runtime) -> int:
    """Return how many members the house has."""
    with runtime.read() as work:
        return work.session.scalar(select(func.count()).select_from(Member)) or 0


def _signed_in(work: Work, how_many: int) -> Iterator[tuple[MemberId, str]]:
    """Write members and a session of each, in two statements."""
    known = [(work.ids.new(work.now), work.ids.token()) for _ in range(how_many)]
    rows = []
    for member_id, _ in known:
        number = next(_numbers)
        rows.append(
            {
                "id": member_id,
                "email": f"foule{number}@example.org",
                "email_as_typed": f"foule{number}@example.org",
                "name": f"Membre {number}",
                "language": "fr",
                "role": "member",
                "joined_at": work.now,
            }
        )
    work.session.execute(insert(Member), rows)
    sessions = [
        {
            "id": work.ids.new(work.now),
            "token_hash": token_hash(token),
            "member_id": member_id,
            "browser": "bench",
            "created_at": work.now,
            "seen_at": work.now,
            "expires_at": work.now + timedelta(days=90),
        }
        for member_id, token in known
    ]
    work.session.execute(insert(MemberSession), sessions)
    for member_id, token in known:
        yield MemberId(member_id), token
