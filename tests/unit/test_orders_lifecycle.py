"""The states of a payment, and the next step as a table."""

from datetime import UTC, datetime, timedelta

import pytest

from flashsale.orders.lifecycle import (
    ENDED,
    NEXT,
    UNDER_WAY,
    WITH_PAGE,
    PaymentStage,
    RefundStage,
    Step,
    before,
    next_step,
)
from flashsale.orders.models import PAYMENT_STATES, REFUND_STATES
from flashsale.orders.payment_desk import PaymentState

KEPT_UNTIL = datetime(2026, 11, 26, 17, 45, tzinfo=UTC)
BEFORE = KEPT_UNTIL - timedelta(microseconds=1)
S, D = PaymentStage, PaymentState


def agreed(stage: PaymentStage, seen: PaymentState, now: datetime) -> Step:
    return next_step(stage, seen, KEPT_UNTIL, now, is_as_agreed=True)


@pytest.mark.parametrize(
    ("seen", "in_time", "too_late"),
    [
        (D.OPEN, Step.WAIT, Step.CLOSE),
        (D.REFUSED, Step.NOTE_REFUSAL, Step.CLOSE),
        (D.AUTHORISED, Step.CLAIM, Step.CLAIM),
        (D.EXPIRED, Step.EXPIRE, Step.EXPIRE),
        (D.VOIDED, Step.RECORD_VOID, Step.RECORD_VOID),
        # Taken by hand at the desk: the member paid, so they get it if it is there.
        (D.CAPTURED, Step.CLAIM, Step.CLAIM),
    ],
)
@pytest.mark.parametrize("stage", sorted(WITH_PAGE))
def test_a_payment_with_a_page_follows_what_the_desk_says(
    stage: PaymentStage, seen: PaymentState, in_time: Step, too_late: Step
) -> None:
    assert agreed(stage, seen, BEFORE) is in_time
    assert agreed(stage, seen, KEPT_UNTIL) is too_late


@pytest.mark.parametrize("now", [BEFORE, KEPT_UNTIL])
@pytest.mark.parametrize(
    ("stage", "seen", "step"),
    [
        (S.CAPTURING, D.AUTHORISED, Step.CAPTURE),
        (S.CAPTURING, D.CAPTURED, Step.FINISH),
        (S.CAPTURING, D.VOIDED, Step.RECORD_VOID),
        (S.CAPTURING, D.OPEN, Step.ALARM),
        (S.VOIDING, D.AUTHORISED, Step.VOID),
        (S.VOIDING, D.VOIDED, Step.RECORD_VOID),
        (S.VOIDING, D.CAPTURED, Step.OWE_REFUND),
        (S.REFUNDING, D.CAPTURED, Step.REFUND),
    ],
)
def test_once_claimed_the_clock_has_no_say(
    stage: PaymentStage, seen: PaymentState, step: Step, now: datetime
) -> None:
    assert agreed(stage, seen, now) is step


@pytest.mark.parametrize(
    ("stage", "seen", "step"),
    [
        (S.OPEN, D.AUTHORISED, Step.REJECT),
        (S.REFUSED, D.CAPTURED, Step.REJECT),
        (S.OPEN, D.OPEN, Step.WAIT),
        (S.CAPTURING, D.AUTHORISED, Step.VOID),
        (S.CAPTURING, D.CAPTURED, Step.OWE_REFUND),
        (S.CAPTURING, D.VOIDED, Step.RECORD_VOID),
        (S.VOIDING, D.AUTHORISED, Step.VOID),
    ],
)
def test_another_amount_is_never_kept(
    stage: PaymentStage, seen: PaymentState, step: Step
) -> None:
    assert next_step(stage, seen, KEPT_UNTIL, BEFORE, is_as_agreed=False) is step


@pytest.mark.parametrize("stage", sorted(UNDER_WAY))
@pytest.mark.parametrize("seen", list(PaymentState))
def test_every_sight_has_a_step(stage: PaymentStage, seen: PaymentState) -> None:
    for is_as_agreed in (True, False):
        step = next_step(stage, seen, KEPT_UNTIL, BEFORE, is_as_agreed=is_as_agreed)
        assert step in Step


def test_no_payment_goes_backwards() -> None:
    def after(stage: PaymentStage) -> set[PaymentStage]:
        reached: set[PaymentStage] = set()
        todo = [stage]
        while todo:
            for following in NEXT[todo.pop()] - reached - {S.REFUSED}:
                reached.add(following)
                todo.append(following)
        return reached

    for stage in PaymentStage:
        assert stage not in after(stage)


def test_what_ended_stays_ended_and_the_rest_can_end() -> None:
    assert {stage for stage in PaymentStage if not NEXT[stage]} == ENDED
    assert before(S.CAPTURED) == {S.CAPTURING}
    assert S.CAPTURING not in NEXT[S.CREATED]


def test_the_table_of_the_database_knows_every_stage() -> None:
    assert {f"'{stage}'" for stage in PaymentStage} <= set(PAYMENT_STATES.split(","))
    assert {f"'{stage}'" for stage in RefundStage} == set(REFUND_STATES.split(","))
