"""The contract on an invoice: every item that its copy must hold (law L11 to L13).

Who sells, to whom, what, and the amounts stand above it on the same paper; the items
and where each comes from are listed in docs/paper.md.
"""

from collections.abc import Callable
from datetime import date

from flashsale.kernel.language import Language
from flashsale.paper.content import Paper
from flashsale.web.catalogues import translations
from flashsale.web.filters import day_and_year

Say = Callable[[str], str]
Words = tuple[str, tuple[str, ...]]


def clauses_of(paper: Paper, language: Language) -> tuple[Words, ...]:
    """Return the parts of a contract: heading, then what it says."""
    _ = translations(language).gettext
    return (
        _conclusion(paper, language, _),
        _price(_),
        _delivery(paper, language, _),
        _returns(_),
        _cancelling(_),
        _charging_back(_),
    )


def _conclusion(paper: Paper, language: Language, _: Say) -> Words:
    day = day_and_year(date.fromisoformat(paper.ordered_on), language)
    said = _(
        "Contrat conclu à distance le %(jour)s, réputé conclu à l’adresse de "
        "l’acheteur. L’acheteur a relu sa commande, avec l’occasion de l’accepter, de "
        "la refuser et d’en corriger les erreurs, avant de payer."
    )
    return _("Conclusion"), (said % {"jour": day},)


def _price(_: Say) -> Words:
    return (
        _("Prix et paiement"),
        (
            _(
                "Le prix de chaque article, la livraison, les taxes et le total à "
                "débourser sont ceux du tableau. Ils sont en dollars canadiens. Rien "
                "d’autre n’est à payer, et rien ne se renouvelle."
            ),
        ),
    )


def _delivery(paper: Paper, language: Language, _: Say) -> Words:
    day = day_and_year(date.fromisoformat(paper.promised_by), language)
    buyer = paper.buyer
    code = buyer.postal_code.replace(" ", "\u00a0")
    values = {
        "jour": day,
        "adresse": f"{buyer.line1}, {buyer.city} ({buyer.province}) {code}",
        "vendeur": paper.pickup_place or paper.seller.address or paper.seller.name,
        "courriel": buyer.email,
    }
    match paper.delivery:
        case "parcel":
            said = _(
                "Par Postes Canada, au plus tard le %(jour)s, à cette adresse : "
                "%(adresse)s. Les billets et les fichiers se remettent sur le site et "
                "à %(courriel)s, le même jour au plus tard."
            )
        case "pickup":
            said = _(
                "À cueillir au plus tard le %(jour)s, à cette adresse : %(vendeur)s. "
                "Les billets et les fichiers se remettent sur le site et à "
                "%(courriel)s, le même jour au plus tard."
            )
        case _other:
            said = _("Sur le site et à %(courriel)s, au plus tard le %(jour)s.")
    return _("Remise"), (said % values,)


def _returns(_: Say) -> Words:
    return (
        _("Retours et échanges"),
        (
            _(
                "Un objet se retourne ou s’échange dans les 14 jours après sa "
                "réception, un défaut en tout temps. Un fichier ouvert et un billet ne "
                "se remboursent pas, sauf si nous annulons. Écrivez au vendeur, à "
                "l’adresse ci-dessus."
            ),
        ),
    )


def _cancelling(_: Say) -> Words:
    return (
        _("Ce que la loi vous donne"),
        (
            _(
                "Loi sur la protection du consommateur, articles 54.1 à 54.16. Vous "
                "pouvez annuler ce contrat dans les 7 jours après avoir reçu cette "
                "copie, si le vendeur n’a pas dit avant la commande tout ce que la loi "
                "demande ou ne vous a pas laissé l’accepter, la refuser ou la "
                "corriger ; et dans les 30 jours, si cette copie ne vous a pas été "
                "remise dans les 15 jours."
            ),
            _(
                "Vous pouvez aussi l’annuler tant que la chose n’est pas livrée, dès "
                "30 jours après la date promise ; pour un billet, si vous ne l’avez "
                "pas reçu à la date de l’événement. Un message au vendeur suffit. "
                "Celui-ci rembourse tout dans les 15 jours et paie le retour."
            ),
        ),
    )


def _charging_back(_: Say) -> Words:
    return (
        _("Rétrofacturation"),
        (
            _(
                "Si le vendeur ne rembourse pas dans ces 15 jours, vous pouvez "
                "demander à l’émetteur de votre carte, dans les 60 jours qui suivent, "
                "de rétrofacturer le paiement."
            ),
        ),
    )
