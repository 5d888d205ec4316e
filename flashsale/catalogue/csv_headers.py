"""The words of a flat CSV: column names, kinds, forms and roles, in two languages."""

import re
import unicodedata

from flashsale.kernel.kinds import Form, Kind

# Column -> the names it may bear; the first French and the first English one are
# those of the samples and of docs/import-formats.md.
COLUMNS: dict[str, tuple[str, ...]] = {
    "kind": ("genre", "kind", "type", "nature"),
    "title": ("titre", "title", "œuvre", "work"),
    "subtitle": ("sous-titre", "subtitle"),
    "contributors": (
        *("contributeurs", "contributors", "auteurs", "auteur", "artistes", "artiste"),
        *("authors", "author", "artists", "artist", "réalisation", "director"),
    ),
    "producer": (
        *("maison", "producer", "éditeur", "label", "maison d’édition", "producteur"),
        *("publisher", "étiquette", "house"),
    ),
    "language": ("langue", "language"),
    "published_on": (
        *("date de parution", "publication date", "parution", "date de sortie"),
        *("release date", "published"),
    ),
    "description_fr": (
        *("description (français)", "description (french)", "description"),
        *("description fr", "résumé"),
    ),
    "description_en": (
        *("description (anglais)", "description (english)", "description en"),
        "summary",
    ),
    "subjects": ("sujets", "subjects", "thèmes", "sujet", "subject"),
    "reference": ("référence de l’œuvre", "work reference", "référence", "reference"),
    "code": ("code", "code", "ugs", "sku", "code interne", "product code"),
    "gtin": ("isbn ou ean", "isbn or ean", "isbn", "ean", "gtin", "upc", "code-barres"),
    "form": ("support", "form", "forme", "format"),
    "label_fr": ("libellé (français)", "label (french)", "libellé"),
    "label_en": ("libellé (anglais)", "label (english)"),
    "pages": ("pages", "pages", "nombre de pages", "number of pages"),
    "minutes": ("durée (min)", "duration (min)", "durée", "duration", "minutes"),
    "height_mm": ("hauteur (mm)", "height (mm)", "hauteur", "height"),
    "width_mm": ("largeur (mm)", "width (mm)", "largeur", "width"),
    "thickness_mm": ("épaisseur (mm)", "thickness (mm)", "épaisseur", "thickness"),
    "weight_g": ("poids (g)", "weight (g)", "poids", "weight"),
    "price": ("prix", "price", "prix courant", "regular price"),
    "currency": ("devise", "currency", "monnaie"),
    "tax_included": ("taxes incluses", "tax included", "taxes comprises"),
    "cover": ("couverture", "cover", "pochette", "affiche", "image"),
    "cover_alt_fr": ("texte de l’image (français)", "image text (french)"),
    "cover_alt_en": ("texte de l’image (anglais)", "image text (english)"),
    "venue": ("lieu", "venue", "salle"),
    "city": ("ville", "city"),
    "province": ("province de la salle", "venue province", "province"),
    "date": ("date", "date", "date du spectacle", "show date"),
    "hour": ("heure", "time", "hour"),
    "withdrawn": ("retiré", "withdrawn", "retiré de la vente"),
}
REQUIRED = ("kind", "title")
IDENTIFIERS = ("gtin", "code")

_KINDS: dict[Kind, tuple[str, ...]] = {
    Kind.BOOK: ("livre", "book", "livres", "books"),
    Kind.AUDIOBOOK: ("livre audio", "audiobook", "livre-audio", "audio book"),
    Kind.ALBUM: ("album", "musique", "music", "disque"),
    Kind.FILM: ("film", "films", "movie", "cinéma"),
    Kind.MAGAZINE: ("magazine", "revue", "périodique", "journal"),
    Kind.FANZINE: ("fanzine", "zine"),
    Kind.TICKET: ("billet", "ticket", "spectacle", "show", "concert"),
}
_FORMS: dict[Form, tuple[str, ...]] = {
    Form.PRINT: ("imprimé", "print", "papier", "paper", "broché", "relié", "printed"),
    Form.EBOOK: ("livre numérique", "ebook", "numérique", "epub", "e-book"),
    Form.AUDIO_FILE: (
        *("fichier audio", "audio file", "audio_file", "mp3", "flac", "wav"),
        "téléchargement audio",
    ),
    Form.AUDIO_DISC: ("cd", "audio disc", "audio_disc", "disque audio", "disque"),
    Form.VINYL: ("vinyle", "vinyl", "lp", "33 tours", "45 tours"),
    Form.CASSETTE: ("cassette", "tape", "k7"),
    Form.VIDEO_FILE: ("fichier vidéo", "video file", "video_file", "mp4"),
    Form.VIDEO_DISC: (
        *("disque vidéo", "video disc", "video_disc", "dvd", "blu-ray", "bluray"),
    ),
    Form.PDF: ("pdf",),
    Form.BUNDLE: ("coffret", "bundle", "ensemble", "box", "boxed set"),
    Form.ADMISSION: ("entrée", "admission", "billet", "ticket"),
}
_ROLES: dict[str, tuple[str, ...]] = {
    "A01": ("auteur", "autrice", "author", "texte", "text", "textes"),
    "A06": ("composition", "compositeur", "compositrice", "composer", "musique"),
    "A12": ("illustrations", "illustrateur", "illustratrice", "illustrator"),
    "A13": ("photographies", "photographe", "photographer", "photos"),
    "A15": ("préface", "preface", "foreword"),
    "B01": ("direction", "dir.", "editor", "sous la direction de", "rédaction"),
    "B06": ("traduction", "traducteur", "traductrice", "translator", "translation"),
    "D01": ("production", "producteur", "productrice", "producer"),
    "D02": ("réalisation", "réalisateur", "réalisatrice", "director", "mise en scène"),
    "E01": ("interprétation", "acteur", "actrice", "actor", "avec", "with"),
    "E07": ("lecture", "lu par", "narration", "narrateur", "narratrice", "narrator"),
    "E08": ("artiste", "artist", "groupe", "band", "ensemble", "performer"),
}
DEFAULT_ROLES = {Kind.ALBUM: "E08", Kind.TICKET: "E08", Kind.FILM: "D02"}
DEFAULT_FORMS = {
    Kind.BOOK: Form.PRINT,
    Kind.MAGAZINE: Form.PRINT,
    Kind.FANZINE: Form.PRINT,
    Kind.TICKET: Form.ADMISSION,
}
_READ = {Form.PRINT, Form.EBOOK, Form.PDF, Form.BUNDLE}
_HEARD = {Form.AUDIO_FILE, Form.AUDIO_DISC, Form.VINYL, Form.CASSETTE, Form.BUNDLE}
FORMS_OF: dict[Kind, set[Form]] = {
    Kind.BOOK: _READ,
    Kind.AUDIOBOOK: _HEARD,
    Kind.ALBUM: _HEARD,
    Kind.FILM: {Form.VIDEO_FILE, Form.VIDEO_DISC, Form.BUNDLE},
    Kind.MAGAZINE: _READ,
    Kind.FANZINE: _READ,
    Kind.TICKET: {Form.ADMISSION},
}
FORM_LABELS: dict[Form, tuple[str, str]] = {
    Form.PRINT: ("Imprimé", "Print"),
    Form.EBOOK: ("Livre numérique", "E-book"),
    Form.AUDIO_FILE: ("Fichier audio", "Audio file"),
    Form.AUDIO_DISC: ("CD", "CD"),
    Form.VINYL: ("Vinyle", "Vinyl"),
    Form.CASSETTE: ("Cassette", "Cassette"),
    Form.VIDEO_FILE: ("Fichier vidéo", "Video file"),
    Form.VIDEO_DISC: ("DVD", "DVD"),
    Form.PDF: ("PDF", "PDF"),
    Form.BUNDLE: ("Coffret", "Boxed set"),
    Form.ADMISSION: ("Billet", "Ticket"),
}
_YES = {"oui", "o", "yes", "y", "vrai", "true", "x", "1"}
_NO = {"non", "n", "no", "faux", "false", "0"}


def folded(word: str) -> str:
    """Return a word without accents, case, blanks and punctuation: how words match."""
    plain = unicodedata.normalize("NFKD", word.replace("œ", "oe").replace("Œ", "oe"))
    return re.sub(r"[^a-z0-9]", "", plain.casefold())


def _by_word(table: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {folded(word): key for key, words in table.items() for word in words}


_COLUMN_OF = _by_word(COLUMNS) | {folded(key): key for key in COLUMNS}
_KIND_OF = {folded(word): kind for kind, words in _KINDS.items() for word in words}
_FORM_OF = {folded(word): form for form, words in _FORMS.items() for word in words}
_ROLE_OF = _by_word(_ROLES) | {code.lower(): code for code in _ROLES}


def column_of(header: str) -> str | None:
    """Return the column a header names, or None."""
    return _COLUMN_OF.get(folded(header))


def kind_of(word: str) -> Kind | None:
    """Return the kind a word names, or None."""
    return _KIND_OF.get(folded(word))


def form_of(word: str) -> Form | None:
    """Return the form a word names, or None."""
    return _FORM_OF.get(folded(word))


def role_of(word: str) -> str | None:
    """Return the code of list 17 a role names, or None."""
    return _ROLE_OF.get(folded(word))


def yes_or_no(word: str) -> bool | None:
    """Return what `oui`, `non`, `yes`, `no` or an x says; empty is no."""
    plain = folded(word)
    if not plain:
        return False
    return True if plain in _YES else False if plain in _NO else None


def header_names(language: str) -> dict[str, str]:
    """Return the documented name of each column in `fr` or `en`."""
    place = 0 if language == "fr" else 1
    return {key: names[place] for key, names in COLUMNS.items()}
