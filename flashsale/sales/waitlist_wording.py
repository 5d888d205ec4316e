"""What pages say of the waitlist's refusals, and of what makes it stand still."""

from typing import assert_never

from flask_babel import gettext

from flashsale.sales.waiting import EntryState, Stall, WaitRefusal


def wait_refusal(refusal: WaitRefusal) -> str:
    """Return what a member reads who cannot join, or cannot take what was kept."""
    match refusal:
        case WaitRefusal.NOT_FOUND:
            return gettext("On ne trouve pas cela.")
        case WaitRefusal.NOT_OPEN:
            return gettext("La vente n’est pas encore ouverte.")
        case WaitRefusal.SUSPENDED:
            return gettext("La vente est suspendue ; votre tour ne se perd pas.")
        case WaitRefusal.OVER:
            return gettext("Cette vente est finie : plus rien ne peut en être pris.")
        case WaitRefusal.COPIES_FREE:
            return gettext("Il en reste : gardez-en un tout de suite.")
        case WaitRefusal.OVER_MEMBER_LIMIT:
            return gettext("C’est plus que ce que la vente permet par personne.")
        case WaitRefusal.JOINED_TOO_OFTEN:
            return gettext("Vous avez déjà pris et quitté cette file trop de fois.")
        case WaitRefusal.OFFER_ENDED:
            return gettext("Le temps est passé : l’exemplaire n’est plus gardé.")
        case WaitRefusal.TOO_MANY_LINES:
            return gettext(
                "Votre panier est plein : payez ou remettez une ligne d’abord."
            )
        case WaitRefusal.MEMBER_CLOSED:
            return gettext("Ce compte est fermé.")
        case _:
            assert_never(refusal)


def stall_words(stall: Stall) -> str:
    """Return why nothing is offered, for the desk."""
    match stall:
        case Stall.NOT_OPEN:
            return gettext("la vente n’est pas ouverte")
        case Stall.SUSPENDED:
            return gettext("la vente est suspendue")
        case Stall.CANCELLED:
            return gettext("la vente est annulée")
        case Stall.NOT_PERMITTED:
            return gettext("vente fermée, sans permission du producteur")
        case Stall.SHOW_STARTED:
            return gettext("le spectacle est commencé")
        case Stall.OVER:
            return gettext("le lendemain de la fermeture est passé")
        case Stall.MEMBER_CLOSED:
            return gettext("son compte est fermé")
        case Stall.LIMIT_REACHED:
            return gettext("sa limite est atteinte")
        case _:
            assert_never(stall)


def ended_words(state: EntryState) -> str:
    """Return how a wait ended, for the desk's counts."""
    match state:
        case EntryState.WAITING:
            return gettext("en attente")
        case EntryState.OFFERED:
            return gettext("offre ouverte")
        case EntryState.ACCEPTED:
            return gettext("offre prise")
        case EntryState.PASSED:
            return gettext("a passé son tour")
        case EntryState.EXPIRED:
            return gettext("sans réponse")
        case EntryState.LEFT:
            return gettext("a quitté la file")
        case EntryState.CLOSED:
            return gettext("fermée sans rien")
        case _:
            assert_never(state)
