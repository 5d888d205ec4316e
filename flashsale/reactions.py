"""What follows from each event: within its transaction, and after its commit.

The only link from a package to those above it. Functions here call use cases and
queues, never tables.
"""

from flashsale.db import Within
from flashsale.runtime import After, Runtime
from flashsale.sales import admission
from flashsale.sales.events import DropChanged, MemberClaimChanged, StockFreed


def set_gate_of_drop(runtime: Runtime, fact: DropChanged | StockFreed) -> None:
    """Let the gate know at once what the sweep would tell it within two seconds."""
    admission.keep(runtime, fact.drop_id)


def set_gate_of_member(runtime: Runtime, fact: MemberClaimChanged) -> None:
    """Let the gate know what a member may still take."""
    admission.keep(runtime, fact.drop_id, fact.member_id)


WITHIN: Within = {}

AFTER: After = {
    DropChanged: (set_gate_of_drop,),
    StockFreed: (set_gate_of_drop,),
    MemberClaimChanged: (set_gate_of_member,),
}
