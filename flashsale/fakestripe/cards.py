"""Cards: which digits can be a card, and what each test card does; pure rules.

Numbers and outcomes: docs.stripe.com/testing.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flashsale.fakestripe.records import CardFace

NUMBER_LENGTHS = range(12, 20)
POSTAL_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{2,9}")


@dataclass(frozen=True, slots=True)
class Approved:
    """The bank says yes."""


@dataclass(frozen=True, slots=True)
class Declined:
    """The bank says no; the codes are Stripe's."""

    code: str
    decline_code: str | None


@dataclass(frozen=True, slots=True)
class BankAsks:
    """The bank wants to hear it from the member first (3-D Secure)."""


Outcome = Approved | Declined | BankAsks

# The ones shown on the page, with a word that the page puts in sentences.
SHOWN_CARDS: tuple[tuple[str, str], ...] = (
    ("4242424242424242", "accepted"),
    ("5555555555554444", "accepted"),
    ("4000002760003184", "bank_asks"),
    ("4000000000000002", "declined"),
    ("4000000000009995", "insufficient_funds"),
    ("4000000000000069", "expired_card"),
)
_ACCEPTED = {
    "4242424242424242",
    "4000056655665556",
    "5555555555554444",
    "2223003122003222",
    "378282246310005",
    "4000001240000000",
    # Charged like any other; what comes later differs (`DISPUTED`).
    "4000000000007726",
    "4000000000005126",
    "4000000000000259",
    "4000000000002685",
    # Accepted now, declined when it is charged from what was saved.
    "4000000000000341",
}
_BANK_ASKS = {"4000002760003184", "4000002500003155", "4000000000003220"}
_DECLINED = {
    "4000000000000002": Declined("card_declined", "generic_decline"),
    "4000000000009995": Declined("card_declined", "insufficient_funds"),
    "4000000000009987": Declined("card_declined", "lost_card"),
    "4000000000009979": Declined("card_declined", "stolen_card"),
    "4000000000006975": Declined("card_declined", "card_velocity_exceeded"),
    "4100000000000019": Declined("card_declined", "fraudulent"),
    "4000000000000069": Declined("expired_card", "expired_card"),
    "4000000000000127": Declined("incorrect_cvc", "incorrect_cvc"),
    "4000000000000119": Declined("processing_error", "processing_error"),
}
# What Stripe says in test mode to a card that is not one of its test cards.
_NOT_A_TEST_CARD = Declined("card_declined", "test_mode_live_card")
# By last four digits: how the bank contests a captured payment, or takes a refund.
DISPUTED = {"0259": "fraudulent", "2685": "product_not_received"}
REFUND_IS_SLOW, REFUND_FAILS = "7726", "5126"
BANK_REFUSED = Declined("payment_intent_authentication_failure", None)


@dataclass(frozen=True, slots=True)
class ReadCard:
    """A card that can be shown to a bank; the number goes no further than here."""

    face: CardFace
    outcome: Outcome
    name: str
    postal_code: str
    habit: str = "accepted"
    fingerprint: str = ""


def outcome_of(number: str) -> Outcome:
    """Return what the bank of this card says; number: digits only."""
    if number in _ACCEPTED:
        return Approved()
    if number in _BANK_ASKS:
        return BankAsks()
    return _DECLINED.get(number, _NOT_A_TEST_CARD)


def habit_of(number: str) -> str:
    """Return what the bank of a saved card says when it is charged again."""
    if number == "4000000000000341":
        return "declined"
    # This one asks every time; the other asks once, and never again.
    return "bank_asks" if number == "4000002760003184" else "accepted"


def passes_luhn(number: str) -> bool:
    """Say whether the last digit checks the others (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def brand_of(number: str) -> str:
    """Return Stripe's word for the network of a number."""
    if number.startswith(("34", "37")):
        return "amex"
    if number.startswith("4"):
        return "visa"
    if 51 <= int(number[:2]) <= 55 or 2221 <= int(number[:4]) <= 2720:
        return "mastercard"
    return "unknown"


def read_card(form: Mapping[str, str], today: date) -> ReadCard | dict[str, str]:
    """Return the card written in a form, or a word of what is wrong per field.

    form: number, expiry (month/year), cvc, name, postal_code, as typed.
    """
    number = re.sub(r"[\s\u00a0\u202f-]", "", form.get("number", ""))
    month_year = _read_expiry(form.get("expiry", ""))
    cvc = form.get("cvc", "").strip()
    name = " ".join(form.get("name", "").split())
    postal_code = form.get("postal_code", "").strip().upper()
    wrong = {
        "number": _wrong_number(number),
        "expiry": _wrong_expiry(form.get("expiry", ""), month_year, today),
        "cvc": _wrong_cvc(cvc, number),
        "name": "" if name and len(name) <= 200 else "name_missing",
        "postal_code": "" if POSTAL_CODE.fullmatch(postal_code) else "postal_missing",
    }
    wrong = {field: word for field, word in wrong.items() if word}
    if wrong or month_year is None:
        return wrong
    month, year = month_year
    face = CardFace(brand_of(number), number[-4:], month, year)
    return ReadCard(
        face,
        outcome_of(number),
        name,
        postal_code,
        habit_of(number),
        hashlib.sha256(f"fingerprint {number}".encode()).hexdigest()[:16],
    )


def _wrong_number(number: str) -> str:
    if not number:
        return "number_missing"
    is_card = (
        number.isascii()
        and number.isdigit()
        and len(number) in NUMBER_LENGTHS
        and passes_luhn(number)
    )
    return "" if is_card else "number_invalid"


def _read_expiry(text: str) -> tuple[int, int] | None:
    """Return month and four-digit year from « 12/34 », « 12 / 2034 » or « 1234 »."""
    match = re.fullmatch(r"(\d{1,2})\s*[/.-]?\s*(\d{2}|\d{4})", text.strip(), re.ASCII)
    if match is None or not 1 <= int(match[1]) <= 12:
        return None
    year = int(match[2])
    return int(match[1]), year if year > 99 else 2000 + year


def _wrong_expiry(text: str, read: tuple[int, int] | None, today: date) -> str:
    if not text.strip():
        return "expiry_missing"
    if read is None or read[1] > today.year + 50:
        return "expiry_invalid"
    # A card is good until the end of its month.
    return "expiry_past" if (read[1], read[0]) < (today.year, today.month) else ""


def _wrong_cvc(cvc: str, number: str) -> str:
    if not cvc:
        return "cvc_missing"
    length = 4 if number.startswith(("34", "37")) else 3
    is_code = cvc.isascii() and cvc.isdigit() and len(cvc) == length
    return "" if is_code else "cvc_invalid"
