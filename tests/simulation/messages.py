"""The desk's messages on their way to the house: late, twice, out of order, never."""

from datetime import timedelta
from functools import partial

from flashsale.orders import inbox
from flashsale.orders.payment_desk import PaymentEvent
from flashsale.runtime import Runtime
from tests.simulation.house import House
from tests.simulation.requests import NoAnswer, any_web, ask

# How often the desk sends a message again that was not answered well.
RESENT_AFTER_S = (60, 300, 1_800)


class PostOffice:
    """Brings the desk's messages to the house: late, twice, out of order, or never."""

    def __init__(self, house: House) -> None:
        """Take every message of the house's desk."""
        self._house = house
        self._stage = house.stage
        house.desk.tell = self._send

    def _send(self, message: PaymentEvent) -> None:
        stage, plan = self._stage, self._stage.plan
        if stage.current is None or stage.is_over:
            return
        if stage.rng.random() < plan.message_loss_rate:
            stage.seen["a message never came"] += 1
            return
        for _ in range(stage.rng.choice((1, 1, 1, 2, 3))):
            late = stage.rng.uniform(0, 3)
            if stage.rng.random() < plan.message_late_rate:
                late = stage.rng.choice((30, 600, 1_200)) * stage.rng.random()
                stage.seen["a message came late"] += 1
            stage.spawn(
                f"message:{message.event_id}",
                partial(self._bring, message),
                at=stage.now + timedelta(seconds=late),
            )

    def _bring(self, message: PaymentEvent) -> None:
        for wait in (*RESENT_AFTER_S, None):
            host = any_web(self._house)
            deliver = partial(receive, self._house.on(host), message)
            try:
                if ask(self._house, host, "message", deliver):
                    return
            except NoAnswer:
                pass
            if wait is not None:
                self._stage.sleep(wait)


def receive(runtime: Runtime, message: PaymentEvent) -> bool:
    """Do what `orders.webhooks` does with a signed message: store it, and no more."""
    with runtime.work() as work:
        inbox.store(work, message)
    return True
