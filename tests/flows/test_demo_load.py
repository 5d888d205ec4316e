"""The demo club is loaded through the use cases, once, whole, and opens its door."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from flashsale.db import Work
from flashsale.demo.load import invitation_link, load_club, sign_in_links
from flashsale.demo.load_queues import QUEUED
from flashsale.demo.people import PASSWORD, PEOPLE
from flashsale.demo.plan import Part, plan
from flashsale.demo.works import WORKS
from flashsale.invariants import check_all
from flashsale.invites.models import Referral
from flashsale.kernel.clock import FrozenClock
from flashsale.mail.models import OutboxMail
from flashsale.members.models import Member
from flashsale.members.passwords import is_password
from flashsale.orders.models import Order
from flashsale.runtime import Runtime
from flashsale.sales import opening_queue
from flashsale.sales.catalogue import drop_by_slug
from flashsale.sales.lifecycle import Phase
from flashsale.sales.models import Drop

# At night, when no curator may open a drop, and on the night the clocks go back.
HOURS = (
    datetime(2026, 11, 26, 7, 40, tzinfo=UTC),
    datetime(2026, 11, 1, 5, 59, 30, tzinfo=UTC),
)


def quiet(what: str, done: int, total: int) -> None:
    assert 0 < done <= total, what


def count(work: Work, model: type) -> int:
    return work.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("now", HOURS, ids=["night", "clock change"])
def test_the_club_keeps_every_invariant_at_any_hour(
    runtime: Runtime, clock: FrozenClock, now: datetime
) -> None:
    clock.move_to(now)
    load_club(runtime, quiet)
    assert [finding.name for finding in check_all(runtime) if not finding.holds] == []
    settings = runtime.settings
    phases = {
        Part.LEAD: Phase.LIVE,
        Part.OPENS_SOON: Phase.UPCOMING,
        Part.SCHEDULED: Phase.UPCOMING,
        Part.PAST: Phase.CLOSED,
    }
    with runtime.read() as work:
        for planned in plan(now, settings.house_zone, settings.opening_hour):
            drop = drop_by_slug(work, planned.work)
            if planned.part is Part.DRAFT:
                assert drop is None
                continue
            assert drop is not None
            assert drop.window == planned.window
            if planned.part in phases:
                assert drop.phase_at(now) is phases[planned.part]


def test_a_load_that_is_cut_leaves_nothing(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cut(Exception):
        pass

    def cut(what: str, done: int, total: int) -> None:
        if what == "Days" and done == total // 2:
            raise Cut

    with pytest.raises(Cut):
        load_club(runtime, cut)
    with runtime.read() as work:
        assert count(work, Member) == count(work, Drop) == 0


def test_people_works_and_orders_are_there_and_no_letter_waits(
    runtime: Runtime,
) -> None:
    load_club(runtime, quiet)
    with runtime.read() as work:
        assert count(work, Member) == len(PEOPLE)
        assert count(work, Referral) == len(PEOPLE) - 3
        assert count(work, Order) >= 40
        states = set(work.session.scalars(select(OutboxMail.state)))
        assert states == {"sent"}
        hashed = select(Member.email, Member.password_hash).where(
            Member.password_hash.is_not(None)
        )
        known = dict(map(tuple, work.session.execute(hashed)))
    assert len(known) == 3
    assert is_password(PASSWORD, known["bibiane-lavigne@example.org"])
    the_drawings_are_there(runtime)


def the_drawings_are_there(runtime: Runtime) -> None:
    media: Path = runtime.settings.media_dir
    with runtime.read() as work:
        drop = drop_by_slug(work, "depanneur-mon-amour-6")
    assert drop is not None
    assert drop.work.cover is not None
    assert drop.work.cover.file.startswith("oeuvres/")
    assert (media / drop.work.cover.file).read_text().startswith("<svg")
    assert len(drop.work.spreads) == 3
    assert drop.work.facts[0].label_fr == "Format"
    assert drop.work.producer_city == "Montréal"
    assert drop.level.available == 4
    assert len(list((media / "oeuvres").glob("*.svg"))) == len(WORKS) + 6


def test_the_links_sign_in_once_and_the_invitation_lets_in(
    runtime: Runtime, client: FlaskClient
) -> None:
    load_club(runtime, quiet)
    links = sign_in_links(runtime)
    assert set(links) == {"member", "curator", "admin"}
    path = urlsplit(links["member"]).path
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 303
    assert client.post(path).status_code != 303
    page = client.get(urlsplit(invitation_link(runtime)).path, follow_redirects=True)
    assert "Noémie Garant" in page.text


def test_a_second_start_keeps_the_club_and_makes_new_links(runtime: Runtime) -> None:
    load_club(runtime, quiet)
    with runtime.read() as work:
        before = {model: count(work, model) for model in (Member, Drop, Order)}
    first = (*sign_in_links(runtime).values(), invitation_link(runtime))
    load_club(runtime, quiet)
    second = (*sign_in_links(runtime).values(), invitation_link(runtime))
    with runtime.read() as work:
        assert before == {model: count(work, model) for model in before}
    assert not set(first) & set(second)


def test_a_crowd_queues_and_one_waits(runtime: Runtime, clock: FrozenClock) -> None:
    load_club(runtime, quiet)
    with runtime.read() as work:
        settings = runtime.settings
        drops = plan(work.now, settings.house_zone, settings.opening_hour)
        slugs = {drop.part: drop.work for drop in drops}
        rush = drop_by_slug(work, slugs[Part.RUSH])
        assert rush is not None
        assert opening_queue.count_places(work, rush.id) == QUEUED
        held = drop_by_slug(work, slugs[Part.ALL_HELD])
        assert held is not None
        assert held.level.available == 0
        assert (held.level.held, held.lots[0].waiting) == (2, 1)
