"""Invoices and credit notes: drawn with the payment, read by their member and staff."""

import csv
import io
from dataclasses import replace

import pytest
from sqlalchemy import insert, select

from flashsale.app import create_app
from flashsale.invariants import check_all
from flashsale.kernel.ids import MemberId
from flashsale.mail.models import OutboxMail
from flashsale.mail.outbox import Letter
from flashsale.members.roles import Role
from flashsale.orders import refunding, refunds
from flashsale.orders.refunds import RefundAsked
from flashsale.paper import filing, issuing, letters, reads
from flashsale.paper.content import PaperKind
from flashsale.paper.models import PaperFile, PaperRow
from tests.checkout_scene import Scene, scene, words
from tests.factories import a_member
from tests.sign_in import sign_in

__all__ = ["scene"]


def paid(scene: Scene, *, price_cents: int = 2_000, **changes: str) -> str:
    """Buy a fanzine and return the code of the order."""
    scene.hold(scene.a_lot(price_cents=price_cents))
    known = set(scene.desk.pages)
    code = scene.order(**changes)
    (page,) = set(scene.desk.pages) - known
    scene.desk.pay(page)
    scene.come_back(code)
    assert scene.states(code) == ("paid", "captured")
    return code


def papers(scene: Scene) -> list[PaperRow]:
    with scene.runtime.read() as work:
        found = select(PaperRow).order_by(PaperRow.kind.desc(), PaperRow.number)
        return list(work.session.scalars(found))


def refund(scene: Scene, code: str, cents: int, key: str) -> None:
    with scene.runtime.work() as work:
        asked = refunds.ask(work, scene.payment_id(code), cents, key=key, reason="test")
    assert isinstance(asked, RefundAsked)
    refunding.carry_out(scene.runtime, asked.refund_id)


def letter_of(scene: Scene, message: str) -> Letter:
    with scene.runtime.read() as work:
        row = work.session.scalars(
            select(OutboxMail).where(OutboxMail.message == message)
        ).one()
    return Letter(
        mail_id=row.id,
        message=row.message,
        to_address=row.to_address,
        language=row.language,  # type: ignore[arg-type]
        values=row.values,
        written_at=row.created_at,
    )


@pytest.fixture
def staff(scene: Scene) -> MemberId:
    with scene.runtime.work() as work:
        return a_member(work, role=Role.SUPPORT, name="Maude Tremblay")


def test_each_paid_order_has_the_next_number(scene: Scene) -> None:
    codes = [paid(scene) for _ in range(3)]
    rows = papers(scene)
    assert [(row.number, row.order_code) for row in rows] == list(
        zip((1, 2, 3), codes, strict=True)
    )


def test_an_order_that_is_not_paid_has_no_paper(scene: Scene) -> None:
    scene.hold(scene.a_lot())
    code = scene.order()
    assert papers(scene) == []
    for ending in ("facture", "facture.pdf", "avoirs/1", "avoirs/1.pdf"):
        assert scene.client.get(f"/commandes/{code}/{ending}").status_code == 404


def test_a_member_reads_and_keeps_their_invoice(scene: Scene) -> None:
    code = paid(scene)
    assert f"/commandes/{code}/facture" in scene.client.get(f"/commandes/{code}").text
    page = scene.client.get(f"/commandes/{code}/facture")
    said = words(page.text)
    for wanted in ("F-000001", code, "Camille Essai", "12, rue Chabot", "Total", "TVQ"):
        assert wanted in said
    assert "Contrat à distance" in said
    file = scene.client.get(f"/commandes/{code}/facture.pdf")
    assert file.content_type == "application/pdf"
    assert file.data.startswith(b"%PDF")
    assert "F-000001.pdf" in file.headers["Content-Disposition"]
    assert scene.client.get(f"/commandes/{code}/facture.pdf").data == file.data


def test_an_english_buyer_reads_french_first(scene: Scene) -> None:
    scene.client.set_cookie("langue", "en")
    code = paid(scene)
    said = words(scene.client.get(f"/commandes/{code}/facture").text)
    assert said.index("Facture et contrat") < said.index("Invoice and contract")


def test_nobody_else_reads_it_but_staff(scene: Scene, staff: MemberId) -> None:
    code = paid(scene)
    refund(scene, code, 500, "a")
    other, desk = scene.browser_of(scene.another_member()), scene.browser_of(staff)
    for ending in ("facture", "facture.pdf", "avoirs/1", "avoirs/1.pdf"):
        path = f"/commandes/{code}/{ending}"
        assert other.get(path).status_code == 404
        assert scene.app.test_client().get(path).status_code == 303
        assert desk.get(path).status_code == 200
    assert desk.get(f"/commandes/{code}/avoirs/2").status_code == 404
    assert desk.get(f"/commandes/{code}/avoirs/{'9' * 30}").status_code == 404


def test_the_receipt_brings_the_invoice(scene: Scene) -> None:
    code = paid(scene)
    (attached,) = letters.of_letter(scene.runtime, letter_of(scene, "receipt"))
    assert attached.name == "F-000001.pdf"
    file = scene.client.get(f"/commandes/{code}/facture.pdf")
    assert attached.content == file.data


def test_a_paper_that_cannot_be_set_holds_no_receipt_back(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_paper: object) -> bytes:
        raise RuntimeError("no ink")

    code = paid(scene)
    monkeypatch.setattr(filing, "typeset", broken)
    assert letters.of_letter(scene.runtime, letter_of(scene, "receipt")) == ()
    assert "paper.not_attached" in caplog.text
    answer = scene.client.get(f"/commandes/{code}/facture.pdf", follow_redirects=True)
    assert "Le PDF n’a pas pu être fait" in words(answer.text)


def test_refunds_have_their_notes_and_give_the_taxes_back(scene: Scene) -> None:
    code = paid(scene)
    invoice = papers(scene)[0]
    total = invoice.total_cents
    refund(scene, code, 700, "a")
    refund(scene, code, total - 700, "b")
    notes = [row for row in papers(scene) if row.kind == "credit_note"]
    assert [note.number for note in notes] == [1, 2]
    assert [note.content["of_invoice"] for note in notes] == [1, 1]
    for place, tax in enumerate(invoice.content["taxes"]):
        back = sum(note.content["taxes"][place]["cents"] for note in notes)
        assert back == tax["cents"] > 0
    page = words(scene.client.get(f"/commandes/{code}/facture").text)
    assert "NC-000001" in page
    assert "NC-000002" in page
    note = words(scene.client.get(f"/commandes/{code}/avoirs/1").text)
    assert "7,00 $" in note
    assert "Pour la facture F-000001" in note
    file = scene.client.get(f"/commandes/{code}/avoirs/1.pdf")
    assert file.data.startswith(b"%PDF")


def test_a_refund_writes_its_letter_with_its_note(scene: Scene) -> None:
    refund(scene, paid(scene), 500, "a")
    letter = letter_of(scene, "credit_note")
    (attached,) = letters.of_letter(scene.runtime, letter)
    assert (attached.name, letter.values["total_cents"]) == ("NC-000001.pdf", 500)


def test_what_was_left_is_issued_by_the_sweep(scene: Scene) -> None:
    deaf = {
        fact: tuple(react for react in deeds if react is not issuing.order_paid)
        for fact, deeds in scene.runtime.within.items()
    }
    house = scene.runtime
    scene.runtime = replace(house, within=deaf)
    app = create_app(scene.runtime)
    app.config["WTF_CSRF_ENABLED"] = False
    scene.client = app.test_client()
    sign_in(scene.client, scene.runtime, scene.member)
    codes = [paid(scene), paid(scene)]
    assert papers(scene) == []
    broken = [one.name for one in check_all(house) if not one.holds]
    assert broken == ["each paid order has one invoice, of its total"]
    filing.keep_up(house)
    filing.keep_up(house)
    assert [row.order_code for row in papers(scene)] == codes
    assert scene.how_many(PaperFile) == 2


def test_a_fault_of_a_paper_never_stands_in_the_way_of_money(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("no paper left")

    with monkeypatch.context() as patched:
        patched.setattr(issuing.drawing, "invoice_of", broken)
        code = paid(scene)
    assert "paper.not_issued" in caplog.text
    assert papers(scene) == []
    # The number that was drawn went back with it: there is no gap.
    filing.keep_up(scene.runtime)
    assert [(row.number, row.order_code) for row in papers(scene)] == [(1, code)]


def test_a_lost_file_comes_out_the_same_and_never_another(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = paid(scene)
    first = scene.client.get(f"/commandes/{code}/facture.pdf").data
    shelf = scene.runtime.settings.papers_dir
    (file,) = shelf.rglob("*.pdf")
    file.unlink()
    assert scene.client.get(f"/commandes/{code}/facture.pdf").data == first
    (file,) = shelf.rglob("*.pdf")
    file.unlink()
    monkeypatch.setattr(filing, "typeset", lambda _paper: b"%PDF another")
    with scene.runtime.read() as work:
        kept = reads.invoice_of_order(work, code)
    assert kept is not None
    with pytest.raises(filing.FileLost):
        filing.file_of(scene.runtime, kept)
    assert list(shelf.rglob("*.pdf")) == []


def test_the_database_refuses_to_change_a_paper(scene: Scene) -> None:
    paid(scene)
    row = papers(scene)[0]
    again = {
        column.name: getattr(row, column.name) for column in PaperRow.__table__.columns
    }
    for statement in (
        PaperRow.__table__.update().values(total_cents=1),
        PaperRow.__table__.delete(),
        insert(PaperRow).values(**{**again, "id": 1, "source": "order:1"}),
        insert(PaperRow).values(**{**again, "id": 1, "number": 2}),
    ):
        with (
            pytest.raises(Exception, match=r"only grows|UNIQUE|unique"),
            scene.runtime.work() as work,
        ):
            work.session.execute(statement)


# The desk.


def test_staff_find_a_paper_by_number_order_and_buyer(
    scene: Scene, staff: MemberId
) -> None:
    first, second = paid(scene), paid(scene, name="Noé Bélanger")
    refund(scene, second, 500, "a")
    desk = scene.browser_of(staff)
    whole = desk.get("/bureau/factures").text
    assert first in whole
    assert second in whole
    assert "−5,00 $" in words(whole)
    for wanted in (second, "noé", "F-000002", "2", second.lower()):
        found = desk.get("/bureau/factures", query_string={"q": wanted}).text
        assert second in found, wanted
        assert first not in found, wanted
    for nothing in ("%", "_", "nobody", "9" * 40):
        page = desk.get("/bureau/factures", query_string={"q": nothing}).text
        assert "Aucune facture ne répond" in page, nothing


def test_the_list_goes_on_to_older_papers(
    scene: Scene, staff: MemberId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flashsale.paper.desk.MOST_LISTED", 1)
    first, second = paid(scene), paid(scene)
    desk = scene.browser_of(staff)
    page = desk.get("/bureau/factures").text
    assert (second in page, first in page) == (True, False)
    last = papers(scene)[1].id
    older = desk.get("/bureau/factures", query_string={"avant": last}).text
    assert (second in older, first in older) == (False, True)


def test_the_file_of_all_papers_sums_up(scene: Scene, staff: MemberId) -> None:
    paid(scene, name="=1+1")
    code = paid(scene)
    refund(scene, code, 500, "a")
    answer = scene.browser_of(staff).get("/bureau/factures/toutes.csv")
    lines = io.StringIO(answer.data.decode("utf-8-sig"))
    sheet = list(csv.DictReader(lines, delimiter=";"))
    assert [row["Numéro"] for row in sheet] == ["F-000001", "F-000002", "NC-000001"]
    assert sheet[0]["Acheteur"] == "'=1+1"
    assert sheet[2]["Pour la facture"] == "F-000002"

    def cents(row: dict[str, str], name: str) -> int:
        return int(row[name].replace(",", ""))

    for row in sheet:
        taxes = sum(cents(row, tax) for tax in ("TPS", "TVQ", "TVH", "TVP et TVD"))
        assert cents(row, "Avant taxes") + taxes == cents(row, "Total")
    assert cents(sheet[2], "Total") == -500


def test_the_desk_says_what_keeps_the_checkout_closed(
    scene: Scene, staff: MemberId
) -> None:
    page = words(scene.browser_of(staff).get("/bureau/factures").text)
    assert "La caisse ne peut pas ouvrir en production" in page
    assert "Téléphone du vendeur" in page


def test_kinds_count_apart(scene: Scene) -> None:
    refund(scene, paid(scene), 100, "a")
    assert {row.kind: row.number for row in papers(scene)} == {
        str(PaperKind.INVOICE): 1,
        str(PaperKind.CREDIT_NOTE): 1,
    }
