"""The desk finds an order by whatever names it, and says where it looked."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from flashsale.kernel.ids import MemberId
from flashsale.members.directory import members_found
from flashsale.members.models import Member
from flashsale.members.roles import Role
from flashsale.orders.models import Order
from flashsale.paper.content import PaperKind
from flashsale.paper.typed_numbers import typed_number
from tests.checkout_scene import Scene, scene, words
from tests.factories import a_member
from tests.flows.test_desk_queries import statements
from tests.flows.test_orders_desk import DESK, lines_of, paid, refund, staff

__all__ = ["scene"]


@pytest.fixture
def desk(scene: Scene) -> FlaskClient:
    return staff(scene, Role.SUPPORT)


def buyer(scene: Scene, name: str, email: str) -> str:
    """Let somebody of this name and address buy something; return the code."""
    with scene.runtime.work() as work:
        member = a_member(work, name=name)
        row = work.session.get(Member, member)
        assert row is not None
        row.email, row.email_as_typed = email.lower(), email
    own = scene.client, scene.member
    scene.client, scene.member = scene.browser_of(member), member
    try:
        return paid(scene)
    finally:
        scene.client, scene.member = own


def found(desk: FlaskClient, wanted: str) -> str:
    answer = desk.get(DESK, query_string={"q": wanted})
    assert answer.status_code == 200
    return answer.text


def codes(scene: Scene, page: str) -> set[str]:
    """Return the codes of the orders that a page lists."""
    with scene.runtime.read() as work:
        known = work.session.scalars(select(Order.code)).all()
    return {code for code in known if f'href="{DESK}/{code}"' in page}


@pytest.mark.parametrize(
    "wanted",
    [
        "Éloïse",
        "eloise",
        "ÉLOÏSE",
        "saint pierre",
        "Saint-Pierre",
        "pierre eloi",
        "l’heureux",
        "L'HEUREUX",
        "Coeur",
        "eloise.sp@",
        "Eloise.SP@Example.org",
        "sp@example",
    ],
)
def test_an_order_is_found_by_its_members_name_and_address(
    scene: Scene, desk: FlaskClient, wanted: str
) -> None:
    own = buyer(scene, "Éloïse Saint-Pierre-L’Heureux Cœur", "Eloise.SP@example.org")
    paid(scene)
    assert codes(scene, found(desk, wanted)) == {own}


def test_every_word_must_be_there(scene: Scene, desk: FlaskClient) -> None:
    noe = buyer(scene, "Noé Bélanger", "noe@example.org")
    lea = buyer(scene, "Léa Bélanger", "lea@example.org")
    assert codes(scene, found(desk, "belanger")) == {noe, lea}
    assert codes(scene, found(desk, "belanger léa")) == {lea}
    assert codes(scene, found(desk, "belanger zoé")) == set()


def test_an_order_is_found_by_the_number_of_its_papers(
    scene: Scene, desk: FlaskClient
) -> None:
    first, second = paid(scene, quantity=2), paid(scene)
    (line,) = lines_of(scene, second)
    refund(scene, desk, second, {line.id: "1"})
    (line,) = lines_of(scene, first)
    refund(scene, desk, first, {line.id: "1"})
    for wanted, codes_of in (
        ("F-000001", {first}),
        ("f-2", {second}),
        ("F‑000002", {second}),
        ("NC-000001", {second}),
        ("nc 2", {first}),
        # Without letters it may be either.
        ("000002", {first, second}),
        ("F-000003", set()),
    ):
        assert codes(scene, found(desk, wanted)) == codes_of, wanted


def test_what_was_searched_is_said_when_nothing_is_found(
    scene: Scene, desk: FlaskClient
) -> None:
    assert "Personne n’a encore rien commandé." in words(found(desk, ""))
    paid(scene)
    said = words(found(desk, "<b>Zéphirin</b>"))
    assert "Rien ne répond à « <b>Zéphirin</b> »." in said
    for place in ("courriels", "codes", "F-000123", "NC-000007", "paiement"):
        assert place in said
    for odd in ("%", "_", "9" * 40, "F-", "NC-0", "x" * 300):
        assert codes(scene, found(desk, odd)) == set(), odd


def test_a_search_goes_on_to_older_orders(
    scene: Scene, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flashsale.orders.orders_desk.MOST_LISTED", 1)
    first, second = paid(scene), paid(scene)
    buyer(scene, "Noé Bélanger", "noe@example.org")
    page = found(desk, "camille essai")
    assert codes(scene, page) == {second}
    older = page.split('href="?')[1].split('"')[0].replace("&amp;", "&")
    assert codes(scene, desk.get(f"{DESK}?{older}").text) == {first}


def test_a_search_asks_as_often_for_many_as_for_one(
    scene: Scene, desk: FlaskClient
) -> None:
    for wanted in ("", "camille", "1", "F-000001"):
        paid(scene)
        few = statements(scene, lambda wanted=wanted: found(desk, wanted))  # type: ignore[misc]
        for name in ("Camille Roy", "Camille Cyr"):
            buyer(scene, name, f"{name[-3:]}{len(wanted)}@example.org")
        many = statements(scene, lambda wanted=wanted: found(desk, wanted))  # type: ignore[misc]
        assert many == few, wanted


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("F-000123", (PaperKind.INVOICE, 123)),
        ("f 123", (PaperKind.INVOICE, 123)),
        ("NC-000007", (PaperKind.CREDIT_NOTE, 7)),
        ("nc7", (PaperKind.CREDIT_NOTE, 7)),
        (" 42 ", (None, 42)),
        ("0", None),
        ("F-", None),
        ("F-12B", None),
        ("FNC-1", None),
        ("", None),
        ("9" * 19, None),
        ("9" * 20, None),
        ("٣", None),
    ],
)
def test_a_number_is_read_as_it_is_typed(typed: str, meant: object) -> None:
    assert typed_number(typed) == meant


def test_nothing_typed_names_no_member(scene: Scene) -> None:
    with scene.runtime.read() as work:
        assert members_found(work, "  ") == frozenset()
        assert members_found(work, "camille") == frozenset({MemberId(scene.member)})
