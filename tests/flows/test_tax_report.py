"""The tax report of a period: what was charged, what went back, and its files."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy import select

from flashsale.kernel.kinds import Kind
from flashsale.kernel.period import Period
from flashsale.members.roles import Role
from flashsale.orders import refunds
from flashsale.orders.models import Order, OrderLine
from flashsale.orders.tax_report import TaxReport, report
from flashsale.taxes.rates import Tax
from flashsale.web.periods import usual_periods
from tests.checkout_scene import Scene, filled_form, scene, words
from tests.factories import a_member
from tests.sign_in import sign_in

__all__ = ["scene"]

PAGE = "/bureau/taxes/rapport"
ISBN = "9782898730016"
HALIFAX = {"province": "NS", "postal_code": "B3H 1A1", "city": "Halifax"}
DAY = Period(date(2026, 11, 26), date(2026, 11, 26))


def paid(scene: Scene, **address: str) -> str:
    """Buy a novel at 24.95 and a fanzine at 12.00, and pay."""
    scene.hold(scene.a_lot(price_cents=24_95, kind=Kind.BOOK, gtin=ISBN))
    return _pay(scene, **address)


def _pay(scene: Scene, **address: str) -> str:
    scene.hold(scene.a_lot(price_cents=12_00))
    code = scene.order(**address)
    scene.desk.pay(list(scene.desk.pages)[-1])
    scene.come_back(code)
    assert scene.states(code)[0] == "paid"
    return code


def report_of(scene: Scene, period: Period = DAY) -> TaxReport:
    with scene.runtime.read() as work:
        return report(work, period)


@pytest.fixture
def boss(scene: Scene) -> FlaskClient:
    with scene.runtime.work() as work:
        member = a_member(work, role=Role.ADMINISTRATOR)
    client = scene.app.test_client()
    sign_in(client, scene.runtime, member)
    return client


def test_what_is_paid_is_reported_by_place(scene: Scene) -> None:
    codes = [paid(scene), _pay(scene, **HALIFAX)]
    scene.hold(scene.a_lot(price_cents=50_00))
    # This one waits for its payment, and counts for nothing.
    scene.order(province="QC", postal_code="H2X 1Y4")
    with scene.runtime.read() as work:
        orders = work.session.scalars(select(Order).where(Order.code.in_(codes))).all()
    found = report_of(scene)
    assert found.orders == 2
    assert found.sales_cents == sum(o.items_cents + o.shipping_cents for o in orders)
    for tax in Tax:
        whole = found.total(tax)
        assert (whole.cents if whole else 0) == sum(
            getattr(order, f"{tax}_cents") for order in orders
        )
    assert {(row.tax, row.place) for row in found.rows} == {
        ("gst", "QC"),
        ("qst", "QC"),
        ("hst", "NS"),
    }
    (qst,) = (row for row in found.rows if row.tax is Tax.QST)
    assert (qst.rate, qst.orders) == (9_975, 1)
    # The fanzine and its share of the carriage; the novel bears no QST.
    assert 12_00 < qst.base_cents < 12_00 + 8_50


def test_a_day_is_a_day_of_here(scene: Scene) -> None:
    scene.clock.move_to(datetime(2026, 11, 27, 4, 58, tzinfo=UTC))
    _pay(scene)
    assert report_of(scene).orders == 1
    after = Period(date(2026, 11, 27), date(2026, 11, 27))
    assert report_of(scene, after).orders == 0


def test_several_refunds_take_back_what_one_of_all_would(scene: Scene) -> None:
    code = paid(scene)
    with scene.runtime.read() as work:
        order = work.session.scalars(select(Order).where(Order.code == code)).one()
    parts = [7, 1_001, 333]
    parts.append(order.total_cents - sum(parts))
    for number, cents in enumerate(parts):
        with scene.runtime.work() as work:
            asked = refunds.ask(
                work,
                scene.payment_id(code),
                cents,
                key=f"part-{number}",
                reason="essai",
            )
        assert isinstance(asked, refunds.RefundAsked)
        found = report_of(scene)
        assert all(0 <= row.back_cents <= row.cents for row in found.rows)
        scene.clock.advance(hours=24)
    days = [
        report_of(scene, Period(date(2026, 11, 26 + n), date(2026, 11, 26 + n)))
        for n in range(4)
    ]
    whole = report_of(scene, Period(date(2026, 11, 26), date(2026, 11, 29)))
    assert all(row.net_cents == row.net_base_cents == 0 for row in whole.rows)
    assert whole.refunded_cents == order.total_cents
    for tax in Tax:
        sums = [day.total(tax) for day in days]
        all_of = whole.total(tax)
        assert sum(one.back_cents for one in sums if one) == (
            all_of.back_cents if all_of else 0
        )
    # A day with refunds alone is below zero: it is taken off what is remitted.
    assert days[3].orders == 0
    assert days[3].rows
    assert all(row.net_cents < 0 for row in days[3].rows)


def test_the_page_and_its_files_say_the_same(scene: Scene, boss: FlaskClient) -> None:
    paid(scene, **HALIFAX)
    query = "du=2026-11-26&au=2026-11-26"
    said = words(boss.get(f"{PAGE}?{query}").text)
    (row,) = report_of(scene).rows[-1:]
    amount = f"{row.cents // 100},{row.cents % 100:02}"
    assert f"TVH {row.rate // 1000} %" in said
    assert f"{amount} $" in said
    sent = boss.get(f"{PAGE}/rapport.csv?{query}")
    assert sent.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "taxes-2026-11-26-2026-11-26.csv" in sent.headers["Content-Disposition"]
    assert sent.data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(sent.data.decode("utf-8-sig")), delimiter=";"))
    assert len(lines) == 1 + len(report_of(scene).rows)
    assert lines[-1][0] == "TVH"
    assert lines[-1][1] == "Nouvelle-Écosse"
    assert amount in lines[-1]
    book = boss.get(f"{PAGE}/rapport.xlsx?{query}")
    with zipfile.ZipFile(io.BytesIO(book.data)) as parts:
        sheet = etree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    numbers = [
        float(v.text) for v in sheet.iter("{*}v") if v.getparent().get("t") != "s"
    ]
    assert row.cents / 100 in numbers


def test_an_empty_period_says_so(scene: Scene, boss: FlaskClient) -> None:
    said = words(boss.get(PAGE).text)
    assert "Rien n’a été taxé dans cette période." in said
    assert "Du 2026-10-01 au 2026-10-31" in said


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("du=hier&au=2026-11-26", "Écrivez deux dates"),
        ("du=2026-11-26", "Écrivez deux dates"),
        ("du=2026-11-27&au=2026-11-26", "La fin vient avant le début."),
        ("du=2020-01-01&au=2026-11-26", "Deux ans au plus."),
    ],
)
def test_a_period_that_cannot_be_is_told(
    boss: FlaskClient, query: str, said: str
) -> None:
    answer = boss.get(f"{PAGE}?{query}")
    assert answer.status_code == 422
    assert said in words(answer.text)


def test_the_usual_periods_follow_each_other(scene: Scene) -> None:
    with scene.app.test_request_context():
        for today in (date(2026, 1, 1), date(2026, 3, 31), date(2028, 2, 29)):
            periods = [period for _, period in usual_periods(today)]
            assert all(period.first <= period.last for period in periods)
            last_month, month, last_quarter, quarter, last_year, year = periods
            for before, now in (
                (last_month, month),
                (last_quarter, quarter),
                (last_year, year),
            ):
                assert (now.first - before.last).days == 1
                assert now.last == today


@pytest.mark.parametrize("province", ["QC", "NS"])
def test_a_line_that_goes_back_takes_its_own_taxes(scene: Scene, province: str) -> None:
    """A printed book bears no QST, and another rate of HST than a zine."""
    code = paid(scene, **(HALIFAX if province == "NS" else {}))
    before = report_of(scene)
    address = f"/commandes/{code}/annulation"
    with scene.runtime.read() as work:
        novel, zine = work.session.scalars(
            select(OrderLine).order_by(OrderLine.position)
        ).all()
    assert novel.tax_class == "book"
    form = filled_form(scene.client.get(address).text, address) | {
        "ligne": str(novel.id)
    }
    assert scene.client.post(address, data=form).status_code == 303
    found = report_of(scene)
    back = {(row.tax, row.rate): row for row in found.rows if row.back_cents}
    if province == "QC":
        assert {key: row.back_cents for key, row in back.items()} == {
            (Tax.GST, 5_000): novel.gst_cents
        }
    else:
        assert {key: row.back_cents for key, row in back.items()} == {
            (Tax.HST, 5_000): novel.hst_cents
        }
    (row,) = back.values()
    assert row.back_base_cents == novel.net_cents

    form = filled_form(scene.client.get(address).text, address) | {
        "ligne": str(zine.id)
    }
    assert scene.client.post(address, data=form).status_code == 303
    # All of it, the carriage included: nothing is left to remit.
    for row in report_of(scene).rows:
        assert (row.net_cents, row.cents) == (0, row.back_cents)
    assert [row.cents for row in report_of(scene).rows] == [
        row.cents for row in before.rows
    ]
