"""What the catalogue calls a language that a file names by its code."""

import pytest

from flashsale.catalogue.facts import language_name
from flashsale.kernel.language import Language


@pytest.mark.parametrize(
    ("code", "french", "english"),
    [
        ("fre", "Français", "French"),
        ("moh", "Kanien’kéha", "Kanien’kéha"),
        ("ger", "Allemand", "German"),
        ("alq", "Algonquin", "Algonquin"),
        ("wdt", "Wendat", "Wendat"),
        ("qzz", "qzz", "qzz"),
        ("", "", ""),
    ],
)
def test_a_language_is_called_by_its_name(code: str, french: str, english: str) -> None:
    told = language_name(code, Language.FR), language_name(code, Language.EN)
    assert told == (french, english)
