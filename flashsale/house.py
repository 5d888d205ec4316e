"""Which programs make one house, on which endpoints, with which environment."""

import hashlib
import hmac
import socket
import sys
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from flashsale import valkey
from flashsale.house_folder import kept_port, refuse_foreign
from flashsale.kernel.errors import ConfigurationFault
from flashsale.listening import (
    Listeners,
    inherited_listeners,
    open_listeners,
    port_of,
)
from flashsale.processes import Program, Word
from flashsale.settings import Settings, data_folder, load_settings
from flashsale.ticker import heard_at

# orders/webhook.py listens there.
WEBHOOK_PATH = "/webhooks/stripe"
STRIPE = "stripe"
_ASKS_FOR = 1.0
_MERCHANT = {
    "MERCHANT_NAME": "La table, maison fictive",
    "MERCHANT_ADDRESS": "1, rue du Tirage, Montréal (Québec)  H2X 1Y4",
    "MERCHANT_PHONE": "514 555-0142",
    "MERCHANT_EMAIL": "bonjour@example.org",
    "GST_NUMBER": "123456789 RT0001",
    "QST_NUMBER": "1234567890 TQ0001",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One start of the house.

    added: what was set for this start on top of the environment. smtp_port and
    stripe_port: of the programs the house starts itself, else None. listeners: where
    members connect, open already.
    """

    settings: Settings
    environ: Mapping[str, str]
    added: Mapping[str, str]
    host: str
    port: int
    listeners: Listeners
    starts_valkey: bool
    smtp_port: int | None
    stripe_port: int | None


def plan(
    environ: Mapping[str, str],
    *,
    data: Path | None,
    host: str,
    port: int,
    is_demo: bool,
    empties: bool = False,
) -> House:
    """Decide what to start: what the environment names is used, the rest is started.

    In production nothing stands in for the mail server or for Stripe. port: 0 picks a
    free one; it is taken here and now, unless systemd gave a socket. Raises
    ConfigurationFault for faulty settings, for a port in use and, where the house is
    to begin with an empty folder, for one that is not its own: before it has written
    anything.
    """
    if empties:
        refuse_foreign(data_folder(environ, data))
    inherited = inherited_listeners(environ)
    if not inherited:
        free_port(host, port)
    added = {"MODE": "demo"} if is_demo else {}
    first = load_settings({**environ, **added}, data_dir=data, live=False)
    listeners = inherited or open_listeners(host, port, first.web_processes)
    port = port_of(listeners)
    added["DATA_DIR"] = str(first.data_dir)
    if first.redis_url is None:
        added["REDIS_URL"] = valkey.url_of(first.data_dir)
    if not (environ.get("BASE_URL") or environ.get("BASE_URL_FILE")):
        added["BASE_URL"] = f"http://127.0.0.1:{port}"
    smtp_port = stripe_port = None
    if not first.is_production:
        if first.email_url is None:
            smtp_port = free_port("127.0.0.1", 0)
            added["EMAIL_URL"] = f"smtp://127.0.0.1:{smtp_port}"
        if first.stripe_secret_key is None:
            stripe_port = _same_port(kept_port(first.data_dir, STRIPE))
            added |= _own_stripe(first.secret_key, stripe_port)
    if is_demo:
        added |= {
            name: text
            for name, text in _MERCHANT.items()
            if getattr(first, name.lower()) is None
        }
    whole = {**environ, **added}
    return House(
        settings=load_settings(whole, live=False),
        environ=whole,
        added=added,
        host=host,
        port=port,
        listeners=listeners,
        starts_valkey=first.redis_url is None,
        smtp_port=smtp_port,
        stripe_port=stripe_port,
    )


def _own_stripe(secret_key: str, port: int) -> dict[str, str]:
    """Return the settings of the payment server that stands in for Stripe.

    Its keys follow from the house's secret, so that a second start knows its payments.
    """

    def key(purpose: str) -> str:
        code = hmac.new(secret_key.encode(), purpose.encode(), hashlib.sha256)
        return code.hexdigest()[:32]

    return {
        "STRIPE_SECRET_KEY": f"sk_test_{key('stripe secret key')}",
        "STRIPE_WEBHOOK_SECRETS": f"whsec_{key('stripe webhook secret')}",
        "STRIPE_API_BASE": f"http://127.0.0.1:{port}",
    }


def recorded(house: House) -> dict[str, str]:
    """Return what other commands must know while this house runs, by field name."""
    return {
        name.lower(): text for name, text in house.added.items() if name != "DATA_DIR"
    }


def free_port(host: str, port: int) -> int:
    """Return `port` when it is free, or a free one for 0.

    Raises ConfigurationFault when it is taken or not ours to take.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # Connections that just ended must not make a free port look taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigurationFault(
                f"port {port} of {host} cannot be used ({error.strerror}): choose "
                "another with --port, or --port 0 for any free one"
            ) from error
        return int(probe.getsockname()[1])


def _same_port(wanted: int) -> int:
    """Return a port of the last start, or any free one when it is taken."""
    try:
        return free_port("127.0.0.1", wanted)
    except ConfigurationFault:
        return free_port("127.0.0.1", 0)


def front(house: House, after: Word) -> tuple[Program, ...]:
    """Return what answers members and what stands in for others, in starting order.

    after: what the web waits for. Stopping goes the other way round, the worker first
    (dependencies.md A2).
    """
    found = []
    home = house.settings.data_dir
    if house.smtp_port is not None:
        found.append(_smtp_box(house, house.smtp_port, home))
    if house.stripe_port is not None:
        found.append(_stripe(house, house.stripe_port, home))
    return (*found, replace(_web(house), after=after))


def _python(
    house: House, name: str, words: tuple[str, ...], ready: Callable[[], bool]
) -> Program:
    return Program(
        name=name,
        command=(sys.executable, "-m", *words),
        environ=house.environ,
        log=house.settings.data_dir / "logs" / f"{name}.log",
        is_ready=ready,
    )


def _smtp_box(house: House, port: int, home: Path) -> Program:
    words = ("--port", str(port), "--folder", str(home / "mailbox"))
    return _python(
        house, "mailbox", ("flashsale.smtp_box", *words), lambda: listens(port)
    )


def _stripe(house: House, port: int, home: Path) -> Program:
    # It finds its keys in the environment: a list of processes is no place for them.
    words = (
        *("--port", str(port), "--data", str(home / STRIPE)),
        *("--webhook-url", f"http://127.0.0.1:{house.port}{WEBHOOK_PATH}"),
    )
    return _python(
        house, STRIPE, ("flashsale.fakestripe", *words), lambda: is_healthy(port)
    )


def _web(house: House) -> Program:
    listening = [f"--listening={listener.fileno()}" for listener in house.listeners]
    program = _python(
        house,
        "web",
        ("flashsale.web_server", *listening),
        lambda: is_healthy(house.port, _reachable(house.host)),
    )
    return replace(program, listeners=house.listeners)


def worker(house: House, after: Word) -> Program:
    """Return the worker, to be started now; after: what it waits for."""
    begun = datetime.now(UTC)
    program = _python(house, "worker", ("worker",), lambda: _works_since(house, begun))
    return replace(program, after=after)


def _works_since(house: House, begun: datetime) -> bool:
    try:
        with Redis.from_url(str(house.settings.redis_url)) as redis:
            heard = heard_at(redis)
    except (RedisError, OSError):
        return False
    return heard is not None and heard > begun


def _reachable(host: str) -> str:
    """Return where a server bound to `host` is asked from this machine."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - not a bind
    return everywhere.get(host, f"[{host}]" if ":" in host else host)


def listens(port: int) -> bool:
    """Whether something accepts connections on this loopback port."""
    try:
        with socket.create_connection(("127.0.0.1", port), _ASKS_FOR):
            return True
    except OSError:
        return False


def is_healthy(port: int, host: str = "127.0.0.1") -> bool:
    """Whether `/healthz` answers 200 there."""
    try:
        url = f"http://{host}:{port}/healthz"
        with urllib.request.urlopen(url, timeout=_ASKS_FOR) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
