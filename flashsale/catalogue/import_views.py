"""The staff pages of imports: upload, progress, result."""

from contextlib import closing
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from flashsale.catalogue import import_words as words
from flashsale.catalogue import jobs
from flashsale.catalogue.forms import DRY_RUN, ImportForm
from flashsale.catalogue.import_runs import (
    SHOWN_REJECTED,
    ImportFacts,
    open_run,
    recent_runs,
    run_by_code,
)
from flashsale.kernel.language import Language
from flashsale.members.sessions import SignedInMember
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime
from flashsale.web.i18n import current_language

blueprint = Blueprint("imports", __name__)

LARGEST_UPLOAD_MB = 32
# A smaller file is imported before the page answers; a larger one by the worker.
AT_ONCE_BYTES = 2 << 20


@dataclass(frozen=True, slots=True)
class UploadPage:
    """The form and the last imports."""

    form: ImportForm
    largest_mb: int
    recent: tuple[ImportFacts, ...]


@dataclass(frozen=True, slots=True)
class FaultLine:
    """One reason in the table of the result."""

    line: int
    record: str
    field: str
    why: str


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One import. remarks: whole sentences; left_out: rejected but not shown."""

    run: ImportFacts
    refusal: str
    faults: tuple[FaultLine, ...]
    remarks: tuple[str, ...]
    left_out: int


def _upload_page(form: ImportForm, status: int = 200) -> tuple[str, int]:
    with runtime().read() as work:
        recent = recent_runs(work)
    page = UploadPage(form, LARGEST_UPLOAD_MB, recent)
    return render_template("catalogue/desk/import.html", page=page), status


@blueprint.get("/bureau/import")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def get_import() -> tuple[str, int]:
    """Show the upload form."""
    return _upload_page(ImportForm())


@blueprint.get("/bureau/catalogue/import")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def get_import_of_catalogue() -> Response:
    """Lead to the upload form from under the catalogue."""
    return redirect(url_for("imports.get_import"), 302)


@blueprint.post("/bureau/import")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def post_import() -> Response | tuple[str, int]:
    """Take a file: a small one is imported now, a large one by the worker."""
    form = ImportForm()
    if not form.is_valid():
        return _upload_page(form, 422)
    # Closed here: a large upload is a temporary file of this process.
    with closing(cast(FileStorage, form.file.data)) as upload:
        run, size = _receive(upload, is_dry_run=form.mode.data == DRY_RUN)
    if size <= AT_ONCE_BYTES:
        jobs.perform(runtime(), run.id)
    else:
        jobs.enqueue(runtime(), run.id)
    return redirect(url_for("imports.get_import_run", code=run.code), 303)


def _receive(upload: FileStorage, *, is_dry_run: bool) -> tuple[ImportFacts, int]:
    """Keep the upload under a name of ours and record the import."""
    name = (upload.filename or "").replace("\\", "/").rpartition("/")[2] or "?"
    start = upload.stream.read(64)
    size = upload.stream.seek(0, 2)
    upload.stream.seek(0)
    member = cast(SignedInMember, current_user)
    code = runtime().ids.code(10)
    path = jobs.upload_path(runtime(), code)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # The file is there before the row that a worker may pick up at once.
    upload.save(path)
    with runtime().work() as work:
        run = open_run(
            work,
            code=code,
            file_name=words.shown_name(name),
            file_format=words.format_of_name(name, start),
            is_dry_run=is_dry_run,
            started_by=member.id,
            size=size,
        )
    return run, size


@blueprint.get("/bureau/import/<code>")
@audience(Audience.CURATOR, Audience.ADMINISTRATOR)
def get_import_run(code: str) -> str:
    """Show how far an import is, or what it did."""
    with runtime().read() as work:
        run = run_by_code(work, code)
    if run is None:
        abort(404)
    page = _result_page(run, current_language())
    return render_template("catalogue/desk/import_run.html", page=page)


def _result_page(run: ImportFacts, language: Language) -> ResultPage:
    refusal = words.refusal_sentence(run.refused, language) if run.refused else ""
    faults = tuple(
        FaultLine(
            fault.line,
            record.label,
            words.field_name(fault.field, language),
            words.fault_words(fault, language),
        )
        for record in run.rejected
        for fault in record.faults
    )
    remarks = tuple(
        words.remark_sentence(kept.first, kept.count, language) for kept in run.remarks
    )
    shown = min(run.tally.rejected, SHOWN_REJECTED)
    return ResultPage(run, refusal, faults, remarks, run.tally.rejected - shown)
