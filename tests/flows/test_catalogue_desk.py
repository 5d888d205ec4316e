"""The catalogue for the team through HTTP: searching, reading, completing."""

from flask.testing import FlaskClient
from sqlalchemy import select, update

from flashsale.catalogue.completions import producer_names
from flashsale.catalogue.desk_reads import Search, work_sheet, works_matching
from flashsale.catalogue.models import Sku, WorkRow
from flashsale.catalogue.onix_codes import UNDEFINED_FORM
from flashsale.kernel.ids import WorkId
from flashsale.kernel.kinds import Form, Kind
from flashsale.runtime import Runtime
from tests.desk_scene import fields_of, words_of
from tests.factories import a_sku, a_work
from tests.queries import asked_of

SEARCHES = [
    ("deneiger", True),
    ("DÉNEIGER", True),
    ("nuit deneiger", True),
    ("deneiger ete", False),
    ("tablettes", True),
    ("l'oeuvre", True),
    ("œuvre", True),
    ("maison", True),
    ("9782999901018", True),
    ("978-2-9999-0101-8", True),
    ("%", False),
    ("_", False),
    ("-", False),
    ("", True),
    ("   ", True),
]


def test_a_search_leaves_accents_hyphens_and_case_aside(runtime: Runtime) -> None:
    with runtime.work() as work:
        work_id = a_work(work, title="Déneiger la nuit, ou l’Œuvre")
        a_sku(work, work_id, gtin="9782999901018")
        for words, is_found in SEARCHES:
            found = works_matching(work, Search(words=words))
            assert [row.id for row in found.rows] == ([work_id] if is_found else [])


def test_a_list_is_cut_in_pages_of_fifty_sorted_without_accents(
    runtime: Runtime, curator: FlaskClient
) -> None:
    with runtime.work() as work:
        for number in range(60):
            a_work(work, title=f"Série {number:03}")
        a_work(work, title="Écume", kind=Kind.BOOK)
        first = works_matching(work, Search())
        last = works_matching(work, Search(), page=99)
    assert (first.total, first.pages, len(first.rows)) == (61, 2, 50)
    assert first.rows[0].title == "Écume"
    assert (last.page, len(last.rows)) == (2, 11)
    assert "Page 1 sur 2" in words_of(curator.get("/bureau/catalogue"))
    books = curator.get("/bureau/catalogue?genre=book")
    assert "Écume" in books.text
    assert "Série" not in books.text
    for odd in ("page=-1", "page=x", "page=" + "9" * 40, "genre=x", "q=%00", "q=%C3"):
        assert curator.get(f"/bureau/catalogue?{odd}").status_code == 200


def test_a_list_asks_as_many_questions_for_many_works_as_for_few(
    runtime: Runtime,
) -> None:
    def asked() -> int:
        with asked_of(runtime.database.engine) as statements, runtime.read() as work:
            works_matching(work, Search(words="amour"))
        return len(statements)

    with runtime.work() as work:
        a_sku(work)
    few = asked()
    with runtime.work() as work:
        for _ in range(20):
            a_sku(work)
    assert asked() == few


def test_a_work_that_a_file_left_incomplete_is_completed(
    runtime: Runtime, curator: FlaskClient
) -> None:
    with runtime.work() as work:
        work_id = a_work(work, title="9782999901018", is_incomplete=True)
        sku_id = a_sku(work, work_id, gtin="9782999901018")
        work.session.execute(
            update(Sku)
            .where(Sku.id == sku_id)
            .values(onix_form=UNDEFINED_FORM, weight_g=None)
        )
    path = f"/bureau/catalogue/{work_id}"
    assert "Cette fiche est incomplète" in curator.get(path).text
    fields = fields_of(curator.get(path))
    assert curator.post(path, data=fields).status_code == 422
    named = fields | {"title": "Les hivers d’Aimée", "producer": "Éditions du Barrage"}
    named |= {"kind": "book"}
    named |= {"byline": "Rosalie\x00 Beaudry"}
    half = curator.post(path, data=named, follow_redirects=True)
    assert "Il manque encore le format" in words_of(half)
    whole = {f"sku-{sku_id}-forme": "print", f"sku-{sku_id}-poids": "310"}
    assert curator.post(path, data=named | whole).status_code == 303
    with runtime.read() as work:
        sheet = work_sheet(work, WorkId(work_id))
        assert sheet is not None
        assert sheet.facts.title == "Les hivers d’Aimée"
        assert not sheet.facts.is_incomplete
        # Now a printed book with an ISBN: its own class to the tax.
        assert str(sheet.skus[0].facts.tax_class) == "book"
        assert sheet.skus[0].facts.weight_g == 310
        assert "Éditions du Barrage" in producer_names(work)
    page = curator.get(path).text
    assert "Cette fiche est incomplète" not in page
    assert "<dd>fre</dd>" not in page


def test_a_class_the_file_told_stays_when_nothing_changes(
    runtime: Runtime, curator: FlaskClient
) -> None:
    with runtime.work() as work:
        work_id = a_work(work, kind=Kind.BOOK, title="Carnet")
        sku_id = a_sku(work, work_id, kind=Kind.BOOK, gtin="9782999901018")
        work.session.execute(
            update(Sku).where(Sku.id == sku_id).values(tax_class="goods")
        )
    path = f"/bureau/catalogue/{work_id}"
    assert curator.post(path, data=fields_of(curator.get(path))).status_code == 303
    with runtime.read() as work:
        assert work.session.scalar(select(Sku.tax_class)) == "goods"


BAD_COMPLETIONS = [
    ({"title": " "}, "title", "Écrivez le titre"),
    ({"title": "x" * 301}, "title", "Pas plus de 300"),
    ({"kind": "poème"}, "kind", "Choisissez un genre"),
    ({"sku-forme": "parchemin"}, "forme", "Choisissez un format"),
    ({"sku-poids": "-3"}, "poids", "Un nombre entier"),
    ({"sku-poids": "0"}, "poids", "Un nombre entier"),
    ({"sku-poids": "40000"}, "poids", "Un nombre entier"),
    ({"sku-epaisseur": "1,5"}, "epaisseur", "Un nombre entier"),
    ({"cover_alt_fr": "x" * 401}, "cover_alt_fr", "Pas plus de 400"),
]


def test_a_bad_field_is_told_beside_it_and_the_work_stays(
    runtime: Runtime, curator: FlaskClient
) -> None:
    with runtime.work() as work:
        work_id = a_work(work, title="Poèmes de char")
        sku_id = a_sku(work, work_id, form=Form.PRINT)
    path = f"/bureau/catalogue/{work_id}"
    fields = fields_of(curator.get(path))
    for bad, field, said in BAD_COMPLETIONS:
        own = f"sku-{sku_id}-"
        typed = {name.replace("sku-", own, 1): value for name, value in bad.items()}
        refused = curator.post(path, data=fields | typed)
        assert refused.status_code == 422, bad
        assert said in words_of(refused), bad
        name = f"{own}{field}" if f"{own}{field}" in fields else field
        assert f'href="#{name}"' in refused.text, bad
    with runtime.read() as work:
        row = work.session.get(WorkRow, work_id)
        assert row is not None
        assert (row.title, row.kind) == ("Poèmes de char", "fanzine")
