"""Lets the members buy: holds, an order, a payment, each through its use case."""

from datetime import datetime, timedelta
from functools import partial
from itertools import cycle

from flashsale.db import Work
from flashsale.demo.history import History
from flashsale.demo.load_drops import Stalls
from flashsale.demo.load_parcels import note_posting
from flashsale.demo.load_people import Club
from flashsale.demo.people import PEOPLE
from flashsale.demo.plan import PlannedDrop
from flashsale.demo.shoppers import Item, Purchase, holdings, purchases
from flashsale.kernel.errors import Fault
from flashsale.kernel.ids import MemberId
from flashsale.kernel.places import OrderDelivery, Province
from flashsale.orders import checkout, parcels, payments
from flashsale.orders.addresses import Address
from flashsale.orders.checkout import Ordered
from flashsale.orders.contents import contents_of
from flashsale.orders.merchant import Merchant
from flashsale.orders.order_rows import CheckoutRequest
from flashsale.orders.payment_desk import PaymentFacts, PaymentPage, PaymentState
from flashsale.orders.policy import PricingPolicy
from flashsale.orders.pricing import Wishes, price
from flashsale.orders.quote import deliveries_for
from flashsale.orders.tiers import no_tier
from flashsale.sales import holds
from flashsale.sales.holds import HoldPlaced, HoldRequest
from flashsale.shipping import points

POLICY = PricingPolicy(tier_prices=no_tier, credit_floor_percent=0)
# Whose parcels wait a week for more.
KEEPS_OPEN = ("Gatineau", "Halifax")
HELD_SINCE = timedelta(seconds=40)
_PEOPLE = {person.key: person for person in PEOPLE}
# Invented streets in real towns, so that postage and taxes are those of here.
_HOMES = (
    ("14, rue des Prêles", "Rimouski", Province.QC, "G5L 1A1"),
    ("208, 3e Rang", "Saguenay", Province.QC, "G7H 2B2"),
    ("61, avenue du Quai", "Montréal", Province.QC, "H2S 1C3"),
    ("5, chemin de la Grève", "Gaspé", Province.QC, "G4X 1D4"),
    ("77, rue du Treuil", "Gatineau", Province.QC, "J8X 2E5"),
    ("32 Foundry Lane", "Ottawa", Province.ON, "K1N 5F6"),
    ("9, rue de l’Écluse", "Sherbrooke", Province.QC, "J1H 3G7"),
    ("120, rue du Chevalement", "Rouyn-Noranda", Province.QC, "J9X 1H8"),
    ("16 Barrel Lane", "Halifax", Province.NS, "B3H 1A1"),
)
_CARDS = (("visa", "4242"), ("mastercard", "4444"), ("visa", "0077"))


class NotSold(Fault):
    """A purchase of the demo was refused by the house's own rules."""


def note_orders(
    history: History,
    now: datetime,
    planned: tuple[PlannedDrop, ...],
    club: Club,
    stalls: Stalls,
    merchant: Merchant,
) -> None:
    """Note every purchase of the past, and the holds of the present instant."""
    homes, cards = cycle(_HOMES), cycle(_CARDS)
    home_of: dict[str, tuple[str, str, Province, str]] = {}
    bought = purchases(planned, now)
    for purchase in bought:
        home, card = home_of.get(purchase.buyer) or next(homes), next(cards)
        home_of[purchase.buyer] = home
        buy = partial(
            _buy,
            purchase=purchase,
            address=_address(purchase.buyer, home),
            card=card,
            club=club,
            stalls=stalls,
            merchant=merchant,
        )
        history.at(purchase.at, buy)
    note_posting(history, now, [purchase.at for purchase in bought], club)
    opened_at = {drop.work: drop.window.opens_at for drop in planned}
    for index, (key, item) in enumerate(holdings(planned)):
        hold = partial(
            _hold,
            key=key,
            item=item,
            club=club,
            stalls=stalls,
            token=f"demo-held-{index}",
        )
        history.at(max(now - HELD_SINCE, opened_at[item.work]), hold)


def _address(buyer: str, home: tuple[str, str, Province, str]) -> Address:
    person = _PEOPLE[buyer]
    street, city, province, postal_code = home
    return Address(
        name=person.name,
        line1=street,
        line2="",
        city=city,
        province=province,
        postal_code=postal_code,
        email=person.email,
    )


def _hold(
    work: Work, key: str, item: Item, club: Club, stalls: Stalls, token: str
) -> None:
    placed = holds.place(
        work,
        HoldRequest(
            member_id=club[key],
            lot_id=stalls.lots[item.work][item.position],
            quantity=item.quantity,
            request_token=token,
        ),
    )
    if not isinstance(placed, HoldPlaced):
        raise NotSold(f"{item}: {placed.refusal}")


def _buy(
    work: Work,
    purchase: Purchase,
    address: Address,
    card: tuple[str, str],
    club: Club,
    stalls: Stalls,
    merchant: Merchant,
) -> None:
    for item in purchase.items:
        token = f"demo-{purchase.buyer}-{item.work}-{item.position}"[:64]
        _hold(work, purchase.buyer, item, club, stalls, token)
    ordered = _order(work, club[purchase.buyer], address, purchase.buyer, merchant)
    if ordered.payment_id is None:
        return
    case = payments.case_of(work, ordered.payment_id)
    payments.store_page(work, case, PaymentPage(f"demo-{ordered.code}", ""))
    brand, last4 = card
    facts = PaymentFacts(
        session_id=f"demo-{ordered.code}",
        intent_id=f"demo-intent-{ordered.code}",
        state=PaymentState.AUTHORISED,
        amount_cents=case.amount_cents,
        captured_cents=0,
        currency="cad",
        order_code=ordered.code,
        card_brand=brand,
        card_last4=last4,
    )
    payments.claim(work, case, facts)
    payments.finish(work, case, merchant)


def _order(
    work: Work, member_id: MemberId, address: Address, buyer: str, merchant: Merchant
) -> Ordered:
    contents = contents_of(work, POLICY, member_id)
    ways = deliveries_for(contents.articles)
    is_near = address.city == "Montréal" and OrderDelivery.PICKUP in ways
    delivery = OrderDelivery.PICKUP if is_near else ways[0]
    parcel = parcels.parcel_for(work, member_id, address)
    wishes = Wishes(
        delivery=delivery,
        province=address.province,
        postal_code=address.postal_code,
        parcel=parcel if delivery is OrderDelivery.PARCEL else None,
    )
    priced = price(work, POLICY, contents, wishes)
    outcome = checkout.place(
        work,
        POLICY,
        merchant,
        CheckoutRequest(
            member_id=member_id,
            token=contents.revision,
            shown_total_cents=priced.quote.total_cents,
            shown_due_cents=priced.quote.due_cents,
            delivery=delivery,
            address=address,
            language=_PEOPLE[buyer].language,
            joins_parcel=True,
            keeps_parcel_open=address.city in KEEPS_OPEN,
            point_id=points.points(work, only_open=True)[0].id,
        ),
    )
    if not isinstance(outcome, Ordered):
        raise NotSold(f"{buyer}: {outcome}")
    return outcome
