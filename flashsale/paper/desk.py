"""The desk of papers: every invoice and note, found by number, order or buyer."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from flashsale.kernel.language import Language
from flashsale.orders.disclosing import item_words
from flashsale.orders.disclosure import missing_of
from flashsale.orders.merchant import merchant_of
from flashsale.paper import reads
from flashsale.paper.content import Paper, PaperKind
from flashsale.paper.printed import number_of
from flashsale.paper.reads import KeptPaper, PaperLine
from flashsale.web.audience import Audience, audience
from flashsale.web.current import present, runtime
from flashsale.web.filters import local, numeric_day
from flashsale.web.i18n import current_language

DESK = "/bureau/factures"
blueprint = Blueprint("papers_desk", __name__, url_prefix=DESK)
MOST_LISTED = 50
LONGEST_SEARCH = 100
TAXES = ("gst", "qst", "hst", "pst")


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One paper of the list. number: as it is read; path: of its page."""

    line: PaperLine
    number: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersPage:
    """Papers, the latest first. wanted: what was asked for.

    older: of the last one, when there are more. lacking: what the operator has still to
    set before anybody may pay, in words.
    """

    rows: tuple[PaperRow, ...]
    wanted: str
    older: int | None
    lacking: tuple[str, ...]


@blueprint.get("")
@audience(Audience.ADMINISTRATOR, Audience.SUPPORT)
def get_papers() -> str:
    """List the papers, the latest first, or those that are looked for."""
    wanted = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    before = request.args.get("avant", type=int)
    with runtime().read() as work:
        lines = reads.search(work, wanted, before=before, most=MOST_LISTED + 1)
    shown = lines[:MOST_LISTED]
    page = PapersPage(
        rows=tuple(_row(line) for line in shown),
        wanted=wanted,
        older=shown[-1].paper_id if len(lines) > MOST_LISTED else None,
        lacking=tuple(
            item_words(item) for item in missing_of(merchant_of(runtime().settings))
        ),
    )
    return render_template("paper/desk/papers.html", page=page)


@blueprint.get("/toutes.csv")
@audience(Audience.ADMINISTRATOR, Audience.SUPPORT)
def get_csv() -> Response:
    """Send every paper with its amounts, by series and number."""
    language = current_language()
    with runtime().read() as work:
        body = "".join(_sheet(reads.all_papers(work), language))
    name = f"factures-{local(present()).date()}.csv"
    answer = Response(body.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _row(line: PaperLine) -> PaperRow:
    path = f"/commandes/{line.order_code}/"
    is_invoice = line.kind is PaperKind.INVOICE
    path += "facture" if is_invoice else f"avoirs/{line.number}"
    return PaperRow(line, number_of(line.kind, line.number), path)


def _sheet(papers: Iterator[KeptPaper], language: Language) -> Iterator[str]:
    """Give the lines of the file: in French with `;` and decimal commas."""
    is_french = language is Language.FR
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if is_french else ",")
    mark = "," if is_french else "."
    writer.writerow(_titles())
    for kept in papers:
        writer.writerow(_cells(kept, mark))
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


def _titles() -> tuple[str, ...]:
    return (
        gettext("Numéro"),
        gettext("Date"),
        gettext("Commande"),
        gettext("Pour la facture"),
        gettext("Acheteur"),
        gettext("Province"),
        gettext("Avant taxes"),
        gettext("TPS"),
        gettext("TVQ"),
        gettext("TVH"),
        gettext("TVP et TVD"),
        gettext("Total"),
    )


def _cells(kept: KeptPaper, mark: str) -> list[str]:
    paper = kept.paper
    invoice = number_of(PaperKind.INVOICE, paper.of_invoice) if paper.of_invoice else ""
    return [
        number_of(paper.kind, paper.number),
        numeric_day(date.fromisoformat(paper.issued_on)),
        paper.order_code,
        invoice,
        _plain(paper.buyer.name),
        paper.buyer.province,
        _dollars(_signed(paper, paper.net_cents), mark),
        *(
            _dollars(
                _signed(paper, sum(t.cents for t in paper.taxes if t.tax == tax)), mark
            )
            for tax in TAXES
        ),
        _dollars(_signed(paper, paper.total_cents), mark),
    ]


def _signed(paper: Paper, cents: int) -> int:
    """Return an amount as it counts in a sum: what went back is below zero."""
    return cents if paper.kind is PaperKind.INVOICE else -cents


def _dollars(cents: int, mark: str) -> str:
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole}{mark}{rest:02}"


def _plain(name: str) -> str:
    """Return a name that no spreadsheet takes for a formula."""
    return f"'{name}" if name[:1] in ("=", "+", "-", "@", "\t", "\r") else name
