"""From the basket to the money: checkout, payment page and second thoughts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flashsale.kernel.ids import HoldId, MemberId, PaymentId
from flashsale.kernel.language import Language
from flashsale.kernel.places import OrderDelivery, Province
from flashsale.orders import cancelling, checkout, payments
from flashsale.orders.addresses import Address
from flashsale.orders.cancelling import Cancelled
from flashsale.orders.checkout import Ordered
from flashsale.orders.contents import contents_of
from flashsale.orders.lifecycle import PaymentStage
from flashsale.orders.merchant import merchant_of
from flashsale.orders.opening import PageOpened, open_page
from flashsale.orders.order_rows import CheckoutRequest
from flashsale.orders.pricing import Wishes, price
from flashsale.orders.settlement import settle
from flashsale.runtime import Runtime
from tests.simulation.house import House
from tests.simulation.requests import Answer, NoAnswer, any_web, ask
from tests.simulation.store import instant

ADDRESS = Address(
    name="Camille Essai",
    line1="12, rue Chabot",
    line2="",
    city="Montréal",
    province=Province.QC,
    postal_code="H2X 1Y4",
    email="camille@example.org",
)
# Seconds from the instant until which the copies are kept for a payment.
AROUND_THE_END_S = (-1.0, -1e-6, 0.0, 1e-6, 1.0, 10.0)


@dataclass(frozen=True, slots=True)
class Form:
    """The checkout page as the member sees it."""

    request: CheckoutRequest
    hold_ids: tuple[HoldId, ...]


class Buying:
    """One member's way through the checkout."""

    def __init__(
        self,
        house: House,
        member_id: MemberId,
        *,
        is_late: bool,
        call_rival: Callable[[HoldId, datetime], None],
    ) -> None:
        """Buy at `house`; `call_rival` has somebody want a held copy from an instant.

        is_late: they always pay when their copies are no longer kept.
        """
        self._is_late = is_late
        self._call_rival = call_rival
        self._house = house
        self._stage = house.stage
        self._rng = house.stage.rng
        self._member_id = member_id

    def go(self, second_thoughts: Callable[[], None]) -> None:
        """Order the basket and pay it, or not; `second_thoughts` releases a hold."""
        form = self._try("looks at the checkout", self._page)
        if form is None:
            return
        if self._rng.random() < 0.1:
            second_thoughts()
        if self._rng.random() < 0.15:
            self._stage.spawn("orders twice", lambda: self._order(form))
            self._stage.seen["a checkout was sent twice at once"] += 1
        ordered = self._order(form)
        if ordered is None:
            return
        if self._rng.random() < 0.25:
            second_thoughts()
        session_id = self._open(ordered.payment_id)
        if session_id is not None:
            self._pay(ordered, form, session_id)

    def _page(self, runtime: Runtime) -> Form | None:
        with runtime.read() as work:
            contents = contents_of(work, runtime.pricing, self._member_id)
            if contents.is_empty:
                return None
            wishes = Wishes(delivery=OrderDelivery.PICKUP, province=ADDRESS.province)
            priced = price(work, runtime.pricing, contents, wishes)
            request = CheckoutRequest(
                member_id=self._member_id,
                token=contents.revision,
                shown_total_cents=priced.quote.total_cents,
                shown_due_cents=priced.quote.due_cents,
                delivery=OrderDelivery.PICKUP,
                address=ADDRESS,
                language=Language.FR,
            )
        return Form(request, contents.hold_ids)

    def _order(self, form: Form) -> Ordered | None:
        def place(runtime: Runtime) -> object:
            with runtime.work() as work:
                merchant = merchant_of(runtime.settings)
                return checkout.place(work, runtime.pricing, merchant, form.request)

        for _ in range(self._rng.choice((1, 2, 3))):
            outcome = self._try("orders", place)
            if isinstance(outcome, Ordered):
                self._stage.seen["an order was placed"] += 1
                self._house.journal.orders.add(outcome.code)
                return outcome
            if outcome is not None:
                self._stage.seen[f"checkout: {type(outcome).__name__}"] += 1
                return None
        return None

    def _open(self, payment_id: PaymentId) -> str | None:
        """Get to the payment page and return its name at the desk."""
        for _ in range(self._rng.choice((1, 2, 3))):
            outcome = self._try(
                "opens the page", lambda runtime: open_page(runtime, payment_id)
            )
            if isinstance(outcome, PageOpened):
                return outcome.url.rsplit("/", 1)[1]
            self._stage.sleep(self._rng.choice((1, 30)))
        return None

    def _pay(self, ordered: Ordered, form: Form, session_id: str) -> None:
        draw = 1.0 if self._is_late else self._rng.random()
        if draw < 0.12:
            self._stage.seen["a member never paid"] += 1
            return
        if draw < 0.24:
            self._stage.sleep(self._rng.uniform(0, 300))
            self._cancel(ordered)
            # The page may stand open in another tab.
            if self._rng.random() < 0.5:
                return
        self._take_time(ordered.payment_id, form)
        if self._rng.random() < 0.15:
            self._house.desk.refuse(session_id)
            self._come_back(ordered, form)
            self._take_time(ordered.payment_id, form)
        if not self._house.desk.pay(session_id):
            self._stage.seen["a member came too late to the page"] += 1
        elif self._rng.random() < self._stage.plan.bank_lapse_rate:
            self._stage.spawn("bank", lambda: self._lapse(session_id))
        if self._rng.random() < 0.75:
            for _ in range(self._rng.choice((1, 1, 2))):
                self._come_back(ordered, form)

    def _lapse(self, session_id: str) -> None:
        self._stage.sleep(self._rng.uniform(0, 2))
        self._house.desk.lapse(session_id)

    def _take_time(self, payment_id: PaymentId, form: Form) -> None:
        """Type the card: at once, just around the end of the hold, or far too late."""
        draw = self._rng.random()
        if not self._is_late and draw >= self._stage.plan.late_payer_rate:
            self._stage.sleep(self._rng.expovariate(1 / 40))
        elif self._is_late or self._rng.random() < 0.85:
            kept_until = self._kept_until(payment_id)
            about = self._rng.choice(AROUND_THE_END_S)
            if self._is_late or self._rng.random() < 0.7:
                about = self._rng.uniform(10, 50)
                self._call_rival(form.hold_ids[0], kept_until)
            self._stage.sleep_until(kept_until + timedelta(seconds=about))
        else:
            self._stage.sleep(self._rng.uniform(0, 2_600))

    def _kept_until(self, payment_id: PaymentId) -> datetime:
        ((stored,),) = self._house.store.rows(
            "SELECT kept_until FROM payment WHERE id = :payment", payment=payment_id
        )
        return instant(stored) or self._stage.now

    def _come_back(self, ordered: Ordered, form: Form) -> None:
        """Return to the order's page, which settles it, and read what it says."""

        def serve(runtime: Runtime) -> PaymentStage:
            settle(runtime, ordered.payment_id)
            with runtime.read() as work:
                return payments.case_of(work, ordered.payment_id).stage

        stage = self._try("comes back", serve)
        if stage is PaymentStage.CAPTURED:
            self._stage.seen["a sale was told"] += 1
            journal = self._house.journal
            journal.confirm(ordered.code, form.hold_ids, self._stage.now)

    def _cancel(self, ordered: Ordered) -> None:
        outcome = self._try(
            "cancels",
            lambda runtime: cancelling.cancel(runtime, self._member_id, ordered.code),
        )
        self._stage.seen[f"cancel: {type(outcome).__name__}"] += 1
        if isinstance(outcome, Cancelled):
            journal = self._house.journal
            journal.cancelled.setdefault(ordered.code, self._stage.now)

    def _try(self, doing: str, serve: Callable[[Runtime], Answer]) -> Answer | None:
        host = any_web(self._house)
        try:
            return ask(self._house, host, doing, lambda: serve(self._house.on(host)))
        except NoAnswer:
            return None
