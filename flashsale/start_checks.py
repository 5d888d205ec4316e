"""What a production start refuses: weak secrets, weak durability, an older schema."""

from sqlalchemy import text

from flashsale import schema
from flashsale.db import Database
from flashsale.kernel.errors import ConfigurationFault
from flashsale.runtime import Runtime
from flashsale.settings import Settings

_FULL, _EXTRA = 2, 3


def start_checks(runtime: Runtime) -> None:
    """Return when a process with this runtime may serve; raises as `check_start`."""
    check_start(runtime.settings, runtime.database)


def check_start(settings: Settings, database: Database) -> None:
    """Return when a house with these settings may serve from this database.

    The schema is asked for in every mode. In production, what guards money is too:
    the secrets, and that a commit is on disk when it returns (correctness.md F38).

    Raises SchemaOutdated, SchemaTooNew or ConfigurationFault, which say what to do.
    """
    schema.check(database)
    if not settings.is_production:
        return
    lacking = missing_in_production(settings) + weak_durability(database)
    if lacking:
        raise ConfigurationFault("; ".join(lacking))


def missing_in_production(settings: Settings) -> list[str]:
    """Return what an operator must set before members may pay, as sentences."""
    lacking = []
    if settings.stripe_secret_key is None:
        lacking.append("STRIPE_SECRET_KEY must be set in production")
    if not settings.stripe_webhook_secrets:
        lacking.append("STRIPE_WEBHOOK_SECRETS must be set in production")
    if settings.base_url.startswith("https://") and not settings.trusted_proxies:
        # This program speaks no TLS: somebody stands in front.
        lacking.append(
            "TRUSTED_PROXIES must say how many reverse proxies stand in front: with 0, "
            "all members seem to be at the address of the last, and share its limits"
        )
    return lacking


def worth_setting(settings: Settings) -> list[str]:
    """Return what a shop in service should set, as sentences; nothing is refused."""
    is_spread = not settings.database_url.startswith("sqlite")
    named = {
        "EMAIL_URL": (settings.email_url, "no message can be sent"),
        "MERCHANT_NAME": (settings.merchant_name, "invoices must name the merchant"),
        "MERCHANT_ADDRESS": (settings.merchant_address, "nobody can pay without it"),
        "MERCHANT_PHONE": (settings.merchant_phone, "nobody can pay without it"),
        "MERCHANT_EMAIL": (settings.merchant_email, "members must be able to write"),
        "GST_NUMBER": (settings.gst_number, "invoices that charge GST must show it"),
        "QST_NUMBER": (settings.qst_number, "invoices that charge QST must show it"),
        "FILES_DIR": (
            settings.files_dir or not is_spread,
            "with several hosts, images and imports need a folder that all of them see",
        ),
    }
    return [
        f"{name} is not set: {why}" for name, (value, why) in named.items() if not value
    ]


def weak_durability(database: Database) -> list[str]:
    """Return each way in which a commit of this database may be lost, as sentences."""
    reader = database.engine.execution_options(reads_only=True)
    with reader.connect() as connection:
        if database.is_sqlite:
            synchronous = connection.scalar(text("PRAGMA synchronous"))
            journal = connection.scalar(text("PRAGMA journal_mode"))
            found = []
            if synchronous not in (_FULL, _EXTRA):
                found.append("SQLite must run with synchronous=FULL")
            if journal != "wal":
                found.append("SQLite must run with journal_mode=WAL")
            return found
        wanted = ("fsync", "synchronous_commit", "full_page_writes")
        return [
            f"PostgreSQL must not run with {name}=off"
            for name in wanted
            if connection.scalar(text(f"SHOW {name}")) == "off"
        ]
