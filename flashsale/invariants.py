"""All invariants of the house, and the job that asks for them every minute."""

import logging
from collections.abc import Callable

from flashsale.credit.invariants import INVARIANTS as OF_CREDIT
from flashsale.db import Work
from flashsale.invites.invariants import INVARIANTS as OF_INVITES
from flashsale.job_runtime import job_runtime
from flashsale.kernel.invariants import Finding
from flashsale.mandates.invariants import INVARIANTS as OF_MANDATES
from flashsale.orders.invariants import INVARIANTS as OF_ORDERS
from flashsale.orders.restitution_invariants import INVARIANTS as OF_RESTITUTIONS
from flashsale.paper.invariants import INVARIANTS as OF_PAPERS
from flashsale.promotions.invariants import INVARIANTS as OF_PROMOTIONS
from flashsale.runtime import Runtime
from flashsale.sales.invariants import INVARIANTS as OF_SALES
from flashsale.sales.opening_invariants import INVARIANTS as OF_OPENINGS
from flashsale.sales.waitlist_invariants import INVARIANTS as OF_WAITLISTS
from flashsale.schema_guards import GUARDS, lacking_guards

log = logging.getLogger(__name__)


def the_guards_stand(work: Work) -> Finding:
    """Every trigger by which the database refuses what must not be is there."""
    lacking = lacking_guards(work.session.connection())
    name = "the database keeps its own guards (else: flashsale upgrade)"
    return Finding(name, len(GUARDS), lacking)


INVARIANTS: tuple[Callable[[Work], Finding], ...] = (
    *OF_SALES,
    *OF_OPENINGS,
    *OF_WAITLISTS,
    *OF_CREDIT,
    *OF_PROMOTIONS,
    *OF_ORDERS,
    *OF_RESTITUTIONS,
    *OF_MANDATES,
    *OF_PAPERS,
    *OF_INVITES,
    the_guards_stand,
)


def check_all(runtime: Runtime) -> tuple[Finding, ...]:
    """Return what was found of each invariant, all in one reading transaction."""
    with runtime.read() as work:
        return tuple(invariant(work) for invariant in INVARIANTS)


def check_every_minute() -> None:
    """Log an error for each broken invariant; nothing is repaired here."""
    for finding in check_all(job_runtime()):
        if not finding.holds:
            log.error("invariant.broken name=%r ids=%s", finding.name, finding.broken)
