"""A novel, a zine, an e-book and two tickets, to Gatineau and to Halifax, by hand.

Prices: 20.00, 12.00, 10.00 and 2 × 25.00, in all 92.00, and 10.00 of promo credit that
lowers each line in proportion: 1000 × 20/92 = 217.39, 130.43, 108.70, 543.48; the two
cents left over go to .70 and .48, so 2.17, 1.30, 1.09 and 5.44. What is left to pay:
17.83 + 10.70 + 8.91 + 44.56 = 82.00. The tickets are for a show in Québec.

Gatineau (J8X, zone quebec): two things of 120 g are a parcel of up to 500 g, 8.50,
shared over what is carried: 850 × 1783/2853 = 531.21 for the novel, 318.79 for the
zine: 5.31 and 3.19. GST 5 % of 90.50 is 4.525, half a cent up: 4.53. QST 9.975 % of all
but the printed book with an ISBN and its part of the carriage, 10.70 + 3.19 + 8.91 +
44.56 = 67.36, is 6.71916: 6.72. Total 82.00 + 8.50 + 4.53 + 6.72 = 101.75.

Halifax (B3H, zone canada): 11.90, shared 7.44 and 4.46. HST: novel and carriage,
25.27, at 5 % (the province's part is given back at the till) 1.2635; the zine and its
carriage, 15.16, at 14 % 2.1224; the e-book, supplied where its buyer is, 8.91 at 14 %
1.2474; together 4.6333: 4.63. The tickets are supplied in Québec: GST 2.228, 2.23; QST
4.44486, 4.44. Total 82.00 + 11.90 + 4.63 + 2.23 + 4.44 = 105.20.
"""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from flashsale.credit import ledger
from flashsale.credit.buckets import Bucket
from flashsale.credit.buckets import Kind as Move
from flashsale.credit.ledger import Gift
from flashsale.kernel.kinds import Form, Kind
from flashsale.orders.models import Order, OrderLine, Refund
from tests.checkout_scene import Scene, filled_form, scene, words

__all__ = ["scene"]

TITLES = 4


@dataclass(frozen=True)
class ByHand:
    """What the sums above say, in cents."""

    shipping: int
    gst: int
    qst: int
    hst: int
    total: int


GATINEAU = {"city": "Gatineau", "province": "QC", "postal_code": "J8X 2K1"}
HALIFAX = {"city": "Halifax", "province": "NS", "postal_code": "B3H 1A1"}
SUMS = [
    (GATINEAU, ByHand(shipping=850, gst=453, qst=672, hst=0, total=10_175)),
    (HALIFAX, ByHand(shipping=1_190, gst=223, qst=444, hst=463, total=10_520)),
]


def fill_basket(scene: Scene) -> None:
    """Hold the five copies, and give the credit."""
    novel = scene.a_lot(
        price_cents=20_00, kind=Kind.BOOK, form=Form.PRINT, gtin="9782925000006"
    )
    zine = scene.a_lot(price_cents=12_00, kind=Kind.FANZINE, form=Form.PRINT)
    ebook = scene.a_lot(price_cents=10_00, kind=Kind.BOOK, form=Form.EBOOK)
    show = scene.a_lot(price_cents=25_00, kind=Kind.TICKET, form=Form.ADMISSION)
    for lot, quantity in ((novel, 1), (zine, 1), (ebook, 1), (show, 2)):
        scene.hold(lot, quantity=quantity)
    with scene.runtime.work() as work:
        gift = Gift(
            key="ten-dollars",
            kind=Move.GRANT,
            member_id=scene.member,
            bucket=Bucket.PROMO,
            cents=10_00,
        )
        ledger.give(work, gift)


def bought(scene: Scene, to: dict[str, str]) -> Order:
    fill_basket(scene)
    code = scene.order(**to, promo_credit="y")
    scene.desk.pay(list(scene.desk.pages)[-1])
    scene.come_back(code)
    with scene.runtime.read() as work:
        return work.session.scalars(select(Order).where(Order.code == code)).one()


@pytest.mark.parametrize(("to", "by_hand"), SUMS, ids=["gatineau", "halifax"])
def test_the_order_is_what_was_worked_out_by_hand(
    scene: Scene, to: dict[str, str], by_hand: ByHand
) -> None:
    order = bought(scene, to)
    assert order.state == "paid"
    assert (order.items_cents, order.promo_credit_cents) == (82_00, 10_00)
    assert by_hand == ByHand(
        shipping=order.shipping_cents,
        gst=order.gst_cents,
        qst=order.qst_cents,
        hst=order.hst_cents,
        total=order.total_cents,
    )
    with scene.runtime.read() as work:
        found = select(OrderLine.net_cents).where(OrderLine.order_id == order.id)
        nets = sorted(work.session.scalars(found))
    assert nets == sorted([17_83, 10_70, 8_91, 44_56])
    shown = f"{by_hand.total // 100},{by_hand.total % 100:02} $"
    assert shown in words(scene.client.get(f"/commandes/{order.code}").text)
    invoice = words(scene.client.get(f"/commandes/{order.code}/facture").text)
    assert shown in invoice
    assert "Facture et contrat" in invoice


def test_one_line_is_taken_back_with_its_own_taxes(scene: Scene) -> None:
    """The zine: 10.70, 0.53 of GST and 1.07 of QST; the carriage stays.

    Of the 4.53 of GST, 0.8915 is the novel's, 0.535 the zine's, 0.4455 the e-book's,
    2.228 the tickets', 0.2655 and 0.1595 the carriage's: whole cents make 4.49, and the
    four that are left go to .95, .80, .55 and .55; the zine's .50 comes after. Of the
    6.72 of QST its 1.0673 has a cent for its .73, after .88 and .82.
    """
    order = bought(scene, GATINEAU)
    with scene.runtime.read() as work:
        line = work.session.scalars(
            select(OrderLine).where(
                OrderLine.order_id == order.id, OrderLine.net_cents == 10_70
            )
        ).one()
    address = f"/commandes/{order.code}/annulation"
    form = filled_form(scene.client.get(address).text, address)
    form = {name: value for name, value in form.items() if name != "ligne"}
    answer = scene.client.post(address, data=form | {"ligne": str(line.id)})
    assert answer.status_code == 303
    with scene.runtime.read() as work:
        refund = work.session.scalars(select(Refund)).one()
    assert (refund.amount_cents, refund.state) == (12_30, "succeeded")
    seen = words(scene.client.get(f"/commandes/{order.code}").text)
    assert "12,30 $" in seen
    note = words(scene.client.get(f"/commandes/{order.code}/avoirs/1").text)
    assert "Total remboursé 12,30 $" in note
    assert "0,53 $" in note
    assert "1,07 $" in note
