"""Imports in the worker: one run by its id, and the sweep of those that were lost."""

from pathlib import Path

from flashsale.catalogue.import_runs import (
    Gathered,
    ImportFacts,
    finish_run,
    lost_runs,
    record_progress,
    run_by_id,
)
from flashsale.catalogue.imports import Listener, Progress, Report, import_file
from flashsale.catalogue.records import FileReason, FileRefused
from flashsale.job_runtime import job_runtime
from flashsale.runtime import Runtime

RUN_IMPORT = "flashsale.catalogue.jobs.run_import"
# Progress is written so many times at most, not at each block that is read.
_STEPS = 40


def upload_path(runtime: Runtime, code: str) -> Path:
    """Return where an upload waits; its name is ours, never the sender's."""
    return runtime.settings.imports_dir / code


def run_import(run_id: int) -> None:
    """Run an import in the worker; one that is over is left alone."""
    perform(job_runtime(), run_id)


def sweep_imports() -> None:
    """Ask again for the imports that the queue or a dead worker lost."""
    runtime = job_runtime()
    with runtime.read() as work:
        ids = lost_runs(work)
    for run_id in ids:
        enqueue(runtime, run_id)


def enqueue(runtime: Runtime, run_id: int) -> None:
    """Ask the worker for an import; asked twice, it runs once."""
    runtime.queue.enqueue(RUN_IMPORT, run_id, job_id=f"import-{run_id}")


def perform(runtime: Runtime, run_id: int) -> None:
    """Import the upload of a run, keep its result, and throw the upload away.

    Idempotent: a run that was cut short is read again from its start, and what is
    in the catalogue already is found unchanged.
    """
    with runtime.read() as work:
        run = run_by_id(work, run_id)
    if run is None or run.is_over:
        return
    path = upload_path(runtime, run.code)
    gathered = Gathered()
    try:
        report = _read(runtime, run, path, gathered)
    except OSError:
        report = Report(refused=FileRefused(FileReason.UNREADABLE))
    with runtime.work() as work:
        finish_run(work, run_id, report, gathered)
    path.unlink(missing_ok=True)


def _read(runtime: Runtime, run: ImportFacts, path: Path, gathered: Gathered) -> Report:
    written = -1

    def on_progress(progress: Progress) -> None:
        nonlocal written
        step = progress.done * _STEPS // max(progress.total, 1)
        if step > written:
            written = step
            with runtime.work() as work:
                done, total = progress.done, progress.total
                record_progress(work, run.id, done=done, total=total)

    listener = Listener(gathered.hear_rejected, gathered.hear_remark, on_progress)
    with path.open("rb") as source:
        return import_file(
            runtime.work,
            source,
            run.file_format,
            listener,
            is_dry_run=run.is_dry_run,
        )
