"""The PDF of a paper, read back: for everyone, the same each time, and inert."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typst

from flashsale.kernel.language import Language
from flashsale.paper.printed import printed
from flashsale.paper.requirements import forbidden_words
from flashsale.paper.shelf import Shelf, digest_of
from flashsale.paper.typesetting import TEMPLATES, typeset
from tests.paper_sample import an_invoice

READER = shutil.which("pdftotext")
reading = pytest.mark.skipif(READER is None, reason="pdftotext is not installed")
HOSTILE = (
    '#set text(fill: red) #read("/etc/passwd") $x^2$ *gras* `code` <nom> @renvoi',
    '#panic() \\u{41} // rien /* rien */ #include "x.typ" ]]} ) "',
    "שלום עולם مرحبا بالعالم",
    "\u202eenvers \x00\x07 \u4e2d\u6587 \U0001f389 e\u0301",
    "Ж" + "x" * 299,
    "</script><b>&amp;",
)


def text_of(content: bytes, folder: Path) -> str:
    """Return what a reader of the file hears, spaces folded."""
    file = folder / "paper.pdf"
    file.write_bytes(content)
    assert READER is not None
    said = subprocess.run([READER, file, "-"], capture_output=True, check=True)
    return re.sub(r"\s+", " ", said.stdout.decode().replace("\u200b", ""))


def test_it_declares_itself_for_everyone_and_names_its_language() -> None:
    content = typeset(an_invoice())
    assert content.startswith(b"%PDF-1.")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content
    assert b"/Lang" in content
    assert b"/MarkInfo" in content
    assert b"Facture et contrat F-000123" in content or b"/Title" in content


def test_the_control_a_document_that_not_all_can_read_is_refused() -> None:
    with pytest.raises(typst.TypstError):
        typst.compile(b"= Sans titre", format="pdf", pdf_standards=["ua-1"])


def test_the_same_paper_gives_the_same_bytes() -> None:
    paper = an_invoice(language="en", titles=HOSTILE)
    assert typeset(paper) == typeset(paper)
    assert typeset(paper) != typeset(an_invoice(language="en"))


@reading
def test_everything_that_is_printed_is_read_back(tmp_path: Path) -> None:
    paper = an_invoice(gift_cents=2_500)
    said = text_of(typeset(paper), tmp_path)
    words = printed(paper, Language.FR)
    wanted = [words.title, words.number, *words.seller, *words.buyer]
    wanted += [row.value for row in (*words.sums, *words.payment)]
    wanted += [fact.value for fact in words.facts]
    for one in wanted:
        assert re.sub(r"\s+", " ", one) in said, one
    for clause in words.clauses:
        assert clause.heading in said
    assert forbidden_words(said) == ()
    assert "TVQ 9,975 % sur 19,95 $" in said


@reading
def test_french_comes_first_and_english_after(tmp_path: Path) -> None:
    said = text_of(typeset(an_invoice(language="en")), tmp_path)
    assert said.index("Facture et contrat") < said.index("Invoice and contract")
    assert said.index("Rétrofacturation") < said.index("Invoice and contract")
    french = text_of(typeset(an_invoice()), tmp_path)
    assert "Invoice" not in french


@reading
def test_a_hostile_title_is_words_and_no_more(tmp_path: Path) -> None:
    said = text_of(typeset(an_invoice(titles=HOSTILE)), tmp_path)
    assert "#set text(fill: red)" in said
    assert '#read("/etc/passwd")' in said
    assert "root:" not in said
    assert "*gras*" in said
    assert "#panic()" in said
    assert "</script><b>&amp;" in said
    assert "x" * 40 in said.replace(" ", "")


def test_hostile_words_stand_nowhere_in_the_source() -> None:
    source = (TEMPLATES / "paper.typ").read_text()
    assert source.count("sys.inputs") == 2
    assert "eval(" not in source
    assert "plugin(" not in source


def test_the_shelf_gives_back_what_it_was_given_or_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    digest = shelf.put(b"%PDF-1.7 facture")
    assert digest == digest_of(b"%PDF-1.7 facture") == shelf.put(b"%PDF-1.7 facture")
    assert shelf.get(digest) == b"%PDF-1.7 facture"
    (file,) = tmp_path.rglob("*.pdf")
    file.chmod(0o600)
    file.write_bytes(b"%PDF-1.7 faussaire")
    assert shelf.get(digest) is None
    assert shelf.get("0" * 64) is None
