"""Giving a mandate, taking it back, and reading those that stand."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import CursorResult, Update, select, update

from flashsale.db import Work
from flashsale.kernel.ids import EntryId, MandateId, MemberId
from flashsale.kernel.language import Language
from flashsale.mandates import estimate
from flashsale.mandates.estimate import Way
from flashsale.mandates.models import Mandate
from flashsale.mandates.rules import AgreeRefusal, MandateState, end_of
from flashsale.members.buyers import buyer_of
from flashsale.orders import history, saved_cards
from flashsale.orders.addresses import Address, address_values
from flashsale.orders.contents import wall_day
from flashsale.orders.saved_cards import SavedCardId
from flashsale.sales import waitlist_letters
from flashsale.sales.stock import OFFERS_AFTER_CLOSE
from flashsale.sales.waiting import EntryState
from flashsale.sales.waits import WaitLine, open_offer, wait_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeRequest:
    """What a member agrees to. way: as the page named it. last_day: in the house's
    zone, whole. words: those they agreed to, as shown."""

    member_id: MemberId
    entry_id: EntryId
    card_id: SavedCardId
    way: str
    max_total_cents: int
    last_day: date
    words: str
    language: Language


@dataclass(frozen=True, slots=True)
class Agreed:
    """The mandate stands."""

    mandate_id: MandateId


@dataclass(frozen=True, slots=True)
class AgreeRefused:
    """Nothing was written. least_cents: of the way chosen, where it is about money."""

    refusal: AgreeRefusal
    least_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingMandate:
    """A mandate that waits for its member's turn."""

    id: MandateId
    entry_id: EntryId
    card_id: SavedCardId
    way: str
    max_total_cents: int
    agreed_at: datetime
    ends_at: datetime
    words: str
    language: Language

    @property
    def last_day(self) -> date:
        """The last day on which it may be used, in the house's zone."""
        return wall_day(self.ends_at - timedelta(microseconds=1))


@dataclass(frozen=True, slots=True)
class Terms:
    """What a member may choose among for one place of theirs.

    last_day: the last on which anything could be offered. address: None before their
    first order, and then there is no way.
    """

    line: WaitLine
    address: Address | None
    ways: tuple[Way, ...]
    first_day: date
    last_day: date


def terms_of(work: Work, member_id: MemberId, entry_id: EntryId) -> Terms | None:
    """Return the choices for a place that still waits, or None when it does not."""
    line = _line(work, member_id, entry_id)
    if line is None or line.state is not EntryState.WAITING:
        return None
    address = history.last_address(work, member_id)
    found = estimate.ways(work, line, address) if address else ()
    last_day = wall_day(line.closes_at + OFFERS_AFTER_CLOSE)
    return Terms(line, address, found, wall_day(work.now), last_day)


def _line(work: Work, member_id: MemberId, entry_id: EntryId) -> WaitLine | None:
    lines = wait_lines(work, member_id)
    return next((one for one in lines if one.wait.entry_id == entry_id), None)


def is_place_of(work: Work, member_id: MemberId, entry_id: EntryId) -> bool:
    """Say whether a place is the member's, waiting still or lately ended."""
    return _line(work, member_id, entry_id) is not None


def agree(work: Work, request: AgreeRequest) -> Agreed | AgreeRefused:
    """Have the house buy for a member once their turn comes, or say why it cannot.

    In place of the mandate they gave before for the same place, if they did.
    """
    # One mandate of a member at a time: two clicks are one after the other.
    buyer_of(work, request.member_id, alone=True)
    terms = terms_of(work, request.member_id, request.entry_id)
    if terms is None:
        return AgreeRefused(AgreeRefusal.NOT_WAITING)
    refused = _refused(work, request, terms)
    if refused is not None or terms.address is None:
        return refused or AgreeRefused(AgreeRefusal.NO_ADDRESS)
    way = next(one for one in terms.ways if one.value == request.way)
    withdraw(work, request.member_id, request.entry_id)
    mandate_id = MandateId(work.ids.new(work.now))
    work.session.add(
        Mandate(
            id=mandate_id,
            entry_id=request.entry_id,
            member_id=request.member_id,
            saved_card_id=request.card_id,
            delivery=str(way.delivery),
            point_id=way.point.id if way.point else None,
            address=address_values(terms.address),
            max_total_cents=request.max_total_cents,
            agreed_at=work.now,
            ends_at=end_of(request.last_day),
            language=str(request.language),
            consent_words=request.words,
            state=str(MandateState.STANDING),
        )
    )
    work.session.flush()
    return Agreed(mandate_id)


def _refused(work: Work, request: AgreeRequest, terms: Terms) -> AgreeRefused | None:
    if terms.address is None:
        return AgreeRefused(AgreeRefusal.NO_ADDRESS)
    if not saved_cards.is_usable(work, request.member_id, request.card_id):
        return AgreeRefused(AgreeRefusal.CARD_GONE)
    way = next((one for one in terms.ways if one.value == request.way), None)
    if way is None:
        return AgreeRefused(AgreeRefusal.DELIVERY_CLOSED)
    if request.max_total_cents < way.total_cents:
        return AgreeRefused(AgreeRefusal.UNDER_TOTAL, way.total_cents)
    if request.last_day < terms.first_day:
        return AgreeRefused(AgreeRefusal.DAY_PAST)
    if request.last_day > terms.last_day:
        return AgreeRefused(AgreeRefusal.DAY_TOO_LATE)
    return None


def withdraw(work: Work, member_id: MemberId, entry_id: EntryId) -> bool:
    """Take a mandate back; False when none stands: it was used, or never given.

    What is offered to them already is theirs to take, and they are told so.
    """
    mandate_id = standing_at(work, entry_id)
    row = None if mandate_id is None else work.session.get(Mandate, mandate_id)
    if mandate_id is None or row is None or row.member_id != member_id:
        return False
    if not end_standing(work, mandate_id, MandateState.WITHDRAWN):
        return False
    tell_of_offer(work, entry_id)
    return True


def end_standing(
    work: Work, mandate_id: MandateId, state: MandateState, *, why_not: str = ""
) -> bool:
    """End a mandate that bought nothing; False when it stands no more."""
    return touched(
        work,
        update(Mandate)
        .where(Mandate.id == mandate_id, Mandate.state == str(MandateState.STANDING))
        .values(state=str(state), ended_at=work.now, why_not=why_not),
    )


def tell_of_offer(work: Work, entry_id: EntryId, not_bought: str = "") -> None:
    """Write the letter of what is offered to a place, if anything is; once.

    not_bought: why it was not bought as the member wished, empty for no such wish.
    """
    offer = open_offer(work, entry_id)
    if offer is not None:
        waitlist_letters.tell_of(work, offer.offer_id, not_bought)


def touched(work: Work, statement: Update) -> bool:
    """Run a guarded write and say whether it found its row as it had to be."""
    result = work.session.execute(
        statement, execution_options={"synchronize_session": False}
    )
    if not isinstance(result, CursorResult):
        raise TypeError("a guarded write tells how many rows it touched")
    return result.rowcount > 0


def standing_of(work: Work, member_id: MemberId) -> dict[EntryId, StandingMandate]:
    """Return a member's mandates that stand, by their place in a waitlist."""
    rows = work.session.scalars(
        select(Mandate).where(
            Mandate.member_id == member_id,
            Mandate.state == str(MandateState.STANDING),
            Mandate.ends_at > work.now,
        )
    )
    return {EntryId(row.entry_id): _standing(row) for row in rows}


def _standing(row: Mandate) -> StandingMandate:
    way = row.delivery if row.point_id is None else f"{row.delivery}-{row.point_id}"
    return StandingMandate(
        id=MandateId(row.id),
        entry_id=EntryId(row.entry_id),
        card_id=SavedCardId(row.saved_card_id),
        way=way,
        max_total_cents=row.max_total_cents,
        agreed_at=row.agreed_at,
        ends_at=row.ends_at,
        words=row.consent_words,
        language=Language(row.language),
    )


def standing_at(work: Work, entry_id: EntryId) -> MandateId | None:
    """Return the mandate that stands for a place, or None; its last day may be over."""
    found = work.session.scalar(
        select(Mandate.id).where(
            Mandate.entry_id == entry_id, Mandate.state == str(MandateState.STANDING)
        )
    )
    return None if found is None else MandateId(found)
