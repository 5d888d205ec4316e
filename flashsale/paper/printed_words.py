"""What papers call taxes, authorities and deliveries, in the language they are in."""

from collections.abc import Callable, Sequence

from flashsale.paper.content import Line, TaxLine

Say = Callable[[str], str]


def tax_word(tax: str, place: str, _: Say) -> str:
    """Return the short name of a tax, with its place where it is not Canada's."""
    match tax:
        case "gst":
            return _("TPS")
        case "qst":
            return _("TVQ")
        case "hst":
            return f"{_('TVH')} ({place})"
    word = _("TVD") if place == "MB" else _("TVP")
    return f"{word} ({place})"


def number_word(authority: str, _: Say) -> str:
    """Return what a registration number is called."""
    match authority:
        case "gst":
            return _("Numéro de TPS/TVH")
        case "qst":
            return _("Numéro de TVQ")
        case "pst_mb":
            return _("Numéro de TVD du Manitoba")
        case "pst_sk":
            return _("Numéro de TVP de la Saskatchewan")
    return _("Numéro de TVP de la Colombie-Britannique")


def carriage(delivery: str, _: Say) -> str:
    """Return what the carriage of an order is called."""
    match delivery:
        case "parcel":
            return _("Livraison par la poste")
        case "pickup":
            return _("Cueillette, gratuite")
    return _("Remise par courriel, gratuite")


def taxes_of_line(line: Line, taxes: Sequence[TaxLine], _: Say) -> str:
    """Return which taxes a line bears, by their names; empty when it bears none.

    A printed book with an ISBN bears no QST, and says so by not naming it (L22).
    """
    words = [
        tax_word(tax.tax, tax.place, _)
        for tax in taxes
        if tax.place == line.place and tax.tax in line.taxes
    ]
    return ", ".join(words)
