"""What a drop waits for before members know of it."""

from dataclasses import replace

import pytest

from flashsale.editorial.readiness import (
    REQUIRED,
    CheckName,
    ReadinessFacts,
    checks_of,
    missing,
)

READY = ReadinessFacts(
    words_fr=96,
    has_hook_fr=True,
    words_en=90,
    is_work_complete=True,
    has_cover=True,
    has_cover_alt=True,
    allotted=10,
    has_proven_price=True,
    has_shares=True,
    has_weights=True,
    opens_later=True,
)


def test_a_drop_with_everything_misses_nothing() -> None:
    checks = checks_of(READY)
    assert missing(checks) == ()
    assert all(check.is_done for check in checks)
    assert {check.name for check in checks} == set(CheckName)


@pytest.mark.parametrize(
    ("lacking", "name"),
    [
        ({"words_fr": 0}, CheckName.FRENCH_NOTE),
        ({"has_hook_fr": False}, CheckName.FRENCH_HOOK),
        ({"is_work_complete": False}, CheckName.WORK_COMPLETE),
        ({"has_cover_alt": False}, CheckName.COVER_ALT),
        ({"allotted": 0}, CheckName.LOTS),
        ({"opens_later": False}, CheckName.OPENING_AHEAD),
    ],
)
def test_a_required_thing_is_waited_for(
    lacking: dict[str, int], name: CheckName
) -> None:
    assert missing(checks_of(replace(READY, **lacking))) == (name,)


@pytest.mark.parametrize(
    "lacking",
    [
        {"words_en": 0},
        {"has_proven_price": False},
        {"has_shares": False},
        {"has_weights": False},
        {"has_cover": False, "has_cover_alt": False},
    ],
)
def test_advice_holds_nothing_up(lacking: dict[str, int]) -> None:
    checks = checks_of(replace(READY, **lacking))
    assert missing(checks) == ()
    assert any(not check.is_done for check in checks)


def test_english_may_come_later_but_french_may_not() -> None:
    assert CheckName.FRENCH_NOTE in REQUIRED
    assert CheckName.ENGLISH_NOTE not in REQUIRED
