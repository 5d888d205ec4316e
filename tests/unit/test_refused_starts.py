"""A start that is refused says why in one sentence, and leaves nothing behind."""

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flashsale.cli import main
from flashsale.house import free_port, plan
from flashsale.house_folder import keep_port

SECRET = "kV7w-9yTq2LmZx4RbN8sHd3JcF6gPa1U"
PRODUCTION = {
    "MODE": "production",
    "SECRET_KEY": SECRET,
    "BASE_URL": "https://club.example",
    "TRUSTED_PROXIES": "1",
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_WEBHOOK_SECRETS": "whsec_x",
    "WEB_PROCESSES": "1",
}


def ran(*words: str, **environ: str) -> Result:
    cleared = {"DATABASE_URL": "", "REDIS_URL": "", "GATE_URL": "", "DATA_DIR": ""}
    return CliRunner().invoke(main, words, env=cleared | environ)


def told(result: Result) -> str:
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code != 0
    return result.output


@pytest.fixture
def silence() -> str:
    """Return a port of this machine at which nobody listens."""
    return str(free_port("127.0.0.1", 0))


@pytest.mark.parametrize("command", ["run", "check", "upgrade"])
def test_a_database_that_is_away_is_told_in_a_sentence(
    tmp_path: Path, silence: str, command: str
) -> None:
    words = ("--port", "0") if command == "run" else ()
    url = f"postgresql://house:hush@127.0.0.1:{silence}/house"
    answer = told(
        ran(
            command,
            *("--data", str(tmp_path / "data"), *words),
            **PRODUCTION | {"DATABASE_URL": url, "REDIS_URL": "redis://127.0.0.1:1"},
        )
    )
    assert "the database cannot be reached" in answer
    assert "check DATABASE_URL" in answer
    assert "hush" not in answer
    assert "Traceback" not in answer


def test_a_redis_that_is_away_is_told_in_a_sentence(
    tmp_path: Path, silence: str
) -> None:
    data = ("--data", str(tmp_path / "data"))
    redis = {"REDIS_URL": f"redis://:hush@127.0.0.1:{silence}/0"}
    answer = told(ran("run", *data, "--port", "0", **PRODUCTION | redis))
    assert "Redis cannot be reached" in answer
    assert "check REDIS_URL" in answer
    assert "hush" not in answer
    assert "Traceback" not in answer


@pytest.mark.parametrize("port", ["99999", "-1", "huit"])
@pytest.mark.parametrize("command", ["demo", "run"])
def test_a_port_that_cannot_be_is_refused(
    tmp_path: Path, command: str, port: str
) -> None:
    home = tmp_path / "data"
    answer = told(ran(command, "--data", str(home), "--port", port))
    assert "--port" in answer
    assert not home.exists()


def test_a_busy_port_leaves_no_folder_behind(tmp_path: Path) -> None:
    home = tmp_path / "data"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        answer = told(ran("demo", "--data", str(home), "--port", port))
    assert "choose another with --port" in answer
    assert not home.exists()


def test_a_folder_of_somebody_else_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("not the house's")
    answer = told(ran("demo", "--data", str(tmp_path), "--fresh", "--port", "0"))
    assert "held other things" in answer
    assert [entry.name for entry in tmp_path.iterdir()] == ["letter.txt"]


def test_what_stands_in_for_stripe_comes_back_to_its_port(tmp_path: Path) -> None:
    def stripe_port() -> int | None:
        house = plan({}, data=tmp_path, host="127.0.0.1", port=0, is_demo=True)
        for listener in house.listeners:
            listener.close()
        return house.stripe_port

    with socket.create_server(("127.0.0.1", 0)) as other:
        kept = other.getsockname()[1]
        keep_port(tmp_path, "stripe", kept)
        # Somebody has it just now: another one does.
        assert stripe_port() not in (None, kept)
    assert stripe_port() == kept
