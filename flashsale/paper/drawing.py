"""Drawing a paper up, from an order's frozen rows alone; pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flashsale.kernel.window import house_day
from flashsale.orders.given_back import GivenBack
from flashsale.orders.merchant import Merchant
from flashsale.orders.sold import SoldLine, SoldOrder
from flashsale.paper.content import (
    Buyer,
    Card,
    Line,
    Number,
    Paper,
    PaperKind,
    Seller,
    TaxLine,
)

GST, QST = "gst", "qst"


def invoice_of(sold: SoldOrder, merchant: Merchant, number: int) -> Paper:
    """Return the invoice of a paid order, dated from its payment.

    merchant: the seller of that day. number: >= 1, drawn for this paper.
    """
    return Paper(
        kind=PaperKind.INVOICE,
        number=number,
        of_invoice=0,
        order_code=sold.code,
        language=sold.language,
        issued_on=_day(sold.paid_at),
        issued_at=sold.paid_at.isoformat(),
        ordered_on=_day(sold.ordered_at),
        seller=Seller(
            name=merchant.name,
            address=merchant.address,
            phone=merchant.phone,
            email=merchant.email,
        ),
        numbers=_numbers(sold, merchant),
        buyer=_buyer(sold),
        delivery=str(sold.delivery),
        promised_by=sold.promised_by.isoformat(),
        pickup_place=sold.pickup_place,
        lines=tuple(map(_line, sold.lines)),
        cards=tuple(Card(one.recipient_name, one.cents) for one in sold.cards),
        promo_code=sold.promo_code,
        discount_cents=sold.discount_cents,
        promo_credit_cents=sold.promo_credit_cents,
        shipping_cents=sold.shipping_cents,
        net_cents=sum(line.net_cents for line in sold.lines)
        + sum(card.cents for card in sold.cards)
        + sold.shipping_cents,
        taxes=_taxes(sold),
        total_cents=sold.total_cents,
        refund_credit_cents=sold.refund_credit_cents,
        paid_credit_cents=sold.paid_credit_cents,
        due_cents=sold.total_cents - sold.refund_credit_cents - sold.paid_credit_cents,
        card_brand=sold.card_brand,
        card_last4=sold.card_last4,
    )


def credit_note_of(
    invoice: Paper,
    given: GivenBack,
    before: Sequence[Paper],
    number: int,
    now: datetime,
) -> Paper:
    """Return the credit note of what went back for an invoice.

    given: of its lines, with their own taxes; or an amount alone, which takes its part
    of each tax that is left. before: the notes of the invoice so far. Notes that give
    all of it back give back the very taxes of the invoice (behaviour.md §7).
    """
    if given.parts:
        taxes = _taxes_of_parts(invoice, given)
    else:
        taxes = _taxes_of_amount(invoice, given.cents, before)
    lines = tuple(
        _given_line(part.line, part.units, part.net_cents)
        for part in given.parts
        if part.line is not None
    )
    return Paper(
        kind=PaperKind.CREDIT_NOTE,
        number=number,
        of_invoice=invoice.number,
        order_code=invoice.order_code,
        language=invoice.language,
        issued_on=_day(now),
        issued_at=now.isoformat(),
        ordered_on=invoice.ordered_on,
        seller=invoice.seller,
        numbers=invoice.numbers,
        buyer=invoice.buyer,
        delivery=invoice.delivery,
        promised_by=invoice.promised_by,
        pickup_place=invoice.pickup_place,
        lines=lines,
        cards=tuple(
            Card(part.card.recipient_name, part.card.cents)
            for part in given.parts
            if part.card is not None
        ),
        promo_code="",
        discount_cents=sum(
            line.quantity * line.unit_price_cents - line.net_cents for line in lines
        ),
        promo_credit_cents=0,
        shipping_cents=sum(part.net_cents for part in given.parts if part.is_carriage),
        net_cents=given.cents - sum(tax.cents for tax in taxes),
        taxes=taxes,
        total_cents=given.cents,
        refund_credit_cents=given.refund_credit_cents,
        paid_credit_cents=given.paid_credit_cents,
        due_cents=given.card_cents,
        card_brand=invoice.card_brand,
        card_last4=invoice.card_last4,
    )


def _given_line(line: SoldLine, units: int, net_cents: int) -> Line:
    return replace(_line(line), quantity=units, net_cents=net_cents)


def _taxes_of_parts(invoice: Paper, given: GivenBack) -> tuple[TaxLine, ...]:
    """Return the very taxes of what went back, by tax and place."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for part in given.parts:
        for tax, cents in part.taxes:
            sums[str(tax), part.place] += cents
    rates = {key: rate for key, rate, _ in _owed(invoice)}
    return tuple(
        _tax_line(tax, place, rates.get((tax, place)), cents)
        for (tax, place), cents in sums.items()
    )


def _taxes_of_amount(
    invoice: Paper, cents: int, before: Sequence[Paper]
) -> tuple[TaxLine, ...]:
    """Return the part that an amount has of each tax that did not go back yet."""
    noted: dict[tuple[str, str], int] = defaultdict(int)
    for note in before:
        for tax in note.taxes:
            noted[tax.tax, tax.place] += tax.cents
    left_cents = invoice.total_cents - sum(note.total_cents for note in before)
    return tuple(
        _tax_line(*key, rate, _share(owed - noted[key], cents, left_cents))
        for key, rate, owed in _owed(invoice)
    )


def _tax_line(tax: str, place: str, rate: int | None, cents: int) -> TaxLine:
    return TaxLine(tax=tax, place=place, rate=rate, base_cents=None, cents=cents)


def _owed(invoice: Paper) -> list[tuple[tuple[str, str], int | None, int]]:
    """Return what an invoice owes of each tax to each place, and its rate if it is one.

    The same tax may have two rates there, as books and other things do.
    """
    sums: dict[tuple[str, str], int] = defaultdict(int)
    rates: dict[tuple[str, str], set[int | None]] = defaultdict(set)
    for tax in invoice.taxes:
        sums[tax.tax, tax.place] += tax.cents
        rates[tax.tax, tax.place].add(tax.rate)
    return [
        (key, next(iter(rates[key])) if len(rates[key]) == 1 else None, cents)
        for key, cents in sums.items()
    ]


def _share(owed_cents: int, cents: int, left_cents: int) -> int:
    """Return the part of a tax in an amount of what is left, half a cent up."""
    if left_cents <= 0:
        return 0
    return max(0, (owed_cents * cents * 2 + left_cents) // (left_cents * 2))


def _day(at: datetime) -> str:
    return house_day(at).isoformat()


def _numbers(sold: SoldOrder, merchant: Merchant) -> tuple[Number, ...]:
    """Return the numbers of the seller, then those of the provinces that are paid."""
    owed = {str(tax.tax) for tax in sold.taxes}
    own = []
    if merchant.gst_number and owed & {GST, "hst"}:
        own.append(Number(GST, merchant.gst_number))
    if merchant.qst_number and QST in owed:
        own.append(Number(QST, merchant.qst_number))
    known = {one.authority for one in own}
    others = [Number(str(one.authority), one.number) for one in sold.numbers]
    return (*own, *(one for one in others if one.authority not in known))


def _buyer(sold: SoldOrder) -> Buyer:
    return Buyer(
        name=sold.buyer.name,
        line1=sold.buyer.line1,
        line2=sold.buyer.line2,
        city=sold.buyer.city,
        province=str(sold.buyer.province),
        postal_code=sold.buyer.postal_code,
        email=sold.buyer.email,
    )


def _line(line: SoldLine) -> Line:
    return Line(
        title=line.title,
        byline=line.byline,
        label_fr=line.label_fr,
        label_en=line.label_en,
        tax_class=line.tax_class,
        place=line.place,
        quantity=line.quantity,
        unit_price_cents=line.unit_price_cents,
        discount_cents=line.discount_cents,
        credit_cents=line.credit_cents,
        net_cents=line.net_cents,
        taxes=line.taxes,
    )


def _taxes(sold: SoldOrder) -> tuple[TaxLine, ...]:
    return tuple(
        TaxLine(
            tax=str(tax.tax),
            place=str(tax.place),
            rate=tax.rate,
            base_cents=tax.base_cents,
            cents=tax.cents,
        )
        for tax in sold.taxes
    )
