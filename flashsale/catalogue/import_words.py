"""The sentences of an import, in French and English: why, where, how many."""

from collections.abc import Callable

from flashsale.catalogue.csv_headers import header_names
from flashsale.catalogue.imports import FileFormat, Tally
from flashsale.catalogue.records import (
    Fault,
    FileReason,
    FileRefused,
    Notice,
    Reason,
    Remark,
    shown,
)
from flashsale.kernel.language import Language
from flashsale.web.catalogues import translations


def _(text: str) -> str:
    """Mark a text for the catalogues; it is translated where it is said."""
    return text


REASONS: dict[Reason, str] = {
    Reason.ALREADY_USED: _("ce code sert déjà à l’article d’une autre maison"),
    Reason.CHECK_DIGIT: _("le chiffre de contrôle est faux"),
    Reason.CONFLICTING_IDENTIFIERS: _("les identifiants désignent deux articles"),
    Reason.EXTRA_CELLS: _("la ligne a plus de cellules que l’en-tête"),
    Reason.FORM_NOT_SOLD: _("cette forme de produit ne se vend pas ici"),
    Reason.FORM_OF_OTHER_KIND: _("ce support ne va pas avec ce genre"),
    Reason.LANGUAGE: _("ce n’est pas un code de langue ISO 639-2"),
    Reason.MISSING: _("la valeur manque"),
    Reason.NO_IDENTIFIER: _("il n’y a ni ISBN, ni EAN, ni code utilisable"),
    Reason.NOT_A_COUNTRY: _("ce n’est pas un code de pays ISO 3166"),
    Reason.NOT_A_CURRENCY: _("ce n’est pas une devise ISO 4217"),
    Reason.NOT_A_DATE: _("la date est inutilisable"),
    Reason.NOT_A_FORM: _("forme de produit inconnue"),
    Reason.NOT_A_KIND: _("genre inconnu"),
    Reason.NOT_A_NUMBER: _("ce n’est pas un nombre utilisable"),
    Reason.NOT_A_PRICE: _("le prix est inutilisable"),
    Reason.NOT_A_PROVINCE: _("ce n’est pas une province, en deux lettres comme QC"),
    Reason.NOT_A_REGION: _("ce n’est pas un code de région de la liste 49"),
    Reason.NOT_A_TIME: _("l’heure est inutilisable"),
    Reason.NOT_YES_OR_NO: _("il faut oui ou non"),
    Reason.NOTIFICATION: _("type de notification inconnu"),
    Reason.OTHER_KIND: _("l’œuvre est déjà d’un autre genre"),
    Reason.PRICE_TYPE: _("type de prix inconnu"),
    Reason.ROW_ABOVE: _("la ligne de l’œuvre, plus haut, n’est pas importée"),
    Reason.STATUS: _("statut de parution inconnu"),
    Reason.TEST_RECORD: _("notice d’essai, à ne pas importer"),
    Reason.TOO_LONG: _("le texte est trop long"),
    Reason.UNKNOWN_ENTITY: _("entité inconnue"),
}

NOTICES: dict[Notice, str] = {
    Notice.EXTENT_IGNORED: _("l’unité ne va pas avec l’étendue, qui est laissée"),
    Notice.FOREIGN_PRICE: _(
        "prix en devise étrangère, gardé sans servir au prix d’ici"
    ),
    Notice.FORM_ASSUMED: _("sans forme de produit : imprimé, à compléter"),
    Notice.HEADER_INCOMPLETE: _("l’en-tête ne nomme pas un seul expéditeur"),
    Notice.KEPT_FOREIGN_DESCRIPTION: _("texte ni en français ni en anglais, laissé"),
    Notice.MEASURE_IGNORED: _("mesure illisible, laissée"),
    Notice.NO_RECORD: _("le fichier ne contient aucune notice"),
    Notice.NOTHING_TO_WITHDRAW: _("rien à retirer : l’article est inconnu ici"),
    Notice.PRICE_IGNORED: _("prix de gros, nul ou réservé, laissé"),
    Notice.PRICE_WITH_TAX: _("prix taxes comprises, gardé sans servir de prix courant"),
    Notice.REPEATED: _("déjà lu plus haut dans ce fichier : cette notice l’emporte"),
    Notice.ROLE_ASSUMED: _("rôle inconnu, remplacé par le rôle usuel"),
    Notice.SUBJECT_IGNORED: _("sujet d’un système inconnu, laissé"),
    Notice.TITLE_MISSING: _("sans titre : l’œuvre est à compléter avant une vente"),
    Notice.UNKNOWN_COLUMN: _("colonne inconnue, laissée"),
}

FILE_REASONS: dict[FileReason, str] = {
    FileReason.COLUMN_MISSING: _("il manque une colonne obligatoire"),
    FileReason.COLUMN_TWICE: _("une colonne est nommée deux fois"),
    FileReason.DOCTYPE_DECLARES: _("le DOCTYPE déclare des entités, ce qui est refusé"),
    FileReason.EMPTY: _("le fichier est vide"),
    FileReason.ENCODING: _("l’encodage des caractères n’est pas reconnu"),
    FileReason.MALFORMED: _("le XML est mal formé"),
    FileReason.MALFORMED_CSV: _("les guillemets du CSV sont mal placés"),
    FileReason.NOT_ONIX_3: _("ce n’est pas de l’ONIX 3.0 ou 3.1"),
    FileReason.NUL_BYTES: _("le fichier contient des octets nuls : est-ce un CSV ?"),
    FileReason.OLD_ONIX: _(
        "c’est de l’ONIX 2.1 ou sans version ; il faut du 3.0 ou 3.1"
    ),
    FileReason.RECORD_TOO_LARGE: _("une notice ou une cellule est démesurée"),
    FileReason.UNKNOWN_ROOT: _("la racine n’est pas ONIXMessage"),
    FileReason.UNREADABLE: _("le fichier ne peut pas être lu"),
}
_WITH_VALUE = _("%(reason)s (%(value)s)")
_NOTHING_WRITTEN = _("fichier refusé, rien n’est écrit : %(reason)s")
_UNWRITTEN = _("Rien n’est écrit : %(reason)s.")
_UNWRITTEN_AT = _("Rien n’est écrit. Ligne %(line)s : %(reason)s.")
_NOTICED = _("avis")
_AT = _("Ligne %(line)s, %(field)s : %(said)s.")
_FIRST_AT = _("Ligne %(line)s, %(field)s : %(said)s ; %(count)s fois en tout.")


def speaker(language: Language) -> Callable[[str], str]:
    """Return the function that says a marked text in a language."""
    return translations(language).gettext


def field_name(name: str, language: Language) -> str:
    """Return how a field is called: an ONIX element, or a CSV column's header."""
    return header_names(str(language)).get(name, name)


def _valued(language: Language, text: str, value: str) -> str:
    say = speaker(language)
    if not value:
        return say(text)
    return say(_WITH_VALUE) % {"reason": say(text), "value": value}


def fault_words(fault: Fault, language: Language) -> str:
    """Return why, with the value in parentheses."""
    return _valued(language, REASONS[fault.reason], fault.value)


def fault_line(file_name: str, fault: Fault, language: Language) -> str:
    """Return `file:line: field: reason (value)`."""
    field = field_name(fault.field, language)
    where = f"{file_name}:{fault.line}: " + (f"{field}: " if field else "")
    return where + fault_words(fault, language)


def remark_words(remark: Remark, language: Language) -> str:
    """Return what was noticed, with the value in parentheses."""
    return _valued(language, NOTICES[remark.notice], remark.value)


def remark_sentence(remark: Remark, count: int, language: Language) -> str:
    """Return a notice for the page: where the first one stands, and how many."""
    said = remark_words(remark, language)
    if not remark.line:
        return said
    text = _FIRST_AT if count > 1 else _AT
    field = field_name(remark.field, language)
    where = {"line": remark.line, "field": field, "said": said, "count": count}
    return speaker(language)(text) % where


def remark_line(file_name: str, remark: Remark, count: int, language: Language) -> str:
    """Return `file:line: field: notice: …` for all of a kind: the first, how many."""
    word = speaker(language)(_NOTICED)
    where = f"{file_name}:{remark.line}" if remark.line else file_name
    field = field_name(remark.field, language)
    named = f"{field}: " if field else ""
    times = f" ×{count}" if count > 1 else ""
    return f"{where}: {named}{word}: {remark_words(remark, language)}{times}"


def refusal_words(refused: FileRefused, language: Language) -> str:
    """Return why a whole file is refused; names what is missing or wrong."""
    why = _valued(language, FILE_REASONS[refused.reason], refused.detail)
    return speaker(language)(_NOTHING_WRITTEN) % {"reason": why}


def refusal_sentence(refused: FileRefused, language: Language) -> str:
    """Return the same for the page, which says already that the file is refused."""
    why = _valued(language, FILE_REASONS[refused.reason], refused.detail)
    if not refused.line:
        return speaker(language)(_UNWRITTEN) % {"reason": why}
    where = {"line": refused.line, "reason": why}
    return speaker(language)(_UNWRITTEN_AT) % where


def refusal_line(file_name: str, refused: FileRefused, language: Language) -> str:
    """Return `file:line: …` for a file refused as a whole."""
    where = f"{file_name}:{refused.line}" if refused.line else file_name
    return f"{where}: {refusal_words(refused, language)}"


def summary(tally: Tally, language: Language, *, is_dry_run: bool) -> str:
    """Return the counts of one import on one line."""
    say = speaker(language)
    counts = {
        name: getattr(tally, name)
        for name in (
            *("read", "created", "updated", "unchanged", "withdrawn", "rejected"),
        )
    }
    if is_dry_run:
        text = _(
            "Essai, rien n’est écrit — lues : %(read)s ; à créer : %(created)s ; "
            "à changer : %(updated)s ; inchangées : %(unchanged)s ; "
            "à retirer : %(withdrawn)s ; refusées : %(rejected)s"
        )
    else:
        text = _(
            "Notices lues : %(read)s ; créées : %(created)s ; changées : %(updated)s ; "
            "inchangées : %(unchanged)s ; retirées : %(withdrawn)s ; "
            "refusées : %(rejected)s"
        )
    return say(text) % counts


def format_of_name(file_name: str, start: bytes) -> FileFormat:
    """Return the format of an upload: XML by its first bytes or name, else CSV."""
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    is_xml = head.startswith((b"<", b"\xff\xfe<\x00", b"\xfe\xff\x00<"))
    if is_xml or file_name.lower().endswith((".xml", ".onix", ".onx")):
        return FileFormat.ONIX
    return FileFormat.CSV


def shown_name(file_name: str) -> str:
    """Return a sender's file name fit for a page: no control, not too long."""
    return shown(file_name)
