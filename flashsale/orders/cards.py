"""How networks of cards are called; the same in both languages."""

NAMES = {
    "visa": "Visa",
    "mastercard": "Mastercard",
    "amex": "American Express",
    "discover": "Discover",
    "interac": "Interac",
    "jcb": "JCB",
    "unionpay": "UnionPay",
}


def card_name(brand: str) -> str:
    """Return the name of a network from the desk's word for it; empty stays empty."""
    return NAMES.get(brand, brand.replace("_", " ").capitalize())
