"""What a start refuses: an older schema always, weak safety in production."""

from pathlib import Path

import pytest
from sqlalchemy import event, text

from flashsale import migrate
from flashsale.assembly import build
from flashsale.db import Database
from flashsale.kernel.errors import ConfigurationFault, SchemaOutdated
from flashsale.runtime import Runtime
from flashsale.settings import load_settings
from flashsale.start_checks import (
    missing_in_production,
    start_checks,
    weak_durability,
    worth_setting,
)

PRODUCTION = {
    "MODE": "production",
    "SECRET_KEY": "kV7w-9yTq2LmZx4RbN8sHd3JcF6gPa1U",
    "BASE_URL": "https://table.example",
    "TRUSTED_PROXIES": "1",
}
STRIPE = {"STRIPE_SECRET_KEY": "sk_live_x", "STRIPE_WEBHOOK_SECRETS": "whsec_x"}


def built(home: Path, **environ: str) -> Runtime:
    home.mkdir(exist_ok=True)
    return build(load_settings(environ, data_dir=home))


def test_an_empty_database_is_refused_with_the_command_to_run(tmp_path: Path) -> None:
    with pytest.raises(SchemaOutdated, match="flashsale upgrade"):
        start_checks(built(tmp_path))


def test_a_development_start_asks_for_the_schema_only(tmp_path: Path) -> None:
    runtime = built(tmp_path)
    migrate.upgrade(runtime.database)
    start_checks(runtime)
    runtime.database.dispose()


def test_a_production_start_names_each_missing_secret(tmp_path: Path) -> None:
    runtime = built(tmp_path, **PRODUCTION)
    migrate.upgrade(runtime.database)
    with pytest.raises(ConfigurationFault) as refused:
        start_checks(runtime)
    assert "STRIPE_SECRET_KEY must be set" in str(refused.value)
    assert "STRIPE_WEBHOOK_SECRETS must be set" in str(refused.value)
    runtime.database.dispose()


def test_a_production_start_passes_with_its_secrets(tmp_path: Path) -> None:
    runtime = built(tmp_path, **PRODUCTION, **STRIPE)
    migrate.upgrade(runtime.database)
    start_checks(runtime)
    runtime.database.dispose()


def test_a_production_start_behind_tls_must_know_its_proxies(tmp_path: Path) -> None:
    settings = load_settings(
        {**PRODUCTION, **STRIPE, "TRUSTED_PROXIES": "0"}, data_dir=tmp_path
    )
    (told,) = missing_in_production(settings)
    assert told.startswith("TRUSTED_PROXIES must say")
    here = {**PRODUCTION, **STRIPE, "BASE_URL": "http://127.0.0.1:8000"}
    here |= {"TRUSTED_PROXIES": "0"}
    assert missing_in_production(load_settings(here, data_dir=tmp_path)) == []


def test_several_hosts_are_told_of_the_folder_they_share(tmp_path: Path) -> None:
    def told(**environ: str) -> bool:
        sentences = worth_setting(load_settings(environ, data_dir=tmp_path))
        return any("FILES_DIR" in sentence for sentence in sentences)

    assert not told()
    assert told(DATABASE_URL="postgresql://h/d")
    assert not told(DATABASE_URL="postgresql://h/d", FILES_DIR="/srv/files")


@pytest.mark.parametrize(
    ("pragma", "told"),
    [
        ("synchronous=NORMAL", "synchronous=FULL"),
        ("synchronous=OFF", "synchronous=FULL"),
        ("journal_mode=DELETE", "journal_mode=WAL"),
    ],
)
def test_weakened_sqlite_is_refused_in_production(
    tmp_path: Path, pragma: str, told: str
) -> None:
    runtime = built(tmp_path, **PRODUCTION, **STRIPE)
    migrate.upgrade(runtime.database)
    runtime.database.dispose()
    event.listen(
        runtime.database.engine,
        "connect",
        lambda connection, record: connection.execute(f"PRAGMA {pragma}"),
    )
    with pytest.raises(ConfigurationFault, match=told):
        start_checks(runtime)
    runtime.database.dispose()


def test_postgresql_without_its_safety_is_named(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("speaks of PostgreSQL; runs in the second half of the suite")
    with database.engine.connect() as connection:
        fsync = connection.scalar(text("SHOW fsync"))
    assert ("PostgreSQL must not run with fsync=off" in weak_durability(database)) is (
        fsync == "off"
    )


def test_the_level_of_a_transaction_is_not_the_servers_to_choose(
    database: Database,
) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer and no other level")
    name = database.url.database
    level = "default_transaction_isolation"
    with database.engine.begin() as connection:
        connection.execute(
            text(f"ALTER DATABASE \"{name}\" SET {level} = 'serializable'")
        )
    database.dispose()
    try:
        with database.session() as session:
            shown = session.scalar(text("SHOW transaction_isolation"))
    finally:
        with database.engine.begin() as connection:
            connection.execute(text(f'ALTER DATABASE "{name}" RESET {level}'))
    assert shown == "read committed"
