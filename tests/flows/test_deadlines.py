"""What the law wants done by a day is found by itself, and told once a morning."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from flashsale.kernel.window import HOUSE_ZONE, house_day
from flashsale.mail.models import OutboxMail
from flashsale.members.roles import Role
from flashsale.orders import deadline_letters, deadlines, parcels_here
from flashsale.orders.deadlines import Deadline, DeadlineKind
from flashsale.orders.models import Dispute, Order, OrderLine, Parcel, Payment, Refund
from flashsale.orders.restitution_models import LineReturn
from tests.checkout_scene import Scene, scene, words
from tests.factories import a_member
from tests.sign_in import sign_in

__all__ = ["scene"]

MINUTES_A_DAY = 24 * 60


def paid(scene: Scene) -> str:
    scene.hold(scene.a_lot())
    code = scene.order()
    scene.desk.pay(list(scene.desk.pages)[-1])
    scene.come_back(code)
    with scene.runtime.work() as work:
        work.session.execute(update(OutboxMail).values(state="sent", sent_at=work.now))
    return code


def pending(scene: Scene) -> tuple[Deadline, ...]:
    with scene.runtime.read() as work:
        return deadlines.pending(work)


def promised(scene: Scene, code: str) -> date:
    with scene.runtime.read() as work:
        paid_at = work.session.scalar(select(Order.paid_at).where(Order.code == code))
    assert paid_at is not None
    return deadlines.promised_by(paid_at)


def go_to(scene: Scene, day: date, hour: int = 12) -> None:
    """Let time pass until an hour on the walls of the house."""
    at = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(HOUSE_ZONE))
    minutes = (at - scene.clock.now()) / timedelta(minutes=1)
    assert minutes > 0
    scene.clock.advance(minutes=minutes)


def test_a_parcel_is_due_on_the_promised_day_until_it_is_posted(scene: Scene) -> None:
    code = paid(scene)
    day = promised(scene, code)
    go_to(scene, day - timedelta(days=1))
    assert pending(scene) == ()
    go_to(scene, day)
    last = day + timedelta(days=30)
    due = Deadline(
        kind=DeadlineKind.PARCEL, order_code=code, since=day, last=last, is_over=False
    )
    assert pending(scene) == (due,)
    go_to(scene, last)
    assert pending(scene) == (due,)
    go_to(scene, last + timedelta(days=1))
    (over,) = pending(scene)
    assert over.is_over
    with scene.runtime.work() as work:
        parcel = work.session.scalar(select(Parcel.id))
        assert parcel is not None
        assert parcels_here.send(work, parcel, scene.member)
    assert pending(scene) == ()


def test_a_parcel_whose_lines_all_stay_here_is_not_due(scene: Scene) -> None:
    code = paid(scene)
    go_to(scene, promised(scene, code))
    with scene.runtime.work() as work:
        line = work.session.scalar(select(OrderLine.id))
        work.session.add(
            LineReturn(
                id=work.ids.new(work.now),
                order_line_id=line,
                key="released",
                kind="released",
                units=1,
                noted_by=scene.member,
                noted_at=work.now,
            )
        )
    assert pending(scene) == ()


def test_an_order_that_is_not_paid_is_not_due(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    scene.order()
    scene.sweep(minutes=40 * MINUTES_A_DAY)
    assert pending(scene) == ()


def test_the_copy_of_the_contract_leaves_within_fifteen_days(scene: Scene) -> None:
    code = paid(scene)
    with scene.runtime.work() as work:
        work.session.execute(
            update(OutboxMail)
            .where(OutboxMail.message == "receipt")
            .values(state="dead", sent_at=None)
        )
    assert pending(scene) == ()
    today = house_day(scene.clock.now())
    scene.clock.advance(minutes=MINUTES_A_DAY)
    (due,) = pending(scene)
    assert (due.kind, due.order_code) == (DeadlineKind.COPY, code)
    assert (due.since, due.last) == (today, today + timedelta(days=15))


@pytest.mark.parametrize("state", ["asked", "pending", "failed"])
def test_money_goes_back_within_fifteen_days(scene: Scene, state: str) -> None:
    code = paid(scene)
    with scene.runtime.work() as work:
        work.session.add(
            Refund(
                id=work.ids.new(work.now),
                payment_id=work.session.scalar(select(Payment.id)),
                state=state,
                amount_cents=1_00,
                idempotency_key="refund-1",
                failure_code="expired_card" if state == "failed" else "",
                created_at=work.now,
                updated_at=work.now,
            )
        )
    today = house_day(scene.clock.now())
    scene.clock.advance(minutes=2 * MINUTES_A_DAY)
    assert pending(scene) == ()
    scene.clock.advance(minutes=MINUTES_A_DAY)
    (due,) = pending(scene)
    assert (due.kind, due.order_code) == (DeadlineKind.REFUND, code)
    assert due.last == today + timedelta(days=15)


def test_a_bank_that_waits_comes_before_what_can_wait_longer(scene: Scene) -> None:
    code = paid(scene)
    day = promised(scene, code)
    go_to(scene, day)
    with scene.runtime.work() as work:
        work.session.add(
            Dispute(
                dispute_ref="dp_1",
                payment_id=work.session.scalar(select(Payment.id)),
                status="needs_response",
                reason="general",
                amount_cents=1_00,
                answer_by=work.now + timedelta(days=7),
                opened_at=work.now,
                updated_at=work.now,
            )
        )
    kinds = [due.kind for due in pending(scene)]
    assert kinds == [DeadlineKind.DISPUTE, DeadlineKind.PARCEL]


def test_the_staff_are_told_once_a_morning(scene: Scene) -> None:
    with scene.runtime.work() as work:
        for role in (Role.ADMINISTRATOR, Role.SUPPORT, Role.FULFILMENT, Role.CURATOR):
            a_member(work, role=role)
    code = paid(scene)
    day = promised(scene, code)
    go_to(scene, day - timedelta(days=1))
    assert told(scene) == 0
    go_to(scene, day, hour=6)
    assert told(scene) == 0
    go_to(scene, day, hour=8)
    # To those who can do something about it; a curator cannot.
    assert told(scene) == 3
    assert told(scene) == 3
    go_to(scene, day, hour=20)
    assert told(scene) == 3
    go_to(scene, day + timedelta(days=1), hour=8)
    assert told(scene) == 6


def told(scene: Scene) -> int:
    """Run the job; return how many letters there are."""
    with scene.runtime.work() as work:
        deadline_letters.remind(work)
    with scene.runtime.read() as work:
        letters = select(OutboxMail).where(OutboxMail.message == "deadlines")
        return len(work.session.scalars(letters).all())


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ADMINISTRATOR, 200),
        (Role.SUPPORT, 200),
        (Role.FULFILMENT, 200),
        (Role.CURATOR, 403),
        (Role.MEMBER, 403),
    ],
)
def test_the_page_shows_what_waits_to_who_can_do_it(
    scene: Scene, role: Role, status: int
) -> None:
    with scene.runtime.work() as work:
        member = a_member(work, role=role)
    client = scene.app.test_client()
    sign_in(client, scene.runtime, member)
    empty = client.get("/bureau/echeances")
    assert empty.status_code == status
    if status != 200:
        return
    assert "Rien n’attend" in words(empty.text)
    code = paid(scene)
    day = promised(scene, code)
    go_to(scene, day)
    sign_in(client, scene.runtime, member)
    page = words(client.get("/bureau/echeances").text)
    assert code in page
    assert "encore 30 jours" in page
    go_to(scene, day + timedelta(days=31))
    sign_in(client, scene.runtime, member)
    page = words(client.get("/bureau/echeances").text)
    assert "dépassée" in page
    assert "La personne peut annuler" in page
