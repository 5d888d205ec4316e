"""Settling a payment: ask the desk, do the next step, until there is none.

The return page, the webhook and the periodic job all call `settle`. It may be
stopped between any two steps and called again by anyone: each step is a guarded
write or a request under a fixed key, so that every way there ends the same
(correctness.md F12–F21, F34, F39). No transaction is open during a call.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from flashsale.db import Work
from flashsale.kernel.ids import PaymentId
from flashsale.orders import charging, inbox, payments, refunding
from flashsale.orders.lifecycle import (
    ENDED,
    CancelReason,
    PaymentStage,
    Step,
    next_step,
)
from flashsale.orders.merchant import merchant_of
from flashsale.orders.payment_desk import (
    PaymentDeskRefusedRequest,
    PaymentDeskUnreachable,
    PaymentFacts,
    PaymentState,
)
from flashsale.orders.payments import CURRENCY, PaymentCase
from flashsale.runtime import Runtime

log = logging.getLogger(__name__)

# The longest way has five: claim, capture, finish, and a look on either side.
MOST_STEPS = 8
# A desk that saved an error under a key answers it for a day (F17). What the desk
# says of the payment is fetched before every try, so that a new key is never blind.
SAME_KEY_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Settled:
    """Where a payment stands in our books. is_known: the desk told us just now."""

    stage: PaymentStage
    is_known: bool


def settle(
    runtime: Runtime, payment_id: PaymentId, event_id: str | None = None
) -> Settled:
    """Bring a payment as far as it can go now; idempotent, safe to run in parallel.

    event_id: the message that asks for it, marked with the first effect; it goes on
    waiting when the desk could not be asked.
    """
    course = _Course(runtime, payment_id, event_id)
    try:
        return Settled(course.run(), is_known=True)
    except PaymentDeskUnreachable as fault:
        log.warning("payment.unsettled payment=%s fault=%s", payment_id, fault)
    except PaymentDeskRefusedRequest as fault:
        log.error("payment.refused_step payment=%s fault=%s", payment_id, fault)
    return Settled(course.case.stage, is_known=False)


class _Course:
    """One run of `settle`: what we know of the payment, and of the desk's side."""

    def __init__(
        self, runtime: Runtime, payment_id: PaymentId, event_id: str | None
    ) -> None:
        self._runtime = runtime
        self._payment_id = payment_id
        self._event_id = event_id
        self._facts: PaymentFacts | None = None
        self.case, self._now = self._read()

    def run(self) -> PaymentStage:
        """Do step after step until there is none; return the stage it came to.

        Marks the event that asked for it, also where nothing was left to do. Raises
        what the desk does: PaymentDeskUnreachable, PaymentDeskRefusedRequest.
        """
        for _ in range(MOST_STEPS):
            self.case, self._now = self._read()
            if self.case.stage in ENDED or not self._step():
                break
        self._record_event()
        return self.case.stage

    def _read(self) -> tuple[PaymentCase, datetime]:
        with self._runtime.read() as work:
            return payments.case_of(work, self._payment_id), work.now

    def _step(self) -> bool:
        """Do what is next; False when there is nothing more to do now."""
        case = self.case
        facts = self._facts or self._look(case)
        if facts is None:
            return self._without_page()
        self._facts = facts
        if case.stage is PaymentStage.REFUNDING:
            return self._send_back(facts)
        step = next_step(
            case.stage,
            facts.state,
            case.kept_until,
            self._now,
            is_as_agreed=_is_as_agreed(case, facts),
        )
        if _needs_somebody(step, facts):
            if self._read()[0].stage is not case.stage:
                # Another settled it between our reading and the desk's answer.
                return True
            self._alarm(facts)
        log.debug("payment.step order=%s step=%s", case.order_code, step)
        if step is Step.GO_TO_PAGE:
            return self._leave_saved_card(facts)
        if step in (Step.CLOSE, Step.CAPTURE, Step.VOID):
            self._facts = self._call(step, facts)
            # The desk that leaves things as they are is asked again another time.
            return self._facts.state is not facts.state
        return self._write(step, facts)

    def _alarm(self, facts: PaymentFacts) -> None:
        log.error(
            "payment.alarm order=%s stage=%s desk=%s amount=%s %s",
            self.case.order_code,
            self.case.stage,
            facts.state,
            facts.amount_cents,
            facts.currency,
        )

    def _send_back(self, facts: PaymentFacts) -> bool:
        refunding.send_all_back(self._runtime, self._payment_id, facts)
        with self._runtime.work() as work:
            payments.record_refund(work, self.case)
            self._mark(work)
        return True

    def _mark(self, work: Work) -> None:
        if self._event_id is not None:
            inbox.mark_handled(work, self._event_id)

    def _without_page(self) -> bool:
        case = self.case
        if self._now < case.kept_until:
            return False
        if case.stage is PaymentStage.CHARGING:
            # Nothing of it is in the desk's own list: nobody was charged.
            with self._runtime.work() as work:
                payments.expire(work, case, CancelReason.NOT_PAID)
            return True
        with self._runtime.work() as work:
            payments.expire_without_page(work, self.case, CancelReason.NOT_PAID)
        return True

    def _look(self, case: PaymentCase) -> PaymentFacts | None:
        """Ask the desk how it stands; None when it cannot know of this payment yet."""
        desk = self._runtime.payment_desk
        if case.session_ref is not None:
            return desk.look_up(case.session_ref)
        if case.intent_ref is not None:
            return desk.look_up_intent(case.intent_ref)
        if case.stage is PaymentStage.CHARGING:
            return charging.charge(self._runtime, case, self._now)
        return None

    def _leave_saved_card(self, facts: PaymentFacts) -> bool:
        """Give up the charge at the desk, then in the books; a page may follow."""
        charging.give_up(self._runtime, facts)
        self._facts = None
        with self._runtime.work() as work:
            payments.leave_saved_card(work, self.case, facts.refusal_code or "")
            self._mark(work)
        return True

    def _call(self, step: Step, facts: PaymentFacts) -> PaymentFacts:
        case, desk, session_ref = (
            self.case,
            self._runtime.payment_desk,
            self.case.session_ref,
        )
        if session_ref is not None and (step is Step.CLOSE or facts.intent_id is None):
            return desk.close(session_ref)
        if facts.intent_id is None:
            return facts
        tries = (self._now - case.changed_at) // SAME_KEY_FOR
        key = f"{case.key}-{step}-{tries}"
        if step is Step.CAPTURE:
            return desk.capture(session_ref, facts.intent_id, case.amount_cents, key)
        return desk.void(session_ref, facts.intent_id, key)

    def _write(self, step: Step, facts: PaymentFacts) -> bool:
        """Record a step with the event that asked for it; False when it waits."""
        if step in (Step.WAIT, Step.ALARM):
            return False
        with self._runtime.work() as work:
            case = self.case
            match step:
                case Step.CLAIM:
                    payments.claim(work, case, facts)
                case Step.REJECT:
                    payments.reject(work, case, facts)
                case Step.OWE_REFUND:
                    payments.owe_refund(work, case, facts)
                case Step.FINISH:
                    payments.finish(work, case, merchant_of(self._runtime.settings))
                case Step.EXPIRE:
                    payments.expire(work, case, CancelReason.NOT_PAID)
                case Step.RECORD_VOID:
                    payments.record_void(work, case)
                case Step.NOTE_REFUSAL:
                    payments.note_refusal(work, case, facts)
            self._mark(work)
        return step is not Step.NOTE_REFUSAL

    def _record_event(self) -> None:
        if self._event_id is None:
            return
        with self._runtime.work() as work:
            self._mark(work)


def _is_as_agreed(case: PaymentCase, facts: PaymentFacts) -> bool:
    """Say whether the desk names the amount and the currency of the order."""
    taken_cents = (
        facts.captured_cents
        if facts.state is PaymentState.CAPTURED
        else case.amount_cents
    )
    return (facts.amount_cents, taken_cents, facts.currency) == (
        case.amount_cents,
        case.amount_cents,
        CURRENCY,
    )


def _needs_somebody(step: Step, facts: PaymentFacts) -> bool:
    """Say whether something was done at the desk that this house never does."""
    by_hand = step is Step.CLAIM and facts.state is PaymentState.CAPTURED
    return by_hand or step in (Step.ALARM, Step.REJECT, Step.OWE_REFUND)
