"""Imports a file: a first pass that may refuse it whole, then batches of records."""

import io
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import BinaryIO

from sqlalchemy.exc import IntegrityError

from flashsale.catalogue.csv_rows import read_csv
from flashsale.catalogue.import_source import Metered
from flashsale.catalogue.import_writing import Change, Result, Written, write_batch
from flashsale.catalogue.onix_reader import check_message
from flashsale.catalogue.onix_records import read_onix
from flashsale.catalogue.records import (
    Accepted,
    FileRefused,
    FileRemark,
    Notice,
    Outcome,
    Rejected,
    Remark,
    Withdrawn,
)
from flashsale.db import Work

# Short enough that a member's hold does not wait for the write lock of SQLite.
BATCH = 50

OpenWork = Callable[[], AbstractContextManager[Work]]


class FileFormat(StrEnum):
    """The two kinds of file that can be imported."""

    ONIX = "onix"
    CSV = "csv"


# How often a format's reader goes through the file, for honest progress.
PASSES = {FileFormat.ONIX: 2, FileFormat.CSV: 3}


@dataclass(slots=True)
class Tally:
    """Counts of one import; every record read is in exactly one of the others."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is. done, total: bytes, over all passes of the file."""

    done: int
    total: int


@dataclass(slots=True)
class Listener:
    """What an edge wants to know while an import runs."""

    on_rejected: Callable[[Rejected], None] = lambda rejected: None
    on_remark: Callable[[Remark], None] = lambda remark: None
    on_progress: Callable[[Progress], None] = lambda progress: None


@dataclass(slots=True)
class Report:
    """What an import did. refused: the file as a whole, and nothing was written."""

    tally: Tally = field(default_factory=Tally)
    refused: FileRefused | None = None

    @property
    def exit_code(self) -> int:
        """Return 0 when all is in, 1 when a record was rejected, 2 for no file."""
        if self.refused is not None:
            return 2
        return 1 if self.tally.rejected else 0


class _DryRun(Exception):
    """Rolls a batch back once it is known what it would have done."""


def import_file(
    open_work: OpenWork,
    source: BinaryIO,
    file_format: FileFormat,
    listener: Listener,
    *,
    is_dry_run: bool = False,
) -> Report:
    """Read a file and write its records in batches; return what was done.

    open_work: opens a transaction that commits. source: can seek. A file refused as
    a whole is refused before the first write. A dry run rolls every batch back.
    A second import of the same file changes nothing.
    """
    total = source.seek(0, io.SEEK_END) * PASSES[file_format]
    source.seek(0)
    metered = Metered(
        source, lambda done: listener.on_progress(Progress(min(done, total), total))
    )
    with io.BufferedReader(metered, 1 << 16) as buffered:
        report = Report()
        if file_format is FileFormat.ONIX:
            report.refused = check_message(buffered)
            outcomes: Iterable[Outcome] = read_onix(buffered)
        else:
            outcomes = read_csv(buffered)
        if report.refused is None:
            writer = _Writer(
                open_work, report, listener, file_format, is_dry_run=is_dry_run
            )
            writer.take(outcomes)
    return report


class _Writer:
    """Carries outcomes into the catalogue, batch after batch."""

    def __init__(
        self,
        open_work: OpenWork,
        report: Report,
        listener: Listener,
        file_format: FileFormat,
        *,
        is_dry_run: bool,
    ) -> None:
        self._open_work = open_work
        self._report = report
        self._listener = listener
        self._file_format = file_format
        self._is_dry_run = is_dry_run
        # Where each product was read first, by its code.
        self._met: dict[str, int] = {}

    def take(self, outcomes: Iterable[Outcome]) -> None:
        """Write what is accepted, tell what is not, until the end or a refusal."""
        batch: list[Accepted | Withdrawn] = []
        for outcome in outcomes:
            match outcome:
                case FileRefused():
                    self._report.refused = outcome
                    return
                case FileRemark(remark):
                    self._listener.on_remark(remark)
                case Rejected():
                    self._report.tally.read += 1
                    self._reject(outcome)
                case Accepted() | Withdrawn():
                    self._report.tally.read += 1
                    batch.append(outcome)
            if len(batch) == BATCH:
                self._write(batch)
                batch = []
        if batch:
            self._write(batch)

    def _write(self, batch: list[Accepted | Withdrawn]) -> None:
        try:
            results = self._in_transaction(batch)
        except IntegrityError:
            # Another import made the same producer or code in the meantime: read
            # again what is there, and it is found instead of made.
            results = self._in_transaction(batch)
        for record, result in zip(batch, results, strict=True):
            match result:
                case Rejected():
                    self._reject(result)
                case Written(change, remarks):
                    self._count(record, change)
                    for remark in remarks:
                        self._listener.on_remark(remark)

    def _in_transaction(self, batch: list[Accepted | Withdrawn]) -> list[Result]:
        results: list[Result] = []
        try:
            with self._open_work() as work:
                results = write_batch(work, batch)
                if self._is_dry_run:
                    raise _DryRun
        except _DryRun:
            pass
        return results

    def _reject(self, rejected: Rejected) -> None:
        self._report.tally.rejected += 1
        self._listener.on_rejected(rejected)
        for remark in rejected.remarks:
            self._listener.on_remark(remark)

    def _count(self, record: Accepted | Withdrawn, change: Change) -> None:
        code = record.code if isinstance(record, Withdrawn) else record.sku.code
        first = self._met.get(code)
        if first is None:
            self._met[code] = record.line
        else:
            self._listener.on_remark(self._repeated(record, code, first))
            if self._is_dry_run and change is Change.CREATED:
                # Its first record would have made it, in a batch rolled back since.
                change = Change.UPDATED
        tally = self._report.tally
        setattr(tally, change.value, getattr(tally, change.value) + 1)

    def _repeated(self, record: Accepted | Withdrawn, code: str, first: int) -> Remark:
        """Say that a product came a second time, and that this record counts."""
        name = "ProductIdentifier"
        if self._file_format is FileFormat.CSV:
            has_gtin = isinstance(record, Accepted) and record.sku.gtin
            name = "gtin" if has_gtin else "code"
        return Remark(record.line, name, Notice.REPEATED, f"{code}, L{first}")
