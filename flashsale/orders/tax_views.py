"""Why this tax: of the basket as it would be ordered, and of an order."""

from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from flask import abort, render_template, request

from flashsale.kernel.places import HOME, OrderDelivery, Province
from flashsale.orders import history, parcels, reasons, recomputing
from flashsale.orders.basket_views import signed_in
from flashsale.orders.board import blueprint
from flashsale.orders.contents import contents_of
from flashsale.orders.merchant import Merchant, merchant_of
from flashsale.orders.pricing import Wishes, price
from flashsale.orders.quote import deliveries_for
from flashsale.orders.reasons import Reasons, TaxNumber
from flashsale.shipping.postal_codes import tidy_postal_code
from flashsale.taxes.supply import SupplyRule
from flashsale.taxes.wording import supply_words
from flashsale.web.audience import Audience, audience
from flashsale.web.current import runtime

E = TypeVar("E", Province, OrderDelivery)
OF_BASKET = "/panier/taxes"
LONGEST_CODE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonsPage:
    """Why these taxes. reasons: None where an older program made the price.

    back, order_code: where one comes from; the code is empty for a basket.
    """

    reasons: Reasons | None
    numbers: tuple[TaxNumber, ...]
    merchant: Merchant
    back: str
    order_code: str

    def why(self, supply: SupplyRule) -> str:
        """Return why a line bears the taxes of its place, in words."""
        return supply_words(supply)


def path_for(wishes: Wishes) -> str:
    """Return the page that says why a basket wished so has its taxes."""
    asked = {
        "livraison": str(wishes.delivery),
        "province": str(wishes.province),
        "code_postal": wishes.postal_code,
        "code": wishes.code,
        "promo": "1" if wishes.uses_promo_credit else "",
        "joint": "1" if wishes.parcel is not None else "",
    }
    said = {name: value for name, value in asked.items() if value}
    return f"{OF_BASKET}?{urlencode(said)}"


@blueprint.get(OF_BASKET)
@audience(Audience.MEMBER)
def get_basket_taxes() -> str:
    """Say why the basket has its taxes, for the place and the way asked about."""
    with runtime().read() as work:
        contents = contents_of(work, runtime().pricing, signed_in().id)
        known = history.last_address(work, signed_in().id)
        asked = request.args
        province = _one_of(Province, asked.get("province", ""))
        delivery = _one_of(OrderDelivery, asked.get("livraison", ""))
        ways = deliveries_for(contents.articles)
        wishes = Wishes(
            delivery=delivery if delivery in ways else ways[0],
            province=province or (known.province if known else HOME),
            postal_code=tidy_postal_code(asked.get("code_postal", "")[:20]),
            code=asked.get("code", "")[:LONGEST_CODE],
            uses_promo_credit=bool(asked.get("promo")),
            parcel=parcels.parcel_for(work, signed_in().id, known)
            if asked.get("joint")
            else None,
        )
        priced = price(work, runtime().pricing, contents, wishes)
    table = priced.tariffs.taxes
    page = ReasonsPage(
        reasons=reasons.reasons_of(
            priced.quote,
            [line.title for line in contents.lines],
            contents.priced_on,
            table,
        ),
        numbers=reasons.numbers_of(priced.quote.entries, contents.priced_on, table),
        merchant=merchant_of(runtime().settings),
        back="/panier",
        order_code="",
    )
    return render_template("orders/taxes.html", page=page)


@blueprint.get("/commandes/<code>/taxes")
@audience(Audience.MEMBER)
def get_order_taxes(code: str) -> str:
    """Say why an order of the member has its taxes; another's is not found."""
    with runtime().read() as work:
        if not history.is_of(work, signed_in().id, code):
            abort(404)
        again = recomputing.priced_again(work, signed_in().id, code)
    found: Reasons | None = None
    numbers: tuple[TaxNumber, ...] = ()
    if again is not None:
        table = again.tariffs.taxes
        found = reasons.reasons_of(again.quote, again.titles, again.on, table)
        numbers = reasons.numbers_of(again.quote.entries, again.on, table)
    page = ReasonsPage(
        reasons=found,
        numbers=numbers,
        merchant=merchant_of(runtime().settings),
        back=f"/commandes/{code}",
        order_code=code,
    )
    return render_template("orders/taxes.html", page=page)


def _one_of(kind: type[E], value: str) -> E | None:
    return next((one for one in kind if str(one) == value), None)
