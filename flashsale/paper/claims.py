"""The contended writes on papers: numbers without gaps, and one file for each."""

from sqlalchemy import bindparam, text

from flashsale.db import UtcDateTime, Work
from flashsale.paper.content import PaperKind

# Makes the series the first time; afterwards the row stays locked until the end of the
# transaction, so that who comes next waits, and a number that is rolled back is drawn
# again.
_NEXT = text(
    "INSERT INTO paper_series (kind, last) VALUES (:kind, 1) "
    "ON CONFLICT (kind) DO UPDATE SET last = paper_series.last + 1 RETURNING last"
)
# Two workers that set the same paper made the same bytes: the first one noted them.
_KEEP = text(
    "INSERT INTO paper_file (paper_id, digest, size, made_at) "
    "VALUES (:paper_id, :digest, :size, :made_at) ON CONFLICT (paper_id) DO NOTHING"
).bindparams(bindparam("made_at", type_=UtcDateTime()))


def next_number(work: Work, kind: PaperKind) -> int:
    """Return the next number of a series, >= 1, and keep the series locked."""
    number = work.session.scalar(_NEXT, {"kind": str(kind)})
    if number is None:
        raise TypeError("a series tells the number it gave")
    return int(number)


def keep_file(work: Work, paper_id: int, digest: str, size: int) -> None:
    """Note the file of a paper; one that is noted already stays as it is."""
    values = {"paper_id": paper_id, "digest": digest, "size": size}
    work.session.execute(_KEEP, {**values, "made_at": work.now})
