"""The list of the law in words, for the page before the payment."""

from typing import assert_never

from flask_babel import gettext

from flashsale.kernel.places import OrderDelivery
from flashsale.orders.disclosure import Disclosed, Item, whole_list
from flashsale.orders.merchant import Merchant
from flashsale.orders.pages import CheckoutPage, Sum
from flashsale.orders.wording import DELIVERIES
from flashsale.web.filters import day_and_year, price
from flashsale.web.i18n import current_language


def disclosed(page: CheckoutPage, place: str) -> tuple[Disclosed, ...]:
    """Return every item that the law wants read before an order, with its words.

    place: where it goes as far as it was typed, or the point where it is fetched.
    """
    merchant, total = page.merchant, page.total
    language = current_language()
    things = [f"{row.quantity} × {row.title}, {row.label}" for row in page.rows]
    if page.gift_cards:
        things.append(f"{len(page.gift_cards)} × {gettext('Carte-cadeau')}")
    taxes = [f"{word} {price(cents, language)}" for word, cents in total.taxes]
    return whole_list(
        {
            Item.MERCHANT_NAME: merchant.name,
            Item.MERCHANT_ADDRESS: merchant.address,
            Item.MERCHANT_PHONE: merchant.phone,
            Item.MERCHANT_EMAIL: merchant.email,
            Item.DESCRIPTION: " · ".join(things),
            Item.PRICES: price(total.price_cents + total.gift_cards_cents, language),
            Item.FEES: _fees(total),
            Item.TAXES: " · ".join(taxes) or gettext("Aucune taxe sur cette commande."),
            Item.TOTAL: price(total.total_cents, language),
            Item.CURRENCY: gettext("Dollars canadiens"),
            Item.DELIVERY_DATE: _date(page),
            Item.DELIVERY_MODE: str(DELIVERIES[total.delivery]),
            Item.DELIVERY_PLACE: _place(merchant, total.delivery, place),
            Item.CANCELLATION: _cancellation(),
            Item.RETURNS: _returns(),
            Item.CORRECTION: gettext(
                "Tout se corrige sur cette page, et « Retour au panier » laisse tout. "
                "Rien n’est commandé avant le bouton de paiement."
            ),
        }
    )


def _date(page: CheckoutPage) -> str:
    day = day_and_year(page.promised_by, current_language())
    promised = gettext("Au plus tard le %(jour)s", jour=day) if page.rows else ""
    return " · ".join(filter(None, (promised, page.total.cards_leave)))


def _fees(total: Sum) -> str:
    if not total.shipping_cents:
        return gettext("Livraison gratuite. Aucun autre frais.")
    return gettext(
        "Livraison : %(montant)s. Aucun autre frais.",
        montant=price(total.shipping_cents, current_language()),
    )


def _place(merchant: Merchant, delivery: OrderDelivery, typed: str) -> str:
    match delivery:
        case OrderDelivery.PARCEL:
            return typed or gettext("À l’adresse que vous donnez ci-dessus.")
        case OrderDelivery.PICKUP:
            return typed or merchant.address
        case OrderDelivery.ELECTRONIC:
            return gettext("Sur le site, dans vos achats, et par courriel.")
        case _:
            assert_never(delivery)


def _cancellation() -> str:
    return gettext(
        "Vous pouvez annuler tant que le paiement n’est pas fait, puis pendant "
        "30 minutes si rien n’est posté. Si la commande n’arrive pas dans les 30 jours "
        "après la date promise, vous pouvez l’annuler et être remboursé en 15 jours."
    )


def _returns() -> str:
    return gettext(
        "Un objet se retourne ou s’échange dans les 14 jours, un défaut en tout temps. "
        "Un fichier ouvert et un billet ne se remboursent pas, sauf si nous annulons."
    )


def item_words(item: Item) -> str:
    """Return what an item of the list is called."""
    match item:
        case Item.MERCHANT_NAME:
            return gettext("Nom du vendeur")
        case Item.MERCHANT_ADDRESS:
            return gettext("Adresse du vendeur")
        case Item.MERCHANT_PHONE:
            return gettext("Téléphone du vendeur")
        case Item.MERCHANT_EMAIL:
            return gettext("Courriel du vendeur")
        case Item.DESCRIPTION:
            return gettext("Ce que vous achetez")
        case Item.PRICES:
            return gettext("Prix")
        case Item.FEES:
            return gettext("Frais")
        case Item.TAXES:
            return gettext("Taxes")
        case Item.TOTAL:
            return gettext("Total à débourser")
        case Item.CURRENCY:
            return gettext("Monnaie")
        case Item.DELIVERY_DATE:
            return gettext("Date de remise")
        case Item.DELIVERY_MODE:
            return gettext("Mode de remise")
        case Item.DELIVERY_PLACE:
            return gettext("Lieu de remise")
        case Item.CANCELLATION:
            return gettext("Annulation")
        case Item.RETURNS:
            return gettext("Retours et échanges")
        case Item.CORRECTION:
            return gettext("Accepter, refuser, corriger")
        case _:
            assert_never(item)
