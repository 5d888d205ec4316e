"""How long a signed-in browser stays signed in; pure (security.md S12)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flashsale.members.roles import Role


@dataclass(frozen=True, slots=True)
class Lifetime:
    """The two ends of a session.

    idle_for: without a request. absolute_for: from the sign-in, whatever happens.
    touch_every: how old the noted last visit may be before it is noted again; it
    keeps hot pages from writing.
    """

    idle_for: timedelta
    absolute_for: timedelta
    touch_every: timedelta


MEMBER_LIFETIME = Lifetime(
    idle_for=timedelta(days=14),
    absolute_for=timedelta(days=90),
    touch_every=timedelta(hours=1),
)
STAFF_LIFETIME = Lifetime(
    idle_for=timedelta(minutes=30),
    absolute_for=timedelta(hours=12),
    touch_every=timedelta(minutes=5),
)


def lifetime_of(role: Role) -> Lifetime:
    """Return the lifetime of a session of someone who has this role now."""
    return MEMBER_LIFETIME if role is Role.MEMBER else STAFF_LIFETIME


def is_alive(
    created_at: datetime, seen_at: datetime, role: Role, now: datetime
) -> bool:
    """Say whether a session still signs in.

    The role is today's: a member who becomes staff has the short lifetime at once.
    """
    life = lifetime_of(role)
    return now < created_at + life.absolute_for and now < seen_at + life.idle_for


def touch_is_due(seen_at: datetime, role: Role, now: datetime) -> bool:
    """Say whether the last visit has to be noted again."""
    return now >= seen_at + lifetime_of(role).touch_every
