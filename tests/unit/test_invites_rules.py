"""The rules of invitations: allowance, states, what is pasted, the QR code."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.invites.allowance import MOST_OUTSTANDING, Allowance
from flashsale.invites.ledger import InvitationState, state_at
from flashsale.invites.qr import QUIET_ZONE, draw
from flashsale.invites.token_text import token_in

NOON = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)
TOKEN = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("given_", "joined", "outstanding", "left"),
    [
        (5, 0, 0, 5),
        (5, 2, 1, 2),
        (5, 5, 0, 0),
        (5, 0, 5, 0),
        (20, 0, 9, 1),
        (20, 0, 10, 0),
        (0, 0, 0, 0),
        (3, 5, 0, 0),
        (None, 500, 9, 1),
    ],
)
def test_what_is_left_to_invite(
    given_: int | None, joined: int, outstanding: int, left: int
) -> None:
    assert Allowance(given_, joined, outstanding).left == left


counts = st.integers(0, 50)


@given(given_=counts, joined=counts, outstanding=counts)
def test_nobody_brings_more_than_they_were_given(
    given_: int, joined: int, outstanding: int
) -> None:
    left = Allowance(given_, joined, outstanding).left
    assert left >= 0
    if left:
        assert joined + outstanding + left <= given_
        assert outstanding + left <= MOST_OUTSTANDING


@given(given_=counts, joined=counts, outstanding=st.integers(1, 50))
def test_taking_one_back_never_leaves_less(
    given_: int, joined: int, outstanding: int
) -> None:
    before = Allowance(given_, joined, outstanding).left
    assert Allowance(given_, joined, outstanding - 1).left >= before


@pytest.mark.parametrize(
    ("uses", "revoked", "now", "state"),
    [
        (0, None, NOON - TICK, InvitationState.OPEN),
        (0, None, NOON, InvitationState.EXPIRED),
        (0, NOON - TICK, NOON - TICK, InvitationState.REVOKED),
        (1, None, NOON - TICK, InvitationState.USED),
        (1, None, NOON, InvitationState.USED),
    ],
)
def test_the_state_of_an_invitation(
    uses: int, revoked: datetime | None, now: datetime, state: InvitationState
) -> None:
    found = state_at(
        uses=uses, max_uses=1, revoked_at=revoked, expires_at=NOON, now=now
    )
    assert found is state


@pytest.mark.parametrize(
    "pasted",
    [
        TOKEN,
        f"  {TOKEN.upper()}\n",
        f"https://table.example/i/{TOKEN}",
        f"http://127.0.0.1:8000/i/{TOKEN[:30]}\n{TOKEN[30:]}?x=1",
    ],
)
def test_a_link_or_a_code_is_understood(pasted: str) -> None:
    assert token_in(pasted) == TOKEN


@pytest.mark.parametrize("pasted", ["", "allo", TOKEN[:-1], TOKEN + "0"])
def test_what_is_no_token_is_none(pasted: str) -> None:
    assert token_in(pasted) is None


def test_the_qr_code_keeps_its_quiet_zone() -> None:
    drawing = draw(f"https://table.example/i/{TOKEN}")
    assert drawing.size > 2 * QUIET_ZONE + 20
    assert drawing.path.startswith(f"M{QUIET_ZONE} {QUIET_ZONE}h7v1h-7z")
