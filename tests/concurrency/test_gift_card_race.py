"""Many hands on one gift card: it is redeemed once, with a control where it is not."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from flashsale.credit import claims, gift_cards
from flashsale.credit.balances import balances_of
from flashsale.credit.buckets import Bucket
from flashsale.credit.claims import CardTaken
from flashsale.credit.gift_cards import CardDraft, CardRedeemed
from flashsale.credit.invariants import INVARIANTS
from flashsale.db import Database, unit_of_work
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import GiftCardId, Ids, MemberId
from flashsale.kernel.language import Language
from flashsale.mail.models import OutboxMail
from tests.credit_scene import an_order
from tests.factories import a_member

HANDS = 12
Card = tuple[GiftCardId, str, list[MemberId]]


@pytest.fixture
def card(database: Database, clock: FrozenClock) -> Card:
    """Issue a card, and let a crowd know its code."""
    with unit_of_work(database, clock, Ids(), {}) as work:
        buyer = a_member(work)
        draft = CardDraft(
            buyer_id=buyer,
            cents=50_00,
            recipient_name="Bibiane",
            recipient_email="bibiane@example.org",
            words="",
            language=Language.FR,
        )
        wanted = gift_cards.want(work, draft)
        assert isinstance(wanted, int)
        order = an_order(work, buyer)
        assert gift_cards.order(work, buyer, [wanted], order)
        assert gift_cards.issue(work, order) == 1
        assert gift_cards.issue(work, order) == 0
        (letter,) = work.session.query(OutboxMail).all()
        people = [a_member(work) for _ in range(HANDS)]
        return wanted, str(letter.values["code"]), people


def race(database: Database, clock: FrozenClock, card: Card) -> int:
    """Let everyone redeem at once; return how many did."""
    _, code, people = card
    together = Barrier(len(people))

    def redeem(member: MemberId) -> bool:
        together.wait()
        with unit_of_work(database, clock, Ids(), {}) as work:
            return isinstance(gift_cards.redeem(work, member, code), CardRedeemed)

    with ThreadPoolExecutor(len(people)) as hands:
        return sum(hands.map(redeem, people))


def credit(database: Database, clock: FrozenClock, card: Card) -> tuple[int, bool]:
    """Return the credit of all of them, and whether every invariant holds."""
    with unit_of_work(database, clock, Ids(), {}) as work:
        total = sum(balances_of(work, m).cents(Bucket.PAID) for m in card[2])
        return total, all(invariant(work).holds for invariant in INVARIANTS)


def test_a_card_is_redeemed_once(
    database: Database, clock: FrozenClock, card: Card
) -> None:
    assert race(database, clock, card) == 1
    assert credit(database, clock, card) == (50_00, True)


def test_the_control_without_the_guard_redeems_for_everyone(
    database: Database,
    clock: FrozenClock,
    card: Card,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Everyone read the card before anyone wrote; each move has a key of its own."""
    taken = CardTaken(card[0], 50_00)
    monkeypatch.setattr(claims, "redeem_card", lambda *_: taken)
    before = gift_cards.ledger._begin

    def keyless(work, *, key, **values):  # type: ignore[no-untyped-def]
        return before(work, key=work.ids.token(), **values)

    monkeypatch.setattr(gift_cards.ledger, "_begin", keyless)
    assert race(database, clock, card) > 1
    total, is_sound = credit(database, clock, card)
    assert total > 50_00
    assert not is_sound
