"""A member cancels what they just paid: money, copies, parcels, pages and letters."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from flashsale.credit import ledger
from flashsale.credit.balances import balances_of
from flashsale.credit.buckets import Bucket, Kind
from flashsale.credit.ledger import Gift
from flashsale.kernel.ids import OrderLineId
from flashsale.kernel.kinds import Form
from flashsale.kernel.kinds import Kind as WorkKind
from flashsale.kernel.period import Period
from flashsale.kernel.window import house_day
from flashsale.mail.models import OutboxMail
from flashsale.orders import parcels_here
from flashsale.orders.changing_mind import Changed, cancel
from flashsale.orders.models import Order, OrderLine, Parcel, Refund
from flashsale.orders.restitution_models import LineReturn, Restitution, RestitutionLine
from flashsale.paper.content import Paper, paper_from
from flashsale.paper.models import PaperRow
from flashsale.paper.reconciliation import books_of
from flashsale.sales import waitlist
from flashsale.sales.models import WaitOffer
from flashsale.sales.waitlist import JoinRequest
from tests.checkout_scene import Scene, filled_form, scene, words

__all__ = ["scene"]

HALF_HOUR = timedelta(minutes=30)


def paid(scene: Scene, **changes: str) -> str:
    """Order what is held, pay it, and return the code."""
    code = scene.order(**changes)
    scene.desk.pay(scene.desk.only_page)
    scene.come_back(code)
    assert scene.states(code) == ("paid", "captured")
    return code


def line_ids(scene: Scene, code: str) -> list[str]:
    with scene.runtime.read() as work:
        found = select(OrderLine.id).join(Order).where(Order.code == code)
        return [
            str(i) for i in work.session.scalars(found.order_by(OrderLine.position))
        ]


def form_of(scene: Scene, code: str) -> dict[str, str]:
    page = scene.client.get(f"/commandes/{code}/annulation")
    assert page.status_code == 200
    return filled_form(page.text, f"/commandes/{code}/annulation")


def post(scene: Scene, code: str, *lines: str, token: str = "") -> str:
    form = {"token": token or form_of(scene, code)["token"], "ligne": list(lines)}
    answer = scene.client.post(
        f"/commandes/{code}/annulation", data=form, follow_redirects=True
    )
    assert answer.status_code in (200, 422), answer.status
    return answer.text


def total_of(scene: Scene, code: str) -> int:
    with scene.runtime.read() as work:
        found = select(Order.total_cents).where(Order.code == code)
        return work.session.scalar(found) or 0


def test_a_whole_order_is_cancelled_and_all_of_it_comes_back(scene: Scene) -> None:
    zine, book = scene.a_lot(price_cents=1_200), scene.a_lot(price_cents=2_495)
    holds = scene.hold(zine, quantity=2), scene.hold(book)
    code = paid(scene)
    assert "Annuler tout ou une partie" in scene.client.get(f"/commandes/{code}").text
    page = post(scene, code, *line_ids(scene, code))
    assert "C’est annulé" in page
    assert "Annulée, et remboursée" in page
    total = total_of(scene, code)
    (facts,) = scene.desk.refunds.values()
    assert facts.amount_cents == total
    assert [scene.hold_state(hold) for hold in holds] == ["released", "released"]
    assert scene.counts(zine) == scene.counts(book) == (0, 0)
    with scene.runtime.read() as work:
        (row,) = work.session.scalars(select(Restitution))
        assert (row.total_cents, row.card_cents, row.cause) == (total, total, "member")
        note = work.session.scalars(
            select(PaperRow).where(PaperRow.kind == "credit_note")
        ).one()
        assert note.total_cents == total
        letter = work.session.scalars(
            select(OutboxMail).where(OutboxMail.message == "restitution")
        ).one()
        assert letter.values["total_cents"] == total
        assert letter.values["has_carriage"] is True
    # Nothing is left to cancel, nor to post.
    assert "Annuler tout" not in scene.client.get(f"/commandes/{code}").text
    with scene.runtime.read() as work:
        assert parcels_here.parcels_here(work, most=9) == ()


def test_one_line_comes_back_and_the_rest_is_posted(scene: Scene) -> None:
    zine, book = scene.a_lot(price_cents=1_200), scene.a_lot(price_cents=2_495)
    scene.hold(zine)
    scene.hold(book)
    code = paid(scene)
    first, second = line_ids(scene, code)
    page = post(scene, code, first)
    assert "C’est à vous" in page
    assert page.count('<li class="expiree">') == 1
    assert "au plus tard" in page.partition("Dans cette commande")[0]
    with scene.runtime.read() as work:
        line = work.session.scalars(
            select(OrderLine).where(OrderLine.id == int(first))
        ).one()
        (row,) = work.session.scalars(select(Restitution))
        taxes = line.gst_cents + line.qst_cents
        assert row.total_cents == line.net_cents + taxes
        (parcel,) = parcels_here.parcels_here(work, most=9)
        assert len(parcel.lines) == 1
    # The carriage follows with the last thing that was to be carried.
    post(scene, code, second)
    with scene.runtime.read() as work:
        rows = work.session.scalars(select(Restitution)).all()
        assert sum(row.total_cents for row in rows) == total_of(scene, code)
        (carriage,) = work.session.scalars(
            select(RestitutionLine).where(RestitutionLine.order_line_id.is_(None))
        )
        order = work.session.scalars(select(Order)).one()
        assert carriage.net_cents == order.shipping_cents > 0


def test_what_is_left_tells_how_the_order_comes(scene: Scene) -> None:
    zine = scene.a_lot(price_cents=1_200)
    ebook = scene.a_lot(form=Form.EBOOK, price_cents=2_495)
    scene.hold(zine, quantity=2)
    scene.hold(ebook)
    code = paid(scene)
    first, second = line_ids(scene, code)
    assert "Postée" in scene.client.get(f"/commandes/{code}").text
    page = post(scene, code, first)
    assert "Postée" not in page
    assert "Envoyée par courriel" in page
    page = post(scene, code, second)
    assert "Où en est la commande" not in page


def test_the_freed_copy_is_offered_to_who_waits_in_the_same_breath(
    scene: Scene,
) -> None:
    lot = scene.a_lot(allotted=1)
    scene.hold(lot)
    code = paid(scene)
    other = scene.another_member()
    with scene.runtime.work() as work:
        waitlist.join(work, JoinRequest(member_id=other, lot_id=lot, quantity=1))
    post(scene, code, *line_ids(scene, code))
    with scene.runtime.read() as work:
        offer = work.session.scalars(select(WaitOffer)).one()
        assert (offer.member_id, offer.units) == (other, 1)


@pytest.mark.parametrize("late_us", [-1, 0, 1])
def test_the_half_hour_ends_to_the_microsecond(scene: Scene, late_us: int) -> None:
    scene.hold(scene.a_lot())
    code = paid(scene)
    token = form_of(scene, code)["token"]
    with scene.runtime.read() as work:
        paid_at = work.session.scalar(select(Order.paid_at).where(Order.code == code))
    assert paid_at is not None
    scene.clock.move_to(paid_at + HALF_HOUR + timedelta(microseconds=late_us))
    page = post(scene, code, *line_ids(scene, code), token=token)
    assert ("Trop tard pour annuler" in page) == (late_us >= 0)
    assert scene.how_many(Restitution) == (1 if late_us < 0 else 0)


def test_what_is_posted_stays_bought(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = paid(scene)
    token = form_of(scene, code)["token"]
    with scene.runtime.work() as work:
        work.session.execute(
            update(Parcel).values(sent_at=work.now, sent_by=scene.member)
        )
    assert "Annuler tout" not in scene.client.get(f"/commandes/{code}").text
    page = post(scene, code, *line_ids(scene, code), token=token)
    assert "Trop tard pour annuler" in page
    assert scene.how_many(Restitution) == scene.how_many(LineReturn) == 0


def test_fifty_equal_posts_cancel_once(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = paid(scene)
    token, lines = form_of(scene, code)["token"], line_ids(scene, code)
    for _ in range(50):
        assert "C’est annulé" in post(scene, code, *lines, token=token)
    assert scene.how_many(Restitution) == scene.how_many(Refund) == 1
    assert len(scene.desk.refunds) == 1


def test_another_form_for_the_same_line_is_told_that_it_is_back(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    scene.hold(scene.a_lot())
    code = paid(scene)
    first, _ = line_ids(scene, code)
    token = form_of(scene, code)["token"]
    post(scene, code, first)
    assert "Rien n’est annulé" in post(scene, code, first, token=token)
    assert scene.how_many(Restitution) == 1


def test_nothing_checked_is_told_at_the_field(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = paid(scene)
    page = post(scene, code)
    assert "Cochez ce que vous annulez" in page
    assert 'aria-describedby="lignes-erreur"' in page
    for odd in ("0", "-1", "x", "1" * 40, "9223372036854775807", "\0"):
        assert "Cochez ce que vous annulez" in post(scene, code, odd)
    assert scene.how_many(Restitution) == 0


def test_an_order_of_somebody_else_is_not_found(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = paid(scene)
    other = scene.browser_of(scene.another_member())
    for address in (f"/commandes/{code}/annulation", "/commandes/XXXXXXXX/annulation"):
        assert other.get(address).status_code == 404
        assert other.post(address, data={"ligne": "1"}).status_code == 404


def test_an_unpaid_order_is_not_cancelled_here(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    answer = scene.client.get(f"/commandes/{code}/annulation", follow_redirects=True)
    assert "Trop tard pour annuler" in answer.text


def test_credit_that_paid_is_credit_again_and_the_card_comes_first(
    scene: Scene,
) -> None:
    with scene.runtime.work() as work:
        for bucket in (Bucket.REFUND, Bucket.PAID):
            ledger.give(
                work,
                Gift(
                    key=f"start:{bucket}",
                    kind=Kind.REFUND if bucket is Bucket.REFUND else Kind.GRANT,
                    member_id=scene.member,
                    bucket=bucket,
                    cents=500,
                ),
            )
    scene.hold(scene.a_lot(price_cents=1_000))
    scene.hold(scene.a_lot(price_cents=1_000))
    code = paid(scene, delivery="pickup", money="y")
    first, second = line_ids(scene, code)
    total = total_of(scene, code)
    post(scene, code, first)
    with scene.runtime.read() as work:
        (row,) = work.session.scalars(select(Restitution))
        assert row.card_cents == row.total_cents == 1_150
    page = post(scene, code, second)
    assert "En crédit" in page
    with scene.runtime.read() as work:
        rows = work.session.scalars(select(Restitution).order_by(Restitution.id)).all()
        assert sum(row.card_cents for row in rows) == total - 1_000
        assert sum(row.refund_credit_cents for row in rows) == 500
        assert sum(row.paid_credit_cents for row in rows) == 500
        balances = balances_of(work, scene.member)
        assert balances.cents(Bucket.REFUND) == balances.cents(Bucket.PAID) == 500
    invoice, *notes = papers(scene)
    assert sum(note.total_cents for note in notes) == invoice.total_cents == total
    assert [note.due_cents for note in notes] == [1_150, total - 2_150]
    for tax in invoice.taxes:
        back = [one.cents for note in notes for one in note.taxes if one.tax == tax.tax]
        assert sum(back) == tax.cents


def test_an_order_that_credit_paid_whole_needs_no_card(scene: Scene) -> None:
    with scene.runtime.work() as work:
        ledger.give(
            work,
            Gift(
                key="start",
                kind=Kind.REFUND,
                member_id=scene.member,
                bucket=Bucket.REFUND,
                cents=5_000,
            ),
        )
    scene.hold(scene.a_lot(price_cents=1_000, kind=WorkKind.BOOK, form=Form.EBOOK))
    code = scene.order(money="y")
    page = post(scene, code, *line_ids(scene, code))
    assert "Votre crédit est à jour" in page
    with scene.runtime.read() as work:
        assert balances_of(work, scene.member).cents(Bucket.REFUND) == 5_000
    assert scene.desk.refunds == {}
    # Nothing went back to a card; what went back has its note all the same.
    invoice, note = papers(scene)
    assert (note.total_cents, note.due_cents) == (invoice.total_cents, 0)
    assert [one.cents for one in note.taxes] == [one.cents for one in invoice.taxes]
    seen = words(scene.client.get(f"/commandes/{code}/avoirs/1").text)
    assert "Remis en crédit" in seen
    assert "Remis sur la carte" not in seen
    day = house_day(scene.clock.now())
    with scene.runtime.read() as work:
        books = books_of(work, Period(day, day))
        letters = work.session.scalars(
            select(OutboxMail).where(OutboxMail.message != "receipt")
        ).all()
    assert (books.total.credited_cents, books.gaps) == (invoice.total_cents, 0)
    (letter,) = letters
    assert (letter.message, letter.values["card_cents"]) == ("restitution", 0)
    assert letter.values["note"]["number"] == note.number


def papers(scene: Scene) -> list[Paper]:
    with scene.runtime.read() as work:
        rows = work.session.scalars(select(PaperRow).order_by(PaperRow.id))
        return [paper_from(row.content) for row in rows]


def test_a_desk_that_does_not_answer_is_asked_again(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = paid(scene)
    scene.desk.is_down = True
    page = post(scene, code, *line_ids(scene, code))
    assert "Le remboursement est en route" in page
    assert scene.desk.refunds == {}
    scene.desk.is_down = False
    scene.sweep()
    assert len(scene.desk.refunds) == 1
    assert "La banque l’a reçu" in scene.client.get(f"/commandes/{code}").text


def test_money_sent_back_by_hand_is_not_sent_twice(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = paid(scene)
    token = form_of(scene, code)["token"]
    intent = next(iter(scene.desk.pages.values())).intent_id
    scene.desk.refund(str(intent), 100, "by-hand", "by-hand")
    scene.list_payments(6)
    page = post(scene, code, *line_ids(scene, code), token=token)
    assert "Rien n’est annulé" in page
    assert scene.how_many(Restitution) == scene.how_many(LineReturn) == 0


def test_the_page_is_english_for_who_reads_english(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = paid(scene)
    scene.client.get("/langue/en")
    said = words(scene.client.get(f"/commandes/{code}/annulation").text)
    assert "Change your mind" in said
    assert "You may cancel until" in said


def test_a_second_call_of_the_command_says_the_same(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = paid(scene)
    lines = [OrderLineId(int(line)) for line in line_ids(scene, code)]
    outcomes = []
    for _ in range(2):
        with scene.runtime.work() as work:
            outcomes.append(cancel(work, scene.member, code, lines, "k" * 32))
    assert isinstance(outcomes[0], Changed)
    assert outcomes[0] == outcomes[1]
    scene.sweep()
    assert len(scene.desk.refunds) == 1
