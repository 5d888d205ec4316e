"""Letters composed in both languages, and headers nobody can write into."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from html.parser import HTMLParser
from typing import Any

import pytest

from flashsale.kernel.language import Language
from flashsale.mail.outbox import Letter
from flashsale.mail.rendering import House, compose, message_of
from flashsale.mail.retry import MOST_ATTEMPTS, WAITS, wait_after
from flashsale.mandates.rules import WhyNot

HOUSE = House(
    club="La table",
    base_url="https://table.example",
    sender="La table <table@example.org>",
    merchant="La table inc.",
    address="1, rue de l’Encre, Montréal (Québec)  H2T 1A1",
    phone="514 555-0100",
    email="bonjour@example.org",
)
RECEIPT: Mapping[str, Any] = {
    "code": "K7PQ2M9X",
    "paid_at": "2026-11-26T17:42:00+00:00",
    "promised_by": "2026-12-01",
    "delivery": "parcel",
    "is_carried": True,
    "address": {
        "name": "Bibiane <Roy>",
        "line1": "12, rue des Érables",
        "line2": "app. 3",
        "city": "Rimouski",
        "province": "QC",
        "postal_code": "G5L 1A1",
        "email": "bibiane@exemple.ca",
    },
    "lines": [
        {
            "title": "Déneiger la nuit",
            "byline": "Maude Tanguay-Roy",
            "label": "Livre papier",
            "quantity": 2,
            "unit_price_cents": 1450,
            "net_cents": 2900,
        }
    ],
    "items_cents": 2900,
    "shipping_cents": 900,
    "gst_cents": 190,
    "qst_cents": 90,
    "hst_cents": 0,
    "pst_cents": 0,
    "total_cents": 4080,
    "card_brand": "visa",
    "card_last4": "4242",
    "gst_number": "123456789 RT0001",
    "qst_number": "1234567890 TQ0001",
}
VALUES: Mapping[str, Mapping[str, Any]] = {
    "welcome": {"name": "Bibiane", "inviter": "Noémie"},
    "sign_in_link": {"name": "Bibiane", "token": "ab" * 32},
    "receipt": RECEIPT,
    "restitution": {
        "name": "Bibiane",
        "code": "K7PQ2M9X",
        "is_own_wish": False,
        "reason": "Spectacle annulé",
        "titles": [["Déneiger la nuit", 1, 1], ["Dépanneur mon amour", 2, 3]],
        "cards": ["Alex"],
        "has_carriage": True,
        "total_cents": 4080,
        "card_cents": 3080,
        "card_last4": "4242",
        "credit_cents": 1000,
        "promo_cents": 500,
        "note": {"paper_id": 1, "number": 7},
    },
    "paid_too_late": {
        "name": "Bibiane",
        "code": "K7PQ2M9X",
        "titles": ["Déneiger la nuit", "Dépanneur mon amour"],
        "amount_cents": 4080,
        "card_last4": "4242",
    },
    "pickup_ready": {
        "name": "Bibiane",
        "code": "K7PQ2M9X",
        "titles": ["Déneiger la nuit"],
        "point": "Librairie des Écluses",
        "where": "4, rue du Quai, Gatineau",
        "hours": "Mardi au samedi.",
    },
    "parcel_back": {
        "name": "Bibiane",
        "codes": ["K7PQ2M9X", "K7PQ2M9Y"],
        "address": "12, rue des Érables, Rimouski G5L 1A1",
        "kept_until": "2026-12-13",
    },
    "mandate_refused": {
        "name": "Bibiane",
        "code": "K7PQ2M9X",
        "titles": ["Déneiger la nuit"],
        "total_cents": 4080,
        "refusal_code": "authentication_required",
        "kept_until": "2026-11-26T18:00:00+00:00",
    },
    "credit_note": {
        "name": "Bibiane",
        "code": "K7PQ2M9X",
        "paper_id": 1,
        "number": 7,
        "total_cents": 4080,
        "card_cents": 3080,
        "credit_cents": 1000,
        "card_last4": "4242",
    },
    "deadlines": {
        "name": "Noémie",
        "count": 23,
        "rows": [
            ["parcel", "K7PQ2M9X", "2026-12-30", False],
            ["handover", "K7PQ2M95", "2026-12-14", False],
            ["back", "K7PQ2M94", "2026-12-13", False],
            ["copy", "K7PQ2M9Y", "2026-12-02", False],
            ["refund", "K7PQ2M9Z", "2026-11-20", True],
            ["dispute", "K7PQ2M93", "2026-12-05", False],
        ],
    },
    "dispute": {
        "code": "K7PQ2M9X",
        "state": "needs_response",
        "reason": "product_not_received",
        "amount_cents": 4080,
        "answer_by": "2026-12-05T12:00:00-05:00",
    },
}


OFFER: Mapping[str, Any] = {
    "name": "Bibiane",
    "title": "Déneiger la nuit",
    "slug": "deneiger-la-nuit",
    "label": "Livre papier",
    "units": 1,
    "unit_price_cents": 1450,
    "expires_at": "2026-11-26T19:00:00+00:00",
    "rests_at_night": False,
    "was_withdrawn": False,
}


def _letter(message: str, language: Language, **changed: object) -> Letter:
    return Letter(
        mail_id=42,
        message=message,
        to_address="bibiane@exemple.ca",
        language=language,
        values={**VALUES.get(message, {}), **changed},
        written_at=datetime(2026, 11, 26, 17, 42, tzinfo=UTC),
    )


class _Text(HTMLParser):
    """Collects what a reader sees of a letter's HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self._is_head = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._is_head = self._is_head or tag == "head"

    def handle_endtag(self, tag: str) -> None:
        self._is_head = self._is_head and tag != "head"

    def handle_data(self, data: str) -> None:
        if not self._is_head:
            self.seen.append(data)


def _words(text: str) -> set[str]:
    kept = "".join(c if c.isalnum() else " " for c in text.lower())
    return {word for word in kept.split() if len(word) > 2}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("message", list(VALUES))
def test_text_and_html_say_the_same(message: str, language: Language) -> None:
    composed = compose(_letter(message, language), HOUSE)
    reader = _Text()
    reader.feed(composed.html)
    seen = _words(" ".join(reader.seen))
    links = _words(
        "https://table.example entrer commandes livraison bureau paiements facture "
        "avoirs echeances K7PQ2M9X"
    )
    assert _words(composed.text) - links - _words("ab" * 32) <= seen
    assert seen <= _words(composed.text)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("message", list(VALUES))
def test_every_letter_says_who_writes(message: str, language: Language) -> None:
    composed = compose(_letter(message, language), HOUSE)
    for part in (composed.text, composed.html):
        for line in (HOUSE.merchant, HOUSE.address, HOUSE.phone, HOUSE.email):
            assert line in part.replace("&nbsp;", "\u00a0")
    tag = "fr-CA" if language is Language.FR else "en-CA"
    assert f'<html lang="{tag}"' in composed.html
    assert "<script" not in composed.html
    assert "http://" not in composed.html


def test_a_receipt_tells_every_amount_in_both_languages() -> None:
    french = compose(_letter("receipt", Language.FR), HOUSE)
    english = compose(_letter("receipt", Language.EN), HOUSE)
    assert french.subject == "Votre commande K7PQ2M9X\u00a0: 40,80\u00a0$"
    assert english.subject == "Your order K7PQ2M9X: $40.80"
    for amount in ("29,00", "9,00", "1,90", "0,90", "40,80"):
        assert f"{amount}\u00a0$" in french.text
    for told in ("$29.00", "$9.00", "$1.90", "$0.90", "$40.80", "4242", "TQ0001"):
        assert told in english.text
    assert "jeudi 26\u00a0novembre 2026" in french.text
    assert "Tuesday, December 1, 2026" in english.text
    assert "Bibiane &lt;Roy&gt;" in french.html


def test_a_receipt_for_files_has_no_delivery_line() -> None:
    letter = _letter("receipt", Language.FR, delivery="digital", is_carried=False)
    text = compose(letter, HOUSE).text
    assert "Rien à poster" in text
    assert "Par la poste" not in text


@pytest.mark.parametrize("language", list(Language))
def test_an_offer_tells_why_it_was_not_bought(language: Language) -> None:
    plain = compose(_letter("wait_offer", language, **OFFER), HOUSE)
    told = set()
    for why in WhyNot:
        letter = _letter("wait_offer", language, **OFFER, not_bought=str(why))
        composed = compose(letter, HOUSE)
        more = _words(composed.text) - _words(plain.text)
        reader = _Text()
        reader.feed(composed.html)
        assert more
        assert more <= _words(" ".join(reader.seen))
        told.add(composed.text)
    assert len(told) == len(WhyNot)


def test_a_missing_value_is_a_fault_and_not_a_blank() -> None:
    letter = Letter(1, "welcome", "a@exemple.ca", Language.FR, {}, datetime.now(tz=UTC))
    with pytest.raises(Exception, match="name"):
        compose(letter, HOUSE)


def test_a_name_cannot_begin_a_header() -> None:
    forged = "K7\r\nBcc: tous@exemple.ca\r\n\r\nBonjour"
    letter = _letter("receipt", Language.FR, code=forged)
    message = message_of(letter, HOUSE, compose(letter, HOUSE))
    parsed = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert parsed["Bcc"] is None
    assert "Bcc: tous@exemple.ca" in parsed["Subject"]


def test_an_address_of_two_lines_is_refused() -> None:
    letter = Letter(
        1,
        "welcome",
        "a@exemple.ca\r\nBcc: b@exemple.ca",
        Language.FR,
        VALUES["welcome"],
        datetime.now(tz=UTC),
    )
    with pytest.raises(ValueError, match=r"\S"):
        message_of(letter, HOUSE, compose(letter, HOUSE))


def test_the_message_id_is_the_same_at_every_try() -> None:
    letter = _letter("welcome", Language.FR)
    first = message_of(letter, HOUSE, compose(letter, HOUSE))
    again = message_of(letter, HOUSE, compose(letter, HOUSE))
    assert first["Message-ID"] == again["Message-ID"] == "<letter-42@example.org>"
    assert first["Date"] == "Thu, 26 Nov 2026 17:42:00 +0000"


def test_waits_grow_and_then_end() -> None:
    waits = [wait_after(attempt) for attempt in range(1, MOST_ATTEMPTS + 1)]
    assert MOST_ATTEMPTS == 8
    assert waits == sorted(waits)
    assert waits[0] >= timedelta(minutes=1)
    assert sum(WAITS, timedelta()) < timedelta(days=1)
    with pytest.raises(ValueError, match="1"):
        wait_after(0)
