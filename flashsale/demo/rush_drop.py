"""One more rushed drop for the demo, opening in a moment, and who will come to it."""

from dataclasses import dataclass
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from flashsale.db import Work
from flashsale.demo.load_drops import DropNotWritten, put_instants
from flashsale.demo.people import STAFF
from flashsale.demo.plan import custom_wall
from flashsale.kernel.errors import NotFound
from flashsale.kernel.ids import DropId, MemberId, SkuId
from flashsale.kernel.language import Language
from flashsale.kernel.window import Length, WallWindow, Window
from flashsale.members import directory, people
from flashsale.members.addresses import read_address
from flashsale.members.people import Joined, NewMember
from flashsale.sales import compositions, drops
from flashsale.sales.catalogue import DropFacts, drop_by_id, drop_by_slug
from flashsale.sales.compositions import UNWRITTEN, Composed
from flashsale.sales.drops import DropDraft, DropSaved
from flashsale.sales.early import EarlyAccess
from flashsale.sales.lots import LotDraft
from flashsale.sales.opening_rush import RushSet, set_rush

# The drop whose work and price the new one has.
LIKE = "onde-courte"
LASTS = timedelta(hours=2)
# A curator may not ask for an instant so near, or at night: it is put afterwards.
WRITTEN_AHEAD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class RushPlan:
    """What to open. copies: of its one format. per_minute: turns."""

    opens_in: timedelta
    copies: int
    per_minute: int


def open_a_rush(work: Work, plan: RushPlan, zone: ZoneInfo) -> DropFacts:
    """Write and schedule a drop like the demo's, with an opening queue.

    Raises NotFound when the demo club is not there.
    """
    model = drop_by_slug(work, LIKE)
    curator = directory.member_by_email(work, STAFF[1].email)
    if model is None or curator is None:
        raise NotFound("the demo club's drop", LIKE)
    drop_id = _compose(work, model, curator.id, plan, zone)
    rush = set_rush(work, drop_id, plan.per_minute, actor_id=curator.id)
    saved = drops.schedule(work, drop_id)
    if not (isinstance(rush, RushSet) and isinstance(saved, DropSaved)):
        raise DropNotWritten(f"{rush} {saved}")
    opens_at = (work.now + plan.opens_in).replace(microsecond=0)
    window = Window(opens_at, opens_at + LASTS)
    put_instants(work, drop_id, custom_wall(window, zone), window)
    found = drop_by_id(work, drop_id)
    if found is None:
        raise NotFound("drop", drop_id)
    return found


def _compose(
    work: Work, model: DropFacts, curator: MemberId, plan: RushPlan, zone: ZoneInfo
) -> DropId:
    lot = model.lots[0]
    wanted = DropDraft(
        title=model.title,
        slug="",
        work_id=model.work.id,
        curator_id=curator,
        wall=WallWindow(
            day=(work.now.astimezone(zone) + WRITTEN_AHEAD).date(),
            hour=time(12),
            length=Length.ONE_DAY,
            zone=zone.key,
        ),
        place=1,
        early=EarlyAccess(0, 0),
    )
    draft = LotDraft(
        drop_id=UNWRITTEN,
        sku_id=SkuId(lot.sku.id),
        allotted=plan.copies,
        price_cents=lot.price_cents,
        producer_share_cents=lot.producer_share_cents,
        payment_share_cents=lot.payment_share_cents,
    )
    outcome = compositions.compose(work, wanted, [draft])
    if not isinstance(outcome, Composed):
        raise DropNotWritten(str(outcome))
    return outcome.drop_id


def a_crowd(work: Work, members: int) -> list[MemberId]:
    """Return that many invented members, made where they are not there yet."""
    return [_someone(work, number) for number in range(1, members + 1)]


def _someone(work: Work, number: int) -> MemberId:
    address = read_address(f"foule-{number}@example.org")
    if address is None:
        raise ValueError("an address of the crowd is one")
    known = directory.member_by_email(work, address.canonical)
    if known is not None:
        return known.id
    name = f"Quelqu’un nº {number}"
    made = people.join(
        work, NewMember(name=name, address=address, language=Language.FR)
    )
    if not isinstance(made, Joined):
        raise NotFound("room for", address.canonical)
    return made.member_id
