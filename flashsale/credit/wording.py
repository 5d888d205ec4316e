"""What the pages of credit call things, in the language of the request."""

from flask_babel import gettext

from flashsale.credit.balances import Movement
from flashsale.credit.buckets import Bucket, Kind


def card_leaves() -> str:
    """Return when a gift card is sent, as every page that sells one says it.

    `gift_cards.issue` writes its letter with the payment, whatever else an order holds.
    """
    return gettext("Une carte-cadeau part par courriel dès qu’elle est payée.")


def bucket_words(bucket: Bucket) -> str:
    """Return the name of a bucket."""
    match bucket:
        case Bucket.PROMO:
            return gettext("Crédit promo")
        case Bucket.REFUND:
            return gettext("Crédit de remboursement")
        case Bucket.PAID:
            return gettext("Cartes-cadeaux")


def bucket_use(bucket: Bucket) -> str:
    """Return what a bucket is good for and how long it lasts."""
    match bucket:
        case Bucket.PROMO:
            return gettext(
                "Baisse le prix des articles avant les taxes. Il dure un an."
            )
        case Bucket.REFUND:
            return gettext("Paie une commande, taxes et port compris. N’expire jamais.")
        case Bucket.PAID:
            return gettext("Paie une commande, taxes et port compris. N’expire jamais.")


def movement_words(movement: Movement) -> str:
    """Return what happened, without its amount; an order's code stands beside it."""
    match movement.kind:
        case Kind.GRANT:
            return gettext("Offert par la maison")
        case Kind.WITHDRAWAL:
            return gettext("Repris par la maison")
        case Kind.REFUND:
            return gettext("Remboursement")
        case Kind.GIFT_CARD:
            return gettext("Carte-cadeau encaissée")
        case Kind.SPENDING:
            return gettext("Utilisé sur une commande")
        case Kind.RELEASE:
            return gettext("Rendu : commande annulée")
        case Kind.LAPSE:
            return gettext("Expiré")
