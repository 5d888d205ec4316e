"""The credit ledger: giving, spending, letting go, lapsing; it only grows."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from flashsale.credit import invariants, ledger
from flashsale.credit.balances import balances_of, lapsed_members, movements_of
from flashsale.credit.buckets import (
    Bucket,
    Grant,
    Kind,
    live_cents,
    pieces_of,
    promo_expiry,
)
from flashsale.credit.ledger import CreditShort, Gift, Moved
from flashsale.credit.models import CreditAccount, CreditEntry, CreditTransaction
from flashsale.db import Database, Work, unit_of_work
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import GrantId, Ids, MemberId, OrderId
from tests.conftest import THURSDAY_NOON
from tests.credit_scene import an_order
from tests.factories import a_member

NOON = THURSDAY_NOON
PROMO, REFUND, PAID = Bucket


@pytest.fixture
def work(database: Database, clock: FrozenClock) -> Iterator[Work]:
    with unit_of_work(database, clock, Ids(), {}) as work:
        yield work


@pytest.fixture
def member(work: Work) -> MemberId:
    return a_member(work)


def give(work: Work, member: MemberId, bucket: Bucket, cents: int, key: str) -> None:
    kind = {PROMO: Kind.GRANT, REFUND: Kind.REFUND, PAID: Kind.REFUND}[bucket]
    ledger.give(
        work,
        Gift(
            key=key,
            kind=kind,
            member_id=member,
            bucket=bucket,
            cents=cents,
            reason="pour voir",
        ),
    )


def cents(work: Work, member: MemberId) -> tuple[int, int, int]:
    balances = balances_of(work, member)
    return (balances.cents(PROMO), balances.cents(REFUND), balances.cents(PAID))


def assert_sound(work: Work) -> None:
    findings = [invariant(work) for invariant in invariants.INVARIANTS]
    assert [found for found in findings if not found.holds] == []


# Pure rules.


@pytest.mark.parametrize(
    ("given_at", "expires_at"),
    [
        # 26 November 2026: the last day is 26 November 2027, in Québec.
        (NOON, datetime(2027, 11, 27, 5, 0, tzinfo=UTC)),
        # Half past midnight UTC is still the day before at the table.
        (
            datetime(2026, 11, 27, 0, 30, tzinfo=UTC),
            datetime(2027, 11, 27, 5, 0, tzinfo=UTC),
        ),
        # Summer hours, and a day that the next year lacks.
        (
            datetime(2026, 6, 1, 12, 0, tzinfo=UTC),
            datetime(2027, 6, 2, 4, 0, tzinfo=UTC),
        ),
        (
            datetime(2028, 2, 29, 17, 0, tzinfo=UTC),
            datetime(2029, 3, 1, 5, 0, tzinfo=UTC),
        ),
        (
            datetime(2026, 12, 31, 17, 0, tzinfo=UTC),
            datetime(2028, 1, 1, 5, 0, tzinfo=UTC),
        ),
    ],
)
def test_promo_credit_lasts_a_year_to_the_end_of_its_day(
    given_at: datetime, expires_at: datetime
) -> None:
    assert promo_expiry(given_at) == expires_at


grants = st.lists(
    st.tuples(
        st.integers(1, 1_000),
        st.none() | st.integers(-5, 5).map(lambda days: NOON + timedelta(days=days)),
    ),
    max_size=8,
).map(lambda rows: [Grant(GrantId(i), *row) for i, row in enumerate(rows)])


@given(grants, st.integers(0, 4_000))
def test_pieces_sum_to_what_is_wanted_or_there_are_none(
    known: list[Grant], wanted: int
) -> None:
    pieces = pieces_of(known, wanted, NOON)
    available = live_cents(known, NOON)
    if wanted > available:
        assert pieces is None
        return
    assert pieces is not None
    assert sum(piece.cents for piece in pieces) == wanted
    by_id = {grant.id: grant for grant in known}
    ends = []
    for piece in pieces:
        grant = by_id[piece.grant_id]
        assert grant.is_live(NOON)
        assert 0 < piece.cents <= grant.left_cents
        ends.append(grant.expires_at or datetime.max.replace(tzinfo=UTC))
    # The first to lapse is spent first, and only the last piece may leave a rest.
    assert ends == sorted(ends)
    assert all(p.cents == by_id[p.grant_id].left_cents for p in pieces[:-1])


# The ledger.


def test_what_is_given_can_be_spent(work: Work, member: MemberId) -> None:
    give(work, member, PROMO, 10_00, "a")
    give(work, member, REFUND, 5_00, "b")
    give(work, member, PAID, 25_00, "c")
    assert cents(work, member) == (10_00, 5_00, 25_00)
    order = an_order(work, member)
    outcome = ledger.spend(
        work, member, order, "ABCD2345", {PROMO: 4_00, REFUND: 5_00, PAID: 1}
    )
    assert outcome == Moved()
    assert cents(work, member) == (6_00, 0, 24_99)
    assert_sound(work)


def test_a_key_moves_credit_once(work: Work, member: MemberId) -> None:
    for _ in range(3):
        give(work, member, PAID, 25_00, "gift-card:1")
    order = an_order(work, member)
    for _ in range(3):
        assert ledger.spend(work, member, order, "X", {PAID: 20_00}) == Moved()
    assert cents(work, member) == (0, 0, 5_00)
    assert ledger.release(work, order)
    assert not ledger.release(work, order)
    assert cents(work, member) == (0, 0, 25_00)
    assert_sound(work)


@pytest.mark.parametrize("bucket", list(Bucket))
def test_nobody_spends_more_than_they_have(
    work: Work, member: MemberId, bucket: Bucket
) -> None:
    give(work, member, bucket, 5_00, "a")
    order = an_order(work, member)
    with work.session.begin_nested() as attempt:
        outcome = ledger.spend(work, member, order, "X", {bucket: 5_01})
        assert outcome == CreditShort(bucket)
        attempt.rollback()
    assert balances_of(work, member).cents(bucket) == 5_00
    assert_sound(work)


def test_an_order_without_credit_is_recorded_all_the_same(
    work: Work, member: MemberId
) -> None:
    order = an_order(work, member)
    assert ledger.spend(work, member, order, "X", {}) == Moved()
    count = select(func.count()).select_from(CreditTransaction)
    assert work.session.scalar(count) == 1
    assert work.session.scalar(select(func.count()).select_from(CreditEntry)) == 0


@pytest.mark.parametrize("amount", [0, -1])
def test_only_positive_amounts_are_given(
    work: Work, member: MemberId, amount: int
) -> None:
    with pytest.raises(ValueError, match="positive"):
        give(work, member, PROMO, amount, "a")


def test_promo_credit_is_over_at_its_instant(
    database: Database, clock: FrozenClock
) -> None:
    with unit_of_work(database, clock, Ids(), {}) as work:
        member = a_member(work)
        give(work, member, PROMO, 10_00, "a")
        give(work, member, REFUND, 5_00, "b")
    end = promo_expiry(clock.now())
    for at, left in ((end - timedelta(microseconds=1), 10_00), (end, 0)):
        clock.move_to(at)
        with unit_of_work(database, clock, Ids(), {}) as work:
            assert cents(work, member) == (left, 5_00, 0)
    with unit_of_work(database, clock, Ids(), {}) as work:
        # A basket taken before the end may still count on it.
        assert ledger.lapse(work, member) == 0
        assert lapsed_members(work, most=10) == ()
        before = end - timedelta(microseconds=1)
        assert balances_of(work, member, as_of=before).promo_cents == 10_00
    clock.advance(days=1)
    with unit_of_work(database, clock, Ids(), {}) as work:
        assert lapsed_members(work, most=10) == (member,)
        assert ledger.lapse(work, member) == 1
        # A second run writes nothing.
        assert ledger.lapse(work, member) == 0
        assert lapsed_members(work, most=10) == ()
        assert movements_of(work, member, most=9)[0].kind is Kind.LAPSE
        assert_sound(work)


def test_what_comes_back_keeps_its_end(database: Database, clock: FrozenClock) -> None:
    with unit_of_work(database, clock, Ids(), {}) as work:
        member = a_member(work)
        give(work, member, PROMO, 10_00, "a")
        order = an_order(work, member)
        ledger.spend(work, member, order, "X", {PROMO: 10_00})
    clock.advance(days=400)
    with unit_of_work(database, clock, Ids(), {}) as work:
        assert ledger.lapse(work, member) == 0
        assert ledger.release(work, order)
        assert cents(work, member) == (0, 0, 0)
        assert ledger.lapse(work, member) == 1
        assert_sound(work)


def test_what_was_given_by_mistake_is_withdrawn(work: Work, member: MemberId) -> None:
    give(work, member, PROMO, 10_00, "a")
    about = {"actor_id": member, "reason": "erreur"}
    assert ledger.withdraw(work, member, 4_00, key="w", **about) == Moved()
    assert cents(work, member) == (6_00, 0, 0)
    outcome = ledger.withdraw(work, member, 6_01, key="w2", **about)
    assert outcome == CreditShort(PROMO)
    assert_sound(work)


def test_a_statement_says_what_why_and_when(work: Work, member: MemberId) -> None:
    give(work, member, PROMO, 10_00, "a")
    give(work, member, PAID, 10_00, "b")
    order = an_order(work, member)
    ledger.spend(work, member, order, "ABCD2345", {PROMO: 2_00, PAID: 3_00})
    lines = movements_of(work, member, most=10)
    assert [(m.kind, m.bucket, m.cents, m.about) for m in lines[-2:]] == [
        (Kind.REFUND, PAID, 10_00, "pour voir"),
        (Kind.GRANT, PROMO, 10_00, "pour voir"),
    ]
    assert {(m.bucket, m.cents, m.about) for m in lines[:2]} == {
        (PROMO, -2_00, "ABCD2345"),
        (PAID, -3_00, "ABCD2345"),
    }


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE credit_entry SET amount_cents = amount_cents + 1",
        "DELETE FROM credit_entry",
        "UPDATE credit_transaction SET reason = 'autre'",
        "DELETE FROM credit_transaction",
    ],
)
def test_the_store_itself_refuses_to_change_what_is_written(
    database: Database, clock: FrozenClock, harm: str
) -> None:
    with unit_of_work(database, clock, Ids(), {}) as work:
        give(work, a_member(work), PAID, 10_00, "a")
    with pytest.raises(DatabaseError, match="only grows"):
        with unit_of_work(database, clock, Ids(), {}) as work:
            work.session.execute(text(harm))


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        # Credit out of nowhere.
        (
            {"account": "{member}:paid", "amount_cents": 1, "is_grant": True},
            {"a transaction of credit sums to zero"},
        ),
        # More taken than there was.
        (
            {"account": "{member}:paid", "amount_cents": -10_01, "of": "paid"},
            {"a transaction of credit sums to zero", "no credit is spent twice"},
        ),
        # Taken from a grant of another bucket.
        (
            {"account": "{member}:paid", "amount_cents": -1, "of": "promo"},
            {
                "a transaction of credit sums to zero",
                "an entry moves a grant of its own account",
                "no credit is spent twice",
            },
        ),
    ],
)
def test_a_planted_fault_is_found(
    work: Work, member: MemberId, entry: dict[str, object], names: set[str]
) -> None:
    give(work, member, PAID, 10_00, "a")
    give(work, member, PROMO, 10_00, "b")
    transaction = work.session.scalar(
        select(CreditTransaction.id).where(CreditTransaction.key == "a")
    )
    entry_id = work.ids.new(work.now)
    grant = entry_id
    if "of" in entry:
        grant = work.session.scalar(
            select(CreditEntry.grant_id)
            .join(CreditAccount, CreditAccount.key == CreditEntry.account)
            .where(CreditAccount.name == entry["of"])
        )
    work.session.add(
        CreditEntry(
            id=entry_id,
            transaction_id=transaction,
            account=str(entry["account"]).format(member=member),
            amount_cents=entry["amount_cents"],
            grant_id=grant,
        )
    )
    work.session.flush()
    found = {f.name for i in invariants.INVARIANTS if not (f := i(work)).holds}
    assert found == names


def test_an_order_id_is_all_it_takes(work: Work) -> None:
    assert not ledger.release(work, OrderId(1))
