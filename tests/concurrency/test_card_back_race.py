"""One redeems a gift card while the desk gives its money back: one of them wins."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from flashsale.credit import card_refunds, claims, gift_cards
from flashsale.credit.balances import balances_of
from flashsale.credit.buckets import Bucket
from flashsale.credit.gift_cards import CardRedeemed
from flashsale.credit.models import GiftCard
from flashsale.invariants import check_all
from flashsale.kernel.ids import GiftCardId, MemberId
from flashsale.orders import restitutions
from flashsale.orders.models import OrderGiftCard
from flashsale.orders.restitution_models import Restitution
from flashsale.orders.restitutions import Cause, Refusal, Restored, Wanted
from tests.checkout_scene import Scene, scene
from tests.flows.test_gift_cards import buy

__all__ = ["scene"]

# Each side has as many hands, and all of them begin at once.
HANDS = 6
ROUNDS = 4


def race(scene: Scene, secret: str) -> tuple[int, set[object]]:
    """Let members redeem the last card and staff give it back; return who did what.

    How many redeemed it, and the restitutions that were made, by id.
    """
    with scene.runtime.read() as work:
        order_id, card_id = work.session.execute(
            select(OrderGiftCard.order_id, OrderGiftCard.gift_card_id)
            .order_by(OrderGiftCard.id.desc())
            .limit(1)
        ).one()
    people = [scene.another_member() for _ in range(HANDS)]
    together = Barrier(2 * HANDS)

    def redeem(member: MemberId) -> object:
        together.wait()
        with scene.runtime.work() as work:
            done = gift_cards.redeem(work, member, secret)
        return "redeemed" if isinstance(done, CardRedeemed) else None

    def give_back(hand: int) -> object:
        wanted = Wanted(
            order_id=order_id,
            units={},
            key=f"desk:{card_id}:{hand}",
            cause=Cause.STAFF,
            reason="Achetée deux fois",
            asked_by=scene.member,
            card_ids=frozenset({GiftCardId(card_id)}),
        )
        together.wait()
        with scene.runtime.work() as work:
            done = restitutions.give_back(work, wanted)
        return done.restitution_id if isinstance(done, Restored) else done.refusal

    with ThreadPoolExecutor(2 * HANDS) as hands:
        redeeming = [hands.submit(redeem, member) for member in people]
        giving = [hands.submit(give_back, hand) for hand in range(HANDS)]
        redeemed = sum(one.result() == "redeemed" for one in redeeming)
        given = {one.result() for one in giving}
    return redeemed, {one for one in given if not isinstance(one, Refusal)}


def paid_out(scene: Scene) -> int:
    """Return what the card is worth now, to whoever: credit and money, in cents."""
    with scene.runtime.read() as work:
        redeemer = work.session.scalar(select(GiftCard.redeemed_by))
        back = work.session.scalar(select(func.sum(Restitution.total_cents))) or 0
        credit = (
            balances_of(work, MemberId(redeemer)).cents(Bucket.PAID) if redeemer else 0
        )
    return int(back) + credit


def test_a_card_is_redeemed_or_given_back_never_both(scene: Scene) -> None:
    for _ in range(ROUNDS):
        redeemed, given = race(scene, buy(scene))
        assert redeemed + len(given) == 1
    scene.sweep()


@pytest.mark.parametrize("redeems_first", [True, False])
def test_whoever_is_first_is_the_only_one(scene: Scene, *, redeems_first: bool) -> None:
    secret = buy(scene)
    with scene.runtime.read() as work:
        card_id = GiftCardId(work.session.scalars(select(GiftCard.id)).one())
    other = scene.another_member()

    def redeem() -> bool:
        with scene.runtime.work() as work:
            return isinstance(gift_cards.redeem(work, other, secret), CardRedeemed)

    def void() -> bool:
        with scene.runtime.work() as work:
            return card_refunds.void(work, card_id)

    deeds = (redeem, void) if redeems_first else (void, redeem)
    assert [deed() for deed in (*deeds, *deeds)] == [True, False, False, False]
    # No money goes back here beside the card: the house would find it.
    scene.must_be_sound = False


def test_the_control_without_the_guard_pays_twice(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The desk read the card before anyone redeemed it, and trusts what it read."""
    scene.must_be_sound = False
    secret = buy(scene)
    monkeypatch.setattr(claims, "move_card", lambda *_, **__: True)
    redeemed, given = race(scene, secret)
    assert redeemed == 1
    assert len(given) == 1
    assert paid_out(scene) == 2 * 50_00
    broken = {found.name for found in check_all(scene.runtime) if not found.holds}
    assert "a gift card that went back is void, and no other is" in broken
