"""Sessions, one-time links and consents on the real database."""

from datetime import timedelta

from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import MemberId
from flashsale.kernel.language import Language
from flashsale.members import consents, people, sessions, sign_in_links
from flashsale.members.addresses import Address
from flashsale.members.consents import ConsentGiven, Purpose
from flashsale.members.events import MemberJoined
from flashsale.members.passwords import (
    MEMORY_KIB,
    NOBODYS,
    hash_password,
    is_password,
    needs_rehash,
)
from flashsale.members.people import AddressTaken, Joined, NewMember
from flashsale.members.roles import Role
from flashsale.members.session_cache import SessionCache
from flashsale.members.sessions import SignedInMember
from flashsale.members.sign_in_links import LinkRefused, LinkSeen, LinkSpent
from flashsale.runtime import Runtime
from tests.factories import a_member


def _signed_in(runtime: Runtime, *, role: Role = Role.MEMBER) -> SignedInMember:
    with runtime.work() as work:
        return sessions.open_session(work, a_member(work, role=role), "Firefox")


def _who(runtime: Runtime, token: str) -> SignedInMember | None:
    with runtime.read() as work:
        return sessions.member_of(work, token)


def test_a_token_signs_in_who_opened_it(runtime: Runtime) -> None:
    member = _signed_in(runtime)
    found = _who(runtime, member.token)
    assert found == member
    assert _who(runtime, member.token[::-1]) is None


def test_no_token_is_ever_stored_or_shown(runtime: Runtime) -> None:
    member = _signed_in(runtime)
    with runtime.database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM member_session").all()
    assert member.token not in repr(rows)
    assert member.token not in repr(member)


def test_a_revoked_session_is_out_at_once(runtime: Runtime) -> None:
    member = _signed_in(runtime)
    with runtime.work() as work:
        assert sessions.revoke(work, member.id, member.session_id)
    assert _who(runtime, member.token) is None


def test_nobody_revokes_anothers_session(runtime: Runtime) -> None:
    member, other = _signed_in(runtime), _signed_in(runtime)
    with runtime.work() as work:
        assert not sessions.revoke(work, other.id, member.session_id)
    assert _who(runtime, member.token) is not None


def test_a_touched_session_lives_on(runtime: Runtime, clock: FrozenClock) -> None:
    member = _signed_in(runtime)
    clock.advance(days=13)
    with runtime.work() as work:
        sessions.touch(work, member.session_id)
    clock.advance(days=13)
    assert _who(runtime, member.token) is not None
    clock.advance(days=1)
    assert _who(runtime, member.token) is None


def test_a_new_role_ends_every_session(runtime: Runtime) -> None:
    member = _signed_in(runtime)
    with runtime.work() as work:
        people.set_role(work, member.id, Role.CURATOR)
    assert _who(runtime, member.token) is None


def test_a_new_password_keeps_only_the_browser_that_asked(runtime: Runtime) -> None:
    member = _signed_in(runtime)
    with runtime.work() as work:
        second = sessions.open_session(work, member.id, "Safari")
        closed = people.set_password(work, member.id, "x", keep=second.session_id)
    assert closed == 1
    assert _who(runtime, member.token) is None
    assert _who(runtime, second.token) is not None


def test_the_sweep_deletes_only_what_ended(
    runtime: Runtime, clock: FrozenClock
) -> None:
    _signed_in(runtime, role=Role.CURATOR)
    _signed_in(runtime)
    clock.advance(hours=12)
    with runtime.work() as work:
        assert sessions.sweep_ended(work) == 1


def test_a_cached_answer_is_trusted_two_seconds(
    runtime: Runtime, clock: FrozenClock
) -> None:
    member, cache = _signed_in(runtime), SessionCache()
    cache.put(member, clock.now())
    just_before = clock.now() + timedelta(seconds=2, microseconds=-1)
    assert cache.get(member.token, just_before) == member
    assert cache.get(member.token, clock.now() + timedelta(seconds=2)) is None
    cache.forget(member.token)
    assert cache.get(member.token, clock.now()) is None


def test_argon2id_has_the_floor_of_owasp() -> None:
    hashed = hash_password("un grille-pain à Rimouski")
    assert hashed.startswith(f"$argon2id$v=19$m={MEMORY_KIB},t=2,p=1$")
    assert MEMORY_KIB >= 19 * 1024
    assert is_password("un grille-pain à Rimouski", hashed)
    assert not is_password("un grille-pain a Rimouski", hashed)
    assert not is_password("n’importe quoi", None)
    assert not needs_rehash(hashed)
    # Else verifying it would take another time than a member's.
    assert not needs_rehash(NOBODYS)


def _new(email: str = "bibiane@exemple.ca") -> NewMember:
    return NewMember(
        name="Bibiane", address=Address(email, email), language=Language.FR
    )


def test_one_address_makes_one_member(runtime: Runtime) -> None:
    with runtime.work() as work:
        assert isinstance(people.join(work, _new()), Joined)
    with runtime.work() as work:
        assert people.join(work, _new()) == AddressTaken()
        # The refusal undoes its own savepoint: the transaction goes on.
        assert isinstance(people.join(work, _new("b@exemple.ca")), Joined)
        assert people.count_members(work) == 2


def test_joining_is_a_fact_others_may_follow(runtime: Runtime) -> None:
    with runtime.work() as work:
        joined = people.join(work, _new())
        assert isinstance(joined, Joined)
        assert work.events == [MemberJoined(joined.member_id)]


def _link(runtime: Runtime) -> tuple[MemberId, str]:
    with runtime.work() as work:
        member_id = a_member(work)
        return member_id, sign_in_links.make(work, member_id)


def test_looking_at_a_link_uses_nothing_up(runtime: Runtime) -> None:
    member_id, token = _link(runtime)
    with runtime.read() as work:
        assert isinstance(sign_in_links.look(work, token), LinkSeen)
    with runtime.work() as work:
        assert sign_in_links.spend(work, token) == LinkSpent(member_id)
    with runtime.work() as work:
        assert sign_in_links.spend(work, token) == LinkRefused()
        assert sign_in_links.look(work, token) == LinkRefused()


def test_a_link_ends_after_ten_minutes(runtime: Runtime, clock: FrozenClock) -> None:
    _, token = _link(runtime)
    clock.advance(minutes=10)
    with runtime.work() as work:
        assert sign_in_links.spend(work, token) == LinkRefused()
    clock.advance(days=1)
    with runtime.work() as work:
        assert sign_in_links.sweep(work) == 1


def test_consents_are_off_and_every_change_is_kept(runtime: Runtime) -> None:
    def choose(is_given: bool) -> bool:
        with runtime.work() as work:
            return consents.record(
                work,
                member_id,
                ConsentGiven(Purpose.DAILY_LETTER, is_given, "Oui", Language.FR),
            )

    with runtime.work() as work:
        member_id = a_member(work)
    assert not choose(False)
    assert choose(True)
    assert not choose(True)
    assert choose(False)
    with runtime.read() as work:
        states = {s.purpose: s.is_given for s in consents.states(work, member_id)}
    assert states == {Purpose.DAILY_LETTER: False, Purpose.HOUSE_NEWS: False}
    with runtime.database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT wording FROM consent").all()
    assert [row[0] for row in kept] == ["Oui", "Oui"]
