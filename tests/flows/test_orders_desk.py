"""The desk of orders: found, seen whole, refunded by line, copies accounted for."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from flashsale.credit import ledger
from flashsale.credit.balances import balances_of
from flashsale.credit.buckets import Bucket, Kind
from flashsale.credit.ledger import Gift
from flashsale.credit.models import CreditEntry, CreditTransaction
from flashsale.mail.models import OutboxMail
from flashsale.members.roles import Role
from flashsale.orders.models import Order, OrderLine, Payment, Refund
from flashsale.orders.restitution_models import LineReturn, Restitution
from tests.checkout_scene import Scene, filled_form, scene, words
from tests.factories import a_member
from tests.sign_in import sign_in

__all__ = ["scene"]

DESK = "/bureau/commandes"


@pytest.fixture
def desk(scene: Scene) -> FlaskClient:
    return staff(scene, Role.SUPPORT)


def staff(scene: Scene, role: Role) -> FlaskClient:
    with scene.runtime.work() as work:
        member = a_member(work, role=role)
    client = scene.app.test_client()
    sign_in(client, scene.runtime, member)
    return client


def paid(scene: Scene, *, quantity: int = 1, lots: int = 1) -> str:
    for _ in range(lots):
        scene.hold(scene.a_lot(price_cents=1_999), quantity=quantity)
    code = scene.order()
    scene.desk.pay(list(scene.desk.pages)[-1])
    scene.come_back(code)
    return code


def lines_of(scene: Scene, code: str) -> list[OrderLine]:
    with scene.runtime.read() as work:
        found = select(OrderLine).join(Order).where(Order.code == code)
        return list(work.session.scalars(found.order_by(OrderLine.position)))


def total_of(scene: Scene, code: str) -> int:
    with scene.runtime.read() as work:
        found = select(Order.total_cents).where(Order.code == code)
        return work.session.scalar(found) or 0


def refund(scene: Scene, desk: FlaskClient, code: str, units: dict[int, str]) -> str:
    """Ask what would go back, then confirm it."""
    address = f"{DESK}/{code}/rembourser"
    form = filled_form(desk.get(f"{DESK}/{code}").text, address)
    form |= {f"unites-{line}": count for line, count in units.items()}
    seen = desk.post(address, data=form | {"raison": "Jamais arrivé"})
    assert seen.status_code == 200, words(seen.text)
    assert "Cela ne se défait pas" in seen.text
    confirmed = filled_form(seen.text, address) | {"confirmer": "1"}
    answer = desk.post(address, data=confirmed, follow_redirects=True)
    assert answer.status_code == 200, words(answer.text)
    return answer.text


def test_an_order_is_found_by_code_member_and_payment(
    scene: Scene, desk: FlaskClient
) -> None:
    code = paid(scene)
    with scene.runtime.read() as work:
        intent = work.session.scalar(select(Payment.intent_ref))
    for wanted in ("", code[:3].lower(), code, str(intent)):
        assert code in desk.get(DESK, query_string={"q": wanted}).text, wanted
    for odd in ("%", "_", "nobody@example.org", "\0", "x" * 300):
        page = desk.get(DESK, query_string={"q": odd})
        assert page.status_code == 200
        assert f"/bureau/commandes/{code}" not in page.text or odd == "\0"
    page = words(desk.get(f"{DESK}/{code}").text)
    assert "Commandée" in page
    assert "Payée" in page
    assert desk.get(f"{DESK}/XXXXXXXX").status_code == 404


def test_the_list_goes_on(scene: Scene, desk: FlaskClient, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("flashsale.orders.orders_desk.MOST_LISTED", 2)
    codes = [paid(scene) for _ in range(3)]
    first = desk.get(DESK)
    assert codes[0] not in first.text
    older = first.text.split('href="?')[1].split('"')[0].replace("&amp;", "&")
    assert codes[0] in desk.get(f"{DESK}?{older}").text


def test_units_go_back_one_by_one_and_make_the_whole(
    scene: Scene, desk: FlaskClient
) -> None:
    code = paid(scene, quantity=2)
    (line,) = lines_of(scene, code)
    for _ in range(2):
        refund(scene, desk, code, {line.id: "1"})
    with scene.runtime.read() as work:
        rows = work.session.scalars(select(Restitution)).all()
        assert len(rows) == 2
        assert sum(row.total_cents for row in rows) == total_of(scene, code)
        assert {row.cause for row in rows} == {"staff"}
    # Money is one command, stock another: the copies are still sold.
    assert scene.counts(line.lot_id)[1] == 2
    assert scene.how_many(LineReturn) == 0
    said = words(scene.client.get(f"/commandes/{code}").text)
    assert "Ce qui vous revient" in said
    page = desk.get(f"/bureau/commandes/{code}").text
    assert "Tout est déjà remboursé." in page
    assert "Voir ce qui reviendrait" not in page


def test_the_same_confirmation_twice_pays_once(scene: Scene, desk: FlaskClient) -> None:
    code = paid(scene, lots=2)
    first, _ = lines_of(scene, code)
    address = f"{DESK}/{code}/rembourser"
    form = filled_form(desk.get(f"{DESK}/{code}").text, address)
    form |= {f"unites-{first.id}": "1", "raison": "abîmé", "confirmer": "1"}
    for _ in range(20):
        assert desk.post(address, data=form).status_code == 303
    assert scene.how_many(Restitution) == scene.how_many(Refund) == 1


@pytest.mark.parametrize(
    ("units", "reason", "said"),
    [
        ("0", "abîmé", "Dites combien"),
        ("-1", "abîmé", "nombre entier"),
        ("1,5", "abîmé", "nombre entier"),
        ("9" * 30, "abîmé", "nombre entier"),
        ("2", "abîmé", "Il n’en reste pas autant"),
        ("1", "  ", "Écrivez pourquoi"),
        ("1", "x" * 201, "Écrivez pourquoi"),
        ("1", "\0", "Écrivez pourquoi"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(
    scene: Scene, desk: FlaskClient, units: str, reason: str, said: str
) -> None:
    code = paid(scene)
    (line,) = lines_of(scene, code)
    form = {f"unites-{line.id}": units, "raison": reason}
    answer = desk.post(f"{DESK}/{code}/rembourser", data=form)
    assert answer.status_code == 422
    assert said in words(answer.text)
    answer = desk.post(
        f"{DESK}/{code}/rembourser", data=form | {"confirmer": "1", "unites-1": "1"}
    )
    assert answer.status_code in (409, 422)
    assert scene.how_many(Restitution) == 0


def test_copies_are_accounted_for_once(scene: Scene, desk: FlaskClient) -> None:
    code = paid(scene, quantity=2)
    (line,) = lines_of(scene, code)

    def note(kind: str, units: str) -> int:
        form = {"ligne": str(line.id), "combien": units, "sort": kind}
        return desk.post(f"{DESK}/{code}/exemplaires", data=form).status_code

    assert note("returned_b", "1") == 303
    assert note("released", "2") == 409
    assert note("lost", "2") == 409
    assert note("lost", "1") == 303
    assert note("lost", "1") == 409
    for kind, units in (("lost", "0"), ("lost", "x"), ("eaten", "1"), ("", "1")):
        assert note(kind, units) == 422
    # What comes back is never sold again by itself.
    assert scene.counts(line.lot_id)[1] == 2
    assert scene.how_many(LineReturn) == 2
    assert "Revenu abîmé" in desk.get(f"{DESK}/{code}").text


def test_a_line_goes_back_on_sale_before_it_is_posted(
    scene: Scene, desk: FlaskClient
) -> None:
    code = paid(scene, quantity=2)
    (line,) = lines_of(scene, code)
    form = {"ligne": str(line.id), "combien": "2", "sort": "released"}
    assert desk.post(f"{DESK}/{code}/exemplaires", data=form).status_code == 303
    assert scene.counts(line.lot_id) == (0, 0)
    assert scene.how_many(Restitution) == 0


def test_who_posts_parcels_reads_and_pays_nothing_back(scene: Scene) -> None:
    code = paid(scene)
    hands = staff(scene, Role.FULFILMENT)
    page = hands.get(f"{DESK}/{code}")
    assert page.status_code == 200
    assert "/rembourser" not in page.text
    assert "/exemplaires" in page.text
    answer = hands.post(f"{DESK}/{code}/rembourser", data={"raison": "abîmé"})
    assert answer.status_code == 403
    assert staff(scene, Role.CURATOR).get(DESK).status_code == 403
    assert scene.client.get(DESK).status_code == 403


@pytest.mark.parametrize(
    ("role", "begins", "leads_to"),
    [
        (Role.FULFILMENT, DESK, {DESK, "/bureau/expeditions"}),
        (Role.SUPPORT, DESK, {DESK, "/bureau/paiements"}),
        (
            Role.CURATOR,
            "/bureau/ventes",
            {"/bureau/ventes", "/bureau/catalogue", "/bureau/import"},
        ),
    ],
)
def test_the_desk_leads_only_to_what_one_may_open(
    scene: Scene, role: Role, begins: str, leads_to: set[str]
) -> None:
    person = staff(scene, role)
    assert f'href="{begins}"' in person.get("/").text
    top = person.get(begins).text.partition("</nav>")[0]
    links = set(re.findall(r'href="(/bureau/[^"]+)"', top))
    assert links == leads_to
    assert {person.get(link).status_code for link in links} == {200}
    assert "/bureau/" not in scene.client.get("/").text


def with_promo_credit(scene: Scene, *, lapses_in: timedelta | None) -> str:
    """Buy three copies of 20.00 with 10.00 of promo credit; return the code."""
    with scene.runtime.work() as work:
        ledger.give(
            work,
            Gift(
                key="promo",
                kind=Kind.GRANT,
                member_id=scene.member,
                bucket=Bucket.PROMO,
                cents=10_00,
                lapses_at=work.now + lapses_in if lapses_in else None,
            ),
        )
    scene.hold(scene.a_lot(price_cents=20_00), quantity=2)
    scene.hold(scene.a_lot(price_cents=20_00))
    code = scene.order(promo_credit="y")
    scene.desk.pay(list(scene.desk.pages)[-1])
    scene.come_back(code)
    assert promo_of(scene) == 0
    return code


def promo_of(scene: Scene) -> int:
    with scene.runtime.read() as work:
        return balances_of(work, scene.member).cents(Bucket.PROMO)


def back_by_the_house(
    scene: Scene, desk: FlaskClient, code: str, units: dict[int, str], *, ours: bool
) -> str:
    """Ask what would go back, then confirm it; return the page between."""
    address = f"{DESK}/{code}/rembourser"
    form = filled_form(desk.get(f"{DESK}/{code}").text, address)
    form |= {f"unites-{line}": count for line, count in units.items()}
    form |= {"raison": "Spectacle annulé"} | ({"maison": "1"} if ours else {})
    seen = desk.post(address, data=form)
    assert seen.status_code == 200, words(seen.text)
    confirmed = filled_form(seen.text, address) | {"confirmer": "1"}
    assert desk.post(address, data=confirmed).status_code == 303
    # The same form again gives nothing more.
    assert desk.post(address, data=confirmed).status_code == 303
    return words(seen.text)


def test_promo_credit_comes_back_when_the_house_cancels(
    scene: Scene, desk: FlaskClient
) -> None:
    code = with_promo_credit(scene, lapses_in=None)
    pair, single = lines_of(scene, code)
    # 10.00 over 40.00 and 20.00: 6.67 and 3.33; half of 6.67 is 3.34, half a cent up.
    assert (pair.credit_cents, single.credit_cents) == (6_67, 3_33)
    seen = back_by_the_house(scene, desk, code, {pair.id: "1"}, ours=True)
    assert "Le crédit promo utilisé, 3,34 $, est redonné aussi" in seen
    assert promo_of(scene) == 3_34
    back_by_the_house(scene, desk, code, {pair.id: "1", single.id: "1"}, ours=True)
    assert promo_of(scene) == 10_00
    page = words(desk.get(f"{DESK}/{code}").text)
    assert "Annulée et remboursée par la maison" in page
    own = words(scene.client.get(f"/commandes/{code}").text)
    assert "Crédit promo redonné 3,34 $" in own
    with scene.runtime.read() as work:
        letters = work.session.scalars(
            select(OutboxMail)
            .where(OutboxMail.message == "restitution")
            .order_by(OutboxMail.id)
        ).all()
    assert [letter.values["promo_cents"] for letter in letters] == [3_34, 6_66]


def test_promo_credit_stays_spent_when_the_house_only_refunds(
    scene: Scene, desk: FlaskClient
) -> None:
    code = with_promo_credit(scene, lapses_in=None)
    units = {line.id: str(line.quantity) for line in lines_of(scene, code)}
    seen = back_by_the_house(scene, desk, code, units, ours=False)
    assert "est redonné aussi" not in seen.split("Cela ne se défait pas")[0]
    assert promo_of(scene) == 0


@pytest.mark.parametrize(
    ("would", "does"),
    [
        (timedelta(days=200), timedelta(days=200)),
        (timedelta(hours=2), timedelta(days=30)),
    ],
)
def test_promo_credit_given_again_lapses_as_it_would_or_in_a_month(
    scene: Scene, desk: FlaskClient, would: timedelta, does: timedelta
) -> None:
    given_at = scene.clock.now()
    code = with_promo_credit(scene, lapses_in=would)
    units = {line.id: str(line.quantity) for line in lines_of(scene, code)}
    back_by_the_house(scene, desk, code, units, ours=True)
    with scene.runtime.read() as work:
        (lapses_at,) = work.session.scalars(
            select(CreditEntry.expires_at)
            .join(CreditTransaction, CreditTransaction.id == CreditEntry.transaction_id)
            .where(
                CreditTransaction.key.like("restitution:%"),
                CreditEntry.expires_at.is_not(None),
            )
        )
    assert lapses_at is not None
    assert timedelta(0) <= lapses_at - given_at - does < timedelta(minutes=5)
