"""A member's papers: the page of an invoice or a credit note, and its PDF."""

import logging
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, abort, flash, make_response, redirect, render_template
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from flashsale.db import Work
from flashsale.members.roles import Role
from flashsale.members.sessions import SignedInMember
from flashsale.orders import history
from flashsale.paper import letters, reads
from flashsale.paper.content import PaperKind
from flashsale.paper.printed import Printed, languages_of, number_of, printed
from flashsale.paper.reads import KeptPaper
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

log = logging.getLogger(__name__)

blueprint = Blueprint("papers", __name__)
# Who may read the papers of other members.
STAFF = frozenset({Role.ADMINISTRATOR, Role.SUPPORT})


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage:
    """One paper. parts: in French, then in the language that was chosen.

    path: of this page. notes: number and path of the credit notes of an invoice.
    is_note: it is one of those itself.
    """

    parts: tuple[Printed, ...]
    order_code: str
    path: str
    notes: tuple[tuple[str, str], ...]
    is_note: bool


@blueprint.get("/commandes/<code>/facture")
@audience(Audience.MEMBER)
def get_invoice(code: str) -> str:
    """Show the invoice of an order, with its contract; another's is not found."""
    with runtime().read() as work:
        kept = _invoice(work, code)
        lines = reads.papers_of_order(work, code)
    notes = tuple(
        (number_of(line.kind, line.number), f"/commandes/{code}/avoirs/{line.number}")
        for line in lines
        if line.kind is PaperKind.CREDIT_NOTE
    )
    return _shown(kept, f"/commandes/{code}/facture", notes)


@blueprint.get("/commandes/<code>/facture.pdf")
@audience(Audience.MEMBER)
def get_invoice_file(code: str) -> Response:
    """Hand the invoice of an order out as a PDF."""
    with runtime().read() as work:
        kept = _invoice(work, code)
    return _file(kept, f"/commandes/{code}/facture")


@blueprint.get("/commandes/<code>/avoirs/<id:number>")
@audience(Audience.MEMBER)
def get_credit_note(code: str, number: int) -> str:
    """Show a credit note of an order."""
    with runtime().read() as work:
        kept = _note(work, code, number)
    return _shown(kept, f"/commandes/{code}/avoirs/{number}", ())


@blueprint.get("/commandes/<code>/avoirs/<id:number>.pdf")
@audience(Audience.MEMBER)
def get_credit_note_file(code: str, number: int) -> Response:
    """Hand a credit note of an order out as a PDF."""
    with runtime().read() as work:
        kept = _note(work, code, number)
    return _file(kept, f"/commandes/{code}/avoirs/{number}")


def _may_read(work: Work, code: str) -> bool:
    member = cast(SignedInMember, current_user)
    return member.role in STAFF or history.is_of(work, member.id, code)


def _invoice(work: Work, code: str) -> KeptPaper:
    kept = reads.invoice_of_order(work, code) if _may_read(work, code) else None
    return kept or abort(404)


def _note(work: Work, code: str, number: int) -> KeptPaper:
    kept = reads.credit_note(work, code, number) if _may_read(work, code) else None
    return kept or abort(404)


def _shown(kept: KeptPaper, path: str, notes: tuple[tuple[str, str], ...]) -> str:
    page = PaperPage(
        parts=tuple(printed(kept.paper, one) for one in languages_of(kept.paper)),
        order_code=kept.paper.order_code,
        path=path,
        notes=notes,
        is_note=kept.paper.kind is PaperKind.CREDIT_NOTE,
    )
    return render_template("paper/paper.html", page=page)


def _file(kept: KeptPaper, path: str) -> Response:
    try:
        file = letters.attachment_of(runtime(), kept)
    except Exception:
        log.exception("paper.not_handed_out paper=%s", kept.line.paper_id)
        flash(gettext("Le PDF n’a pas pu être fait. Cette page dit la même chose."))
        return redirect(path, 303)
    answer = make_response(file.content)
    answer.content_type = file.kind
    answer.headers["Content-Disposition"] = f'inline; filename="{file.name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
