"""How GATE_URL names a cluster; pure."""

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

SCHEMES = ("redis+cluster", "rediss+cluster")
USUAL_PORT = 6379


class Seeds(NamedTuple):
    """Where a cluster is asked first, and as whom."""

    nodes: tuple[tuple[str, int], ...]
    username: str | None
    password: str | None
    is_encrypted: bool


def is_cluster(url: str) -> bool:
    """Whether an address names a cluster."""
    return url.partition("://")[0] in SCHEMES


def read_seeds(url: str) -> Seeds:
    """Return what `redis+cluster://user:password@host:port,host:port` says.

    `rediss+cluster` is the same through TLS; a port left out is 6379. Raises
    ValueError, in the words of a refused setting.
    """
    scheme, _, rest = url.partition("://")
    if scheme not in SCHEMES:
        raise ValueError(f"must begin with {'://, '.join(SCHEMES)}://")
    credentials, _, hosts = rest.rstrip("/").rpartition("@")
    if not hosts or any(mark in hosts for mark in "/?#"):
        raise ValueError("must name nodes as host:port, set apart by commas")
    user, _, password = credentials.partition(":")
    return Seeds(
        nodes=tuple(map(_node, hosts.split(","))),
        username=unquote(user) or None,
        password=unquote(password) or None,
        is_encrypted=scheme.startswith("rediss"),
    )


def _node(text: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{text.strip()}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if host is None or parts.netloc.endswith(":"):
        raise ValueError(f"must name nodes as host:port, not {text.strip()!r}")
    return host, port or USUAL_PORT
