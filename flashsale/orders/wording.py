"""What the pages of the orders call things, in the language of the request."""

from datetime import datetime

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from flashsale.kernel.places import HOME, OrderDelivery, Province
from flashsale.orders.carriage import Carried, Relief
from flashsale.orders.desk_facts import DisputeState
from flashsale.orders.lifecycle import CancelReason
from flashsale.orders.reductions import LEAST_CHARGE_CENTS
from flashsale.promotions.codes import CodeRefused
from flashsale.promotions.rules import CodeRefusal
from flashsale.sales.stock import Refusal
from flashsale.shipping.rates import Post
from flashsale.taxes.amounts import TaxAmounts
from flashsale.web.filters import day_and_year, price
from flashsale.web.i18n import current_language

DELIVERIES: dict[OrderDelivery, LazyString] = {
    OrderDelivery.PARCEL: lazy_gettext("Par la poste"),
    OrderDelivery.PICKUP: lazy_gettext("Cueillette à la maison, gratuite"),
    OrderDelivery.ELECTRONIC: lazy_gettext("Par courriel, rien à porter"),
}


def tax_rows(taxes: TaxAmounts, province: Province) -> tuple[tuple[str, int], ...]:
    """Return each tax by its name with its cents, as the page lists them apart.

    At home both taxes are always listed, so that a book says that it bears no QST.
    """
    rows = (
        (gettext("TPS"), taxes.gst_cents, province is HOME),
        (gettext("TVQ"), taxes.qst_cents, province is HOME),
        (gettext("TVH"), taxes.hst_cents, False),
        (gettext("TVP"), taxes.pst_cents, False),
    )
    return tuple((word, cents) for word, cents, always in rows if cents or always)


def code_refusal(refused: CodeRefused) -> str:
    """Return why a promo code takes nothing off, and what would help."""
    match refused.refusal:
        case CodeRefusal.UNKNOWN:
            return gettext("Ce code n’existe pas. Vérifiez-le lettre par lettre.")
        case CodeRefusal.NOT_YET:
            return gettext(
                "Ce code ne vaut qu’à partir du %(quand)s.",
                quand=_moment(refused.starts_at),
            )
        case CodeRefusal.ENDED:
            return gettext("Ce code n’a plus cours.")
        case CodeRefusal.USED_UP:
            return gettext("Ce code a servi autant de fois qu’il le pouvait.")
        case CodeRefusal.USED_BY_MEMBER:
            return gettext("Vous avez déjà utilisé ce code.")
        case CodeRefusal.NO_CODES_HERE:
            return gettext("Les ventes de votre panier ne prennent aucun code.")
        case CodeRefusal.NOT_FOR_THESE:
            return gettext("Ce code ne vaut pour rien de votre panier.")
        case CodeRefusal.BELOW_MINIMUM:
            return gettext(
                "Ce code demande au moins %(montant)s d’articles, avant les taxes.",
                montant=price(refused.minimum_cents, current_language()),
            )


def _moment(at: datetime | None) -> str:
    return day_and_year(at, current_language()) if at else ""


def too_little() -> str:
    """Return that what is due is less than a card can be charged."""
    return gettext(
        "Une carte ne peut pas être débitée de moins de %(montant)s. Ajoutez un "
        "article, ou gardez votre code pour une autre fois.",
        montant=price(LEAST_CHARGE_CENTS, current_language()),
    )


def off_rows(
    code: str, discount_cents: int, promo_credit_cents: int
) -> tuple[tuple[str, int], ...]:
    """Return what comes off a price, by its name, as far as it does."""
    rows = (
        (gettext("Code %(code)s", code=code), discount_cents),
        (gettext("Crédit promo"), promo_credit_cents),
    )
    return tuple((word, cents) for word, cents in rows if cents)


def credit_rows(refund_cents: int, paid_cents: int) -> tuple[tuple[str, int], ...]:
    """Return what pays beside the card, by its name, as far as it does."""
    rows = (
        (gettext("Crédit de remboursement"), refund_cents),
        (gettext("Carte-cadeau"), paid_cents),
    )
    return tuple((word, cents) for word, cents in rows if cents)


def keep_card() -> str:
    """Return what a member agrees to who has a card kept; stored as it was shown."""
    return gettext(
        "Le service de paiement garde la carte, jamais la maison. Elle n’est débitée "
        "que sur un geste de vous. Vous la retirez quand vous voulez dans votre compte."
    )


def carriage_words(carried: Carried) -> str:
    """Return what carriage is made of, or why it costs less than the post."""
    if carried.postage is None:
        return ""
    match carried.relief:
        case Relief.LOYAL:
            return gettext("offerte : vous commandez souvent")
        case Relief.TOGETHER:
            return gettext("avec votre colis ouvert, payée une seule fois")
    weight = carried.postage.weight_g
    if carried.postage.post is Post.LETTER:
        return gettext("en lettre, %(poids)s g", poids=weight)
    return gettext("en colis, %(poids)s g", poids=weight)


def card_refusal(code: str) -> str:
    """Return why the last card was refused, and what to do about it."""
    match code:
        case "":
            return ""
        case "insufficient_funds":
            return gettext("La banque dit que le solde ne suffit pas.")
        case "expired_card":
            return gettext("La carte est expirée.")
        case "incorrect_cvc":
            return gettext("Le code de sécurité n’est pas le bon.")
        case "payment_intent_authentication_failure":
            return gettext("La banque n’a pas pu vérifier que c’était vous.")
        case "authentication_required" | "authentication_not_handled":
            return gettext("La banque veut une confirmation de votre part.")
        case "processing_error":
            return gettext("La banque n’a pas pu traiter la carte. Essayez encore.")
        case "card_removed" | "card_unusable" | "resource_missing":
            return gettext("La carte gardée ne peut plus servir.")
    return gettext("La banque a refusé la carte, sans dire pourquoi.")


def cancellation(reason: CancelReason) -> str:
    """Return why an order was cancelled, and what became of the money."""
    match reason:
        case CancelReason.BY_MEMBER:
            return gettext("Vous l’avez annulée avant de payer. Rien n’a été débité.")
        case CancelReason.NOT_PAID:
            return gettext("Le paiement n’a pas été fait à temps. Rien n’a été débité.")
        case CancelReason.SOLD_OUT:
            return gettext(
                "Votre paiement est arrivé après la fin de la mise de côté, et le "
                "dernier exemplaire était parti. Nous en sommes désolés. Rien n’est "
                "débité : l’autorisation est annulée, et votre banque l’efface "
                "d’habitude en quelques jours."
            )
        case CancelReason.DESK_REFUSED:
            return gettext(
                "Le service de paiement n’a pas pu ouvrir sa page. Rien n’a été débité."
            )
        case CancelReason.NOT_AS_AGREED:
            return gettext(
                "Le montant autorisé n’était pas celui de la commande. Rien n’est "
                "gardé : tout ce qui a été pris retourne sur votre carte."
            )
    return gettext(
        "La banque a retiré son accord avant le débit. Rien n’a été débité, et les "
        "exemplaires sont revenus sur la table."
    )


def dispute_state(state: DisputeState) -> tuple[str, str]:
    """Return how a dispute stands, in a word, and the class of its sign."""
    match state:
        case DisputeState.NEEDS_RESPONSE:
            return gettext("à répondre"), "annulee"
        case DisputeState.WARNING_NEEDS_RESPONSE:
            return gettext("question à répondre"), "pause"
        case DisputeState.UNDER_REVIEW | DisputeState.WARNING_UNDER_REVIEW:
            return gettext("la banque examine"), "pause"
        case DisputeState.WON:
            return gettext("gagné"), "fin"
        case DisputeState.LOST:
            return gettext("perdu"), "epuise"
    return gettext("clos sans frais"), "fin"


def hold_refusal(refusal: Refusal) -> str:
    """Return why a hold could not be changed as the member asked."""
    match refusal:
        case Refusal.IN_PAYMENT:
            return gettext("Cette ligne est en train d’être payée.")
        case Refusal.NO_MORE_EXTENSIONS:
            return gettext(
                "Cette mise de côté a été prolongée autant qu’elle peut, "
                "ou d’autres attendent."
            )
        case Refusal.HOLD_ENDED:
            return gettext("Cette mise de côté est terminée.")
    return gettext("Cela n’a pas pu être fait. Essayez de nouveau.")


def happening_words(what: str) -> str:
    """Return what happened to an order, for the staff."""
    return {
        "placed": gettext("Commandée"),
        "paid": gettext("Payée"),
        "cancelled": gettext("Annulée avant le paiement"),
        "posted": gettext("Postée"),
        "handed_email": gettext("Envoyée par courriel"),
        "handed_pickup": gettext("Prête à cueillir"),
        "back_member": gettext("Annulée par le membre"),
        "back_staff": gettext("Remboursée par la maison"),
        "back_house": gettext("Annulée et remboursée par la maison"),
        "refund_pending": gettext("Remboursement en route"),
        "refund_succeeded": gettext("Remboursement reçu par la banque"),
        "refund_failed": gettext("Remboursement refusé par la banque"),
        "stock_released": gettext("Remis en vente"),
        "stock_returned_a": gettext("Revenu en bon état"),
        "stock_returned_b": gettext("Revenu abîmé"),
        "stock_lost": gettext("Perdu"),
    }[what]
