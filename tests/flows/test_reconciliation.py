"""The books of each day, held against the papers of that day."""

import io
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from flashsale.kernel.period import Period
from flashsale.kernel.window import house_day
from flashsale.members.roles import Role
from flashsale.orders.models import Order, Payment
from flashsale.paper.reconciliation import Books, DayBooks, books_of
from tests.checkout_scene import Scene, scene, words
from tests.flows.test_orders_desk import lines_of, refund, staff
from tests.queries import asked_of

__all__ = ["scene"]

PATH = "/bureau/rapprochement"


def paid(scene: Scene, cents: int) -> str:
    scene.hold(scene.a_lot(price_cents=cents))
    code = scene.order()
    scene.desk.pay(list(scene.desk.pages)[-1])
    scene.come_back(code)
    return code


def books(scene: Scene, first: date, last: date | None = None) -> Books:
    with scene.runtime.read() as work:
        return books_of(work, Period(first, last or first))


def total_of(scene: Scene, code: str) -> int:
    with scene.runtime.read() as work:
        found = select(Order.total_cents).where(Order.code == code)
        return work.session.scalar(found) or 0


def test_a_day_adds_up_and_the_next_is_empty(scene: Scene) -> None:
    today = house_day(scene.clock.now())
    total = sum(total_of(scene, paid(scene, cents)) for cents in (12_00, 19_99))
    found = books(scene, today)
    assert [day for day, _ in found.days] == [today]
    assert found.total == DayBooks(orders=2, card_cents=total, invoiced_cents=total)
    assert (found.total.kept_cents, found.gap_cents, found.gaps) == (total, 0, 0)
    assert books(scene, today + timedelta(days=1)).days == ()


def test_what_goes_back_is_in_the_books_of_the_day_it_goes(scene: Scene) -> None:
    today = house_day(scene.clock.now())
    code = paid(scene, 19_99)
    total = total_of(scene, code)
    scene.clock.advance(minutes=24 * 60)
    desk = staff(scene, Role.ADMINISTRATOR)
    (line,) = lines_of(scene, code)
    refund(scene, desk, code, {line.id: "1"})
    found = books(scene, today, today + timedelta(days=1))
    (_, first), (day, second) = found.days
    assert first == DayBooks(orders=1, card_cents=total, invoiced_cents=total)
    assert day == today + timedelta(days=1)
    assert second == DayBooks(refunded_cents=total, noted_cents=total)
    assert second.kept_cents == -total
    assert (found.total.kept_cents, found.gaps) == (0, 0)


def test_an_order_paid_with_credit_is_invoiced_all_the_same(scene: Scene) -> None:
    today = house_day(scene.clock.now())
    code = paid(scene, 12_00)
    total = total_of(scene, code)
    with scene.runtime.work() as work:
        # As if 5.00 of it had been paid with what a gift card gave.
        work.session.execute(update(Order).values(paid_credit_cents=5_00))
        work.session.execute(update(Payment).values(amount_cents=total - 5_00))
    found = books(scene, today).total
    assert (found.card_cents, found.credit_cents) == (total - 5_00, 5_00)
    assert found.gap_cents == 0
    with scene.runtime.work() as work:
        work.session.execute(update(Order).values(paid_credit_cents=0))
        work.session.execute(update(Payment).values(amount_cents=total))


def test_a_difference_is_found_and_shown(scene: Scene) -> None:
    today = house_day(scene.clock.now())
    paid(scene, 12_00)
    with scene.runtime.work() as work:
        kept = work.session.scalar(select(Payment.amount_cents)) or 0
        work.session.execute(update(Payment).values(amount_cents=kept - 7))
    assert books(scene, today).gap_cents == 7
    page = words(admin(scene).get(f"{PATH}?du={today}&au={today}").text)
    assert "Un jour ne tombe pas juste" in page
    assert "0,07 $" in page
    with scene.runtime.work() as work:
        work.session.execute(update(Payment).values(amount_cents=kept))


def admin(scene: Scene) -> FlaskClient:
    return staff(scene, Role.ADMINISTRATOR)


def test_the_files_say_what_the_page_says(scene: Scene) -> None:
    today = house_day(scene.clock.now())
    code = paid(scene, 19_99)
    total = total_of(scene, code)
    shown = f"{total // 100},{total % 100:02}"
    client = admin(scene)
    asked = f"du={today}&au={today}"
    assert shown in words(client.get(f"{PATH}?{asked}").text)
    body = client.get(f"{PATH}/jours.csv?{asked}")
    assert body.headers["Content-Type"] == "text/csv; charset=utf-8"
    lines = body.data.decode("utf-8-sig").splitlines()
    assert lines[1] == f"{today};1;{shown};0,00;{shown};0,00;0,00;0,00;{shown};0,00"
    book = client.get(f"{PATH}/jours.xlsx?{asked}")
    assert f"rapprochement-{today}-{today}.xlsx" in book.headers["Content-Disposition"]
    with ZipFile(io.BytesIO(book.data)) as archive:
        assert str(total / 100) in archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("du=hier&au=demain", "Écrivez deux dates"),
        ("du=2026-12-01&au=2026-11-01", "La fin vient avant le début"),
        ("du=2000-01-01&au=2026-11-01", "Deux ans au plus"),
        ("du=%00&au=", "Écrivez deux dates"),
    ],
)
def test_a_period_that_cannot_be_says_why(scene: Scene, asked: str, why: str) -> None:
    page = admin(scene).get(f"{PATH}?{asked}")
    assert page.status_code == 422
    assert why in words(page.text)


def test_only_administrators_see_the_books(scene: Scene) -> None:
    for role in (Role.SUPPORT, Role.FULFILMENT, Role.CURATOR):
        for path in ("", "/jours.csv", "/jours.xlsx"):
            assert staff(scene, role).get(PATH + path).status_code == 403, role


def test_a_month_costs_four_questions(scene: Scene) -> None:
    today = house_day(scene.clock.now())
    for cents in (12_00, 13_00, 14_00):
        paid(scene, cents)
    with asked_of(scene.runtime.database.engine) as asked:
        books(scene, today)
    assert len([one for one in asked if "FROM" in one]) == 4
