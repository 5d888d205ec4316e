"""What members read and agree to about automatic purchases."""

from flask_babel import gettext

from flashsale.kernel.places import OrderDelivery
from flashsale.mandates.estimate import Way
from flashsale.mandates.rules import AgreeRefusal
from flashsale.orders.cards import card_name
from flashsale.orders.saved_cards import SavedCardFacts


def card_words(card: SavedCardFacts) -> str:
    """Return how a saved card is called: its network and its last digits."""
    return gettext(
        "%(carte)s finissant par %(chiffres)s",
        carte=card_name(card.brand),
        chiffres=card.last4,
    )


def consent(card: SavedCardFacts, title: str) -> str:
    """Return what a member agrees to; stored as it was shown."""
    return gettext(
        "Si mon tour vient pour « %(titre)s », j’autorise la maison à l’acheter pour "
        "moi et à débiter une fois ma carte %(carte)s, sans autre geste de ma part, "
        "jusqu’au maximum et jusqu’au jour écrits ici. Je peux y renoncer tant que "
        "rien n’est débité.",
        titre=title,
        carte=card_words(card),
    )


def way_words(way: Way, place: str) -> str:
    """Return how copies would leave the house; place: the door they would go to."""
    if way.delivery is OrderDelivery.ELECTRONIC:
        return gettext("Par courriel")
    if way.delivery is OrderDelivery.PARCEL:
        return gettext("Par la poste : %(lieu)s", lieu=place)
    if way.point is None:
        return gettext("Cueillette à la maison")
    return gettext("Cueillette : %(lieu)s", lieu=way.point.words.name)


def refusal(why: AgreeRefusal, least: str) -> str:
    """Return why a mandate was not taken, and what to do; least: a price in words."""
    match why:
        case AgreeRefusal.UNDER_TOTAL:
            return gettext(
                "Aujourd’hui, le total est de %(prix)s : le maximum ne peut pas être "
                "plus bas.",
                prix=least,
            )
        case AgreeRefusal.DAY_PAST:
            return gettext("Ce jour est passé.")
        case AgreeRefusal.DAY_TOO_LATE:
            return gettext("Plus rien ne peut être offert après ce jour-là.")
        case AgreeRefusal.DELIVERY_CLOSED:
            return gettext("Choisissez une livraison.")
        case AgreeRefusal.CARD_GONE:
            return gettext("Cette carte ne peut plus servir. Rien n’est débité.")
        case AgreeRefusal.NO_ADDRESS:
            return gettext("Il faut une première commande, pour l’adresse.")
        case AgreeRefusal.NOT_WAITING:
            return gettext("Vous n’attendez plus dans cette file.")
