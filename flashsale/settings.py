"""The settings of the house, read once from NAME or NAME_FILE; nothing else reads the
environment."""

# ruff: noqa: RUF009 — `_setting` only wraps dataclasses.field.

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flashsale import setting_values as values
from flashsale.house_folder import kept_secret, live_endpoints
from flashsale.kernel.errors import ConfigurationFault

SHORTEST_SECRET = 32
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_KNOWN_SECRETS = ("change", "secret", "example", "default", "password", "dev")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a setting is: for reading it, and for the reference made from it.

    default: the text used when nothing is set; None leaves the setting empty.
    otherwise: how the reference words a default that depends on other settings.
    """

    about: str
    read: Callable[[str], object]
    default: str | None
    otherwise: str
    secret: bool


def _setting(
    about: str,
    read: Callable[[str], object] = values.any_text,
    default: str | None = None,
    *,
    otherwise: str = "",
    secret: bool = False,
) -> Any:  # a dataclass field stands for a value of any type
    meaning = Meaning(about, read, default, otherwise, secret)
    return field(metadata={"meaning": meaning}, repr=not secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator may set; `load_settings` is the only maker.

    redis_url, stripe_api_base, email_url and the merchant's lines may be None.
    """

    mode: str = _setting(
        "what the house is for: demo, development or production",
        values.one_of("demo", "development", "production"),
        "development",
    )
    data_dir: Path = _setting(
        "the folder of everything the house keeps", values.folder, "./data"
    )
    files_dir: Path | None = _setting(
        "the folder of images, of invoices and of files to import; with several hosts, "
        "one that all of them see",
        values.folder,
        otherwise="the data folder",
    )
    database_url: str = _setting(
        "the database: sqlite:///file or postgresql://user:password@host/name",
        values.database_address,
        otherwise="house.sqlite3 in the data folder",
        secret=True,
    )
    redis_url: str | None = _setting(
        "Redis 7.0 or later, or Valkey, for jobs, sessions and the gate",
        values.redis_address,
        otherwise="an own Valkey, started with the house",
        secret=True,
    )
    gate_url: str | None = _setting(
        "Redis of the gate, where it is not the one above; a cluster by some of its "
        "nodes: redis+cluster://user:password@host:port,host:port",
        values.gate_address,
        otherwise="REDIS_URL",
        secret=True,
    )
    secret_key: str = _setting(
        f"signs cookies and links; at least {SHORTEST_SECRET} characters",
        otherwise="made once in the data folder; required in production",
        secret=True,
    )
    base_url: str = _setting(
        "the address members see", values.web_address, "http://127.0.0.1:8000"
    )
    email_url: str | None = _setting(
        "outgoing mail: smtp://user:password@host:587 or smtps://…:465",
        values.mail_server,
        otherwise="none; the demo starts its own mailbox",
        secret=True,
    )
    mail_from: str = _setting(
        "the sender of every message", values.sender, "La table <table@example.org>"
    )
    club_name: str = _setting("the name on the door", default="La table")
    house_zone: ZoneInfo = _setting(
        "the time zone of wall hours", values.zone, "America/Toronto"
    )
    opening_hour: time = _setting(
        "the wall hour at which drops open", values.wall_hour, "12:00"
    )
    places: int = _setting(
        "invitations a new member may send", values.count_between(0, 1000), "5"
    )
    credit_floor_percent: int = _setting(
        "percent of each line's price that promo credit leaves to pay",
        values.count_between(0, 100),
        "20",
    )
    free_shipping_orders: int = _setting(
        "orders paid in a year from which a member's parcels cost nothing; 0: never",
        values.count_between(0, 1000),
        "5",
    )
    stripe_secret_key: str | None = _setting("Stripe's secret key", secret=True)
    stripe_webhook_secrets: tuple[str, ...] = _setting(
        "Stripe's webhook secret, or two with a comma while rotating",
        values.up_to_two,
        "",
        secret=True,
    )
    stripe_api_base: str | None = _setting(
        "another payment server that speaks Stripe's API",
        values.web_address,
        otherwise="Stripe itself; the demo starts its own",
    )
    merchant_name: str | None = _setting("the merchant, as on invoices")
    merchant_address: str | None = _setting("the merchant's postal address")
    merchant_phone: str | None = _setting("the merchant's telephone")
    merchant_email: str | None = _setting("where members write", values.sender)
    gst_number: str | None = _setting("GST registration", values.gst_number)
    qst_number: str | None = _setting("QST registration", values.qst_number)
    web_processes: int = _setting("web processes", values.count_between(1, 64), "2")
    web_threads: int = _setting(
        "threads of each web process", values.count_between(1, 64), "8"
    )
    sql_holds_per_second: int = _setting(
        "holds a web process lets through to the database each second while the "
        "gate is away",
        values.count_between(1, 10_000),
        "100",
    )
    member_limit: int = _setting(
        "copies of a drop one member may have, unless its curator says otherwise",
        values.count_between(1, 100),
        "2",
    )
    ticket_limit: int = _setting(
        "places of a show one member may have, unless its curator says otherwise",
        values.count_between(1, 100),
        "4",
    )
    early_minutes: int = _setting(
        "minutes before the opening from which early access buys; of new drops",
        values.count_between(0, 1440),
        "30",
    )
    early_percent: int = _setting(
        "share of each allotment early access may take, in percent; of new drops",
        values.count_between(0, 100),
        "40",
    )
    noon_lane: bool = _setting(
        "answer the hot pages in front of Flask; no: slower, the same answers",
        values.yes_or_no,
        "yes",
    )
    trusted_proxies: int = _setting(
        "reverse proxies in front whose X-Forwarded-* is believed",
        values.count_between(0, 5),
        "0",
    )
    log_level: str = _setting(
        "least weight of what is logged: debug, info, warning or error",
        values.one_of("debug", "info", "warning", "error"),
        "info",
    )

    @property
    def is_production(self) -> bool:
        """Whether members' money is at stake."""
        return self.mode == "production"

    @property
    def media_dir(self) -> Path:
        """Images and other files of the catalogue."""
        return (self.files_dir or self.data_dir) / "media"

    @property
    def papers_dir(self) -> Path:
        """Invoices and credit notes as files, each by the hash of its bytes."""
        return (self.files_dir or self.data_dir) / "papers"

    @property
    def imports_dir(self) -> Path:
        """Files that wait to be imported: sent to one host, read by a worker of any."""
        return (self.files_dir or self.data_dir) / "imports"


def meaning_of(setting: Field[Any]) -> Meaning:
    """Return what a field of `Settings` means."""
    meaning: Meaning = setting.metadata["meaning"]
    return meaning


def load_settings(
    environ: Mapping[str, str], *, data_dir: Path | None = None, live: bool = True
) -> Settings:
    """Return the settings of `environ`, with the endpoints of a running house.

    data_dir: wins over DATA_DIR (the `--data` option). live: whether what a running
    supervisor recorded in the data folder fills what `environ` leaves open; the
    supervisor itself does not ask. Outside production, a missing SECRET_KEY is made
    and kept in the data folder.

    Raises ConfigurationFault naming every faulty setting and its reason.
    """
    given, faults = _given(environ)
    if data_dir is not None:
        given["data_dir"] = str(data_dir)
    home = values.folder(given.get("data_dir", "./data"))
    if live:
        given = {**live_endpoints(home), **given}
    given.setdefault("database_url", f"sqlite:///{home / 'house.sqlite3'}")
    if "redis_url" in given:
        given.setdefault("gate_url", given["redis_url"])
    read = _read(given, faults)
    if not faults:
        faults += _contradictions(given, read)
    if faults:
        raise ConfigurationFault("; ".join(faults))
    read["secret_key"] = given.get("secret_key") or kept_secret(home)
    return Settings(**read)


def data_folder(environ: Mapping[str, str], data_dir: Path | None = None) -> Path:
    """Return the data folder these settings mean; nothing is made or written."""
    given, _ = _given(environ)
    return values.folder(str(data_dir or given.get("data_dir", "./data")))


def _given(environ: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return what is set, by field name, and the faults found on the way.

    An empty value counts as not set: compose files pass empty variables on.
    """
    given: dict[str, str] = {}
    faults: list[str] = []
    for setting in fields(Settings):
        name = setting.name.upper()
        direct, file = environ.get(name, ""), environ.get(f"{name}_FILE", "")
        if direct and file:
            faults.append(f"{name} and {name}_FILE are both set: keep one")
        elif direct:
            given[setting.name] = direct
        elif file:
            try:
                given[setting.name] = Path(file).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                faults.append(f"{name}_FILE cannot be read: {error}")
    return given, faults


def _read(given: Mapping[str, str], faults: list[str]) -> dict[str, Any]:
    """Return each setting's value; add a fault for each that cannot be read."""
    read: dict[str, Any] = {}
    for setting in fields(Settings):
        meaning = meaning_of(setting)
        raw = given.get(setting.name, meaning.default)
        try:
            read[setting.name] = None if raw is None else meaning.read(raw)
        except ValueError as reason:
            faults.append(f"{setting.name.upper()} {reason}")
    return read


def _contradictions(given: Mapping[str, str], read: Mapping[str, Any]) -> list[str]:
    """Return why these values may not stand together."""
    faults = []
    secret = given.get("secret_key")
    if secret is not None:
        if len(secret) < SHORTEST_SECRET:
            faults.append(f"SECRET_KEY must have {SHORTEST_SECRET} characters or more")
        elif len(set(secret)) < 10 or secret.lower().startswith(_KNOWN_SECRETS):
            faults.append("SECRET_KEY must be random, not a sample or a repetition")
    if read["mode"] == "production":
        if secret is None:
            faults.append("SECRET_KEY must be set in production")
        address = urlsplit(read["base_url"])
        if address.scheme != "https" and address.hostname not in _LOOPBACK:
            faults.append("BASE_URL must begin with https:// in production")
    return faults
