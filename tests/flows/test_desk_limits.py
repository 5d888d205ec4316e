"""The limit per member and early access at the desk, and what they do to a sale."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import select

from flashsale.app import create_app
from flashsale.invariants import check_all
from flashsale.kernel.ids import DropId, LotId, MemberId
from flashsale.kernel.kinds import Form, Kind
from flashsale.runtime import Runtime
from flashsale.sales import admission, freeing, holds, waitlist
from flashsale.sales.holds import HoldPlaced, HoldRequest
from flashsale.sales.models import Drop, Hold, MemberClaim, WaitOffer
from flashsale.sales.waitlist import JoinRequest
from tests.desk_scene import fields_of, form_of_work, words_of
from tests.factories import a_drop, a_lot, a_member, a_sku, a_work
from tests.sign_in import sign_in


def drafted(
    curator: FlaskClient, runtime: Runtime, kind: Kind, allotted: int, **typed: str
) -> Drop:
    """Send the form of a new drop as it comes, with one format, and return the row."""
    form = Form.ADMISSION if kind is Kind.TICKET else Form.PRINT
    with runtime.work() as work:
        work_id = a_work(work, kind=kind)
        sku_id = a_sku(work, work_id, kind=kind, form=form)
    path, fields = form_of_work(curator, work_id)
    fields |= {f"lot-{sku_id}-quantite": str(allotted), f"lot-{sku_id}-prix": "6,00"}
    answer = curator.post(path, data=fields | typed)
    assert answer.status_code == 303, words_of(answer)
    with runtime.read() as work:
        drop_id = int(answer.location.rsplit("/", 1)[1])
        return work.session.get_one(Drop, drop_id)


@pytest.mark.parametrize(
    ("kind", "allotted", "typed", "limit"),
    [
        (Kind.BOOK, 12, "", 2),
        (Kind.TICKET, 12, "", 4),
        (Kind.FANZINE, 1, "", 1),
        (Kind.TICKET, 12, "3", 3),
    ],
)
def test_a_drop_begins_with_the_limit_of_its_kind(
    runtime: Runtime,
    curator: FlaskClient,
    kind: Kind,
    allotted: int,
    typed: str,
    limit: int,
) -> None:
    drop = drafted(curator, runtime, kind, allotted, limite=typed)
    assert drop.member_limit == limit


def test_the_house_sets_what_new_drops_begin_with(
    runtime: Runtime, curator_id: MemberId
) -> None:
    settings = replace(
        runtime.settings,
        member_limit=3,
        ticket_limit=6,
        early_minutes=45,
        early_percent=25,
    )
    house = replace(runtime, settings=settings)
    client = create_app(house).test_client()
    sign_in(client, house, curator_id)
    drop = drafted(client, house, Kind.BOOK, 40)
    assert (drop.member_limit, drop.early_minutes, drop.early_percent) == (3, 45, 25)
    assert drafted(client, house, Kind.TICKET, 40).member_limit == 6


def test_a_house_without_early_access_gives_none_to_new_drops(
    runtime: Runtime, curator_id: MemberId
) -> None:
    house = replace(runtime, settings=replace(runtime.settings, early_minutes=0))
    client = create_app(house).test_client()
    sign_in(client, house, curator_id)
    drop = drafted(client, house, Kind.BOOK, 40)
    assert (drop.early_minutes, drop.early_percent) == (0, 0)
    again = fields_of(client.get(f"/bureau/ventes/{drop.id}/modifier"))
    assert "anticipe" not in again
    # Ticked without typing more, it is the rule's own.
    assert (again["avance"], again["part"]) == ("30", "40")


def test_a_curator_gives_early_access_looks_at_its_hours_and_takes_it_back(
    runtime: Runtime, curator: FlaskClient
) -> None:
    drop = drafted(curator, runtime, Kind.BOOK, 12, avance="90", part="30")
    assert (drop.early_minutes, drop.early_percent) == (90, 30)
    path = f"/bureau/ventes/{drop.id}/modifier"
    page = curator.get(path)
    assert "dès 10 h 30, heure de l’Est : 3 exemplaires sur 12 au plus" in words_of(
        page
    )
    fields = fields_of(page)
    looked = curator.post(path, data=fields | {"part": "8", "geste": "effet"})
    assert looked.status_code == 200
    assert "trop peu pour un seul exemplaire" in words_of(looked)
    del fields["anticipe"]
    with runtime.read() as work:
        # Looking wrote nothing.
        assert work.session.get_one(Drop, drop.id).early_percent == 30
    assert curator.post(path, data=fields).status_code == 303
    with runtime.read() as work:
        row = work.session.get_one(Drop, drop.id)
        assert (row.early_minutes, row.early_percent) == (0, 0)
    assert "Aucun accès anticipé" in words_of(curator.get(f"/bureau/ventes/{drop.id}"))


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("avance", "0", "de 1 à 1440"),
        ("avance", "1441", "de 1 à 1440"),
        ("avance", "une heure", "de 1 à 1440"),
        ("part", "0", "de 1 à 100"),
        ("part", "101", "de 1 à 100"),
        ("part", "", "de 1 à 100"),
    ],
)
@pytest.mark.parametrize("geste", ["", "effet"])
def test_early_access_that_cannot_be_is_told_beside_its_field(
    runtime: Runtime,
    curator: FlaskClient,
    field: str,
    typed: str,
    words: str,
    geste: str,
) -> None:
    drop = drafted(curator, runtime, Kind.BOOK, 12)
    path = f"/bureau/ventes/{drop.id}/modifier"
    fields = fields_of(curator.get(path)) | {field: typed, "geste": geste}
    answer = curator.post(path, data=fields)
    assert answer.status_code == 422
    assert words in words_of(answer)
    assert f'href="#{field}"' in answer.text
    assert fields_of(answer)[field] == typed


class Sale:
    """An open drop of six copies, one member's browser, and its curator's."""

    def __init__(self, app: Flask, runtime: Runtime, curator: FlaskClient) -> None:
        """Open it with a limit of two, and let the gate know."""
        self.app, self.runtime, self.curator = app, runtime, curator
        with runtime.work() as work:
            self.drop = a_drop(work, member_limit=2)
            self.lot = LotId(a_lot(work, self.drop, allotted=6))
            slug = select(Drop.slug).where(Drop.id == self.drop)
            self.slug = work.session.scalar(slug)
            self.member = a_member(work)
        self.browser = app.test_client()
        sign_in(self.browser, runtime, self.member)
        admission.keep(runtime, DropId(self.drop))

    def ask(self, units: int = 1) -> int:
        """Send the member's form and return the status."""
        form = {"lot": str(self.lot), "quantity": str(units)}
        form["token"] = self.runtime.ids.token()
        return self.browser.post(f"/ventes/{self.slug}/garder", data=form).status_code

    def limit(self, limit: str, **more: str) -> int:
        """Send the curator's form and return the status."""
        path = f"/bureau/ventes/{self.drop}/limite"
        return self.curator.post(path, data={"limite": limit, **more}).status_code

    def claim(self) -> tuple[int, int]:
        """Return what the member has, and the limit as it stood then."""
        with self.runtime.read() as work:
            row = work.session.execute(
                select(MemberClaim.claimed, MemberClaim.allowed)
            ).one()
        return row.claimed, row.allowed


@pytest.fixture
def sale(app: Flask, runtime: Runtime, curator: FlaskClient) -> Sale:
    return Sale(app, runtime, curator)


@pytest.mark.parametrize("has_gate", [True, False])
def test_a_higher_limit_holds_at_once_at_the_gate_and_in_sql(
    sale: Sale, runtime: Runtime, valkey: Redis, has_gate: bool
) -> None:
    assert sale.ask(2) == 303
    assert sale.ask() == 403
    if not has_gate:
        valkey.flushall()
    assert sale.limit("3") == 303
    assert sale.ask() == 303
    assert sale.claim() == (3, 3)
    assert [found.name for found in check_all(runtime) if not found.holds] == []


@pytest.mark.parametrize("has_gate", [True, False])
def test_a_lower_limit_holds_at_once_and_leaves_what_is_held(
    sale: Sale, runtime: Runtime, valkey: Redis, has_gate: bool
) -> None:
    assert sale.ask() == 303
    if not has_gate:
        valkey.flushall()
    assert sale.limit("1") == 303
    assert sale.ask() == 403
    sale.limit("2")
    assert sale.ask() == 303
    assert sale.limit("1", geste="effet") == 200
    assert sale.limit("1") == 303
    assert sale.claim() == (2, 2)
    with runtime.work() as work:
        kept = work.session.scalars(select(Hold.id).where(Hold.state == "active"))
        for hold in kept.all():
            extended = holds.extend(work, sale.member, hold)
            assert isinstance(extended, holds.HoldExtended)
    assert [found.name for found in check_all(runtime) if not found.holds] == []


def test_whom_a_lower_limit_would_touch_is_told_before(sale: Sale) -> None:
    sale.ask(2)
    path = f"/bureau/ventes/{sale.drop}/limite"
    page = sale.curator.post(path, data={"limite": "1", "geste": "effet"})
    assert "Un membre en a déjà plus" in words_of(page)
    assert sale.claim() == (2, 2)
    page = sale.curator.get(path)
    assert "Personne n’en a davantage" in words_of(page)


@pytest.mark.parametrize("typed", ["0", "101", "-1", "deux", "", "9" * 40])
@pytest.mark.parametrize("geste", ["", "effet"])
def test_a_limit_that_cannot_be_is_told(sale: Sale, typed: str, geste: str) -> None:
    assert sale.limit(typed, geste=geste) == 422
    assert sale.ask(2) == 303


def test_a_higher_limit_offers_at_once_what_is_free(
    sale: Sale, runtime: Runtime
) -> None:
    """Who waits and had their share may have one more: the free copy is theirs."""
    with runtime.work() as work:
        others = [a_member(work) for _ in range(2)]
        for number, member in enumerate((sale.member, *others)):
            request = HoldRequest(
                member_id=member,
                lot_id=sale.lot,
                quantity=2,
                request_token=f"t{number}",
            )
            assert isinstance(holds.place(work, request), HoldPlaced)
    with runtime.work() as work:
        wish = JoinRequest(member_id=sale.member, lot_id=sale.lot, quantity=1)
        assert isinstance(waitlist.join(work, wish), waitlist.WaitRefused)
    assert sale.limit("3") == 303
    with runtime.work() as work:
        assert isinstance(waitlist.join(work, wish), waitlist.Joined)
    assert sale.limit("2") == 303
    with runtime.work() as work:
        # One more came from the producer; nobody who waits may have it yet.
        freeing.grow(work, DropId(sale.drop), sale.lot, 1, by=others[0])
        assert work.session.scalar(select(WaitOffer.id)) is None
    assert sale.limit("3") == 303
    with runtime.read() as work:
        assert work.session.scalar(select(WaitOffer.member_id)) == sale.member
    assert [found.name for found in check_all(runtime) if not found.holds] == []


def test_the_limit_of_a_closed_drop_stays(sale: Sale, runtime: Runtime) -> None:
    with runtime.work() as work:
        drop = work.session.get_one(Drop, sale.drop)
        drop.closes_at = work.now
    assert sale.limit("3") == 422
    page = sale.curator.get(f"/bureau/ventes/{sale.drop}/limite")
    assert "sa limite ne change plus" in words_of(page)


def test_a_drop_that_is_not_there_has_no_limit(curator: FlaskClient) -> None:
    assert curator.get("/bureau/ventes/12/limite").status_code == 404
    assert curator.post(f"/bureau/ventes/{1 << 70}/limite").status_code == 404
