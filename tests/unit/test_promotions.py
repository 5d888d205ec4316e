"""Promo codes: when one holds, for what, and how its uses are counted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from flashsale.db import Database, Work, unit_of_work
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId, Ids, MemberId, PromotionId
from flashsale.kernel.kinds import Kind
from flashsale.promotions import codes, promotions, reads
from flashsale.promotions.codes import CodeHolds, CodeRefused
from flashsale.promotions.cuts import CodeCut
from flashsale.promotions.invariants import INVARIANTS
from flashsale.promotions.promotions import (
    PromotionDraft,
    PromotionMade,
    PromotionRefusal,
    PromotionRefused,
)
from flashsale.promotions.reads import PromotionState
from flashsale.promotions.rules import (
    CodeLine,
    CodeRefusal,
    CodeTerms,
    Uses,
    judge,
    tidy_word,
)
from tests.conftest import THURSDAY_NOON
from tests.credit_scene import an_order
from tests.factories import a_member

NOW = THURSDAY_NOON
INSTANT = timedelta(microseconds=1)
TERMS = CodeTerms(
    word="RENTREE",
    rate=10_000,
    starts_at=NOW - timedelta(days=1),
    ends_at=NOW + timedelta(days=1),
)
UNUSED = Uses(0, 0)


def line(cents: int = 20_00, **changes: object) -> CodeLine:
    values: dict[str, object] = {
        "price_cents": cents,
        "kind": Kind.FANZINE,
        "drop_id": DropId(1),
        "takes_codes": True,
    }
    return CodeLine(**(values | changes))  # type: ignore[arg-type]


def verdict(
    terms: CodeTerms = TERMS,
    uses: Uses = UNUSED,
    lines: list[CodeLine] | None = None,
    *,
    held_since: datetime = NOW,
    now: datetime = NOW,
) -> CodeCut | CodeRefusal:
    return judge(terms, uses, lines or [line()], held_since=held_since, now=now)


# Pure rules.


@pytest.mark.parametrize(
    ("typed", "word"),
    [(" rentrée ", "RENTRÉE"), ("noel-2026", "NOEL2026"), ("a b\tc", "ABC"), ("", "")],
)
def test_a_code_is_read_as_a_person_types_it(typed: str, word: str) -> None:
    assert tidy_word(typed) == word


def test_a_code_takes_its_part_off_the_lines_it_is_for() -> None:
    assert verdict() == CodeCut(word="RENTREE", rate=10_000, positions=(0,))


@pytest.mark.parametrize(
    ("held_since", "now", "expected"),
    [
        (TERMS.starts_at - INSTANT, TERMS.starts_at - INSTANT, CodeRefusal.NOT_YET),
        # A basket taken before the start may use it once it has begun.
        (TERMS.starts_at - INSTANT, TERMS.starts_at, None),
        (TERMS.ends_at - INSTANT, TERMS.ends_at - INSTANT, None),
        # A basket taken before the end may use it until its holds are over.
        (TERMS.ends_at - INSTANT, TERMS.ends_at + timedelta(minutes=20), None),
        (TERMS.ends_at, TERMS.ends_at, CodeRefusal.ENDED),
    ],
)
def test_a_code_holds_between_its_dates(
    held_since: datetime, now: datetime, expected: CodeRefusal | None
) -> None:
    outcome = verdict(held_since=held_since, now=now)
    assert outcome == expected if expected else isinstance(outcome, CodeCut)


@pytest.mark.parametrize(
    ("most_uses", "most_by_member", "uses", "expected"),
    [
        (None, 1, Uses(10_000, 0), None),
        (5, 1, Uses(4, 0), None),
        (5, 1, Uses(5, 0), CodeRefusal.USED_UP),
        (5, 2, Uses(4, 1), None),
        (5, 2, Uses(4, 2), CodeRefusal.USED_BY_MEMBER),
    ],
)
def test_a_code_is_used_as_often_as_it_may(
    most_uses: int | None,
    most_by_member: int,
    uses: Uses,
    expected: CodeRefusal | None,
) -> None:
    terms = replace(TERMS, most_uses=most_uses, most_by_member=most_by_member)
    outcome = verdict(terms, uses)
    assert outcome == expected if expected else isinstance(outcome, CodeCut)


BOOK = line(30_00, kind=Kind.BOOK, drop_id=DropId(2))
SHUT = line(50_00, takes_codes=False)


@pytest.mark.parametrize(
    ("terms", "lines", "expected"),
    [
        ({}, [line(), BOOK, SHUT], (0, 1)),
        ({"kinds": frozenset({Kind.BOOK})}, [line(), BOOK], (1,)),
        ({"drop_ids": frozenset({DropId(1)})}, [line(), BOOK], (0,)),
        ({"kinds": frozenset({Kind.FILM})}, [line(), BOOK], CodeRefusal.NOT_FOR_THESE),
        (
            {"kinds": frozenset({Kind.BOOK}), "drop_ids": frozenset({DropId(1)})},
            [line(), BOOK],
            CodeRefusal.NOT_FOR_THESE,
        ),
        ({}, [SHUT, SHUT], CodeRefusal.NO_CODES_HERE),
        ({"minimum_cents": 50_00}, [line(), BOOK], (0, 1)),
        ({"minimum_cents": 50_01}, [line(), BOOK], CodeRefusal.BELOW_MINIMUM),
        # What takes no code does not count towards the least amount.
        ({"minimum_cents": 20_01}, [line(), SHUT], CodeRefusal.BELOW_MINIMUM),
    ],
)
def test_a_code_looks_at_the_lines_it_is_for(
    terms: dict[str, object],
    lines: list[CodeLine],
    expected: tuple[int, ...] | CodeRefusal,
) -> None:
    outcome = verdict(replace(TERMS, **terms), lines=lines)  # type: ignore[arg-type]
    found = outcome.positions if isinstance(outcome, CodeCut) else outcome
    assert found == expected


# Making and stopping.


@pytest.fixture
def work(database: Database, clock: FrozenClock) -> Iterator[Work]:
    with unit_of_work(database, clock, Ids(), {}) as work:
        yield work


def a_promotion(work: Work, **changes: object) -> PromotionId:
    """Make a code that anyone may use once."""
    outcome = made(work, **changes)
    assert isinstance(outcome, PromotionMade), outcome
    return outcome.promotion_id


def made(
    work: Work, *, title_fr: str = "Rentrée", **changes: object
) -> PromotionMade | PromotionRefused:
    draft = PromotionDraft(
        terms=replace(TERMS, **changes),  # type: ignore[arg-type]
        title_fr=title_fr,
        title_en="",
        made_by=a_member(work),
    )
    return promotions.make(work, draft)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"word": "AB"}, PromotionRefusal.WORD_MISWRITTEN),
        ({"word": "A" * 21}, PromotionRefusal.WORD_MISWRITTEN),
        ({"word": "RENTRÉE"}, PromotionRefusal.WORD_MISWRITTEN),
        ({"word": "A B"}, PromotionRefusal.WORD_MISWRITTEN),
        ({"title_fr": "  "}, PromotionRefusal.TITLE_MISSING),
        ({"title_fr": "x" * 121}, PromotionRefusal.TITLE_MISSING),
        ({"rate": 0}, PromotionRefusal.GIVES_OUT_OF_RANGE),
        ({"rate": 100_001}, PromotionRefusal.GIVES_OUT_OF_RANGE),
        ({"rate": -1}, PromotionRefusal.GIVES_OUT_OF_RANGE),
        ({"amount_cents": 5_00}, PromotionRefusal.GIVES_OUT_OF_RANGE),
        (
            {"rate": 0, "amount_cents": 1_000_01},
            PromotionRefusal.GIVES_OUT_OF_RANGE,
        ),
        ({"minimum_cents": -1}, PromotionRefusal.MINIMUM_OUT_OF_RANGE),
        ({"minimum_cents": 10_000_01}, PromotionRefusal.MINIMUM_OUT_OF_RANGE),
        ({"ends_at": TERMS.starts_at}, PromotionRefusal.ENDS_BEFORE_START),
        ({"ends_at": NOW}, PromotionRefusal.ENDS_IN_THE_PAST),
        ({"most_uses": 0}, PromotionRefusal.USES_OUT_OF_RANGE),
        ({"most_by_member": 0}, PromotionRefusal.USES_OUT_OF_RANGE),
        ({"most_by_member": 101}, PromotionRefusal.USES_OUT_OF_RANGE),
    ],
)
def test_a_promotion_has_its_bounds(
    work: Work, changes: dict[str, object], refusal: PromotionRefusal
) -> None:
    assert made(work, **changes) == PromotionRefused((refusal,))


def test_a_word_is_taken_once(work: Work) -> None:
    a_promotion(work)
    assert made(work) == PromotionRefused((PromotionRefusal.WORD_TAKEN,))


def judged(work: Work, member: MemberId, typed: str = "rentree") -> object:
    return codes.judge_code(work, member, typed, [line()], held_since=work.now)


def test_uses_are_counted_and_given_back_once(work: Work) -> None:
    promotion = a_promotion(work, most_uses=2)
    members = [a_member(work) for _ in range(3)]
    orders = [an_order(work, member) for member in members]

    def use(i: int) -> object:
        held = CodeHolds(promotion, CodeCut(word="RENTREE", rate=10_000))
        return codes.use(work, held, members[i], orders[i], f"CODE{i}", 2_00)

    assert use(0) is None
    assert use(1) is None
    with work.session.begin_nested() as attempt:
        assert use(2) == CodeRefused("RENTREE", CodeRefusal.USED_UP)
        attempt.rollback()
    assert codes.release(work, orders[0])
    assert not codes.release(work, orders[0])
    assert not codes.release(work, orders[2])
    assert use(2) is None
    assert [use.order_code for use in reads.uses_of(work, promotion, most=9)] != []
    assert reads.given_by(work, promotion) == 4_00
    work.session.expire_all()
    assert reads.promotions(work, most=9)[0].uses == 2
    assert all(invariant(work).holds for invariant in INVARIANTS)


def test_a_member_uses_a_code_as_often_as_they_may(work: Work) -> None:
    promotion, member = a_promotion(work, most_by_member=2), a_member(work)
    held = CodeHolds(promotion, CodeCut(word="RENTREE", rate=10_000))
    for expected in (None, None, CodeRefusal.USED_BY_MEMBER):
        order = an_order(work, member)
        with work.session.begin_nested() as attempt:
            refused = codes.use(work, held, member, order, "X", 1)
            assert (refused.refusal if refused else None) == expected
            if refused:
                attempt.rollback()
    work.session.expire_all()
    assert judged(work, member) == CodeRefused(
        "RENTREE", CodeRefusal.USED_BY_MEMBER, 0, TERMS.starts_at
    )
    assert isinstance(judged(work, a_member(work)), CodeHolds)


def test_an_unknown_code_is_said_to_be(work: Work) -> None:
    refused = judged(work, a_member(work), "n’existe pas")
    assert isinstance(refused, CodeRefused)
    assert refused.refusal is CodeRefusal.UNKNOWN


def test_what_is_stopped_is_over_for_baskets_taken_from_then_on(
    database: Database, clock: FrozenClock
) -> None:
    with unit_of_work(database, clock, Ids(), {}) as work:
        promotion, member = a_promotion(work), a_member(work)
    before = clock.now()
    clock.advance(minutes=5)
    with unit_of_work(database, clock, Ids(), {}) as work:
        assert promotions.stop(work, promotion, member)
        assert not promotions.stop(work, promotion, member)
    with unit_of_work(database, clock, Ids(), {}) as work:
        refused = judged(work, member)
        assert isinstance(refused, CodeRefused)
        assert refused.refusal is CodeRefusal.ENDED
        held = codes.judge_code(work, member, "RENTREE", [line()], held_since=before)
        assert isinstance(held, CodeHolds)
        facts = reads.promotion_by_id(work, promotion)
        assert facts is not None
        assert (facts.state, facts.stopped_by) == (PromotionState.STOPPED, member)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, PromotionState.RUNNING),
        (
            {"starts_at": NOW + timedelta(hours=1)},
            PromotionState.COMING,
        ),
    ],
)
def test_a_promotion_says_where_it_stands(
    work: Work, changes: dict[str, object], state: PromotionState
) -> None:
    facts = reads.promotion_by_id(work, a_promotion(work, **changes))
    assert facts is not None
    assert facts.state is state


@pytest.mark.parametrize(
    ("harm", "name"),
    [
        ("UPDATE promotion SET uses = 2", "a code's count is that of its uses"),
        (
            "UPDATE promotion_member SET uses = 2",
            "a member uses a code as often as they may",
        ),
    ],
)
def test_a_planted_fault_is_found(work: Work, harm: str, name: str) -> None:
    promotion, member = a_promotion(work), a_member(work)
    held = CodeHolds(promotion, CodeCut(word="RENTREE", rate=10_000))
    codes.use(work, held, member, an_order(work, member), "X", 1)
    work.session.execute(text(harm))
    assert {f.name for i in INVARIANTS if not (f := i(work)).holds} == {name}


def test_dates_are_aware(work: Work) -> None:
    facts = reads.promotion_by_id(work, a_promotion(work))
    assert facts is not None
    assert facts.terms.starts_at.tzinfo is UTC
