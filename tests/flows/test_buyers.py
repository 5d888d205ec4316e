"""What the account and the command line change of a member's buying."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from flashsale.commands.member import member as command
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import MemberId
from flashsale.members.buyers import buyer_of, set_early_access
from flashsale.members.directory import member_by_id
from flashsale.runtime import Runtime
from flashsale.sales import holds
from flashsale.sales.holds import HoldPlaced, HoldRequest
from flashsale.sales.models import Hold
from tests.factories import a_lot, a_member
from tests.sign_in import sign_in


@pytest.fixture
def mia(runtime: Runtime) -> MemberId:
    with runtime.work() as work:
        return a_member(work, name="Mia")


@pytest.fixture
def browser(app: Flask, runtime: Runtime, mia: MemberId) -> FlaskClient:
    client = app.test_client()
    sign_in(client, runtime, mia)
    return client


def hold_length(runtime: Runtime, member: MemberId) -> timedelta:
    with runtime.work() as work:
        placed = holds.place(
            work,
            HoldRequest(
                member_id=member,
                lot_id=a_lot(work),
                quantity=1,
                request_token=work.ids.token(),
            ),
        )
        assert isinstance(placed, HoldPlaced)
        hold = work.session.scalars(select(Hold).where(Hold.id == placed.hold_id)).one()
        return hold.expires_at - hold.created_at


@pytest.mark.parametrize("language", ["fr", "en"])
def test_who_needs_more_time_has_twenty_minutes_from_the_next_hold_on(
    browser: FlaskClient, runtime: Runtime, mia: MemberId, language: str
) -> None:
    browser.set_cookie("langue", language)
    assert hold_length(runtime, mia) == timedelta(minutes=10)
    words = {"fr": "J’ai besoin de plus de temps", "en": "I need more time"}[language]
    assert words in browser.get("/compte").text
    answer = browser.post("/compte/temps", data={"more_time": "y"})
    assert answer.status_code == 303
    assert hold_length(runtime, mia) == timedelta(minutes=20)
    page = browser.get("/compte").text
    assert "checked" in page[page.index('name="more_time"') - 80 :][:200]
    browser.post("/compte/temps", data={})
    assert hold_length(runtime, mia) == timedelta(minutes=10)


def test_early_access_is_shown_to_who_has_it_until_its_day(
    browser: FlaskClient, runtime: Runtime, mia: MemberId, clock: FrozenClock
) -> None:
    assert "accès anticipé" not in browser.get("/compte").text
    with runtime.work() as work:
        set_early_access(work, mia, datetime(2026, 11, 28, 5, tzinfo=UTC))
    said = re.search(
        "accès anticipé aux ventes jusqu’au [^.]+", browser.get("/compte").text
    )
    assert said
    assert "27" in said.group()
    clock.move_to(datetime(2026, 11, 28, 5, tzinfo=UTC))
    assert "accès anticipé" not in browser.get("/compte").text


@pytest.fixture
def run(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return lambda *words: CliRunner().invoke(command, ["early-access", *words])


def test_staff_give_early_access_and_take_it_back(
    run, runtime: Runtime, mia: MemberId, tmp_path: Path
) -> None:
    with runtime.read() as work:
        email = member_by_id(work, mia).email
    told = run(email, "--until", "2099-03-01")
    assert told.exit_code == 0, told.output
    with runtime.read() as work:
        # Midnight in Québec, at the end of that day.
        assert buyer_of(work, mia).early_until == datetime(2099, 3, 2, 5, tzinfo=UTC)
    assert run(email, "--none").exit_code == 0
    with runtime.read() as work:
        assert buyer_of(work, mia).early_until is None


@pytest.mark.parametrize(
    "words", [[], ["--days", "3", "--none"], ["--until", "2001-01-01"]]
)
def test_what_is_unclear_or_past_is_refused(
    run, runtime: Runtime, mia: MemberId, words: list[str]
) -> None:
    with runtime.read() as work:
        email = member_by_id(work, mia).email
    assert run(email, *words).exit_code == 2
