"""Short ways to write the formats of a work."""

from flashsale.demo.content import Edition, Words, ean13, words
from flashsale.kernel.kinds import Form

PRINTED = words("Papier", "Print")
EPUB = words("Livre numérique (EPUB)", "E-book (EPUB)")
PDF = words("PDF", "PDF")
FILES = words("Fichiers (FLAC et MP3)", "Files (FLAC and MP3)")
MP3 = words("Fichiers (MP3, par chapitres)", "Files (MP3, by chapter)")
VIDEO = words("Fichier HD et livret", "HD file and booklet")
PAIR = words("Deux billets", "Two tickets")

Cents = tuple[int, int]


def parcel(
    form: Form,
    code: str,
    label: Words,
    cents: Cents,
    allotted: int,
    *,
    size: tuple[int, int, int],
    weight_g: int,
    pages: int | None = None,
    minutes: int | None = None,
) -> Edition:
    """Return a format with a body. cents: regular price, then drop price.

    code: twelve digits of an EAN, or the producer's own code. size: width, height
    and thickness in mm, wrapped for the post.
    """
    gtin = ean13(code) if code.isdigit() else None
    width, height, thickness = size
    return Edition(
        form=form,
        code=gtin or code,
        gtin=gtin,
        label=label,
        regular_cents=cents[0],
        drop_cents=cents[1],
        allotted=allotted,
        parts=(68, 21, 11),
        pages=pages,
        minutes=minutes,
        width_mm=width,
        height_mm=height,
        thickness_mm=thickness,
        weight_g=weight_g,
    )


def download(
    form: Form,
    code: str,
    label: Words,
    cents: Cents,
    allotted: int,
    *,
    pages: int | None = None,
    minutes: int | None = None,
) -> Edition:
    """Return a format that is a file. cents: regular price, then drop price."""
    gtin = ean13(code) if code.isdigit() else None
    return Edition(
        form=form,
        code=gtin or code,
        gtin=gtin,
        label=label,
        regular_cents=cents[0],
        drop_cents=cents[1],
        allotted=allotted,
        parts=(76, 14, 10),
        pages=pages,
        minutes=minutes,
    )


def admission(code: str, label: Words, cents: Cents, allotted: int) -> Edition:
    """Return a format that opens a door. cents: regular price, then drop price."""
    return Edition(
        form=Form.ADMISSION,
        code=code,
        label=label,
        regular_cents=cents[0],
        drop_cents=cents[1],
        allotted=allotted,
        parts=(80, 11, 9),
    )
