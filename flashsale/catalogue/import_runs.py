"""Imports asked for on the staff page: their state, their progress, their result."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import or_, select, update

from flashsale.catalogue.imports import FileFormat, Report, Tally
from flashsale.catalogue.models import ImportRun
from flashsale.catalogue.records import (
    Fault,
    FileReason,
    FileRefused,
    Notice,
    Reason,
    Rejected,
    Remark,
)
from flashsale.db import Work
from flashsale.kernel.ids import MemberId

# A page shows so many rejected records; the counts are whole.
SHOWN_REJECTED = 500
# A run that waits longer was lost by the queue; one that runs longer lost its worker.
LOST_AFTER = timedelta(minutes=1)
STUCK_AFTER = timedelta(minutes=20)

State = Literal["waiting", "running", "done", "refused"]


@dataclass(frozen=True, slots=True)
class RemarkCount:
    """One kind of notice: the first of them, and how many there are."""

    first: Remark
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFacts:
    """One import as its page shows it.

    done, total: bytes read, over all passes. rejected: at most SHOWN_REJECTED.
    """

    id: int
    code: str
    file_name: str
    file_format: FileFormat
    is_dry_run: bool
    state: State
    done: int
    total: int
    tally: Tally
    refused: FileRefused | None
    rejected: tuple[Rejected, ...]
    remarks: tuple[RemarkCount, ...]
    created_at: datetime
    finished_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Say whether the result is known."""
        return self.state in ("done", "refused")


@dataclass(slots=True)
class Gathered:
    """What a run hears while it reads: reasons and notices, a bounded number."""

    rejected: list[Rejected] = field(default_factory=list)
    remarks: dict[Notice, RemarkCount] = field(default_factory=dict)

    def hear_rejected(self, rejected: Rejected) -> None:
        """Keep a rejected record, unless enough of them are kept."""
        if len(self.rejected) < SHOWN_REJECTED:
            self.rejected.append(rejected)

    def hear_remark(self, remark: Remark) -> None:
        """Count a notice; the first of its kind is kept whole."""
        known = self.remarks.get(remark.notice, RemarkCount(remark, 0))
        self.remarks[remark.notice] = RemarkCount(known.first, known.count + 1)


def open_run(
    work: Work,
    *,
    code: str,
    file_name: str,
    file_format: FileFormat,
    is_dry_run: bool,
    started_by: MemberId,
    size: int,
) -> ImportFacts:
    """Record that an import was asked for, and return it.

    code: public, and the name under which the upload is kept.
    """
    row = ImportRun(
        id=work.ids.new(work.now),
        code=code,
        file_name=file_name[-200:],
        file_format=file_format,
        is_dry_run=is_dry_run,
        state="waiting",
        bytes_read=0,
        bytes_total=size,
        report={},
        started_by=started_by,
        created_at=work.now,
        finished_at=None,
    )
    work.session.add(row)
    work.session.flush()
    return _facts(row)


def run_by_code(work: Work, code: str) -> ImportFacts | None:
    """Return the import of this code, or None."""
    row = work.session.scalar(select(ImportRun).where(ImportRun.code == code))
    return _facts(row) if row is not None else None


def run_by_id(work: Work, run_id: int) -> ImportFacts | None:
    """Return the import of this id, or None."""
    row = work.session.get(ImportRun, run_id)
    return _facts(row) if row is not None else None


def recent_runs(work: Work, *, limit: int = 10) -> tuple[ImportFacts, ...]:
    """Return the last imports, the newest first."""
    newest = select(ImportRun).order_by(
        ImportRun.created_at.desc(), ImportRun.id.desc()
    )
    return tuple(_facts(row) for row in work.session.scalars(newest.limit(limit)))


def lost_runs(work: Work) -> list[int]:
    """Return the ids of imports that nobody is working on."""
    return list(
        work.session.scalars(
            select(ImportRun.id).where(
                or_(
                    (ImportRun.state == "waiting")
                    & (ImportRun.created_at < work.now - LOST_AFTER),
                    (ImportRun.state == "running")
                    & (ImportRun.created_at < work.now - STUCK_AFTER),
                )
            )
        )
    )


def record_progress(work: Work, run_id: int, *, done: int, total: int) -> None:
    """Write how far an unfinished run is; it runs from now on."""
    work.session.execute(
        update(ImportRun)
        .where(ImportRun.id == run_id, ImportRun.state.in_(("waiting", "running")))
        .values(state="running", bytes_read=done, bytes_total=total)
    )


def finish_run(work: Work, run_id: int, report: Report, gathered: Gathered) -> None:
    """Write the result; doing it again writes the same kind of thing."""
    work.session.execute(
        update(ImportRun)
        .where(ImportRun.id == run_id)
        .values(
            state="done" if report.refused is None else "refused",
            bytes_read=ImportRun.bytes_total,
            report=_stored(report, gathered),
            finished_at=work.now,
        )
    )


def _stored(report: Report, gathered: Gathered) -> dict[str, Any]:
    refused = report.refused
    tally = report.tally
    return {
        "tally": {name: getattr(tally, name) for name in Tally.__slots__},
        "refused": [refused.reason, refused.line, refused.detail] if refused else None,
        "rejected": [
            [
                record.line,
                record.label,
                [[f.line, f.field, f.reason, f.value] for f in record.faults],
            ]
            for record in gathered.rejected
        ],
        "remarks": [
            [kept.count, r.line, r.field, r.notice, r.value]
            for kept in gathered.remarks.values()
            for r in (kept.first,)
        ],
    }


def _facts(row: ImportRun) -> ImportFacts:
    report = row.report
    refused = report.get("refused")
    return ImportFacts(
        id=row.id,
        code=row.code,
        file_name=row.file_name,
        file_format=FileFormat(row.file_format),
        is_dry_run=row.is_dry_run,
        state=cast(State, row.state),
        done=row.bytes_read,
        total=row.bytes_total,
        tally=Tally(**report.get("tally", {})),
        refused=FileRefused(FileReason(refused[0]), *refused[1:]) if refused else None,
        rejected=tuple(
            Rejected(
                line,
                label,
                tuple(
                    Fault(at, name, Reason(why), value)
                    for at, name, why, value in faults
                ),
            )
            for line, label, faults in report.get("rejected", [])
        ),
        remarks=tuple(
            RemarkCount(Remark(line, name, Notice(notice), value), count)
            for count, line, name, notice, value in report.get("remarks", [])
        ),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
