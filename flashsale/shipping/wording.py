"""What zones, posts and refusals are called, in the language of the request."""

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from flashsale.shipping.points import PointRefusal
from flashsale.shipping.rates import Post, Zone
from flashsale.shipping.rules import ShippingRefusal

ZONES: dict[Zone, LazyString] = {
    Zone.QUEBEC: lazy_gettext("Québec"),
    Zone.QUEBEC_FAR: lazy_gettext("Québec éloigné : Côte-Nord, Nunavik, Îles"),
    Zone.CANADA: lazy_gettext("Ontario et Atlantique"),
    Zone.WEST: lazy_gettext("Ouest"),
    Zone.NORTH: lazy_gettext("Nord et régions éloignées"),
}
POSTS: dict[Post, LazyString] = {
    Post.LETTER: lazy_gettext("Lettre"),
    Post.PARCEL: lazy_gettext("Colis"),
}
POINT_FIELD_OF: dict[PointRefusal, str] = {
    PointRefusal.NAME_MISSING: "nom",
    PointRefusal.LINE_MISSING: "adresse",
    PointRefusal.CITY_MISSING: "ville",
    PointRefusal.NOT_AT_HOME: "code_postal",
    PointRefusal.HOURS_MISSING: "heures",
}


def field_of(refusal: ShippingRefusal) -> str:
    """Return the field that a refusal is about, of either form."""
    match refusal:
        case ShippingRefusal.PREFIXES_MISWRITTEN:
            return "debuts"
        case (
            ShippingRefusal.NOT_IN_THE_FUTURE
            | ShippingRefusal.TOO_FAR
            | ShippingRefusal.ALREADY_WRITTEN
        ):
            return "jour"
    return "tranches"


def refusal_words(refusal: ShippingRefusal) -> str:
    """Return why bands or a zone cannot be so, and what would be right."""
    match refusal:
        case ShippingRefusal.NOT_IN_THE_FUTURE:
            return gettext(
                "Au plus tôt demain : ce qui est en vigueur a servi à des commandes et "
                "ne change plus."
            )
        case ShippingRefusal.TOO_FAR:
            return gettext("Dans cinq ans au plus.")
        case ShippingRefusal.BANDS_MISCOUNTED:
            return gettext("De une à vingt tranches.")
        case ShippingRefusal.BANDS_UNORDERED:
            return gettext("Du plus léger au plus lourd, et jamais moins cher.")
        case ShippingRefusal.LAST_BAND:
            return gettext(
                "La dernière tranche va jusqu’à 500 g pour une lettre, 30 000 g "
                "pour un colis."
            )
        case ShippingRefusal.PRICE_OUT_OF_RANGE:
            return gettext("Un prix va de 0 $ à 500 $, un poids de 1 g à 30 000 g.")
        case ShippingRefusal.PREFIXES_MISWRITTEN:
            return gettext(
                "De un à trois signes du début d’un code postal, comme G, G4 ou G4T."
            )
        case ShippingRefusal.ALREADY_WRITTEN:
            return gettext(
                "Un changement est déjà écrit pour ce jour : annulez-le d’abord."
            )


def point_refusal_words(refusal: PointRefusal) -> str:
    """Return why a pickup point cannot be so, and what would be right."""
    match refusal:
        case PointRefusal.NOT_AT_HOME:
            return gettext("Un code postal du Québec : on y perçoit les taxes d’ici.")
        case PointRefusal.HOURS_MISSING:
            return gettext("Dites les heures, en 400 caractères au plus par langue.")
    return gettext("De un à 120 caractères.")
