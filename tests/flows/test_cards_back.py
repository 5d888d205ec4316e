"""The desk gives back the money of a gift card that nobody redeemed, and voids it."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from flashsale.credit import gift_cards
from flashsale.credit.buckets import Bucket, Kind
from flashsale.credit.ledger import Gift, give
from flashsale.kernel.language import Language
from flashsale.kernel.period import Period
from flashsale.mail.models import OutboxMail
from flashsale.members.roles import Role
from flashsale.orders import tax_report
from flashsale.orders.models import Payment, Refund
from flashsale.orders.restitution_models import Restitution, RestitutionLine
from flashsale.paper import reads
from flashsale.paper.content import Card
from flashsale.paper.printed import printed
from tests.checkout_scene import Scene, filled_form, scene, words
from tests.flows.test_gift_cards import buy, cards, choose, letters, paid_credit, redeem
from tests.flows.test_orders_desk import DESK, lines_of, refund, staff, total_of

__all__ = ["scene"]

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
REASON = {"raison": "Achetée deux fois"}


@pytest.fixture
def desk(scene: Scene) -> FlaskClient:
    return staff(scene, Role.SUPPORT)


def with_a_line(scene: Scene) -> str:
    """Buy a card of 50.00 and two copies of 20.00 together; return the order's code."""
    choose(scene)
    scene.hold(scene.a_lot(price_cents=20_00), quantity=2)
    code = scene.order()
    scene.desk.pay(list(scene.desk.pages)[-1])
    scene.come_back(code)
    return code


def form_of(desk: FlaskClient, code: str) -> dict[str, str]:
    return filled_form(desk.get(f"{DESK}/{code}").text, f"{DESK}/{code}/rembourser")


def seen(desk: FlaskClient, code: str, *ids: int, **more: str) -> tuple[int, str]:
    """Ask what would go back for cards; return the status and the page."""
    form: dict[str, object] = form_of(desk, code) | REASON | more
    answer = desk.post(
        f"{DESK}/{code}/rembourser", data=form | {"cartes": list(map(str, ids))}
    )
    return answer.status_code, answer.text


def confirm(desk: FlaskClient, code: str, page: str) -> int:
    path = f"{DESK}/{code}/rembourser"
    form = filled_form(page, path) | {"confirmer": "1"}
    return desk.post(path, data=form).status_code


def back(scene: Scene) -> list[Restitution]:
    with scene.runtime.read() as work:
        return list(work.session.scalars(select(Restitution).order_by(Restitution.id)))


def test_a_card_is_given_back_and_void(scene: Scene, desk: FlaskClient) -> None:
    secret = buy(scene)
    code = scene.last_code()
    (card,) = cards(scene)
    page = words(desk.get(f"{DESK}/{code}").text)
    assert "Carte-cadeau pour Bibiane Roy" in page
    status, told = seen(desk, code, card.id)
    assert status == 200
    assert "50,00 $ reviendront au membre" in words(told)
    assert "Carte-cadeau pour Bibiane Roy son code ne vaudra plus" in words(told)
    # Only shown so far.
    assert cards(scene)[0].state == "issued"
    assert confirm(desk, code, told) == 303
    # Posted once more, the same form gives nothing more.
    assert confirm(desk, code, told) == 303

    (card,) = cards(scene)
    assert (card.state, card.code_hash) == ("refunded", None)
    (row,) = back(scene)
    assert (row.total_cents, row.card_cents) == (50_00, 50_00)
    with scene.runtime.read() as work:
        payment = work.session.scalars(select(Payment)).one()
        sent = work.session.scalars(select(Refund)).one()
        (line,) = work.session.scalars(select(RestitutionLine))
    assert (sent.state, sent.amount_cents) == ("succeeded", 50_00)
    assert scene.desk.sent_back(payment.intent_ref or "") == 50_00
    assert (line.units, line.net_cents, line.gst_cents) == (1, 50_00, 0)
    # Who has the code gets nothing for it, and is told no more than of any other.
    other = scene.browser_of(scene.another_member())
    status, said = redeem(other, secret)
    assert status == 422
    assert "Aucune carte n’attend ce code." in said
    page = words(desk.get(f"{DESK}/{code}").text)
    assert "Tout est déjà remboursé." in page
    assert "remboursée" in page


def test_the_papers_and_letters_name_the_card(scene: Scene, desk: FlaskClient) -> None:
    buy(scene)
    code = scene.last_code()
    _, told = seen(desk, code, cards(scene)[0].id)
    confirm(desk, code, told)
    with scene.runtime.read() as work:
        _, line = reads.papers_of_order(work, code)
        kept = reads.paper_by_id(work, line.paper_id)
        letter = work.session.scalars(
            select(OutboxMail).where(OutboxMail.message == "restitution")
        ).one()
    assert kept is not None
    note = kept.paper
    assert (note.cards, note.taxes) == ((Card("Bibiane Roy", 50_00),), ())
    assert (note.shipping_cents, note.net_cents, note.total_cents) == (0, 50_00, 50_00)
    said = printed(note, Language.FR)
    assert [row.title for row in said.lines] == ["Carte-cadeau pour Bibiane Roy"]
    assert "Cartes-cadeaux, sans taxe" in [row.word for row in said.sums]
    assert printed(note, Language.EN).lines[0].title == "Gift card for Bibiane Roy"
    assert letter.values["cards"] == ["Bibiane Roy"]
    assert letter.values["titles"] == []
    own = words(scene.client.get(f"/commandes/{code}").text)
    assert "Annulée, et remboursée" in own
    assert "Remboursée : son code ne vaut plus" in own
    assert "Carte-cadeau pour Bibiane Roy remboursée" in own


def test_a_redeemed_card_says_why_it_is_not_given_back(
    scene: Scene, desk: FlaskClient
) -> None:
    secret = buy(scene)
    code = scene.last_code()
    (card,) = cards(scene)
    form = form_of(desk, code)
    other = scene.another_member()
    assert redeem(scene.browser_of(other), secret)[0] == 303
    page = desk.get(f"{DESK}/{code}").text
    assert "elle est devenue du crédit et ne se rembourse plus." in words(page)
    assert f'value="{card.id}"' not in page
    asked: dict[str, object] = form | REASON | {"cartes": str(card.id)}
    status, told = seen(desk, code, card.id)
    assert status == 422
    assert "Une carte-cadeau choisie ne se rembourse plus" in words(told)
    answer = desk.post(f"{DESK}/{code}/rembourser", data=asked | {"confirmer": "1"})
    assert answer.status_code == 409
    assert "Une carte-cadeau choisie ne se rembourse plus" in words(answer.text)
    assert back(scene) == []
    assert scene.how_many(Refund) == 0
    assert paid_credit(scene, other) == 50_00


def test_a_contested_card_is_not_given_back(scene: Scene, desk: FlaskClient) -> None:
    buy(scene)
    code = scene.last_code()
    with scene.runtime.work() as work:
        order_id = cards(scene)[0].order_id
        assert order_id is not None
        gift_cards.stop(work, order_id)  # type: ignore[arg-type]
    status, told = seen(desk, code, cards(scene)[0].id)
    assert status == 422
    assert "conteste le paiement" in words(told)
    with scene.runtime.work() as work:
        assert gift_cards.let_go_on(work, order_id) == 1  # type: ignore[arg-type]
    _, told = seen(desk, code, cards(scene)[0].id)
    assert confirm(desk, code, told) == 303
    # A dispute that ends later gives a card that went back no new code.
    with scene.runtime.work() as work:
        assert gift_cards.let_go_on(work, order_id) == 0  # type: ignore[arg-type]


def test_a_card_and_a_copy_go_back_together(scene: Scene, desk: FlaskClient) -> None:
    code = with_a_line(scene)
    (line,) = lines_of(scene, code)
    (card,) = cards(scene)
    _, told = seen(desk, code, card.id, **{f"unites-{line.id}": "1"})
    assert confirm(desk, code, told) == 303
    (row,) = back(scene)
    unit = (line.net_cents + line.gst_cents + line.qst_cents + 1) // 2
    assert abs(row.total_cents - 50_00 - unit) <= 1
    # The carriage waits for the last thing that is carried, and goes back with it.
    refund(scene, desk, code, {line.id: "1"})
    assert sum(one.total_cents for one in back(scene)) == total_of(scene, code)
    with scene.runtime.read() as work:
        report = tax_report.report(work, YEAR)
    assert {row.cents - row.back_cents for row in report.rows} == {0}
    assert {row.base_cents - row.back_base_cents for row in report.rows} == {0}


def test_the_carriage_does_not_go_back_with_a_card(
    scene: Scene, desk: FlaskClient
) -> None:
    code = with_a_line(scene)
    _, told = seen(desk, code, cards(scene)[0].id)
    assert "50,00 $ reviendront au membre" in words(told)
    assert confirm(desk, code, told) == 303
    own = words(scene.client.get(f"/commandes/{code}").text)
    assert "Annulée, et remboursée" not in own
    page = words(desk.get(f"{DESK}/{code}").text)
    assert "déjà remboursée." in page
    assert "Voir ce qui reviendrait" in page


def test_a_card_paid_beside_credit_goes_back_by_card(
    scene: Scene, desk: FlaskClient
) -> None:
    with scene.runtime.work() as work:
        gift = Gift(
            key="refund",
            kind=Kind.REFUND,
            member_id=scene.member,
            bucket=Bucket.REFUND,
            cents=10_00,
        )
        give(work, gift)
    choose(scene)
    scene.hold(scene.a_lot(price_cents=20_00))
    code = scene.order(delivery="pickup", money="y")
    scene.desk.pay(list(scene.desk.pages)[-1])
    scene.come_back(code)
    _, told = seen(desk, code, cards(scene)[0].id)
    assert confirm(desk, code, told) == 303
    (row,) = back(scene)
    assert (row.card_cents, row.refund_credit_cents) == (50_00, 0)


@pytest.mark.parametrize("typed", ["0", "x", "9" * 30, "-1", "1", ""])
def test_a_card_of_nobody_is_not_given_back(
    scene: Scene, desk: FlaskClient, typed: str
) -> None:
    buy(scene)
    code = scene.last_code()
    form = form_of(desk, code) | REASON | {"cartes": typed}
    path = f"{DESK}/{code}/rembourser"
    assert desk.post(path, data=form).status_code == 422
    answer = desk.post(path, data=form | {"confirmer": "1"})
    assert answer.status_code in (409, 422)
    assert cards(scene)[0].state == "issued"
    assert back(scene) == []


def test_a_card_of_another_order_is_not_given_back(
    scene: Scene, desk: FlaskClient
) -> None:
    buy(scene)
    other = scene.last_code()
    (card,) = cards(scene)
    buy(scene)
    assert scene.last_code() != other
    status, _ = seen(desk, scene.last_code(), card.id)
    assert status == 422
    assert back(scene) == []


def test_nothing_goes_back_when_one_of_two_cards_is_gone(
    scene: Scene, desk: FlaskClient
) -> None:
    choose(scene)
    choose(scene)
    code = scene.order()
    scene.desk.pay(scene.desk.only_page)
    scene.come_back(code)
    first, second = cards(scene)
    _, told = seen(desk, code, first.id, second.id)
    assert "100,00 $ reviendront au membre" in words(told)
    secret = str(letters(scene)[-1].values["code"])
    assert redeem(scene.browser_of(scene.another_member()), secret)[0] == 303
    path = f"{DESK}/{code}/rembourser"
    form: dict[str, object] = filled_form(told, path) | {"confirmer": "1"}
    form |= {"cartes": [str(first.id), str(second.id)]}
    assert desk.post(path, data=form).status_code == 409
    assert sorted(card.state for card in cards(scene)) == ["issued", "redeemed"]
    assert back(scene) == []


def test_the_administrators_list_tells_it(scene: Scene, desk: FlaskClient) -> None:
    buy(scene)
    code = scene.last_code()
    (card,) = cards(scene)
    _, told = seen(desk, code, card.id)
    confirm(desk, code, told)
    boss = staff(scene, Role.ADMINISTRATOR)
    page = words(boss.get("/bureau/cartes-cadeaux").text)
    assert "remboursée son code ne vaut plus" in page
    assert "0,00 $ attendent encore d’être encaissés." in page
    path = f"/bureau/cartes-cadeaux/{card.id}/nouveau-code"
    assert "ou remboursée" in words(boss.post(path, follow_redirects=True).text)
    assert len(letters(scene)) == 1
