"""A price is that of the hold: day of the tables, tier, until the hold ends."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select

from flashsale.db import Work
from flashsale.kernel.ids import LotId, MemberId
from flashsale.kernel.language import Language
from flashsale.kernel.places import OrderDelivery, Province
from flashsale.orders import checkout
from flashsale.orders.addresses import Address
from flashsale.orders.checkout import Ordered
from flashsale.orders.contents import contents_of
from flashsale.orders.merchant import merchant_of
from flashsale.orders.models import Order, OrderLine
from flashsale.orders.order_rows import CheckoutRequest
from flashsale.orders.pricing import price
from flashsale.orders.tiers import HeldOffer
from tests.checkout_scene import Scene, filled_form, scene, words

__all__ = ["scene"]

HALIFAX = {"province": "NS", "postal_code": "B3H 1A1", "city": "Halifax"}


def test_a_rate_that_changes_at_midnight_changes_no_price_on_hold(scene: Scene) -> None:
    # Five to midnight in Québec; from the next day on Nova Scotia taxes 14 %.
    scene.clock.move_to(datetime(2025, 4, 1, 3, 55, tzinfo=UTC))
    scene.hold(scene.a_lot())
    before = _shown(scene)
    scene.clock.advance(minutes=6)
    assert _shown(scene) == before == 600 + 1_190 + 269
    code = scene.order(**HALIFAX)
    with scene.runtime.read() as work:
        order = work.session.scalars(select(Order).where(Order.code == code)).one()
    assert order.priced_on == "2025-03-31"
    assert order.terms["taxes"] == "2022-10-01"
    assert order.hst_cents == 269
    # Another hold, another day: the change is there.
    scene.client.post(f"/commandes/{code}/annuler")
    scene.clock.advance(minutes=20)
    scene.hold(scene.a_lot())
    assert _shown(scene) == 600 + 1_190 + 251


def _shown(scene: Scene) -> int:
    form = scene.checkout_form(**HALIFAX, recalculer="1")
    page = scene.client.post("/paiement", data=form)
    assert "TVH" in words(page.text)
    return int(filled_form(page.text, "/paiement")["total"])


def test_a_tiers_price_is_sold_and_kept_beside_the_drops(scene: Scene) -> None:
    cheap, dear = scene.a_lot(price_cents=1_000), scene.a_lot(price_cents=1_000)
    scene.hold(cheap, quantity=2)
    scene.hold(dear)
    asked: list[HeldOffer] = []

    def tier(
        work: Work, member_id: MemberId, offers: Sequence[HeldOffer]
    ) -> Mapping[LotId, int]:
        assert member_id == scene.member
        asked.extend(offers)
        return {cheap: 850, dear: 1_200}

    policy = replace(scene.runtime.pricing, tier_prices=tier)
    with scene.runtime.work() as work:
        contents = contents_of(work, policy, scene.member)
        request = CheckoutRequest(
            member_id=scene.member,
            token=contents.revision,
            shown_total_cents=0,
            shown_due_cents=0,
            delivery=OrderDelivery.PICKUP,
            address=Address(
                name="Camille Essai",
                line1="12, rue Chabot",
                line2="",
                city="Montréal",
                province=Province.QC,
                postal_code="H2X 1Y4",
                email="camille@example.org",
            ),
            language=Language.FR,
        )
        total = price(work, policy, contents, request.wishes(None)).quote.total_cents
        assert total == 2_700 + 135 + 269
        outcome = checkout.place(
            work,
            policy,
            merchant_of(scene.runtime.settings),
            replace(request, shown_total_cents=total, shown_due_cents=total),
        )
        assert isinstance(outcome, Ordered)
        lines = work.session.scalars(
            select(OrderLine).order_by(OrderLine.position)
        ).all()
    assert [(x.drop_price_cents, x.unit_price_cents) for x in lines] == [
        (1_000, 850),
        (1_000, 1_000),
    ]
    assert {offer.held_at for offer in asked} == {scene.clock.now()}
