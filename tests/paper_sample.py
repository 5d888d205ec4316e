"""An invoice as a value, for tests that need no house."""

from collections.abc import Sequence

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

SELLER = Seller(
    name="La table, maison fictive",
    address="1, rue du Tirage, Montréal (Québec)  H2X 1Y4",
    phone="514 555-0142",
    email="bonjour@example.org",
)
BUYER = Buyer(
    name="Camille Essai",
    line1="12, rue Chabot",
    line2="",
    city="Montréal",
    province="QC",
    postal_code="H2X 1Y4",
    email="camille@example.org",
)
NUMBERS = (Number("gst", "123456789 RT0001"), Number("qst", "1234567890 TQ0001"))


def a_line(title: str = "Chaleur tournante", cents: int = 1995) -> Line:
    """Return one taxable line."""
    return Line(
        title=title,
        byline="Camille Essai",
        label_fr="Fanzine",
        label_en="Fanzine",
        tax_class="fanzine",
        place="QC",
        quantity=1,
        unit_price_cents=cents,
        discount_cents=0,
        credit_cents=0,
        net_cents=cents,
        taxes=("gst", "qst"),
    )


def an_invoice(
    *,
    language: str = "fr",
    titles: Sequence[str] = ("Chaleur tournante",),
    cents: int = 1995,
    taxes: tuple[tuple[str, int, int], ...] = (("gst", 5000, 100), ("qst", 9975, 199)),
    gift_cents: int = 0,
    numbers: tuple[Number, ...] = NUMBERS,
    buyer: Buyer = BUYER,
    delivery: str = "parcel",
) -> Paper:
    """Return an invoice of one thing for each title; it adds up."""
    lines = tuple(a_line(title, cents) for title in titles)
    net = sum(line.net_cents for line in lines)
    owed = tuple(
        TaxLine(tax=tax, place="QC", rate=rate, base_cents=net, cents=due)
        for tax, rate, due in taxes
    )
    total = net + gift_cents + sum(tax.cents for tax in owed)
    return Paper(
        kind=PaperKind.INVOICE,
        number=123,
        of_invoice=0,
        order_code="K7PTR4WZ",
        language=language,
        issued_on="2026-11-26",
        issued_at="2026-11-26T17:30:00+00:00",
        ordered_on="2026-11-26",
        seller=SELLER,
        numbers=numbers,
        buyer=buyer,
        delivery=delivery,
        promised_by="2026-12-01",
        pickup_place="",
        lines=lines,
        cards=(Card("Alex", gift_cents),) if gift_cents else (),
        promo_code="",
        discount_cents=0,
        promo_credit_cents=0,
        shipping_cents=0,
        net_cents=net + gift_cents,
        taxes=owed,
        total_cents=total,
        refund_credit_cents=0,
        paid_credit_cents=0,
        due_cents=total,
        card_brand="visa",
        card_last4="4242",
    )
