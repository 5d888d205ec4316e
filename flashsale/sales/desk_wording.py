"""What the desk says of drops: refusals next to their field, statuses, in words."""

from collections.abc import Mapping, Sequence
from typing import Literal, assert_never

from flask_babel import gettext

from flashsale.kernel.ids import SkuId
from flashsale.kernel.window import Length
from flashsale.sales.compositions import ComposeRefused
from flashsale.sales.desk_forms import DropForm, tell
from flashsale.sales.desk_reads import DeskStatus
from flashsale.sales.drops import DropRefusal

_FIELD_OF: Mapping[DropRefusal, str] = {
    DropRefusal.TITLE_MISSING: "title",
    DropRefusal.SLUG_TAKEN: "title",
    DropRefusal.OPENS_IN_THE_PAST: "jour",
    DropRefusal.OPENS_AT_NIGHT: "heure",
    DropRefusal.CLOSES_AT_NIGHT: "fin_heure",
    DropRefusal.OPENS_AT_UNCLEAR_HOUR: "heure",
    DropRefusal.CLOSES_AT_UNCLEAR_HOUR: "fin_heure",
    DropRefusal.CLOSES_BEFORE_OPENING: "fin_jour",
    DropRefusal.END_MISSING: "fin_jour",
    DropRefusal.PLACE_OUT_OF_RANGE: "place",
    DropRefusal.LIMIT_OUT_OF_RANGE: "limite",
    DropRefusal.EARLY_OUT_OF_RANGE: "avance",
}
_LOT_FIELDS_OF: Mapping[DropRefusal, tuple[str, ...]] = {
    DropRefusal.ALLOTMENT_OUT_OF_RANGE: ("quantite",),
    DropRefusal.ALLOTMENT_BELOW_CLAIMED: ("quantite",),
    DropRefusal.PRICE_OUT_OF_RANGE: ("prix",),
    DropRefusal.ALREADY_SHOWN: ("prix",),
    DropRefusal.REGULAR_PRICE_NOT_HIGHER: ("courant",),
    DropRefusal.REGULAR_PRICE_WITHOUT_PROOF: ("preuve",),
    DropRefusal.PRODUCER_SHARE_OVER_PRICE: ("maison",),
    DropRefusal.PAYMENT_SHARE_OVER_PRICE: ("frais",),
    # Each of them fits alone: either may be the one to lower.
    DropRefusal.SHARES_OVER_PRICE: ("maison", "frais"),
    DropRefusal.PAY_FROM_OUT_OF_RANGE: ("plancher",),
    DropRefusal.PAY_FROM_WITH_REGULAR: ("plancher",),
}


def refusal_words(refusal: DropRefusal) -> str:
    """Return why a drop cannot be so, and what to do about it."""
    match refusal:
        case DropRefusal.NOT_FOUND:
            return gettext("Cette vente n’existe plus.")
        case DropRefusal.SLUG_TAKEN:
            return gettext("Une autre vente porte ce nom. Changez un peu le titre.")
        case DropRefusal.TITLE_MISSING:
            return gettext("Donnez un titre à la vente.")
        case DropRefusal.OPENS_IN_THE_PAST:
            return gettext("L’ouverture est déjà passée. Choisissez plus tard.")
        case DropRefusal.OPENS_AT_NIGHT:
            return gettext("Pas d’ouverture entre minuit et 5 h.")
        case DropRefusal.CLOSES_AT_NIGHT:
            return gettext("Pas de fermeture entre minuit et 5 h.")
        case DropRefusal.OPENS_AT_UNCLEAR_HOUR:
            return gettext("On change l’heure ce jour-là : ouvrez à une autre heure.")
        case DropRefusal.CLOSES_AT_UNCLEAR_HOUR:
            return gettext("On change l’heure ce jour-là : fermez à une autre heure.")
        case DropRefusal.CLOSES_BEFORE_OPENING:
            return gettext("La vente fermerait avant d’ouvrir.")
        case DropRefusal.END_MISSING:
            return gettext("Dites quand la vente ferme.")
        case DropRefusal.PLACE_OUT_OF_RANGE:
            return gettext("Cette place n’existe pas sur la table.")
        case DropRefusal.LIMIT_OUT_OF_RANGE:
            return gettext("La limite va de 1 à 100 exemplaires.")
        case DropRefusal.EARLY_OUT_OF_RANGE:
            return gettext("De 0 à 1440 minutes, et de 0 à 100 % du contingent.")
        case DropRefusal.ALLOTMENT_OUT_OF_RANGE:
            return gettext("Le contingent va de 1 à 100 000 exemplaires.")
        case DropRefusal.ALLOTMENT_BELOW_CLAIMED:
            return gettext("C’est moins que ce qui est déjà gardé ou vendu.")
        case DropRefusal.PRICE_OUT_OF_RANGE:
            return gettext("Le prix va de 0,01 à 10 000,00 dollars.")
        case (
            DropRefusal.REGULAR_PRICE_NOT_HIGHER
            | DropRefusal.REGULAR_PRICE_WITHOUT_PROOF
            | DropRefusal.PRODUCER_SHARE_OVER_PRICE
            | DropRefusal.PAYMENT_SHARE_OVER_PRICE
            | DropRefusal.SHARES_OVER_PRICE
            | DropRefusal.PAY_FROM_OUT_OF_RANGE
            | DropRefusal.PAY_FROM_WITH_REGULAR
        ):
            return _price_words(refusal)
        case DropRefusal.NO_LOT:
            return gettext("Il faut au moins un format avec un contingent.")
        case DropRefusal.ALREADY_SHOWN:
            return gettext(
                "Les membres connaissent déjà cette vente : elle ne peut plus "
                "ouvrir plus tôt, ni changer de prix une fois ouverte."
            )
        case DropRefusal.OFFERS_OPEN | DropRefusal.OFFERS_OVER:
            return _offers_words(refusal)
        case DropRefusal.NOT_FROM_THIS_STATE:
            return gettext("La vente a changé entre-temps. Rechargez la page.")
        case _:
            assert_never(refusal)


_PriceRefusal = Literal[
    DropRefusal.REGULAR_PRICE_NOT_HIGHER,
    DropRefusal.REGULAR_PRICE_WITHOUT_PROOF,
    DropRefusal.PRODUCER_SHARE_OVER_PRICE,
    DropRefusal.PAYMENT_SHARE_OVER_PRICE,
    DropRefusal.SHARES_OVER_PRICE,
    DropRefusal.PAY_FROM_OUT_OF_RANGE,
    DropRefusal.PAY_FROM_WITH_REGULAR,
]


def _price_words(refusal: _PriceRefusal) -> str:
    match refusal:
        case DropRefusal.REGULAR_PRICE_NOT_HIGHER:
            return gettext(
                "Le prix courant doit dépasser le prix de la vente. "
                "Sans rabais, laissez ce champ vide."
            )
        case DropRefusal.REGULAR_PRICE_WITHOUT_PROOF:
            return gettext(
                "Sans preuve, aucun prix barré : écrivez la preuve, "
                "ou videz le prix courant."
            )
        case (
            DropRefusal.PRODUCER_SHARE_OVER_PRICE | DropRefusal.PAYMENT_SHARE_OVER_PRICE
        ):
            return gettext(
                "C’est plus que le prix de la vente, ou que le plancher d’un prix "
                "libre."
            )
        case DropRefusal.SHARES_OVER_PRICE:
            return gettext(
                "Ensemble, la part du producteur et les frais de paiement dépassent le "
                "prix de la vente, ou le plancher d’un prix libre."
            )
        case DropRefusal.PAY_FROM_OUT_OF_RANGE:
            return gettext("Le plancher va de 1 $ au prix suggéré.")
        case DropRefusal.PAY_FROM_WITH_REGULAR:
            return gettext("Un prix libre ne se compare à aucun prix courant.")
        case _:
            assert_never(refusal)


def _offers_words(refusal: DropRefusal) -> str:
    if refusal is DropRefusal.OFFERS_OPEN:
        return gettext("Des exemplaires sont offerts ainsi en ce moment.")
    return gettext("Le lendemain de la fermeture est passé.")


def tell_refusals(form: DropForm, refused: ComposeRefused) -> None:
    """Write each reason next to the field it is about, or above the form."""
    if refused.changed_since:
        form.form_errors.append(
            gettext(
                "Quelqu’un a modifié cette vente pendant que vous écriviez. "
                "Ce que vous avez tapé est encore ici : comparez avec la vente, "
                "puis enregistrez de nouveau pour l’écraser."
            )
        )
    is_custom = form.duree.data == Length.CUSTOM
    for refusal in refused.drop:
        field = _FIELD_OF.get(refusal)
        if field == "fin_heure" and not is_custom:
            field = "heure"
        if field is None:
            form.form_errors.append(refusal_words(refusal))
        else:
            tell(form[field], refusal_words(refusal))
    _tell_lots(form, refused.lots)


def _tell_lots(form: DropForm, refused: Mapping[SkuId, Sequence[DropRefusal]]) -> None:
    for sku_id, refusals in refused.items():
        for refusal in refusals:
            for field in _LOT_FIELDS_OF.get(refusal, ("quantite",)):
                tell(form[f"lot-{sku_id}-{field}"], refusal_words(refusal))


def status_words(status: DeskStatus) -> str:
    """Return the word of a status, as the calendar prints it."""
    match status:
        case DeskStatus.DRAFT:
            return gettext("brouillon")
        case DeskStatus.READY:
            return gettext("prête")
        case DeskStatus.LIVE:
            return gettext("en cours")
        case DeskStatus.SOLD_OUT:
            return gettext("épuisée")
        case DeskStatus.SUSPENDED:
            return gettext("suspendue")
        case DeskStatus.CLOSED:
            return gettext("terminée")
        case DeskStatus.CANCELLED:
            return gettext("annulée")
        case _:
            assert_never(status)


def status_class(status: DeskStatus) -> str:
    """Return the class of the pattern that stands beside a status."""
    return {
        DeskStatus.DRAFT: "brouillon",
        DeskStatus.READY: "prete",
        DeskStatus.LIVE: "cours",
        DeskStatus.SOLD_OUT: "epuise",
        DeskStatus.SUSPENDED: "pause",
        DeskStatus.CLOSED: "fin",
        DeskStatus.CANCELLED: "annulee",
    }[status]
