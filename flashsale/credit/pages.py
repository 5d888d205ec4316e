"""What the pages of credit show: frozen values; amounts are cents before format."""

from dataclasses import dataclass
from datetime import datetime

from flashsale.credit import wording
from flashsale.credit.balances import Balances, Movement
from flashsale.credit.buckets import Bucket, Kind, last_day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketRow:
    """One bucket: its name, what it is good for, what is in it."""

    name: str
    use: str
    cents: int


@dataclass(frozen=True, slots=True)
class LapsingRow:
    """Promo credit and the last day on which it can be used."""

    cents: int
    last_day: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementRow:
    """One line of the statement. order_code, reason: empty where there is none."""

    at: datetime
    words: str
    bucket: str
    cents: int
    order_code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A member's credit: what there is, what lapses when, what moved."""

    buckets: tuple[BucketRow, ...]
    lapsing: tuple[LapsingRow, ...]
    movements: tuple[MovementRow, ...]


def statement_of(balances: Balances, movements: tuple[Movement, ...]) -> Statement:
    """Return a statement in the language of the request."""
    return Statement(
        buckets=tuple(
            BucketRow(
                name=wording.bucket_words(bucket),
                use=wording.bucket_use(bucket),
                cents=balances.cents(bucket),
            )
            for bucket in Bucket
        ),
        lapsing=tuple(
            LapsingRow(grant.left_cents, last_day_of(grant.expires_at))
            for grant in balances.lapsing
            if grant.expires_at is not None
        ),
        movements=tuple(map(_row, movements)),
    )


def _row(movement: Movement) -> MovementRow:
    is_of_order = movement.kind in (Kind.SPENDING, Kind.RELEASE, Kind.REFUND)
    return MovementRow(
        at=movement.at,
        words=wording.movement_words(movement),
        bucket=wording.bucket_words(movement.bucket),
        cents=movement.cents,
        order_code=movement.about if is_of_order else "",
        reason="" if is_of_order else movement.about,
    )
