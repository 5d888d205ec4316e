"""Facts about members that other packages may follow."""

from dataclasses import dataclass

from flashsale.kernel.events import Event
from flashsale.kernel.ids import MemberId


@dataclass(frozen=True, slots=True)
class MemberJoined(Event):
    """Someone became a member in this transaction."""

    member_id: MemberId


@dataclass(frozen=True, slots=True)
class SignInLinkMade(Event):
    """A one-time link was made and has to be sent.

    The token is in the fact because only its hash is stored; it is never logged.
    """

    member_id: MemberId
    token: str
