"""What must hold of a sale once it is quiet: the books, the money, and what was said.

Everything here is asked of values: the crowd's journal, the books, and what befell the
house meanwhile. Each complaint is one sentence.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flashsale.kernel.ids import HoldId, LotId, MemberId
from tests.faults.storm.books import Books, HoldRow
from tests.faults.storm.estate import WEBS, Span
from tests.faults.storm.journal import Deed
from tests.faults.storm.table import Table
from tests.faults.storm.words import BUSY, SHUT
from tests.simulation.history import Allotted, unexplained
from tests.simulation.journal import Kept

# A part that fell serves again within this (correctness.md, G3).
SERVES_AGAIN_WITHIN_S = 10.0
# A refusal for want of copies may be false no longer than this (issue 3, §1).
FALSE_FOR_S = 5.0
# A drop opens by the store's clock, and is seen open within this (G14).
OPENS_WITHIN_S = 1.0
# What is read off a clock and what it says in a transaction may differ by this.
CLOCKS_AGREE_S = 0.5
WANT_OF_COPIES = ("sold_out", "all_held", "fewer_left")
ASKS_FOR_COPIES = ("hold",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All that is known of one sale.

    ends: by hold, when it was made to end (ageing.py). ahead_s: the store's clock
    before ours. lag_s: how much longer than a second the common answer took: on a
    busy machine everything is late. late_s: the same of the twentieth that took
    longest; what takes several steps is as late as the slowest of them.
    """

    deeds: Sequence[Deed]
    books: Books
    spans: Sequence[Span]
    ends: Mapping[int, datetime]
    table: Table
    ahead_s: float
    lag_s: float
    late_s: float

    def seconds(self, at: datetime) -> float:
        """Return an instant of the store as seconds of our clock."""
        return at.timestamp() - self.ahead_s

    def befell(self, deed: Deed, whats: tuple[str, ...], healing_s: float) -> bool:
        """Whether one of these parts was down during a deed, or shortly before."""
        ended = deed.ended or deed.sent
        slack = healing_s + self.lag_s
        return any(
            not {span.what, *span.also}.isdisjoint(whats)
            and span.begin - CLOCKS_AGREE_S <= ended
            and deed.sent <= span.end + slack
            for span in self.spans
        )


def judge(evidence: Evidence) -> list[str]:
    """Return what does not hold; nothing when all is as it must be."""
    checks: tuple[Callable[[Evidence], Iterator[str]], ...] = (
        counts_are_those_of_paid_orders,
        words_about_holds_were_true,
        words_about_orders_were_true,
        money_is_where_it_belongs,
        lots_have_a_serial_history,
        members_have_a_serial_history,
        answers_were_what_they_may_be,
        want_of_copies_was_true,
        the_window_was_kept,
    )
    return [complaint for check in checks for complaint in check(evidence)]


def counts_are_those_of_paid_orders(evidence: Evidence) -> Iterator[str]:
    """Each lot sold what its paid orders say, and holds nothing any more."""
    books = evidence.books
    units = {hold.id: (hold.lot, hold.units) for hold in books.holds}
    sold: Counter[int] = Counter()
    for order in books.orders:
        if order.state == "paid":
            for hold in order.holds:
                sold[units[hold][0]] += units[hold][1]
    for lot, (allotted, held, counted, _) in books.lots.items():
        if counted > allotted:
            yield f"lot {lot} is oversold: {counted} of {allotted}"
        if counted != sold[lot] or held:
            yield f"lot {lot}: {counted} sold, {held} held; orders say {sold[lot]}"


def words_about_holds_were_true(evidence: Evidence) -> Iterator[str]:
    """A hold that was told exists, once for each form, and each comes from a form."""
    forms = {
        (deed.who, deed.key): deed
        for deed in evidence.deeds
        if deed.what in ASKS_FOR_COPIES
    }
    rows = Counter((hold.member, hold.token) for hold in evidence.books.holds)
    for key, count in rows.items():
        if count > 1:
            yield f"form {key} made {count} holds"
        if key not in forms:
            yield f"hold {key} comes from no form"
    known = {(hold.member, hold.token): hold for hold in evidence.books.holds}
    for deed in evidence.deeds:
        if deed.what not in ASKS_FOR_COPIES or deed.says != "held":
            continue
        hold = known.get((deed.who, deed.key))
        if hold is None:
            yield f"lost: {deed.who} was told of a hold that is not there: {deed.key}"
        elif (hold.lot, hold.units) != (deed.lot, deed.units):
            yield f"{deed.who} asked for {deed.units} of {deed.lot}, has {hold}"


def words_about_orders_were_true(evidence: Evidence) -> Iterator[str]:
    """What members last saw of their orders is so."""
    orders = {order.code: order for order in evidence.books.orders}
    for deed in evidence.deeds:
        if deed.what != "see" or deed.says not in ("paid", "cancelled"):
            continue
        order = orders.get(deed.key)
        if order is None or (order.member, order.state) != (deed.who, deed.says):
            yield f"lost: {deed.who} saw {deed.key} {deed.says}, it is {order}"


def money_is_where_it_belongs(evidence: Evidence) -> Iterator[str]:
    """Taken exactly for paid orders, once and whole; nothing is left on the way."""
    books = evidence.books
    taken: dict[str, list[int]] = {}
    for page, (status, received, code) in books.intents.items():
        if received:
            taken.setdefault(code, []).append(received)
        if status == "requires_capture":
            yield f"the money of {code} is still kept by the bank ({page})"
    sold: Counter[int] = Counter()
    for order in books.orders:
        due = [order.total_cents] if order.state == "paid" else []
        if taken.get(order.code, []) != due:
            got = taken.get(order.code)
            yield f"order {order.code} is {order.state}: {got} taken, {due} due"
        if order.state == "pending":
            yield f"order {order.code} hangs: its payment is {order.stage}"
        receipts = books.receipts.get(order.code, 0)
        if receipts != (order.state == "paid"):
            yield f"order {order.code} is {order.state} and has {receipts} receipts"
        if order.state == "paid":
            sold.update(order.holds)
    for hold in books.holds:
        if sold[hold.id] != (hold.state == "bought"):
            yield f"hold {hold.id} is {hold.state}, in {sold[hold.id]} paid orders"
        if hold.state in ("active", "paying"):
            yield f"hold {hold.id} hangs: it is {hold.state}"
    pages = {order.session: order for order in books.orders if order.session}
    for deed in evidence.deeds:
        if deed.what == "pay" and deed.says == "accepted" and deed.key not in pages:
            yield f"lost: a payment was accepted on a page of no order: {deed.key}"


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def kept_by(evidence: Evidence) -> Iterator[Kept]:
    """Give the holds that were acknowledged, as their members know them."""
    rows: dict[tuple[int, str], HoldRow] = {
        (hold.member, hold.token): hold for hold in evidence.books.holds
    }
    told: dict[tuple[int, str], Deed] = {}
    let_go: dict[str, float] = {}
    bought: dict[str, float] = {}
    for deed in evidence.deeds:
        if deed.says == "held" and deed.what in ASKS_FOR_COPIES and deed.ended:
            first = told.setdefault((deed.who, deed.key), deed)
            if deed.ended < (first.ended or 0):
                told[(deed.who, deed.key)] = deed
        if deed.what == "release" and deed.says != "not sent":
            let_go.setdefault(deed.key, deed.sent)
        if deed.what == "see" and deed.says == "paid" and deed.ended:
            bought.setdefault(deed.key, deed.ended)
    bought_at = {
        hold: bought[order.code]
        for order in evidence.books.orders
        if order.code in bought
        for hold in order.holds
    }
    for key, deed in told.items():
        hold = rows.get(key)
        if hold is None or deed.ended is None:
            continue
        ends_at = evidence.ends.get(hold.id, hold.expires_at)
        until = _instant(evidence.seconds(ends_at))
        gone = let_go.get(str(hold.id))
        paid = bought_at.get(hold.id)
        yield Kept(
            hold_id=HoldId(hold.id),
            lot_id=LotId(hold.lot),
            member_id=MemberId(hold.member),
            units=hold.units,
            told_at=_instant(deed.ended),
            until=until,
            let_go_at=None if gone is None else _instant(gone),
            bought_at=None if paid is None else _instant(paid),
        )


def lots_have_a_serial_history(evidence: Evidence) -> Iterator[str]:
    """Acknowledged holds, releases and sales of a lot fit into one serial order."""
    kept = list(kept_by(evidence))
    changes = [
        Allotted(LotId(move.lot), move.allotted, _instant(evidence.seconds(move.at)))
        for move in evidence.books.moves
        if move.allotted
    ]
    for lot in evidence.table.lots:
        wrong = unexplained(lot, kept, changes)
        if wrong:
            yield f"oversold, no serial order explains {wrong}"


def members_have_a_serial_history(evidence: Evidence) -> Iterator[str]:
    """What one member was told they hold or bought never passes the limit."""
    table, of_member = evidence.table, {}
    for kept in kept_by(evidence):
        of_member.setdefault(kept.member_id, []).append(kept)
    long_ago = table.opens_at - timedelta(days=1)
    for member, theirs in of_member.items():
        limit = Allotted(LotId(0), table.member_limit, long_ago)
        as_one = [
            Kept(
                hold_id=kept.hold_id,
                lot_id=LotId(0),
                member_id=kept.member_id,
                units=kept.units,
                told_at=kept.told_at,
                until=kept.until,
                let_go_at=kept.let_go_at,
                bought_at=kept.bought_at,
            )
            for kept in theirs
        ]
        wrong = unexplained(LotId(0), as_one, [limit])
        if wrong:
            yield f"member {member} passes the limit: {wrong}"


def answers_were_what_they_may_be(evidence: Evidence) -> Iterator[str]:
    """No answer is broken; a 503 only while the store is away; silence likewise."""
    counted: Counter[str] = Counter()
    for deed in evidence.deeds:
        if deed.web not in WEBS:
            continue
        host_or_store = (deed.web, "store")
        if deed.says.startswith("wrong"):
            complaint = f"{deed.what} on {deed.web}: {deed.says} {deed.told[:120]}"
        elif deed.says == SHUT:
            if evidence.befell(deed, ("store",), SERVES_AGAIN_WITHIN_S):
                continue
            complaint = f"{deed.what} on {deed.web}: 503 while the store was there"
        elif deed.says == BUSY:
            parts = ("redis", "crowd", *host_or_store)
            is_slow = evidence.late_s > 0
            if is_slow or evidence.befell(deed, parts, SERVES_AGAIN_WITHIN_S):
                continue
            complaint = f"{deed.what} on {deed.web}: too busy, and nothing was away"
        elif not deed.is_known:
            if evidence.befell(deed, host_or_store, SERVES_AGAIN_WITHIN_S):
                continue
            said = deed.says or "nothing"
            complaint = f"{deed.what} on {deed.web}: {said} ({deed.told[:80]})"
        else:
            continue
        counted[complaint] += 1
    for complaint, times in counted.items():
        yield f"{complaint}, {times} times"


def want_of_copies_was_true(evidence: Evidence) -> Iterator[str]:
    """Nobody is told for long that there is none, while there is one."""
    for deed in evidence.deeds:
        if deed.says not in WANT_OF_COPIES or deed.ended is None:
            continue
        slack = FALSE_FOR_S + evidence.late_s
        if evidence.befell(deed, ("redis", "store", "worker", *WEBS), slack):
            continue
        if _least_free(evidence, deed.lot, deed.sent - slack, deed.ended) >= deed.units:
            yield f"{deed.who} was told {deed.says} of lot {deed.lot}, some were free"


def _least_free(evidence: Evidence, lot: int, begin: float, end: float) -> int:
    """Return the fewest free units of a lot in a span, by the ledger."""
    free, least = 0, None
    for move in evidence.books.moves:
        if move.lot != lot:
            continue
        at = evidence.seconds(move.at)
        if at > end:
            break
        if at >= begin and least is None:
            least = free
        free += move.free
        if at >= begin:
            least = min(free, least or 0)
    return free if least is None else least


def the_window_was_kept(evidence: Evidence) -> Iterator[str]:
    """Holds are of the open hours; who asks in them is not told that it is closed."""
    table = evidence.table
    opens, closes = (evidence.seconds(at) for at in (table.opens_at, table.closes_at))
    late = OPENS_WITHIN_S + evidence.lag_s
    for hold in evidence.books.holds:
        if not table.opens_at <= hold.created_at < table.closes_at:
            yield f"hold {hold.id} was taken at {hold.created_at}"
    for deed in evidence.deeds:
        if deed.what not in ASKS_FOR_COPIES or deed.ended is None:
            continue
        if deed.says == "not_open" and deed.sent > opens + late:
            after = deed.sent - opens
            yield f"{deed.who} was told that it is not open, {after:.1f} s after it was"
        if deed.says == "closed" and deed.ended < closes - late:
            yield f"{deed.who} was told that it is closed, before it was"
