"""One refund, one letter: its note goes with it, unless the bank takes its time."""

from collections.abc import Sequence

from sqlalchemy import select

from flashsale.mail import delivery
from flashsale.mail.delivery import Taken
from flashsale.mail.models import OutboxMail
from flashsale.mail.rendering import compose, house_of
from flashsale.orders.models import OrderLine
from flashsale.orders.order_letters import WAITS_FOR_NOTE
from flashsale.paper import letters
from tests.checkout_scene import Scene, filled_form, scene

__all__ = ["scene"]


def refunded(scene: Scene, *, is_silent: bool = False) -> str:
    """Pay an order, change one's mind about all of it, and return its code.

    is_silent: whether the desk has stopped answering when the money is to go back.
    """
    scene.hold(scene.a_lot())
    code = scene.order()
    scene.desk.pay(scene.desk.only_page)
    scene.come_back(code)
    address = f"/commandes/{code}/annulation"
    token = filled_form(scene.client.get(address).text, address)["token"]
    with scene.runtime.read() as work:
        lines = list(work.session.scalars(select(OrderLine.id)))
    scene.desk.is_down = is_silent
    scene.client.post(address, data={"token": token, "ligne": lines})
    return code


def told(scene: Scene) -> Sequence[OutboxMail]:
    """Return the letters about money that goes back, the first written first."""
    messages = ("restitution", "credit_note")
    with scene.runtime.read() as work:
        found = select(OutboxMail).where(OutboxMail.message.in_(messages))
        return work.session.scalars(found.order_by(OutboxMail.id)).all()


def taken(scene: Scene, mail_id: int) -> Taken | None:
    """Take a letter as its sender does."""
    with scene.runtime.work() as work:
        return delivery.take(work, mail_id)


def files_of(scene: Scene, sent: Taken) -> list[str]:
    """Return the names of what is attached."""
    return [one.name for one in letters.of_letter(scene.runtime, sent.letter)]


def test_a_refund_that_the_bank_takes_at_once_is_one_letter_with_its_note(
    scene: Scene,
) -> None:
    code = refunded(scene)
    (row,) = told(scene)
    assert row.message == "restitution"
    # It waits no longer than for the note.
    sent = taken(scene, row.id)
    assert sent is not None
    assert files_of(scene, sent) == ["NC-000001.pdf"]
    letter = compose(sent.letter, house_of(scene.runtime.settings))
    for body in (letter.text, letter.html):
        assert "La note de crédit est jointe" in body
        assert f"/commandes/{code}/avoirs/1" in body


def test_a_desk_that_takes_its_time_holds_no_letter_back(scene: Scene) -> None:
    refunded(scene, is_silent=True)
    (row,) = told(scene)
    scene.clock.move_to(row.due_at)
    sent = taken(scene, row.id)
    assert sent is not None
    assert files_of(scene, sent) == []
    letter = compose(sent.letter, house_of(scene.runtime.settings))
    assert "note de crédit" not in letter.text
    # It is being sent: what comes now goes with a letter of its own.
    scene.desk.is_down = False
    scene.sweep()
    first, second = told(scene)
    assert (first.message, second.message) == ("restitution", "credit_note")
    assert "note" not in first.values
    late = taken(scene, second.id)
    assert late is not None
    assert files_of(scene, late) == ["NC-000001.pdf"]


def test_a_letter_that_waits_for_its_note_is_not_taken_before(scene: Scene) -> None:
    refunded(scene, is_silent=True)
    (row,) = told(scene)
    assert row.due_at == row.created_at + WAITS_FOR_NOTE
    assert taken(scene, row.id) is None
    scene.desk.is_down = False
    scene.sweep()
    (row,) = told(scene)
    assert row.values["note"]["number"] == 1
    assert taken(scene, row.id) is not None
