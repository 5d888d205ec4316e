"""A small model of holds, written from behaviour.md §2 and nothing else of the house.

Instants are whole microseconds. Units come back when somebody sweeps; until then what
is over is nobody's to extend and still not free.
"""

from dataclasses import dataclass, field
from typing import Literal

MINUTE = 60_000_000
LIVE = ("active", "paying")
State = Literal["active", "paying", "bought", "released", "expired"]


@dataclass(slots=True)
class ModelHold:
    """One hold, as the model has it."""

    member: int
    units: int
    token: str
    created: int
    expires: int
    state: State = "active"
    extensions: int = 0
    was_raised: bool = False
    bought_at: int = -1

    def cap(self, closes: int) -> int:
        """Return the last instant it may ever live to."""
        longest = 60 if self.extensions > 1 else 30
        return min(self.created + longest * MINUTE, closes + 15 * MINUTE)


@dataclass(slots=True)
class HoldModel:
    """One lot of one drop that opened at 0."""

    copies: int
    limit: int
    closes: int
    now: int = 0
    is_suspended: bool = False
    patient: set[int] = field(default_factory=set)
    holds: list[ModelHold] = field(default_factory=list)

    @property
    def held(self) -> int:
        """Units in holds that nobody has ended."""
        return sum(each.units for each in self.holds if each.state in LIVE)

    @property
    def sold(self) -> int:
        """Units that were bought."""
        return sum(each.units for each in self.holds if each.state == "bought")

    @property
    def free(self) -> int:
        """Units nobody has a claim on."""
        return self.copies - self.held - self.sold

    def claimed(self, member: int) -> int:
        """Return what counts against a member's limit."""
        return sum(
            each.units
            for each in self.holds
            if each.member == member and each.state in (*LIVE, "bought")
        )

    def is_over(self, hold: ModelHold) -> bool:
        """Say whether a hold's time has come."""
        return self.now >= hold.expires

    def _expiries(self, member: int) -> int:
        own = [each for each in self.holds if each.member == member]
        last = max((e.bought_at for e in own if e.state == "bought"), default=-1)
        return sum(
            each.created > last
            and (each.state == "expired" or (each.state in LIVE and self.is_over(each)))
            for each in own
        )

    def place(self, member: int, units: int, token: str) -> str:
        """Take a hold; return `placed` or why not."""
        for each in self.holds:
            if (each.member, each.token) == (member, token):
                lives = each.state in LIVE and not self.is_over(each)
                return "placed" if lives or each.state == "bought" else "hold_ended"
        if self.now >= self.closes:
            return "closed"
        if self.is_suspended:
            return "suspended"
        if self._expiries(member) >= 3 and self.free <= units:
            return "waitlist_only"
        if self.claimed(member) + units > self.limit:
            return "over_member_limit"
        if self.free < units:
            if self.free > 0:
                return "fewer_left"
            return "all_held" if self.held else "sold_out"
        minutes = 20 if member in self.patient else 10
        ends = min(self.now + minutes * MINUTE, self.closes + 15 * MINUTE)
        self.holds.append(ModelHold(member, units, token, self.now, ends))
        return "placed"

    def extend(self, hold: ModelHold) -> str:
        """Give five minutes more."""
        if hold.state == "paying":
            return "in_payment"
        if hold.state != "active" or self.is_over(hold):
            return "hold_ended"
        contested = self.free <= 0
        if hold.extensions >= (1 if contested else 10):
            return "no_more_extensions"
        longest = 30 if contested else 60
        ends = min(
            hold.expires + 5 * MINUTE,
            hold.created + longest * MINUTE,
            self.closes + 15 * MINUTE,
        )
        if ends <= hold.expires:
            return "no_more_extensions"
        hold.expires, hold.extensions = ends, hold.extensions + 1
        return "extended"

    def enter_payment(self, member: int) -> int:
        """Raise a member's live holds to five minutes, once each."""
        raised = 0
        for hold in self.holds:
            ends = min(self.now + 5 * MINUTE, hold.cap(self.closes))
            is_candidate = hold.member == member and hold.state == "active"
            if is_candidate and not hold.was_raised and self.now < hold.expires < ends:
                hold.expires, hold.was_raised = ends, True
                raised += 1
        return raised

    def pin(self, hold: ModelHold) -> str:
        """Begin to pay for it."""
        if hold.state not in LIVE or self.is_over(hold):
            return "hold_ended"
        if hold.state == "active":
            pinned = min(self.now + 15 * MINUTE, hold.cap(self.closes))
            hold.expires, hold.state = max(hold.expires, pinned), "paying"
        return "pinned"

    def unpin(self, hold: ModelHold) -> int:
        """Leave the payment; its end stays."""
        if hold.state != "paying":
            return 0
        hold.state = "active"
        return 1

    def release(self, hold: ModelHold) -> str:
        """Put it back."""
        if hold.state == "paying":
            return "in_payment"
        if hold.state != "active":
            return "hold_ended"
        hold.state = "released"
        return "released"

    def buy(self, hold: ModelHold) -> bool:
        """Pay; what has ended is taken again, if it is free and within the limit."""
        if hold.state == "bought":
            return True
        if hold.state not in LIVE:
            if self.claimed(hold.member) + hold.units > self.limit:
                return False
            if self.free < hold.units:
                return False
        hold.state, hold.bought_at = "bought", self.now
        return True

    def sweep(self) -> int:
        """End what is over."""
        over = [e for e in self.holds if e.state in LIVE and self.is_over(e)]
        for each in over:
            each.state = "expired"
        return len(over)
