"""Settings: where a value comes from, and what is refused with which reason."""

import json
import os
import stat
from datetime import time
from pathlib import Path

import pytest

from flashsale.house_folder import live_endpoints, record_endpoints, record_path
from flashsale.kernel.errors import ConfigurationFault
from flashsale.settings import Settings, load_settings
from flashsale.settings_reference import example, masked, shown

SECRET = "kV7w-9yTq2LmZx4RbN8sHd3JcF6gPa1U"
ROOT = Path(__file__).resolve().parents[2]


def load(home: Path, **environ: str) -> Settings:
    return load_settings(environ, data_dir=home)


def test_nothing_set_gives_a_house_that_starts(tmp_path: Path) -> None:
    settings = load(tmp_path / "data")
    assert settings.mode == "development"
    assert settings.database_url == f"sqlite:///{tmp_path}/data/house.sqlite3"
    assert settings.redis_url is None
    assert settings.opening_hour == time(12)
    assert settings.house_zone.key == "America/Toronto"
    assert settings.places == 5


def test_a_value_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret-of-the-host"
    file.write_text(SECRET + "\n")
    assert load(tmp_path, SECRET_KEY_FILE=str(file)).secret_key == SECRET


def test_an_empty_value_is_not_set(tmp_path: Path) -> None:
    assert load(tmp_path, REDIS_URL="", PLACES="").places == 5


def test_data_dir_comes_from_the_option_before_the_environment(tmp_path: Path) -> None:
    assert load(tmp_path, DATA_DIR="/elsewhere").data_dir == tmp_path


def test_the_gate_is_on_the_same_redis_unless_it_is_named(tmp_path: Path) -> None:
    one = load(tmp_path, REDIS_URL="redis://a:1/0")
    two = load(tmp_path, REDIS_URL="redis://a:1/0", GATE_URL="redis://b:1/0")
    assert (one.gate_url, two.gate_url) == ("redis://a:1/0", "redis://b:1/0")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u@/d?host=/run", "postgresql+psycopg://u@/d?host=/run"),
        ("sqlite:////var/house.db", "sqlite:////var/house.db"),
    ],
)
def test_database_addresses_name_their_driver(
    tmp_path: Path, given: str, kept: str
) -> None:
    assert load(tmp_path, DATABASE_URL=given).database_url == kept


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("MODE", "prod", "must be one of demo, development, production"),
        ("DATABASE_URL", "mysql://h/d", "must begin with sqlite:///"),
        ("DATABASE_URL", "sqlite://", "must begin with sqlite:///"),
        ("DATABASE_URL", "sqlite:////h.db?synchronous=off", "takes no options"),
        ("REDIS_URL", "http://h", "must begin with redis://"),
        ("REDIS_URL", "redis+cluster://a:1,b:2", "must be one server"),
        ("GATE_URL", "http://h", "must begin with redis://"),
        ("GATE_URL", "redis://a:1,b:2", "must begin with redis+cluster://"),
        ("GATE_URL", "redis+cluster://a:1,", "must name nodes as host:port"),
        ("BASE_URL", "house.example", "must begin with http://"),
        ("BASE_URL", "https://h.example/shop", "must be an origin only"),
        ("EMAIL_URL", "smtp://", "must look like smtp://"),
        ("MAIL_FROM", "nobody", "must be an address"),
        ("MAIL_FROM", "A <a@b.ca>\nBcc: x@y.ca", "must be an address"),
        ("HOUSE_ZONE", "Montreal", "must be a time zone"),
        ("OPENING_HOUR", "9", "must be an hour written HH:MM"),
        ("OPENING_HOUR", "25:00", "OPENING_HOUR"),
        ("PLACES", "five", "must be a whole number"),
        ("PLACES", "-1", "must be from 0 to 1000"),
        ("WEB_PROCESSES", "0", "must be from 1 to 64"),
        ("STRIPE_WEBHOOK_SECRETS", "a,b,c", "at most two"),
        ("GST_NUMBER", "12 RT", "must look like 123456789 RT0001"),
        ("QST_NUMBER", "12 TQ", "must look like 1234567890 TQ0001"),
        ("SECRET_KEY", "short", "must have 32 characters"),
        ("SECRET_KEY", "a" * 40, "must be random"),
        ("SECRET_KEY", "change-me-to-something-that-is-long", "must be random"),
    ],
)
def test_a_faulty_value_is_refused_by_name_and_reason(
    tmp_path: Path, name: str, value: str, reason: str
) -> None:
    with pytest.raises(ConfigurationFault) as refused:
        load(tmp_path, **{name: value})
    assert name in str(refused.value)
    assert reason in str(refused.value)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationFault, match=r"OPENING_HOUR.*PLACES"):
        load(tmp_path, PLACES="x", OPENING_HOUR="x")


def test_a_value_and_its_file_together_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationFault, match="both set"):
        load(tmp_path, MODE="demo", MODE_FILE="/etc/mode")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationFault, match="SECRET_KEY_FILE cannot be read"):
        load(tmp_path, SECRET_KEY_FILE=str(tmp_path / "absent"))


def test_the_secret_is_made_once_and_is_private(tmp_path: Path) -> None:
    first, second = load(tmp_path), load(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) == 64
    mode = stat.S_IMODE((tmp_path / "secret").stat().st_mode)
    assert mode == 0o600


def test_production_refuses_to_make_its_own_secret(tmp_path: Path) -> None:
    load(tmp_path)  # leaves a secret in the folder
    with pytest.raises(ConfigurationFault, match="SECRET_KEY must be set"):
        load(tmp_path, MODE="production", BASE_URL="https://table.example")


def test_production_refuses_an_address_without_tls(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationFault, match="BASE_URL must begin with https"):
        load(
            tmp_path,
            MODE="production",
            SECRET_KEY=SECRET,
            BASE_URL="http://table.example",
        )


def test_secrets_are_not_in_the_representation(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        SECRET_KEY=SECRET,
        STRIPE_SECRET_KEY="sk_live_1234",
        DATABASE_URL="postgresql://u:hush@h/d",
        EMAIL_URL="smtp://u:quiet@h:25",
    )
    for text in (repr(settings), "\n".join(shown(settings))):
        for word in (SECRET, "sk_live_1234", "hush", "quiet"):
            assert word not in text


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, ""),
        ("sk_live_1", "••••••"),
        (("a", "b"), "••••••, ••••••"),
        ("redis://h:6379/0", "redis://h:6379/0"),
        ("postgresql+psycopg://u:p@h/d", "postgresql+psycopg://••••••@h/d"),
        ("redis://h/0?password=p", "redis://h/0?••••••"),
        ("unix:///data/run/valkey.sock", "unix:///data/run/valkey.sock"),
    ],
)
def test_masks_keep_the_host_and_drop_the_secret(value: object, told: str) -> None:
    assert masked(value) == told


def test_the_example_file_is_the_one_the_program_prints() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == example()


def test_a_running_house_tells_its_endpoints(tmp_path: Path) -> None:
    _record_as(tmp_path, os.getppid(), redis_url="unix:///x.sock", mode="demo")
    settings = load(tmp_path)
    assert (settings.redis_url, settings.mode) == ("unix:///x.sock", "demo")


def test_the_environment_wins_over_a_running_house(tmp_path: Path) -> None:
    _record_as(tmp_path, os.getppid(), redis_url="unix:///x.sock")
    assert load(tmp_path, REDIS_URL="redis://h/0").redis_url == "redis://h/0"


@pytest.mark.parametrize("record", ["", "{}", "[]", '{"pid": "x"}', '{"pid": 1}'])
def test_a_damaged_record_is_no_record(tmp_path: Path, record: str) -> None:
    record_path(tmp_path).parent.mkdir()
    record_path(tmp_path).write_text(record)
    assert live_endpoints(tmp_path) == {}


def test_the_record_of_a_dead_house_is_ignored(tmp_path: Path) -> None:
    _record_as(tmp_path, 2**22 + 1, redis_url="unix:///x.sock")
    assert live_endpoints(tmp_path) == {}


def test_a_supervisor_does_not_read_its_own_record(tmp_path: Path) -> None:
    _record_as(tmp_path, os.getpid(), redis_url="unix:///x.sock")
    assert live_endpoints(tmp_path) == {}


def _record_as(home: Path, pid: int, **settings: str) -> None:
    record_path(home).parent.mkdir(exist_ok=True)
    record_endpoints(home, settings)
    record = json.loads(record_path(home).read_text())
    record_path(home).write_text(json.dumps({**record, "pid": pid}))
