"""E-mail addresses: one spelling for each mailbox; nothing is asked of any network."""

from dataclasses import dataclass
from hashlib import sha256

from email_validator import EmailNotValidError, validate_email

LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True)
class Address:
    """An address people can receive mail at.

    typed: as written, without the blanks around it; letters are sent there.
    canonical: normalised and lower-cased; what makes an account unique.
    """

    typed: str
    canonical: str


def read_address(raw: str) -> Address | None:
    """Return the address written in `raw`, or None when it is not one.

    Accents are accepted; quoted local parts, addresses of machines and reserved
    domains are not, except those that documentation and demos use (example.org).
    """
    typed = raw.strip()
    if not typed or len(typed) > LONGEST_ADDRESS:
        return None
    try:
        found = validate_email(
            typed,
            allow_smtputf8=True,
            allow_quoted_local=False,
            allow_domain_literal=False,
            check_deliverability=False,
            test_environment=False,
        )
    except EmailNotValidError:
        return None
    normalized = found.normalized
    return Address(typed=normalized, canonical=normalized.lower())


def fingerprint(text: str) -> str:
    """Return a short hash of an address or token, for counters and log lines."""
    return sha256(text.strip().lower().encode()).hexdigest()[:24]
