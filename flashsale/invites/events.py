"""Facts about invitations that other packages may follow."""

from dataclasses import dataclass

from flashsale.kernel.events import Event
from flashsale.kernel.ids import InvitationId, MemberId


@dataclass(frozen=True, slots=True)
class InvitationAccepted(Event):
    """Someone joined through an invitation."""

    invitation_id: InvitationId
    inviter_id: MemberId
    invitee_id: MemberId
