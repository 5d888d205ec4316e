"""The supervisor with real processes: order, restarts, and no orphan after kill -9."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from flashsale import valkey
from flashsale.house import free_port, front, plan, worker
from flashsale.house_folder import MARKER, empty_folder, make_folder
from flashsale.kernel.errors import ConfigurationFault
from flashsale.processes import Child, Program, Word
from flashsale.supervisor import ProgramFailed, Supervisor, only_house
from tests.faults.watching import PATIENCE, command_line, lives, until

SCRIPT = Path(__file__).with_name("small_house.py")


@pytest.fixture
def house(home: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, str(SCRIPT), str(home)],
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline().startswith("up")
        yield running
        running.kill()
    # A clerk's child ignores the signal, so a killed house leaves it: it ends here.
    for pid in processes_of(home):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    until(lambda: not any(map(lives, processes_of(home))), "the test left processes")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data"


def processes_of(home: Path) -> list[int]:
    """Return all processes whose command line names this folder."""
    pids = [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]
    return [pid for pid in pids if str(home) in command_line(pid)]


def redis_of(home: Path) -> Redis:
    return Redis.from_url(valkey.url_of(home))


def pid_of(home: Path, name: str) -> int:
    return int((home / f"{name}.pid").read_text())


def server_pid(home: Path) -> int:
    try:
        with redis_of(home) as redis:
            return int(redis.info("server")["process_id"])
    except RedisError:
        return 0


def test_a_stop_goes_in_reverse_order_and_ends_well(
    house: subprocess.Popen[str], home: Path
) -> None:
    house.send_signal(signal.SIGTERM)
    assert house.wait(PATIENCE) == 0
    assert (home / "partings").read_text().split() == ["second", "first"]
    until(lambda: processes_of(home) == [])


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is of Linux")
def test_nothing_outlives_a_killed_supervisor(
    house: subprocess.Popen[str], home: Path
) -> None:
    clerks = [pid_of(home, "first"), pid_of(home, "second"), server_pid(home)]
    house.kill()
    house.wait(PATIENCE)
    for pid in clerks:
        until(lambda pid=pid: not lives(pid))  # type: ignore[misc]


def test_a_killed_valkey_comes_back_with_what_it_held(
    house: subprocess.Popen[str], home: Path
) -> None:
    with redis_of(home) as redis:
        redis.set("kept", "1")
    before = server_pid(home)
    os.kill(before, signal.SIGKILL)
    until(lambda: server_pid(home) not in (0, before))
    with redis_of(home) as redis:
        assert redis.get("kept") == b"1"


def test_a_killed_program_is_started_again(
    house: subprocess.Popen[str], home: Path
) -> None:
    before = pid_of(home, "second")
    os.kill(before, signal.SIGKILL)
    until(lambda: pid_of(home, "second") != before)
    assert lives(pid_of(home, "first"))


def test_a_second_house_on_the_folder_is_refused_by_name_of_the_first(
    house: subprocess.Popen[str], home: Path
) -> None:
    with (
        pytest.raises(ConfigurationFault, match=f"process {house.pid}"),
        only_house(home),
    ):
        pytest.fail("two houses hold one folder")


def test_a_valkey_that_outlived_its_supervisor_is_ended_at_the_next_start(
    home: Path,
) -> None:
    make_folder(home)
    command = valkey.program(home).command
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as stale:
        until(lambda: valkey.answers(valkey.socket_path(home)))
        valkey.end_stale(home)
        assert stale.wait(PATIENCE) == 0
    assert not valkey.socket_path(home).exists()


def test_a_long_folder_has_its_socket_in_a_private_short_one(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 40)
    socket = valkey.socket_path(home)
    try:
        assert len(str(socket)) < 100
        assert socket.parent.stat().st_mode & 0o077 == 0
        assert socket == valkey.socket_path(home)
    finally:
        socket.parent.rmdir()


def test_a_program_that_fails_to_start_tells_its_last_lines(
    tmp_path: Path, signals_restored: None
) -> None:
    program = Program(
        name="broken",
        command=(sys.executable, "-c", "raise SystemExit('the reason')"),
        log=tmp_path / "broken.log",
        is_ready=lambda: False,
    )
    supervisor = Supervisor(lambda line: None)
    supervisor.begin([program])
    with pytest.raises(ProgramFailed, match="the reason"):
        supervisor.settle()
    supervisor.stop()


def test_a_program_waits_for_its_word_and_no_later_start_does(tmp_path: Path) -> None:
    said, word = tmp_path / "said", Word()
    script = (
        "from flashsale.processes import wait_for_word; import pathlib, sys\n"
        "loaded, said = map(pathlib.Path, sys.argv[1:])\n"
        "loaded.touch(); wait_for_word(); said.open('a').write('began ')"
    )
    program = Program(
        name="patient",
        command=(sys.executable, "-c", script, str(tmp_path / "loaded"), str(said)),
        log=tmp_path / "patient.log",
        is_ready=said.exists,
        after=word,
    )
    first = Child(program)
    until((tmp_path / "loaded").exists)
    assert first.exit_code is None
    assert not said.exists()
    word.give()
    until(lambda: first.exit_code == 0, first.log_tail())
    second = Child(program)
    until(lambda: second.exit_code == 0, second.log_tail())
    assert said.read_text() == "began began "


def test_web_and_worker_wait_for_what_they_read(tmp_path: Path) -> None:
    house = plan({}, data=tmp_path, host="127.0.0.1", port=0, is_demo=True)
    schema, club = Word(), Word()
    try:
        assert [p.after for p in front(house, schema) if p.name == "web"] == [schema]
        assert worker(house, club).after is club
    finally:
        for listener in house.listeners:
            listener.close()


@pytest.fixture
def signals_restored() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def test_a_port_in_use_is_told_with_what_to_do() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationFault, match=f"port {port}.*--port"):
            free_port("127.0.0.1", port)


def test_emptying_keeps_to_folders_the_house_made(tmp_path: Path) -> None:
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    theirs.mkdir()
    (theirs / "letters").touch()
    make_folder(theirs)
    with pytest.raises(ConfigurationFault, match="held other things"):
        empty_folder(theirs)
    assert (theirs / "letters").exists()

    make_folder(ours)
    (ours / "house.sqlite3").touch()
    empty_folder(ours)
    assert not (ours / "house.sqlite3").exists()
    assert (ours / MARKER).exists()
