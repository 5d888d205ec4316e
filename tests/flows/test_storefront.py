"""The storefront through HTTP: what a member reads, in each state and language."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.ids import DropId, LotId, MemberId
from flashsale.kernel.kinds import Form
from flashsale.runtime import Runtime
from flashsale.sales.models import Drop, Lot
from flashsale.web.audience import Audience, audience
from tests.factories import a_drop, a_lot, a_member, a_sku
from tests.queries import asked_of
from tests.sign_in import sign_in


@pytest.fixture
def drop(runtime: Runtime) -> tuple[DropId, LotId, str]:
    with runtime.work() as work:
        drop_id = a_drop(work)
        lot_id = a_lot(work, drop_id, allotted=60)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop_id))
    assert slug is not None
    return drop_id, lot_id, slug


def counted(runtime: Runtime, lot_id: LotId, *, held: int = 0, sold: int = 0) -> None:
    with runtime.work() as work:
        work.session.execute(
            update(Lot).where(Lot.id == lot_id).values(held=held, sold=sold)
        )


@pytest.mark.parametrize("path", ["/", "/a-venir", "/archives", "/ventes/vente-1"])
def test_who_is_signed_out_sees_the_door(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.location.startswith("/porte")


def test_an_empty_day_says_so(member: FlaskClient) -> None:
    page = member.get("/").text
    assert "Rien sur la table" in page
    assert "jeudi" in page
    assert "p-menthe" in page


def test_the_table_shows_a_drop_with_its_exact_count(
    member: FlaskClient, drop: tuple[DropId, LotId, str]
) -> None:
    page = member.get("/").text
    assert f'href="/ventes/{drop[2]}"' in page
    assert "Reste 60 exemplaires" in page
    assert "6,00\u00a0$" in page


@pytest.mark.parametrize(
    ("held", "sold", "said"),
    [
        (0, 0, "Reste 60 exemplaires"),
        (1, 55, "Reste 4 exemplaires"),
        (1, 58, "Reste un exemplaire"),
        (4, 56, "Tout est dans des paniers."),
        (0, 60, "Les 60 exemplaires sont partis."),
    ],
)
def test_a_drop_says_what_is_left(
    member: FlaskClient,
    runtime: Runtime,
    drop: tuple[DropId, LotId, str],
    held: int,
    sold: int,
    said: str,
) -> None:
    counted(runtime, drop[1], held=held, sold=sold)
    page = member.get(f"/ventes/{drop[2]}").text
    assert said in page
    assert (f'action="/ventes/{drop[2]}/garder"' in page) == (held + sold < 60)


def test_a_held_copy_leads_to_payment(
    member: FlaskClient, drop: tuple[DropId, LotId, str]
) -> None:
    form = {"lot": str(drop[1]), "quantity": "1", "token": "0" * 32}
    assert member.post(f"/ventes/{drop[2]}/garder", data=form).status_code == 303
    page = member.get(f"/ventes/{drop[2]}").text
    assert "Passer au paiement" in page
    assert "dont un gardé pour vous" in page
    assert "data-garde-fin" in page


def test_a_drop_opens_and_closes_by_the_clock(
    member: FlaskClient, runtime: Runtime, clock: FrozenClock
) -> None:
    with runtime.work() as work:
        opens_at = work.now + timedelta(hours=1)
        drop_id = a_drop(work, opens_at=opens_at)
        a_lot(work, drop_id)
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop_id))
    path = f"/ventes/{slug}"
    assert "Ouvre" in member.get(path).text
    assert "garder" not in member.get(path).text
    clock.move_to(opens_at)
    assert f'action="{path}/garder"' in member.get(path).text
    clock.move_to(opens_at + timedelta(days=1))
    page = member.get(path).text
    assert "Cette vente est fermée" in page
    assert "6,00" not in page


def test_a_draft_is_nobodys_business(member: FlaskClient, runtime: Runtime) -> None:
    with runtime.work() as work:
        drop_id = a_drop(work, state="draft")
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == drop_id))
    answer = member.get(f"/ventes/{slug}")
    assert answer.status_code == 404
    assert "Rien à cette adresse" in answer.text


def test_the_week_tells_neither_title_nor_price(
    member: FlaskClient, runtime: Runtime
) -> None:
    with runtime.work() as work:
        drop_id = a_drop(work, opens_at=work.now + timedelta(days=1))
        a_lot(work, drop_id, allotted=90)
    page = member.get("/a-venir").text
    assert "tirage de 90" in page
    assert "Dépanneur mon amour" not in page
    assert "6,00" not in page


def test_past_sheets_are_searched_by_title(
    member: FlaskClient, runtime: Runtime
) -> None:
    with runtime.work() as work:
        drop_id = a_drop(work, opens_at=work.now - timedelta(days=3))
        a_lot(work, drop_id)
    assert "Dépanneur mon amour" in member.get("/archives").text
    assert "Dépanneur mon amour" in member.get("/archives?q=mon").text
    assert "Aucune feuille" in member.get("/archives?q=50%25").text
    assert "6,00" not in member.get("/archives").text


def test_the_language_is_chosen_and_kept(
    member: FlaskClient, drop: tuple[DropId, LotId, str]
) -> None:
    answer = member.get(f"/langue/en?retour=/ventes/{drop[2]}")
    assert (answer.status_code, answer.location) == (303, f"/ventes/{drop[2]}")
    page = member.get(f"/ventes/{drop[2]}").text
    assert '<html lang="en-CA"' in page
    assert "60 copies left" in page
    assert "$6.00" in page


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "/\\evil.example", "https://evil.example", "", "x"]
)
def test_a_switch_never_leads_out_of_the_house(
    client: FlaskClient, wanted: str
) -> None:
    answer = client.get("/langue/en", query_string={"retour": wanted})
    assert answer.location == "/"


def test_an_invitation_survives_a_change_of_language(client: FlaskClient) -> None:
    answer = client.get("/langue/en?retour=/i/abc")
    assert answer.location == "/i/abc"


def test_the_light_is_chosen_and_kept(member: FlaskClient) -> None:
    assert '<html lang="fr-CA">' in member.get("/").text
    member.get("/affichage/sombre")
    assert '<html lang="fr-CA" class="sombre">' in member.get("/").text
    assert member.get("/affichage/noir").status_code == 404


@pytest.mark.parametrize(
    "path", ["/livraison", "/confidentialite", "/accessibilite", "/nous-joindre"]
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_houses_own_pages_are_open_to_the_door(
    client: FlaskClient, path: str, language: str
) -> None:
    client.set_cookie("langue", language)
    answer = client.get(path)
    assert answer.status_code == 200
    assert "/ventes/" not in answer.text


def test_a_warm_page_asks_sql_nothing(
    app: Flask, runtime: Runtime, member: FlaskClient, drop: tuple[DropId, LotId, str]
) -> None:
    for path in ("/", f"/ventes/{drop[2]}"):
        member.get(path)
        with asked_of(runtime.database.engine) as asked:
            member.get(path)
        assert asked == []


def test_every_page_forbids_being_kept_by_others(member: FlaskClient) -> None:
    answer = member.get("/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "script-src 'nonce-" in answer.headers["Content-Security-Policy"]


def test_static_files_are_kept_for_good(member: FlaskClient) -> None:
    page = member.get("/").text
    start = page.index("/static/")
    address = page[start : page.index('"', start)]
    answer = member.get(address)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    answer.close()


def test_pictures_are_for_members(
    client: FlaskClient, runtime: Runtime, member_id: MemberId
) -> None:
    folder = runtime.settings.media_dir / "oeuvres"
    folder.mkdir(parents=True)
    (folder / "x.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert client.get("/oeuvres/oeuvres/x.svg").status_code == 303
    sign_in(client, runtime, member_id)
    with client.get("/oeuvres/oeuvres/x.svg") as answer:
        assert answer.status_code == 200
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"].startswith("private")
    assert client.get("/oeuvres/../secret").status_code == 404
    assert client.get("/oeuvres/%2e%2e/secret").status_code == 404


def test_two_readers_of_one_print_have_their_own_nonce_and_tokens(
    app: Flask, runtime: Runtime, drop: tuple[DropId, LotId, str]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    seen = []
    for _ in range(2):
        with runtime.work() as work:
            someone = a_member(work)
        browser = app.test_client()
        sign_in(browser, runtime, someone)
        answer = browser.get(f"/ventes/{drop[2]}")
        nonce = re.search(r"'nonce-([^']+)'", answer.headers["Content-Security-Policy"])
        assert nonce
        assert f'nonce="{nonce[1]}"' in answer.text
        fields = dict(
            re.findall(r'name="(csrf_token|token|lot)" value="([^"]+)"', answer.text)
        )
        form = {**fields, "quantity": "1"}
        held = browser.post(f"/ventes/{drop[2]}/garder", data=form)
        assert held.status_code == 303
        seen.append((nonce[1], fields["csrf_token"], fields["token"]))
    assert all(one != other for one, other in zip(*seen, strict=True))


def test_a_form_without_its_token_is_sent_back(
    app: Flask, member: FlaskClient, drop: tuple[DropId, LotId, str]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = member.post(f"/ventes/{drop[2]}/garder", data={})
    assert answer.status_code == 400
    assert "ouverte depuis trop longtemps" in answer.text


@pytest.mark.parametrize(
    ("fault", "status"),
    [(OperationalError("SELECT 1", {}, Exception()), 503), (KeyError("x"), 500)],
)
def test_a_fault_is_told_without_asking_the_stores(
    app: Flask, fault: Exception, status: int
) -> None:
    app.testing = False

    @audience(Audience.ANYONE)
    def get_fault() -> str:
        raise fault

    app.add_url_rule("/panne", view_func=get_fault)
    answer = app.test_client().get("/panne")
    assert answer.status_code == status
    assert "Rien n’a été perdu" in answer.text
    assert "Nothing was lost" in answer.text


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("seen on the cover", ">seen on the cover<"),
        ("", '<span lang="fr">imprimé en couverture<'),
    ],
)
def test_the_source_of_a_regular_price_is_read_in_english(
    runtime: Runtime,
    member: FlaskClient,
    drop: tuple[DropId, LotId, str],
    english: str,
    said: str,
) -> None:
    with runtime.work() as work:
        work.session.execute(
            update(Lot)
            .where(Lot.id == drop[1])
            .values(
                regular_price_cents=1_000,
                regular_price_proof="imprimé en couverture",
                regular_price_proof_en=english,
            )
        )
    french = member.get(f"/ventes/{drop[2]}").text
    assert "<span>imprimé en couverture</span>" in french
    member.set_cookie("langue", "en")
    assert said in member.get(f"/ventes/{drop[2]}").text


def test_the_english_title_of_today_keeps_the_capital_of_its_month(
    member: FlaskClient, drop: tuple[DropId, LotId, str]
) -> None:
    member.set_cookie("langue", "en")
    assert "<title>Thursday, November 26:" in member.get("/").text


def test_files_are_promised_alike_before_and_after_paying(
    runtime: Runtime, member: FlaskClient
) -> None:
    with runtime.work() as work:
        shown = a_drop(work)
        for form in (Form.PDF, Form.PRINT):
            a_lot(work, shown, sku_id=a_sku(work, form=form))
        slug = work.session.scalar(select(Drop.slug).where(Drop.id == shown))
    page = member.get(f"/ventes/{slug}").text
    # As the checkout and the order say: "Remis par courriel au plus tard le …".
    assert "Par courriel, dans la semaine" in page
    assert "dans vos achats" not in page


def test_a_source_that_ends_with_a_full_stop_ends_with_one(
    runtime: Runtime, member: FlaskClient, drop: tuple[DropId, LotId, str]
) -> None:
    with runtime.work() as work:
        work.session.execute(
            update(Lot)
            .where(Lot.id == drop[1])
            .values(regular_price_cents=1_000, regular_price_proof="lu en vitrine.")
        )
    page = member.get(f"/ventes/{drop[2]}").text
    assert "lu en vitrine</span>." in page


def test_what_is_still_held_after_the_closing_is_not_told_as_left(
    runtime: Runtime,
    member: FlaskClient,
    drop: tuple[DropId, LotId, str],
    clock: FrozenClock,
) -> None:
    with runtime.read() as work:
        closes_at = work.session.get_one(Drop, drop[0]).closes_at
    clock.move_to(closes_at - timedelta(seconds=5))
    fields = {"lot": drop[1], "quantity": "1", "token": "just-in-time"}
    assert member.post(f"/ventes/{drop[2]}/garder", data=fields).status_code == 303
    clock.move_to(closes_at + timedelta(seconds=5))
    page = member.get(f"/ventes/{drop[2]}").text
    assert "Passer au paiement" in page
    assert ": vente fermée</title>" in page


def test_more_than_ones_share_is_told_so_at_the_first_try(
    member: FlaskClient, drop: tuple[DropId, LotId, str]
) -> None:
    fields = {"lot": drop[1], "quantity": "3", "token": "three-at-once"}
    refused = member.post(f"/ventes/{drop[2]}/garder", data=fields)
    assert "C’est plus que votre part" in refused.text
    assert "2 exemplaires au plus par personne" in refused.text
