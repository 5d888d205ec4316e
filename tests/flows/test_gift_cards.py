"""Gift cards: chosen, paid by card, sent by letter, redeemed once into credit."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from flashsale.credit.balances import balances_of
from flashsale.credit.buckets import Bucket, Kind
from flashsale.credit.ledger import Gift, give
from flashsale.credit.models import GiftCard
from flashsale.kernel.ids import MemberId
from flashsale.mail.models import OutboxMail
from flashsale.members.roles import Role
from flashsale.orders.models import Order, Payment
from tests.checkout_scene import Scene, filled_form, scene, words
from tests.factories import a_member
from tests.promo_scene import a_code

__all__ = ["scene"]

CARD = {
    "montant": "50,00 $",
    "nom": "Bibiane Roy",
    "courriel": "bibiane@example.org",
    "mot": "Bonne fête",
    "langue": "fr",
}


def choose(scene: Scene, **changes: str) -> int:
    return scene.client.post("/cartes-cadeaux", data=CARD | changes).status_code


def cards(scene: Scene) -> list[GiftCard]:
    with scene.runtime.read() as work:
        return list(work.session.scalars(select(GiftCard).order_by(GiftCard.id)))


def letters(scene: Scene) -> list[OutboxMail]:
    with scene.runtime.read() as work:
        found = select(OutboxMail).where(OutboxMail.message == "gift_card")
        return list(work.session.scalars(found.order_by(OutboxMail.id)))


def paid_credit(scene: Scene, member: MemberId) -> int:
    with scene.runtime.read() as work:
        return balances_of(work, member).cents(Bucket.PAID)


def buy(scene: Scene) -> str:
    """Buy one card of 50.00 and return its code."""
    choose(scene)
    code = scene.order()
    scene.desk.pay(list(scene.desk.pages)[-1])
    scene.come_back(code)
    return str(letters(scene)[-1].values["code"])


def redeem(client: FlaskClient, code: str) -> tuple[int, str]:
    answer = client.post("/credits", data={"code": code})
    return answer.status_code, words(answer.text)


def test_a_card_is_bought_alone_and_sent(scene: Scene) -> None:
    assert choose(scene) == 303
    said = words(scene.client.get("/panier").text)
    assert "Pour Bibiane Roy" in said
    assert "Cartes-cadeaux, sans taxe 50,00 $" in said
    code = scene.order()
    with scene.runtime.read() as work:
        order = work.session.scalars(select(Order)).one()
    assert (order.total_cents, order.gift_cards_cents, order.gst_cents) == (
        50_00,
    ) * 2 + (0,)
    assert letters(scene) == []
    scene.desk.pay(scene.desk.only_page)
    said = words(scene.come_back(code).text)
    assert "Pour Bibiane Roy" in said
    (letter,) = letters(scene)
    assert letter.to_address == "bibiane@example.org"
    assert letter.values["words"] == "Bonne fête"
    (card,) = cards(scene)
    assert card.state == "issued"
    # Only a hash of the code is kept.
    assert letter.values["code"].replace("-", "") not in str(vars(card))
    assert [m.values["gift_cards"] for m in scene.receipts()] == [
        [{"recipient": "Bibiane Roy", "cents": 50_00}]
    ]
    # Coming back again sends no second letter.
    scene.come_back(code)
    assert len(letters(scene)) == 1


def test_a_card_bears_no_tax_and_takes_no_reduction(scene: Scene) -> None:
    a_code(scene.runtime, amount_cents=5_00)
    with scene.runtime.work() as work:
        for bucket, kind in ((Bucket.PROMO, Kind.GRANT), (Bucket.REFUND, Kind.REFUND)):
            gift = Gift(
                key=str(bucket),
                kind=kind,
                member_id=scene.member,
                bucket=bucket,
                cents=100_00,
            )
            give(work, gift)
    choose(scene)
    scene.hold(scene.a_lot(price_cents=20_00))
    scene.order(delivery="pickup", code="RENTREE", promo_credit="y", money="y")
    with scene.runtime.read() as work:
        order = work.session.scalars(select(Order)).one()
        payment = work.session.scalars(select(Payment)).one()
    # 20.00 − 5.00 − 11.00, its taxes 0.20 and 0.40; the card is for the card alone.
    assert (order.discount_cents, order.promo_credit_cents) == (5_00, 11_00)
    assert (order.total_cents, order.refund_credit_cents) == (54_60, 4_60)
    assert payment.amount_cents == 50_00


def test_a_cancelled_order_puts_its_cards_back(scene: Scene) -> None:
    choose(scene)
    code = scene.order()
    (card,) = cards(scene)
    assert f"/cartes-cadeaux/{card.id}/enlever" not in scene.client.get("/panier").text
    scene.client.post(f"/commandes/{code}/annuler")
    assert f"/cartes-cadeaux/{card.id}/enlever" in scene.client.get("/panier").text
    assert scene.order() != code


def test_the_basket_tells_that_an_order_of_cards_waits_for_its_payment(
    scene: Scene,
) -> None:
    choose(scene)
    code = scene.order()
    answer = scene.client.get("/panier").text
    said = words(answer)
    assert "Rien au panier" not in said
    assert "Pour Bibiane Roy En cours de paiement." in said
    assert "Une commande faite de ce panier attend son paiement." in said
    assert "Total 50,00 $" in said
    assert answer.count(f'href="/commandes/{code}"') == 2
    assert 'href="/paiement"' not in answer
    # Another basket may be paid meanwhile: the order is told by its cards alone.
    scene.hold(scene.a_lot(price_cents=20_00))
    answer = scene.client.get("/panier").text
    assert "Pour Bibiane Roy En cours de paiement." in words(answer)
    assert 'href="/paiement"' in answer
    # Once it is paid, nothing of it is left here.
    scene.desk.pay(scene.desk.only_page)
    scene.come_back(code)
    assert "Bibiane" not in words(scene.client.get("/panier").text)


def test_the_total_of_an_order_under_way_counts_its_cards(scene: Scene) -> None:
    choose(scene)
    scene.hold(scene.a_lot(price_cents=20_00))
    code = scene.order(delivery="pickup")
    said = words(scene.client.get("/panier").text)
    assert "Pour Bibiane Roy En cours de paiement." in said
    assert "Cartes-cadeaux, sans taxe 50,00 $" in said
    assert "Total estimé" not in said
    assert f"/commandes/{code}/taxes" in scene.client.get("/panier").text


def test_an_order_of_cards_alone_speaks_of_no_copies(scene: Scene) -> None:
    choose(scene)
    code = scene.order()
    page = words(scene.client.get(f"/commandes/{code}").text)
    assert "Le paiement n’est pas encore fait, et rien n’a été débité." in page
    assert "exemplaires sont gardés" not in page
    assert "Pourquoi ces taxes" not in page


def test_a_card_leaves_the_basket(scene: Scene) -> None:
    choose(scene)
    (card,) = cards(scene)
    other = scene.browser_of(scene.another_member())
    path = f"/cartes-cadeaux/{card.id}/enlever"
    assert other.post(path).status_code == 404
    assert scene.client.post(path).status_code == 303
    assert scene.client.post(path).status_code == 404
    assert scene.client.post(f"/cartes-cadeaux/{1 << 70}/enlever").status_code == 404
    assert scene.client.get("/paiement").status_code == 303


def test_a_code_is_credit_once(scene: Scene) -> None:
    code = buy(scene)
    other = scene.another_member()
    client = scene.browser_of(other)
    answer = client.post("/credits", data={"code": code.lower()}, follow_redirects=True)
    assert "50,00 $ sont à votre crédit." in words(answer.text)
    assert paid_credit(scene, other) == 50_00
    assert redeem(client, code)[0] == 422
    assert redeem(scene.client, code)[0] == 422
    assert paid_credit(scene, other) == 50_00
    assert paid_credit(scene, scene.member) == 0


def test_used_and_unknown_codes_get_the_same_answer(scene: Scene) -> None:
    code = buy(scene)
    redeem(scene.client, code)
    never = "22222-22222-22222-22222"
    client = scene.browser_of(scene.another_member())
    used, unknown = redeem(client, code), redeem(client, never)
    assert used[0] == unknown[0] == 422
    assert used[1].replace(code, "") == unknown[1].replace(never, "")
    assert "Aucune carte n’attend ce code." in used[1]


def test_a_typo_is_told_as_one(scene: Scene) -> None:
    code = buy(scene)
    wrong = ("3" if code[0] == "2" else "2") + code[1:]
    status, said = redeem(scene.client, wrong)
    assert status == 422
    assert "faute de frappe" in said


def test_guessing_is_slowed_down(scene: Scene) -> None:
    code = buy(scene)
    never = "22222-22222-22222-22222"
    for _ in range(10):
        assert redeem(scene.client, never)[0] == 422
    assert redeem(scene.client, never)[0] == 429
    # Even a right one: who guesses learns nothing.
    assert redeem(scene.client, code)[0] == 429
    assert paid_credit(scene, scene.member) == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"montant": "9,99"}, "Le montant va de 10,00 $ à 500,00 $"),
        ({"montant": "500,01"}, "Le montant va de 10,00 $ à 500,00 $"),
        ({"montant": "-50"}, "Écrivez un montant en dollars"),
        ({"montant": "50 €"}, "Écrivez un montant en dollars"),
        ({"montant": "12.345"}, "Écrivez un montant en dollars"),
        ({"nom": ""}, "Ce champ est à remplir"),
        ({"nom": "a\nb"}, "Écrivez-le en une ligne"),
        ({"courriel": "pas une adresse"}, "Cette adresse est incomplète"),
        ({"courriel": "a@example.org\r\nBcc: b@example.org"}, "Cette adresse"),
        ({"mot": "x" * 401}, "C’est trop long"),
        ({"mot": "a\x00b"}, "Écrivez-le avec des lettres"),
        ({"langue": "de"}, "Choisissez une langue"),
    ],
)
def test_what_is_wrong_with_a_card_is_told(
    scene: Scene, wrong: dict[str, str], said: str
) -> None:
    answer = scene.client.post("/cartes-cadeaux", data=CARD | wrong)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert cards(scene) == []


def test_a_basket_has_ten_cards_at_most(scene: Scene) -> None:
    for _ in range(10):
        assert choose(scene) == 303
    assert choose(scene) == 409
    assert len(cards(scene)) == 10


def test_an_administrator_sends_a_new_code(scene: Scene) -> None:
    old = buy(scene)
    with scene.runtime.work() as work:
        boss = a_member(work, role=Role.ADMINISTRATOR)
    desk = scene.browser_of(boss)
    said = words(desk.get("/bureau/cartes-cadeaux").text)
    assert "50,00 $ attendent encore d’être encaissés." in said
    (card,) = cards(scene)
    path = f"/bureau/cartes-cadeaux/{card.id}/nouveau-code"
    assert desk.post(path).status_code == 303
    new = str(letters(scene)[-1].values["code"])
    assert new != old
    assert redeem(scene.client, old)[0] == 422
    assert redeem(scene.client, new)[0] == 303
    assert "déjà encaissée" in words(desk.post(path, follow_redirects=True).text)
    assert "encaissée" in words(desk.get("/bureau/cartes-cadeaux").text)
    assert paid_credit(scene, scene.member) == 50_00


def test_the_page_of_the_checkout_shows_the_cards(scene: Scene) -> None:
    choose(scene)
    page = scene.client.get("/paiement").text
    assert "Pour Bibiane Roy" in words(page)
    assert filled_form(page, "/paiement")["total"] == "5000"


def test_every_page_says_the_same_of_when_a_card_leaves(scene: Scene) -> None:
    said = "Une carte-cadeau part par courriel dès qu’elle est payée."
    assert said in words(scene.client.get("/cartes-cadeaux").text)
    choose(scene)
    checkout = words(scene.client.get("/paiement").text)
    # Above the button, and in the list of the law.
    assert checkout.count(said) == 2
    assert "au plus tard" not in checkout.lower()
    # With a copy there is a day too, and it is the copy's.
    scene.hold(scene.a_lot(price_cents=20_00))
    checkout = words(scene.client.get("/paiement").text)
    assert checkout.count(said) == 2
    assert checkout.lower().count("au plus tard") == 2
    code = scene.order()
    scene.desk.pay(scene.desk.only_page)
    order = words(scene.come_back(code).text)
    assert said in order
    assert "au plus tard" in order


def test_a_paid_order_of_cards_alone_is_prepared_no_more(scene: Scene) -> None:
    buy(scene)
    with scene.runtime.read() as work:
        code = work.session.scalars(select(Order.code)).one()
    order = words(scene.client.get(f"/commandes/{code}").text)
    assert "Une carte-cadeau part par courriel dès qu’elle est payée." in order
    assert "au plus tard" not in order
    assert "Préparée" not in order
