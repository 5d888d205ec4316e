"""What taxes, places, rules and refusals are called, in the language of the request."""

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from flashsale.kernel.places import Province
from flashsale.taxes.rates import Authority, Rule, Tax
from flashsale.taxes.rules import TaxRefusal
from flashsale.taxes.supply import SupplyRule

AUTHORITIES: dict[Authority, LazyString] = {
    Authority.GST: lazy_gettext("Canada : TPS et TVH"),
    Authority.QST: lazy_gettext("Québec : TVQ"),
    Authority.PST_BC: lazy_gettext("Colombie-Britannique : TVP"),
    Authority.PST_SK: lazy_gettext("Saskatchewan : TVP"),
    Authority.PST_MB: lazy_gettext("Manitoba : TVD"),
}
FIELD_OF: dict[TaxRefusal, str] = {
    TaxRefusal.RATE_OUT_OF_RANGE: "taux",
    TaxRefusal.NOT_A_TAX_OF_THIS_PLACE: "taxe",
    TaxRefusal.NO_CLASS: "classes",
    TaxRefusal.NOT_IN_THE_FUTURE: "jour",
    TaxRefusal.TOO_FAR: "jour",
    TaxRefusal.SOURCE_MISSING: "source",
    TaxRefusal.NUMBER_MISSING: "numero",
    TaxRefusal.NUMBER_TOO_LONG: "numero",
    TaxRefusal.SAME_AS_NOW: "taux",
    TaxRefusal.ALREADY_WRITTEN: "jour",
}


def tax_word(tax: Tax, place: Province | None = None) -> str:
    """Return the short name of a tax: that of Manitoba is called otherwise."""
    match tax:
        case Tax.GST:
            return gettext("TPS")
        case Tax.QST:
            return gettext("TVQ")
        case Tax.HST:
            return gettext("TVH")
        case Tax.PST:
            return gettext("TVD") if place is Province.MB else gettext("TVP")


def rule_words(rule: Rule) -> str:
    """Return why a rate is what it is, in a sentence."""
    match rule:
        case Rule.GENERAL:
            return gettext("C’est le taux ordinaire de cet endroit.")
        case Rule.BOOK_ZERO_RATED:
            return gettext("Un livre imprimé qui a un ISBN est détaxé au Québec.")
        case Rule.BOOK_REBATE:
            return gettext(
                "La province remet sa part sur les livres imprimés au moment de la "
                "vente : il reste la part fédérale."
            )
        case Rule.AUDIOBOOK_REBATE:
            return gettext(
                "Un livre lu, sur disque, dont le livre imprimé existe, est traité "
                "comme lui : il reste la part fédérale."
            )
        case Rule.BOOK_EXEMPT:
            return gettext("Cette province exempte les livres de sa taxe.")
        case Rule.READING_EXEMPT:
            return gettext("Cette province exempte les revues de sa taxe.")
        case Rule.AUDIOBOOK_EXEMPT:
            return gettext("Cette province exempte les livres audio de sa taxe.")
        case Rule.NOT_A_TAXED_SERVICE:
            return gettext("Cette province ne taxe pas les entrées de spectacle.")
        case Rule.SET_BY_HOUSE:
            return gettext("La maison a écrit ce taux d’après sa source.")


def supply_words(rule: SupplyRule) -> str:
    """Return why a thing bears the taxes of the place it bears them of."""
    match rule:
        case SupplyRule.SENT_THERE:
            return gettext("c’est là que le colis va")
        case SupplyRule.PICKED_UP_THERE:
            return gettext("c’est là qu’on vient le chercher")
        case SupplyRule.BUYER_LIVES_THERE:
            return gettext("c’est là que l’acheteur habite")
        case SupplyRule.SHOWN_THERE:
            return gettext("c’est là que le spectacle a lieu")


def refusal_words(refusal: TaxRefusal) -> str:
    """Return why a rate or a registration cannot be so, and what would be right."""
    match refusal:
        case TaxRefusal.RATE_OUT_OF_RANGE:
            return gettext("Un taux va de 0 % à 30 %.")
        case TaxRefusal.NOT_A_TAX_OF_THIS_PLACE:
            return gettext("Cet endroit n’a pas cette taxe.")
        case TaxRefusal.NO_CLASS:
            return gettext("Cochez au moins une classe.")
        case TaxRefusal.NOT_IN_THE_FUTURE:
            return gettext(
                "Au plus tôt demain : ce qui est en vigueur a servi à des commandes et "
                "ne change plus."
            )
        case TaxRefusal.TOO_FAR:
            return gettext("Dans cinq ans au plus.")
        case TaxRefusal.SOURCE_MISSING:
            return gettext("Dites où c’est écrit, en 8 à 200 caractères.")
        case TaxRefusal.NUMBER_MISSING:
            return gettext("Une inscription a un numéro.")
        case TaxRefusal.NUMBER_TOO_LONG:
            return gettext("Un numéro a 40 caractères au plus.")
        case TaxRefusal.SAME_AS_NOW:
            return gettext(
                "C’est déjà le taux de ce jour-là, pour tout ce qui est coché."
            )
        case TaxRefusal.ALREADY_WRITTEN:
            return gettext(
                "Un changement est déjà écrit pour ce jour : annulez-le d’abord."
            )
