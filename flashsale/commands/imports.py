"""`flashsale import`: ONIX and CSV files into the catalogue, with every reason."""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from flashsale import schema
from flashsale.assembly import build
from flashsale.catalogue.import_source import spooled
from flashsale.catalogue.import_words import (
    fault_line,
    refusal_line,
    remark_line,
    summary,
)
from flashsale.catalogue.imports import FileFormat, Listener, import_file
from flashsale.catalogue.imports import Progress as Done
from flashsale.catalogue.records import (
    FileReason,
    FileRefused,
    Notice,
    Rejected,
    Remark,
)
from flashsale.commands.options import data_option, settings_of
from flashsale.kernel.language import Language
from flashsale.runtime import Runtime

F = TypeVar("F", bound=Callable[..., object])
FILE_REFUSED = 2


def _import_options(command: F) -> F:
    """Give a command what both formats share."""
    for option in (
        data_option,
        click.option(
            "--dry-run", is_flag=True, help="Say what would be; write nothing."
        ),
        click.option(
            "--lang",
            type=click.Choice(["fr", "en"]),
            help="The language of the messages; that of LANG when not given.",
        ),
    ):
        command = option(command)
    return command


@click.group("import")
def imports() -> None:
    """Bring works, formats and prices into the catalogue."""


@imports.command("onix")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@_import_options
def onix(
    files: tuple[Path, ...], data: Path | None, dry_run: bool, lang: str | None
) -> None:
    """Read ONIX for Books 3.0 or 3.1 messages, one after another.

    Exit code: 0 when everything is in, 1 when a record was rejected (the others are
    in), 2 when a file was refused (nothing of it is in).
    """
    _run(files, FileFormat.ONIX, data, is_dry_run=dry_run, lang=lang)


@imports.command("csv")
@click.argument("file", type=click.Path(path_type=Path))
@_import_options
def flat_csv(file: Path, data: Path | None, dry_run: bool, lang: str | None) -> None:
    """Read a flat CSV of any kind of work; docs/import-formats.md names its columns.

    Exit code: 0 when everything is in, 1 when a row was rejected (the others are
    in), 2 when the file was refused (nothing of it is in).
    """
    _run((file,), FileFormat.CSV, data, is_dry_run=dry_run, lang=lang)


def language_of(lang: str | None, environment: str) -> Language:
    """Return the language of the messages: the option, else LANG, else French."""
    if lang is not None:
        return Language(lang)
    return Language.EN if environment.lower().startswith("en") else Language.FR


def _run(
    files: tuple[Path, ...],
    file_format: FileFormat,
    data: Path | None,
    *,
    is_dry_run: bool,
    lang: str | None,
) -> None:
    variables = ("LC_ALL", "LC_MESSAGES", "LANG")
    named = next((os.environ[name] for name in variables if os.environ.get(name)), "")
    language = language_of(lang, named)
    runtime = build(settings_of(data))
    try:
        _ready(runtime)
        worst = 0
        for file in files:
            run = _FileRun(runtime, file, file_format, language, is_dry_run)
            worst = max(worst, run.report())
    finally:
        runtime.database.dispose()
        runtime.redis.close()
    sys.exit(worst)


def _ready(runtime: Runtime) -> None:
    # A folder that nothing has used yet gets its tables; an older one is left to
    # `flashsale upgrade`.
    if schema.current(runtime.database) is None:
        from flashsale import migrate  # half a second, once

        migrate.upgrade(runtime.database)
    schema.check(runtime.database)


@dataclass
class _FileRun:
    """One file: its progress, its lines, its summary."""

    runtime: Runtime
    file: Path
    file_format: FileFormat
    language: Language
    is_dry_run: bool
    remarks: dict[Notice, tuple[Remark, int]] = field(default_factory=dict)

    def report(self) -> int:
        """Import the file, print what happened, return the exit code."""
        name = click.format_filename(self.file)
        try:
            with self._opened() as source, _bar(name) as on_progress:
                listener = Listener(self._rejected, self._remarked, on_progress)
                report = import_file(
                    self.runtime.work,
                    source,
                    self.file_format,
                    listener,
                    is_dry_run=self.is_dry_run,
                )
        except OSError as error:
            why = FileRefused(FileReason.UNREADABLE, 0, error.strerror or "")
            click.echo(refusal_line(name, why, self.language), err=True)
            return FILE_REFUSED
        for remark, count in self.remarks.values():
            click.echo(remark_line(name, remark, count, self.language))
        if report.refused is not None:
            click.echo(refusal_line(name, report.refused, self.language), err=True)
            return report.exit_code
        said = summary(report.tally, self.language, is_dry_run=self.is_dry_run)
        click.echo(f"{name}: {said}")
        return report.exit_code

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        with self.file.open("rb") as source:
            if source.seekable():
                yield source
                return
            # A pipe is read twice: it is kept on disk for the time of the import.
            with tempfile.TemporaryFile() as copy:
                for _ in spooled(source, cast(BinaryIO, copy)):
                    continue
                yield cast(BinaryIO, copy)

    def _rejected(self, rejected: Rejected) -> None:
        name = click.format_filename(self.file)
        for fault in rejected.faults:
            click.echo(fault_line(name, fault, self.language))

    def _remarked(self, remark: Remark) -> None:
        if remark.notice is Notice.REPEATED:
            # Each, like a rejected record: what one meant may be in the other.
            name = click.format_filename(self.file)
            click.echo(remark_line(name, remark, 1, self.language))
            return
        first, count = self.remarks.get(remark.notice, (remark, 0))
        self.remarks[remark.notice] = (first, count + 1)


@contextmanager
def _bar(name: str) -> Iterator[Callable[[Done], None]]:
    """Show a progress bar on the terminal, and nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda done: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task: TaskID = progress.add_task(name, total=None)
        yield lambda done: progress.update(task, completed=done.done, total=done.total)
