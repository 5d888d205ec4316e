"""What follows from each event: within its transaction, and after its commit.

The only link from a package to those above it. Functions here call use cases and
queues, never tables.
"""

from flashsale.db import Within, Work
from flashsale.invites import letters
from flashsale.invites.events import InvitationAccepted
from flashsale.mail.events import MailWritten
from flashsale.mandates import buying
from flashsale.mandates.events import TurnCame
from flashsale.members.events import SignInLinkMade
from flashsale.orders import inbox, order_letters
from flashsale.orders.events import (
    DisputeMoved,
    MessageStored,
    OrderPaid,
    PaidTooLate,
    RefundSucceeded,
    RestitutionMade,
)
from flashsale.paper import issuing, note_letters
from flashsale.paper.events import PaperIssued
from flashsale.runtime import After, Runtime
from flashsale.sales import (
    admission,
    opening_gate,
    waitlist,
    waitlist_letters,
)
from flashsale.sales.events import (
    DropChanged,
    MemberClaimChanged,
    OfferHalfGone,
    OfferLapsed,
    OfferMade,
    StockFreed,
    TurnsGiven,
)


def set_gate_of_drop(runtime: Runtime, fact: DropChanged | StockFreed) -> None:
    """Let the gate know at once what the sweep would tell it within two seconds."""
    admission.keep(runtime, fact.drop_id)


def set_turns_of_drop(runtime: Runtime, fact: TurnsGiven) -> None:
    """Let the gate know the new turns of an opening queue, or that it is over."""
    admission.keep(runtime, fact.drop_id)
    opening_gate.keep_turns(runtime, fact.drop_id)


def set_gate_of_member(runtime: Runtime, fact: MemberClaimChanged) -> None:
    """Let the gate know what a member may still take."""
    admission.keep(runtime, fact.drop_id, fact.member_id)


def send_letter(runtime: Runtime, fact: MailWritten) -> None:
    """Ask the worker to send a letter now; the sweep would within half a minute."""
    runtime.queue.enqueue(
        "flashsale.mail.jobs.send_mail",
        fact.mail_id,
        job_id=f"send-mail-{fact.mail_id}",
    )


def handle_message(runtime: Runtime, fact: MessageStored) -> None:
    """Ask the worker to handle a message of the desk; the sweep would soon."""
    runtime.queue.enqueue(
        "flashsale.orders.jobs.handle_message",
        fact.event_id,
        job_id=inbox.job_of(fact.event_id),
    )


def use_mandate(runtime: Runtime, fact: TurnCame) -> None:
    """Ask the worker to buy for a member whose turn came; the sweep would soon."""
    runtime.queue.enqueue(
        "flashsale.mandates.jobs.use_mandate",
        fact.mandate_id,
        job_id=f"use-mandate-{fact.mandate_id}",
    )


def make_file(runtime: Runtime, fact: PaperIssued) -> None:
    """Ask the worker to set a paper; the sweep would within a minute."""
    runtime.queue.enqueue(
        "flashsale.paper.jobs.make_file",
        fact.paper_id,
        job_id=f"make-file-{fact.paper_id}",
    )


def make_good(work: Work, fact: PaidTooLate) -> None:
    """Put first in the queue who paid for copies that were gone."""
    waitlist.make_good(work, fact.member_id, fact.hold_ids)


WITHIN: Within = {
    InvitationAccepted: (letters.welcome,),
    OfferMade: (buying.tell_of_turn,),
    OfferHalfGone: (waitlist_letters.offer_half_gone,),
    OfferLapsed: (waitlist_letters.offer_over,),
    DisputeMoved: (order_letters.dispute_moved,),
    PaidTooLate: (make_good, order_letters.paid_too_late),
    OrderPaid: (issuing.order_paid,),
    PaperIssued: (note_letters.paper_issued,),
    RefundSucceeded: (issuing.refund_succeeded,),
    RestitutionMade: (order_letters.restitution_made, issuing.restitution_made),
    SignInLinkMade: (letters.sign_in_link,),
}

AFTER: After = {
    MailWritten: (send_letter,),
    MessageStored: (handle_message,),
    PaperIssued: (make_file,),
    TurnCame: (use_mandate,),
    DropChanged: (set_gate_of_drop,),
    StockFreed: (set_gate_of_drop,),
    MemberClaimChanged: (set_gate_of_member,),
    TurnsGiven: (set_turns_of_drop,),
}
