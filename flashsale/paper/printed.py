"""A paper in words: what the PDF and the page say alike, in one language.

French comes first, always; English follows for who chose it after the French
(law-and-tax.md L20).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flashsale.kernel.language import Language
from flashsale.paper import printed_terms, printed_words
from flashsale.paper.content import Line, Paper, PaperKind, TaxLine
from flashsale.paper.requirements import printable_rate
from flashsale.web.catalogues import translations
from flashsale.web.filters import MINUS, day_and_year, percentage, price

Say = Callable[[str], str]
_SERIES = {PaperKind.INVOICE: "F", PaperKind.CREDIT_NOTE: "NC"}


@dataclass(frozen=True, slots=True)
class Pair:
    """A word and what stands beside it. is_strong: it is what one looks for."""

    word: str
    value: str
    is_strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """One line of the table. detail: may be empty."""

    quantity: str
    title: str
    detail: str
    taxes: str
    unit: str
    net: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of the contract: its heading, and what it says."""

    heading: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A whole paper in one language; every value is a plain text."""

    language: str
    title: str
    number: str
    facts: tuple[Pair, ...]
    seller_word: str
    seller: tuple[str, ...]
    buyer_word: str
    buyer: tuple[str, ...]
    columns: tuple[str, ...]
    lines: tuple[PrintedLine, ...]
    sums_word: str
    sums: tuple[Pair, ...]
    payment: tuple[Pair, ...]
    contract_word: str
    clauses: tuple[Clause, ...]
    page_word: str


def number_of(kind: PaperKind, number: int) -> str:
    """Return a number as it is read: `F-000123`, `NC-000007`."""
    return f"{_SERIES[kind]}-{number:06}"


def languages_of(paper: Paper) -> tuple[Language, ...]:
    """Return the languages of a paper: French, then the one that was chosen."""
    chosen = Language(paper.language)
    return (Language.FR,) if chosen is Language.FR else (Language.FR, chosen)


def printed(paper: Paper, language: Language) -> Printed:
    """Return a paper in words. Raises NotPrintable at what none may say."""
    _ = translations(language).gettext
    is_invoice = paper.kind is PaperKind.INVOICE
    return Printed(
        language=str(language),
        title=_("Facture et contrat") if is_invoice else _("Note de crédit"),
        number=number_of(paper.kind, paper.number),
        facts=_facts(paper, language, _),
        seller_word=_("Vendu par"),
        seller=_seller(paper),
        buyer_word=_("Vendu à"),
        buyer=_buyer(paper),
        columns=(_("Qté"), _("Article"), _("Taxes"), _("Prix"), _("Montant")),
        lines=tuple(_lines(paper, language, _)),
        sums_word=_("Montants, en dollars canadiens"),
        sums=tuple(_sums(paper, language, _)),
        payment=tuple(_payment(paper, language, _)),
        contract_word=_("Contrat à distance") if is_invoice else "",
        clauses=tuple(
            Clause(heading, texts)
            for heading, texts in printed_terms.clauses_of(paper, language)
        )
        if is_invoice
        else (),
        page_word=_("page"),
    )


def _facts(paper: Paper, language: Language, _: Say) -> tuple[Pair, ...]:
    issued = date.fromisoformat(paper.issued_on)
    own = [Pair(_("Numéro"), number_of(paper.kind, paper.number))]
    if paper.of_invoice:
        invoice = number_of(PaperKind.INVOICE, paper.of_invoice)
        own.append(Pair(_("Pour la facture"), invoice))
    own.append(Pair(_("Date"), day_and_year(issued, language)))
    own.append(Pair(_("Commande"), paper.order_code))
    own += [
        Pair(printed_words.number_word(one.authority, _), one.number)
        for one in paper.numbers
    ]
    return tuple(own)


def _seller(paper: Paper) -> tuple[str, ...]:
    seller = paper.seller
    lines = (seller.name, seller.address, seller.phone, seller.email)
    return tuple(line for line in lines if line)


def _buyer(paper: Paper) -> tuple[str, ...]:
    buyer = paper.buyer
    place = f"{buyer.city} ({buyer.province})\u00a0 {buyer.postal_code}"
    lines = (buyer.name, buyer.line1, buyer.line2, place, buyer.email)
    return tuple(line for line in lines if line)


def _lines(paper: Paper, language: Language, _: Say) -> list[PrintedLine]:
    found = [_line(paper, line, language, _) for line in paper.lines]
    found += [
        PrintedLine(
            quantity="1",
            title=_("Carte-cadeau pour %(nom)s") % {"nom": card.recipient},
            detail="",
            taxes=_("sans taxe"),
            unit=price(card.cents, language),
            net=price(card.cents, language),
        )
        for card in paper.cards
    ]
    return found


def _line(paper: Paper, line: Line, language: Language, _: Say) -> PrintedLine:
    label = line.label_fr if language is Language.FR else line.label_en
    words = [line.byline, label]
    borne = printed_words.taxes_of_line(line, paper.taxes, _)
    return PrintedLine(
        quantity=str(line.quantity),
        title=line.title,
        detail=", ".join(word for word in words if word),
        taxes=borne or _("sans taxe"),
        unit=price(line.unit_price_cents, language),
        net=price(line.quantity * line.unit_price_cents, language),
    )


def _sums(paper: Paper, language: Language, _: Say) -> list[Pair]:
    def row(word: str, cents: int, *, is_strong: bool = False) -> Pair:
        return Pair(word, price(cents, language), is_strong)

    if paper.kind is PaperKind.CREDIT_NOTE:
        rows = []
        if paper.lines:
            rows.append(row(_("Articles"), paper.items_cents))
        if paper.discount_cents:
            rows.append(row(_("Rabais déjà déduits"), -paper.discount_cents))
        if paper.cards:
            rows.append(row(_("Cartes-cadeaux, sans taxe"), paper.cards_cents))
        if paper.shipping_cents:
            word = printed_words.carriage(paper.delivery, _)
            rows.append(row(word, paper.shipping_cents))
        rows.append(row(_("Montant remboursé, avant taxes"), paper.net_cents))
        rows += [_tax_row(tax, language, _) for tax in paper.taxes if tax.cents]
        return [*rows, row(_("Total remboursé"), paper.total_cents, is_strong=True)]
    rows = []
    if paper.lines:
        rows.append(row(_("Articles"), paper.items_cents))
    if paper.discount_cents:
        word = _("Code %(code)s") % {"code": paper.promo_code}
        rows.append(row(word, -paper.discount_cents))
    if paper.promo_credit_cents:
        rows.append(row(_("Crédit promo"), -paper.promo_credit_cents))
    if paper.cards:
        rows.append(row(_("Cartes-cadeaux, sans taxe"), paper.cards_cents))
    rows.append(row(printed_words.carriage(paper.delivery, _), paper.shipping_cents))
    rows.append(row(_("Avant taxes"), paper.net_cents))
    rows += [_tax_row(tax, language, _) for tax in paper.taxes]
    return [*rows, row(_("Total"), paper.total_cents, is_strong=True)]


def _tax_row(tax: TaxLine, language: Language, _: Say) -> Pair:
    word = printed_words.tax_word(tax.tax, tax.place, _)
    if tax.rate is not None:
        rate = percentage(printable_rate(tax.rate), language)
        word = f"{word} {rate}"
    if tax.base_cents is not None:
        word += _(" sur %(montant)s") % {"montant": price(tax.base_cents, language)}
    return Pair(word, price(tax.cents, language))


def _payment(paper: Paper, language: Language, _: Say) -> list[Pair]:
    rows = []
    if paper.kind is PaperKind.CREDIT_NOTE:
        return _given(paper, language, _)
    if paper.refund_credit_cents:
        credit = price(paper.refund_credit_cents, language)
        rows.append(Pair(_("Payé par crédit de remboursement"), MINUS + credit))
    if paper.paid_credit_cents:
        credit = price(paper.paid_credit_cents, language)
        rows.append(Pair(_("Payé par carte-cadeau"), MINUS + credit))
    if paper.due_cents:
        word = _("Payé par carte %(marque)s finissant par %(chiffres)s")
        card = {"marque": _brand(paper), "chiffres": paper.card_last4}
        rows.append(Pair(word % card, price(paper.due_cents, language)))
    rows.append(Pair(_("Reste à payer"), price(0, language), is_strong=True))
    return rows


def _given(paper: Paper, language: Language, _: Say) -> list[Pair]:
    """Return by what a credit note gives back."""
    rows = []
    credit_cents = paper.refund_credit_cents + paper.paid_credit_cents
    if paper.due_cents:
        word = _("Remis sur la carte %(marque)s finissant par %(chiffres)s")
        card = {"marque": _brand(paper), "chiffres": paper.card_last4}
        rows.append(Pair(word % card, price(paper.due_cents, language)))
    if credit_cents:
        rows.append(Pair(_("Remis en crédit"), price(credit_cents, language)))
    return rows


def _brand(paper: Paper) -> str:
    return paper.card_brand.capitalize()
