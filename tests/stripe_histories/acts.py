"""What may happen in a history: members, their banks, the house's jobs, bad luck."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from flashsale.fakestripe import payments as bank_payments
from flashsale.fakestripe import refunds
from flashsale.fakestripe.parameters import Parameters, Tree
from flashsale.fakestripe.records import Charge, Intent
from flashsale.fakestripe.refusals import ApiRefusal
from flashsale.fakestripe.store import Wanted
from flashsale.fakestripe.turn import Turn
from flashsale.kernel.ids import MemberId, PaymentId
from flashsale.kernel.language import Language
from flashsale.kernel.places import OrderDelivery, Province
from flashsale.orders import (
    cancelling,
    checkout,
    forgetting,
    messages,
    opening,
    payments,
    saved_cards,
)
from flashsale.orders.addresses import Address
from flashsale.orders.checkout import Ordered
from flashsale.orders.contents import contents_of
from flashsale.orders.merchant import merchant_of
from flashsale.orders.opening import PageOpened
from flashsale.orders.order_rows import CheckoutRequest
from flashsale.orders.pricing import Wishes, price
from flashsale.orders.reconciliation import reconcile, reconcile_with_list
from flashsale.orders.settlement import settle
from flashsale.sales import holds, releases
from flashsale.sales.holds import HoldRequest
from tests.stripe_histories.world import BASE, World

ADDRESS = Address(
    name="Camille Essai",
    line1="12, rue Chabot",
    line2="",
    city="Montréal",
    province=Province.QC,
    postal_code="H2X 1Y4",
    email="camille@example.org",
)
GOOD = ("4242424242424242", "5555555555554444", "4000000000007726", "4000000000000341")
REFUSED = ("4000000000000002", "4000000000009995", "4000000000000119")
ASKS, CONTESTED = "4000002760003184", "4000000000000259"
FORM = {"expiry": "12/34", "cvc": "123", "name": "Camille", "postal_code": "H2X 1Y4"}
ALL = Wanted(equal={}, limit=1_000)


@dataclass
class Buyer:
    """A member and how far they came. page: the address where they can pay."""

    member_id: MemberId
    payment_id: PaymentId | None = None
    code: str = ""
    page: str = ""


@dataclass
class History:
    """One history: who is in it, and what somebody did by hand at the desk."""

    world: World
    buyers: list[Buyer]
    by_hand: dict[str, int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def step(self) -> None:
        """Let one thing happen, drawn by chance."""
        deed, name = self.world.rng.choices(
            [(act, act.__name__) for act, _ in ACTS], [weight for _, weight in ACTS]
        )[0]
        self.world.trace.append(name)
        self.world.attempt(lambda: deed(self))

    def buyer(self) -> Buyer:
        """Return any of the members."""
        return self.world.rng.choice(self.buyers)


def hold(history: History) -> None:
    """Let a member hold a copy."""
    hold_for(history, history.buyer())


def hold_for(history: History, buyer: Buyer) -> None:
    """Hold a copy for one member."""
    with history.world.runtime.work() as work:
        holds.place(
            work,
            HoldRequest(
                member_id=buyer.member_id,
                lot_id=history.world.lot,
                quantity=1,
                request_token=work.ids.token(),
            ),
        )


def order(history: History) -> None:
    """Let a member order their basket, perhaps twice, and tap or go to the page."""
    buyer, keeps = history.buyer(), history.world.rng.random() < 0.4
    order_for(history, buyer, keeps_card="oui" if keeps else "")


def order_for(history: History, buyer: Buyer, *, keeps_card: str) -> None:
    """Order the basket of one member."""
    world = history.world
    runtime = world.runtime
    with runtime.read() as work:
        contents = contents_of(work, runtime.pricing, buyer.member_id)
        if contents.is_empty:
            return
        wishes = Wishes(delivery=OrderDelivery.PICKUP, province=Province.QC)
        quote = price(work, runtime.pricing, contents, wishes).quote
    request = CheckoutRequest(
        member_id=buyer.member_id,
        token=contents.revision,
        shown_total_cents=quote.total_cents,
        shown_due_cents=quote.due_cents,
        delivery=OrderDelivery.PICKUP,
        address=ADDRESS,
        language=Language.FR,
        saved_card_id=_card(history, buyer),
        keeps_card=keeps_card,
    )
    for _ in range(world.rng.choice((1, 1, 2))):
        with runtime.work() as work:
            merchant = merchant_of(runtime.settings)
            outcome = checkout.place(work, runtime.pricing, merchant, request)
    if isinstance(outcome, Ordered) and outcome.payment_id is not None:
        buyer.payment_id, buyer.code = outcome.payment_id, outcome.code
        buyer.page = ""
        if request.saved_card_id is not None:
            history.seen.add("a saved card was tapped")
            settle(runtime, outcome.payment_id)
        open_page(history, buyer)


def _card(history: History, buyer: Buyer) -> int | None:
    """Return the card a member taps with, when they have one and feel like it."""
    world = history.world
    with world.runtime.read() as work:
        card = saved_cards.usable_of(work, buyer.member_id)
    if card is None:
        return None
    history.seen.add("a card was saved")
    return card.id if world.rng.random() < 0.8 else None


def save_a_card(history: History) -> None:
    """Let the first member buy a copy on the page and agree that the card be kept."""
    world, buyer = history.world, history.buyers[0]
    number = world.rng.choices((*GOOD, ASKS), (3, 1, 1, 2, 2))[0]
    hold_for(history, buyer)
    order_for(history, buyer, keeps_card="oui")
    post(world, buyer.page, FORM | {"number": number})
    post(world, f"{buyer.page}/banque", {"reponse": "confirmer"})
    come_back_as(history, buyer)


def take_back_card(history: History) -> None:
    """Let a member take a saved card back."""
    buyer, runtime = history.buyer(), history.world.runtime
    with runtime.work() as work:
        card = saved_cards.usable_of(work, buyer.member_id)
        if card is None or not saved_cards.remove(work, buyer.member_id, card.id):
            return
    history.seen.add("a card was taken back")
    forgetting.forget_removed(runtime)


def open_page(history: History, buyer: Buyer | None = None) -> None:
    """Let a member go to the page of their order, again perhaps."""
    buyer = buyer or history.buyer()
    if buyer.payment_id is not None:
        outcome = opening.open_page(history.world.runtime, buyer.payment_id)
        if isinstance(outcome, PageOpened):
            buyer.page = outcome.url


def pay(history: History) -> None:
    """Let a member send a card on their page, perhaps twice."""
    world, buyer = history.world, history.buyer()
    if not buyer.page:
        return
    number = world.rng.choices(
        [world.rng.choice(GOOD), world.rng.choice(REFUSED), ASKS, CONTESTED],
        (6, 2, 2, 1),
    )[0]
    form = FORM | {"number": number}
    for _ in range(world.rng.choice((1, 1, 2))):
        post(world, buyer.page, form)
    history.seen.add(f"card {number[-4:]}")


def answer_bank(history: History) -> None:
    """Let a member answer what their bank asks, if it asks."""
    buyer = history.buyer()
    if buyer.page:
        answer = history.world.rng.choice(("confirmer", "confirmer", "refuser"))
        post(history.world, f"{buyer.page}/banque", {"reponse": answer})


def post(world: World, url: str, form: dict[str, str]) -> None:
    """Send a form of the stand-in's pages."""
    answer = world.browser.post(urlsplit(url).path, data=form, base_url=BASE)
    assert answer.status_code < 500, answer.text


def come_back(history: History) -> None:
    """Let a member return to their order, which settles it."""
    come_back_as(history, history.buyer())


def come_back_as(history: History, buyer: Buyer) -> None:
    """Let one member return to their order."""
    if buyer.payment_id is not None:
        settle(history.world.runtime, buyer.payment_id)


def cancel(history: History) -> None:
    """Let a member cancel what they did not pay."""
    buyer = history.buyer()
    if buyer.code:
        cancelling.cancel(history.world.runtime, buyer.member_id, buyer.code)


def bring_one(history: History) -> None:
    """Bring any message that is due, once, twice, or lose it."""
    world = history.world
    due = world.on_their_way()
    if not due:
        return
    delivery = world.rng.choice(due)
    if world.rng.random() < 0.15:
        history.seen.add("a message was lost")
        world.settle_delivery(delivery, "dropped")
        return
    for _ in range(world.rng.choice((1, 1, 3))):
        world.bring(delivery)


def run_job(history: History) -> None:
    """Run a job of the queue."""
    history.world.queue.run_one()


def sweep(history: History) -> None:
    """Run one of the periodic jobs."""
    runtime = history.world.runtime
    deeds: tuple[Callable[[], object], ...] = (
        lambda: reconcile(runtime),
        lambda: reconcile_with_list(runtime),
        lambda: messages.handle_left(runtime),
        lambda: _expire(history),
    )
    history.world.rng.choice(deeds)()


def _expire(history: History) -> None:
    with history.world.runtime.work() as work:
        releases.expire_due(work)


def wait(history: History) -> None:
    """Let time pass: a moment, or up to just around the end of a hold, or long."""
    world = history.world
    draw = world.rng.random()
    if draw < 0.6:
        world.clock.advance(seconds=world.rng.uniform(0, 40))
    elif draw < 0.9:
        _to_the_end(history)
    else:
        world.clock.advance(minutes=world.rng.choice((11, 31, 70)))
    world.standin.sweep()


def _to_the_end(history: History) -> None:
    world, buyer = history.world, history.buyer()
    if buyer.payment_id is None:
        return
    with world.runtime.read() as work:
        kept_until = payments.case_of(work, buyer.payment_id).kept_until
    about = timedelta(seconds=world.rng.choice((-1, -1e-6, 0, 1e-6, 1)))
    if kept_until + about > world.clock.now():
        world.clock.advance(
            seconds=(kept_until + about - world.clock.now()).total_seconds()
        )
        history.seen.add("somebody came around the end of a hold")


def by_hand(history: History) -> None:
    """Let somebody do at the desk's own screen what this house never does."""
    world = history.world
    with world.standin.store.transaction() as ledger:
        intents, _ = ledger.find(Intent, ALL)
    if not intents or world.rng.random() < 0.3:
        return
    intent = world.rng.choice(intents)
    with world.standin.turn() as turn:
        if intent.status == "requires_capture":
            _capture_or_void(history, turn, intent)
        elif intent.status == "succeeded" and world.rng.random() < 0.3:
            _refund(history, turn, intent)


def _refund(history: History, turn: Turn, intent: Intent) -> None:
    cents = history.world.rng.choice((1, 100))
    asked: Tree = {"payment_intent": intent.id, "amount": str(cents)}
    try:
        refunds.refund(turn, Parameters(asked))
    except ApiRefusal:
        return
    history.by_hand[intent.id] = history.by_hand.get(intent.id, 0) + cents
    history.seen.add("refunded by hand")


def _capture_or_void(history: History, turn: Turn, intent: Intent) -> None:
    draw = history.world.rng.random()
    if draw < 0.4:
        bank_payments.lapse(turn, intent.id)
        history.seen.add("a bank took its word back")
    elif draw < 0.8:
        bank_payments.capture(turn, intent.id, None)
        history.seen.add("captured by hand")
    else:
        bank_payments.capture(turn, intent.id, intent.amount - 1)
        history.seen.add("less was captured by hand")


def charges_of(world: World) -> dict[str, Charge]:
    """Return the accepted charge of each intent."""
    with world.standin.store.transaction() as ledger:
        charges, _ = ledger.find(Charge, ALL)
    return {c.payment_intent: c for c in charges if c.status == "succeeded"}


ACTS: tuple[tuple[Callable[[History], None], int], ...] = (
    (hold, 5),
    (order, 6),
    (open_page, 1),
    (pay, 9),
    (answer_bank, 4),
    (come_back, 3),
    (cancel, 1),
    (bring_one, 5),
    (run_job, 4),
    (sweep, 3),
    (wait, 4),
    (by_hand, 3),
    (take_back_card, 1),
)
