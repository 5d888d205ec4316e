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
    """The class a tax rule looks at (law-and-tax.md L22)."""

    BOOK = "book"
    GOODS = "goods"
    DIGITAL = "digital"
    ADMISSION = "admission"


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


def tax_class_of(kind: Kind, form: Form, *, has_isbn: bool) -> TaxClass:
    """Return the tax class of a copy.

    Only a printed book with an ISBN is a book to the QST; magazines, fanzines
    and bundles are goods, files are digital (law-and-tax.md L22).
    """
    delivery = DELIVERY_OF[form]
    if delivery is Delivery.DIGITAL:
        return TaxClass.DIGITAL
    if delivery is Delivery.ADMISSION:
        return TaxClass.ADMISSION
    if kind is Kind.BOOK and form is Form.PRINT and has_isbn:
        return TaxClass.BOOK
    return TaxClass.GOODS
