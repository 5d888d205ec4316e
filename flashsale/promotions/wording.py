"""What the desk of promotions calls things, in the language of the request."""

from flask_babel import gettext, ngettext

from flashsale.kernel.kinds import Kind
from flashsale.promotions.promotions import PromotionRefusal
from flashsale.promotions.reads import PromotionState
from flashsale.promotions.rules import CodeTerms
from flashsale.web.filters import price
from flashsale.web.i18n import current_language

FIELD_OF: dict[PromotionRefusal, str] = {
    PromotionRefusal.WORD_MISWRITTEN: "mot",
    PromotionRefusal.WORD_TAKEN: "mot",
    PromotionRefusal.TITLE_MISSING: "titre",
    PromotionRefusal.GIVES_OUT_OF_RANGE: "valeur",
    PromotionRefusal.MINIMUM_OUT_OF_RANGE: "minimum",
    PromotionRefusal.ENDS_BEFORE_START: "fin_jour",
    PromotionRefusal.ENDS_IN_THE_PAST: "fin_jour",
    PromotionRefusal.USES_OUT_OF_RANGE: "en_tout",
}


def refusal_words(refusal: PromotionRefusal) -> str:
    """Return why a promotion cannot be so, and what would be right."""
    match refusal:
        case PromotionRefusal.WORD_MISWRITTEN:
            return gettext(
                "De 3 à 20 lettres sans accent ou chiffres, comme RENTREE26."
            )
        case PromotionRefusal.WORD_TAKEN:
            return gettext("Ce code existe déjà. Choisissez-en un autre.")
        case PromotionRefusal.TITLE_MISSING:
            return gettext("Donnez un titre de 120 caractères au plus.")
        case PromotionRefusal.GIVES_OUT_OF_RANGE:
            return gettext("De 0,001 % à 100 %, ou de 0,01 $ à 1 000 $.")
        case PromotionRefusal.MINIMUM_OUT_OF_RANGE:
            return gettext("L’achat minimum va de 0 $ à 10 000 $.")
        case PromotionRefusal.ENDS_BEFORE_START:
            return gettext("La fin vient avant le début.")
        case PromotionRefusal.ENDS_IN_THE_PAST:
            return gettext("La fin est déjà passée.")
        case PromotionRefusal.USES_OUT_OF_RANGE:
            return gettext(
                "De 1 à 1 000 000 de fois en tout, de 1 à 100 fois par membre."
            )


def state_words(state: PromotionState) -> str:
    """Return the word of a state."""
    match state:
        case PromotionState.COMING:
            return gettext("à venir")
        case PromotionState.RUNNING:
            return gettext("en vigueur")
        case PromotionState.USED_UP:
            return gettext("utilisée en entier")
        case PromotionState.ENDED:
            return gettext("terminée")
        case PromotionState.STOPPED:
            return gettext("arrêtée")


def state_class(state: PromotionState) -> str:
    """Return the class of the pattern that stands beside a state."""
    return {
        PromotionState.COMING: "prete",
        PromotionState.RUNNING: "cours",
        PromotionState.USED_UP: "epuise",
        PromotionState.ENDED: "fin",
        PromotionState.STOPPED: "annulee",
    }[state]


def kind_words(kind: Kind) -> str:
    """Return the name of a kind of work, for several of them."""
    match kind:
        case Kind.BOOK:
            return gettext("Livres")
        case Kind.AUDIOBOOK:
            return gettext("Livres audio")
        case Kind.ALBUM:
            return gettext("Albums")
        case Kind.FILM:
            return gettext("Films")
        case Kind.MAGAZINE:
            return gettext("Revues")
        case Kind.FANZINE:
            return gettext("Fanzines")
        case Kind.TICKET:
            return gettext("Spectacles")


def gives_words(terms: CodeTerms) -> str:
    """Return what a code gives: `10 %`, `5,00 $ sur le panier`."""
    language = current_language()
    if terms.rate:
        whole, part = divmod(terms.rate, 1_000)
        decimals = f"{part:03}".rstrip("0")
        mark = "," if str(language) == "fr" else "."
        number = f"{whole}{mark}{decimals}" if decimals else str(whole)
        return gettext("%(nombre)s %% de chaque article", nombre=number)
    amount = price(terms.amount_cents, language)
    return gettext("%(montant)s sur le panier", montant=amount)


def limits_words(terms: CodeTerms) -> tuple[str, ...]:
    """Return the conditions of a code, one sentence each."""
    found = []
    if terms.minimum_cents:
        amount = price(terms.minimum_cents, current_language())
        found.append(gettext("Dès %(montant)s d’articles.", montant=amount))
    if terms.kinds:
        names = ", ".join(kind_words(kind) for kind in Kind if kind in terms.kinds)
        found.append(gettext("Seulement : %(genres)s.", genres=names))
    if terms.drop_ids:
        count = len(terms.drop_ids)
        found.append(ngettext("Pour une vente.", "Pour %(num)s ventes.", count))
    found.append(
        ngettext(
            "Une fois par membre.", "%(num)s fois par membre.", terms.most_by_member
        )
    )
    return tuple(found)
