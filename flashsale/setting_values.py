"""How the text of one setting becomes a value; pure, each refusal says the reason."""

import re
from collections.abc import Callable
from datetime import time
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flashsale.sales.gate_address import is_cluster, read_seeds

_MAIL_ADDRESS = re.compile(r"(?:[^<>]*<)?[^@\s<>]+@[^@\s<>]+>?")
_GST_NUMBER = re.compile(r"\d{9} ?RT ?\d{4}")
_QST_NUMBER = re.compile(r"\d{10} ?TQ ?\d{4}")


def any_text(raw: str) -> str:
    """Return the text without the blanks around it."""
    return raw.strip()


def folder(raw: str) -> Path:
    """Return an absolute path, `~` replaced; the folder need not exist."""
    return Path(raw).expanduser().absolute()


def one_of(*allowed: str) -> Callable[[str], str]:
    """Return a reader that accepts these words only, in any case."""

    def read(raw: str) -> str:
        if raw.lower() not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}")
        return raw.lower()

    return read


def yes_or_no(raw: str) -> bool:
    """Return whether the text says yes; raises ValueError on anything unclear."""
    if raw.strip().lower() in ("1", "yes", "true", "on"):
        return True
    if raw.strip().lower() in ("0", "no", "false", "off"):
        return False
    raise ValueError("must be yes or no")


def count_between(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of a whole number from `low` to `high`, both included."""

    def read(raw: str) -> int:
        try:
            value = int(raw)
        except ValueError:
            raise ValueError("must be a whole number") from None
        if not low <= value <= high:
            raise ValueError(f"must be from {low} to {high}")
        return value

    return read


def wall_hour(raw: str) -> time:
    """Return a wall hour written HH:MM."""
    if not re.fullmatch(r"\d{2}:\d{2}", raw):
        raise ValueError("must be an hour written HH:MM, such as 12:00")
    return time.fromisoformat(raw)


def zone(raw: str) -> ZoneInfo:
    """Return a time zone of the IANA list."""
    try:
        return ZoneInfo(raw)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("must be a time zone such as America/Toronto") from None


def database_address(raw: str) -> str:
    """Return a SQLAlchemy address of SQLite or of PostgreSQL through psycopg."""
    scheme, separator, rest = raw.partition("://")
    if separator and scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        if "?" in rest:
            raise ValueError("takes no options after the file: the house sets them")
        return raw
    raise ValueError("must begin with sqlite:/// and a file, or postgresql://")


def redis_address(raw: str) -> str:
    """Return an address redis-py reads: TCP, TLS or a Unix socket, of one server."""
    if is_cluster(raw):
        raise ValueError("must be one server: jobs and sessions need it whole")
    if urlsplit(raw).scheme not in ("redis", "rediss", "unix"):
        raise ValueError("must begin with redis://, rediss:// or unix://")
    return raw


def gate_address(raw: str) -> str:
    """Return the address of one Redis, or of a cluster by some of its nodes."""
    if is_cluster(raw):
        read_seeds(raw)
        return raw
    if "," in raw:
        raise ValueError("must begin with redis+cluster:// to name several nodes")
    return redis_address(raw)


def web_address(raw: str) -> str:
    """Return an http(s) origin without a path and without a slash at its end."""
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must begin with http:// or https:// and name a host")
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be an origin only, without a path or a password")
    return f"{parts.scheme}://{parts.netloc}"


def mail_server(raw: str) -> str:
    """Return the address of an SMTP server, `smtps://` for TLS from the first byte."""
    parts = urlsplit(raw)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("must look like smtp://user:password@host:587 or smtps://…")
    return raw


def sender(raw: str) -> str:
    """Return `address` or `Name <address>`."""
    if not _MAIL_ADDRESS.fullmatch(raw.strip()) or "\n" in raw:
        raise ValueError("must be an address, or a name and <an address>")
    return raw.strip()


def up_to_two(raw: str) -> tuple[str, ...]:
    """Return one or two words set apart by commas; two while a secret is rotated."""
    words = tuple(word.strip() for word in raw.split(",") if word.strip())
    if len(words) > 2:
        raise ValueError("must be at most two secrets, set apart by a comma")
    return words


def gst_number(raw: str) -> str:
    """Return a GST/HST registration: nine digits, RT, four digits."""
    if not _GST_NUMBER.fullmatch(raw.strip()):
        raise ValueError("must look like 123456789 RT0001")
    return raw.strip()


def qst_number(raw: str) -> str:
    """Return a QST registration: ten digits, TQ, four digits."""
    if not _QST_NUMBER.fullmatch(raw.strip()):
        raise ValueError("must look like 1234567890 TQ0001")
    return raw.strip()
