"""A member who waits for a copy that another holds, with a card of theirs kept."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from flashsale.kernel.ids import EntryId, HoldId, LotId, MemberId
from flashsale.mail.models import OutboxMail
from flashsale.mandates import run
from flashsale.mandates.models import Mandate
from flashsale.sales import releases, waitlist
from flashsale.sales.models import WaitOffer
from flashsale.sales.waitlist import Joined, JoinRequest
from tests.card_scene import a_saved_card
from tests.checkout_scene import Scene, filled_form


@dataclass
class Turn:
    """Camille waits for a copy that somebody else holds, with a card of hers kept."""

    scene: Scene
    lot: LotId
    holder: MemberId
    held: HoldId
    entry: EntryId

    @property
    def path(self) -> str:
        return f"/attente/{self.entry}/achat"

    def form(self, **changes: str) -> dict[str, str]:
        page = self.scene.client.get(self.path)
        assert page.status_code == 200, page.status
        return filled_form(page.text, self.path) | {"accord": "y"} | changes

    def agree(self, **changes: str) -> TestResponse:
        return self.scene.client.post(self.path, data=self.form(**changes))

    def agreed(self, **changes: str) -> None:
        answer = self.agree(**changes)
        assert (answer.status_code, answer.location) == (303, "/listes-attente")
        assert self.state() == "standing"

    def cancel(self) -> TestResponse:
        return self.scene.client.post(f"{self.path}/annuler")

    def comes(self) -> None:
        """Have the other one put the copy back: it is Camille's turn."""
        with self.scene.runtime.work() as work:
            releases.release(work, self.holder, self.held)
        assert self.offer() == "open"

    def state(self) -> str:
        with self.scene.runtime.read() as work:
            states = work.session.scalars(
                select(Mandate.state)
                .where(Mandate.entry_id == self.entry)
                .order_by(Mandate.id.desc())
            ).all()
        return states[0] if states else ""

    def offer(self) -> str | None:
        with self.scene.runtime.read() as work:
            return work.session.scalar(
                select(WaitOffer.state).where(WaitOffer.entry_id == self.entry)
            )

    def keep(self) -> None:
        """Run what the worker runs."""
        run.keep(self.scene.runtime)

    def letters(self, message: str) -> list[OutboxMail]:
        with self.scene.runtime.read() as work:
            return list(
                work.session.scalars(
                    select(OutboxMail).where(OutboxMail.message == message)
                )
            )


def a_turn(scene: Scene, *, units: int = 1, holders: int = 1) -> Turn:
    """Have as many others hold a copy each as there are; one of them may give back."""
    lot = scene.a_lot(allotted=holders)
    for _ in range(holders):
        holder = scene.another_member()
        held = scene.hold(lot, member=holder)
    with scene.runtime.work() as work:
        joined = waitlist.join(
            work, JoinRequest(member_id=scene.member, lot_id=lot, quantity=units)
        )
    assert isinstance(joined, Joined)
    return Turn(scene, lot, holder, held, joined.entry_id)


@pytest.fixture
def turn(scene: Scene) -> Turn:
    a_saved_card(scene)
    return a_turn(scene)
