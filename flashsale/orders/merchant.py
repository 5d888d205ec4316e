"""Who sells: the lines that the law wants before an order and on its receipt."""

from dataclasses import dataclass
from email.utils import parseaddr

from flashsale.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Merchant:
    """The seller's identity (law-and-tax.md L11, L24); a line may be empty."""

    name: str
    address: str
    phone: str
    email: str
    gst_number: str
    qst_number: str


def merchant_of(settings: Settings) -> Merchant:
    """Return the seller as the operator described it."""
    return Merchant(
        name=settings.merchant_name or settings.club_name,
        address=settings.merchant_address or "",
        phone=settings.merchant_phone or "",
        email=settings.merchant_email or parseaddr(settings.mail_from)[1],
        gst_number=settings.gst_number or "",
        qst_number=settings.qst_number or "",
    )
