"""Drawing a paper up, from an order's frozen rows alone; pure."""

from datetime import datetime

from flashsale.kernel.window import house_day
from flashsale.orders.merchant import Merchant
from flashsale.orders.sold import SoldOrder
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
        lines=tuple(_lines(sold)),
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
    invoice: Paper, given_cents: int, before_cents: int, number: int, now: datetime
) -> Paper:
    """Return the credit note of money that went back for an invoice.

    given_cents: > 0, this time. before_cents: with the notes before. The tax in it is
    that of all that went back, less that of what had: n notes together give back the
    very taxes of the invoice, whatever their amounts (behaviour.md §7).
    """
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
        lines=(),
        cards=(),
        promo_code="",
        discount_cents=0,
        promo_credit_cents=0,
        shipping_cents=0,
        net_cents=given_cents - sum(_parts(invoice, given_cents, before_cents)),
        taxes=tuple(
            TaxLine(
                tax=tax.tax,
                place=tax.place,
                rate=tax.rate,
                base_cents=None,
                cents=cents,
            )
            for tax, cents in zip(
                invoice.taxes, _parts(invoice, given_cents, before_cents), strict=True
            )
        ),
        total_cents=given_cents,
        refund_credit_cents=0,
        paid_credit_cents=0,
        due_cents=given_cents,
        card_brand=invoice.card_brand,
        card_last4=invoice.card_last4,
    )


def _parts(invoice: Paper, given_cents: int, before_cents: int) -> list[int]:
    """Return what of each tax is in an amount that goes back."""

    def until(cents: int, tax: TaxLine) -> int:
        whole = invoice.total_cents
        return (tax.cents * cents * 2 + whole) // (whole * 2)

    return [
        until(before_cents + given_cents, tax) - until(before_cents, tax)
        for tax in invoice.taxes
    ]


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


def _lines(sold: SoldOrder) -> list[Line]:
    return [
        Line(
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
        for line in sold.lines
    ]


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
