"""A hundred people with one invitation: one gets in, and without the guard many do."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from flashsale.db import Database
from flashsale.invites import invitations, ledger
from flashsale.invites.invitations import (
    Accepted,
    InvitationMade,
    InvitationRefused,
    NewInvitation,
    NoneLeft,
)
from flashsale.invites.models import Invitation
from flashsale.kernel.ids import MemberId, token_hash
from flashsale.kernel.language import Language
from flashsale.members import sign_in_links
from flashsale.members.addresses import Address
from flashsale.members.people import NewMember
from flashsale.members.sign_in_links import LinkSpent
from flashsale.runtime import Runtime
from tests.factories import a_member

PEOPLE = 100
THREADS = 16


def _someone(number: int) -> NewMember:
    address = Address(f"p{number}@exemple.ca", f"p{number}@exemple.ca")
    return NewMember(name=f"Personne {number}", address=address, language=Language.FR)


def _invitation(runtime: Runtime, uses: int = 1) -> tuple[MemberId, str]:
    with runtime.work() as work:
        inviter = a_member(work)
        made = invitations.create(
            work,
            NewInvitation(inviter_id=inviter, max_uses=uses, is_counted=False),
        )
    assert isinstance(made, InvitationMade)
    return inviter, made.token


def _all_at_once(act: Callable[[int], object], count: int = PEOPLE) -> list[object]:
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(act, range(count)))


@pytest.mark.parametrize("uses", [1, 7])
def test_an_invitation_lets_in_as_many_as_it_says(runtime: Runtime, uses: int) -> None:
    inviter, token = _invitation(runtime, uses)

    def knock(number: int) -> object:
        with runtime.work() as work:
            return invitations.accept(work, token, _someone(number))

    outcomes = _all_at_once(knock)
    accepted = [o for o in outcomes if isinstance(o, Accepted)]
    refused = [o for o in outcomes if isinstance(o, InvitationRefused)]
    assert (len(accepted), len(refused)) == (uses, PEOPLE - uses)
    with runtime.read() as work:
        (line,) = ledger.invitations_of(work, inviter)
        members = work.session.execute(text("SELECT count(*) FROM member")).scalar()
    assert (line.uses, len(line.joined), members) == (uses, uses, uses + 1)


def test_one_address_with_many_invitations_makes_one_member(runtime: Runtime) -> None:
    tokens = [_invitation(runtime)[1] for _ in range(20)]

    def knock(number: int) -> object:
        with runtime.work() as work:
            return invitations.accept(work, tokens[number], _someone(0))

    outcomes = _all_at_once(knock, 20)
    assert sum(isinstance(o, Accepted) for o in outcomes) == 1
    with runtime.read() as work:
        used = work.session.execute(text("SELECT sum(uses) FROM invitation")).scalar()
    assert used == 1


def test_a_link_pressed_by_many_signs_in_once(runtime: Runtime) -> None:
    with runtime.work() as work:
        token = sign_in_links.make(work, a_member(work))

    def press(number: int) -> object:
        with runtime.work() as work:
            return sign_in_links.spend(work, token)

    outcomes = _all_at_once(press, 30)
    assert sum(isinstance(o, LinkSpent) for o in outcomes) == 1


def test_nobody_makes_more_invitations_than_they_have(runtime: Runtime) -> None:
    with runtime.work() as work:
        inviter = a_member(work)

    def make(number: int) -> object:
        with runtime.work() as work:
            return invitations.create(work, NewInvitation(inviter_id=inviter, given=5))

    outcomes = _all_at_once(make, 30)
    made = [o for o in outcomes if isinstance(o, InvitationMade)]
    none_left = [o for o in outcomes if isinstance(o, NoneLeft)]
    assert (len(made), len(none_left)) == (5, 25)


def _look_then_write(database: Database, token: str, both: Barrier) -> bool:
    """Take a use as one should not: read, think, write, each in its transaction."""
    with Session(database.engine) as session, session.begin():
        row = session.scalars(
            select(Invitation).where(Invitation.token_hash == token_hash(token))
        ).one()
        is_free = row.uses < row.max_uses
    both.wait()
    if not is_free:
        return False
    with Session(database.engine) as session, session.begin():
        session.execute(text("UPDATE invitation SET uses = 1"))
    return True


def test_without_the_guard_several_get_in(runtime: Runtime) -> None:
    _, token = _invitation(runtime)
    both = Barrier(8)

    def knock(number: int) -> bool:
        return _look_then_write(runtime.database, token, both)

    with ThreadPoolExecutor(8) as pool:
        let_in = sum(pool.map(knock, range(8)))
    assert let_in > 1
