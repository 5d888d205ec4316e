"""What happens to the texts, for others to react to."""

from dataclasses import dataclass

from flashsale.kernel.events import Event
from flashsale.kernel.ids import DropId
from flashsale.kernel.language import Language


@dataclass(frozen=True, slots=True)
class NoteChanged(Event):
    """The note of a drop was written anew: pages that show it are stale."""

    drop_id: DropId
    language: Language


@dataclass(frozen=True, slots=True)
class TableWordChanged(Event):
    """The word of the table of a local day (ISO date) was written anew."""

    day: str
    language: Language
