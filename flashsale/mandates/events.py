"""What happens to mandates, for others to react to."""

from dataclasses import dataclass

from flashsale.kernel.events import Event
from flashsale.kernel.ids import MandateId


@dataclass(frozen=True, slots=True)
class TurnCame(Event):
    """Something is offered to who gave a mandate: it may be bought for them now."""

    mandate_id: MandateId
