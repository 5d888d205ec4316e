"""The seven kinds of work, the forms a copy takes, and how it reaches the member."""

from enum import StrEnum


class Kind(StrEnum):
    """What was made."""

    BOOK = "book"
    AUDIOBOOK = "audiobook"
    ALBUM = "album"
    FILM = "film"
    MAGAZINE = "magazine"
    FANZINE = "fanzine"
    TICKET = "ticket"


class Delivery(StrEnum):
    """How a copy reaches the member."""

    PARCEL = "parcel"
    DIGITAL = "digital"
    ADMISSION = "admission"


class Form(StrEnum):
    """The form of one copy: what a SKU is."""

    PRINT = "print"
    EBOOK = "ebook"
    AUDIO_FILE = "audio_file"
    AUDIO_DISC = "audio_disc"
    VINYL = "vinyl"
    CASSETTE = "cassette"
    VIDEO_FILE = "video_file"
    VIDEO_DISC = "video_disc"
    PDF = "pdf"
    BUNDLE = "bundle"
    ADMISSION = "admission"


class TaxClass(StrEnum):
    """The class a tax rule looks at (law-and-tax.md L22).

    BOOK: printed, with an ISBN. AUDIOBOOK, ALBUM, FILM, MAGAZINE: on a medium or on
    paper; `_FILE` is the same to download. BUNDLE: several things at one price. GOODS
    and DIGITAL: what is none of these. A gift card has no class: it bears no tax.
    """

    BOOK = "book"
    EBOOK = "ebook"
    AUDIOBOOK = "audiobook"
    AUDIOBOOK_FILE = "audiobook_file"
    ALBUM = "album"
    ALBUM_FILE = "album_file"
    FILM = "film"
    FILM_FILE = "film_file"
    MAGAZINE = "magazine"
    MAGAZINE_FILE = "magazine_file"
    FANZINE = "fanzine"
    BUNDLE = "bundle"
    ADMISSION = "admission"
    GOODS = "goods"
    DIGITAL = "digital"


DELIVERY_OF: dict[Form, Delivery] = {
    Form.PRINT: Delivery.PARCEL,
    Form.EBOOK: Delivery.DIGITAL,
    Form.AUDIO_FILE: Delivery.DIGITAL,
    Form.AUDIO_DISC: Delivery.PARCEL,
    Form.VINYL: Delivery.PARCEL,
    Form.CASSETTE: Delivery.PARCEL,
    Form.VIDEO_FILE: Delivery.DIGITAL,
    Form.VIDEO_DISC: Delivery.PARCEL,
    Form.PDF: Delivery.DIGITAL,
    Form.BUNDLE: Delivery.PARCEL,
    Form.ADMISSION: Delivery.ADMISSION,
}


_ON_A_MEDIUM: dict[Kind, TaxClass] = {
    Kind.AUDIOBOOK: TaxClass.AUDIOBOOK,
    Kind.ALBUM: TaxClass.ALBUM,
    Kind.FILM: TaxClass.FILM,
    Kind.MAGAZINE: TaxClass.MAGAZINE,
    Kind.FANZINE: TaxClass.FANZINE,
}
_AS_A_FILE: dict[Kind, TaxClass] = {
    Kind.BOOK: TaxClass.EBOOK,
    Kind.AUDIOBOOK: TaxClass.AUDIOBOOK_FILE,
    Kind.ALBUM: TaxClass.ALBUM_FILE,
    Kind.FILM: TaxClass.FILM_FILE,
    Kind.MAGAZINE: TaxClass.MAGAZINE_FILE,
}


def tax_class_of(kind: Kind, form: Form, *, has_isbn: bool) -> TaxClass:
    """Return the tax class of a copy.

    Only a printed book with an ISBN is a book to the QST: without one it is goods, as
    a bundle is, whatever is in it (law-and-tax.md L22).
    """
    delivery = DELIVERY_OF[form]
    if delivery is Delivery.ADMISSION:
        return TaxClass.ADMISSION
    if delivery is Delivery.DIGITAL:
        return _AS_A_FILE.get(kind, TaxClass.DIGITAL)
    if form is Form.BUNDLE:
        return TaxClass.BUNDLE
    if kind is Kind.BOOK:
        return TaxClass.BOOK if has_isbn else TaxClass.GOODS
    return _ON_A_MEDIUM.get(kind, TaxClass.GOODS)
