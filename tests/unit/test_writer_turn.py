"""Writers come in turn: in a process by their coming, on a file by looking often."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from flashsale.writer_turn import WriterTurn, begin_immediate
from tests.faults.watching import until


def test_writers_come_in_the_order_of_their_coming() -> None:
    turn, came = WriterTurn(10), []

    def write(name: int) -> None:
        with turn.taken():
            came.append(name)

    with ThreadPoolExecutor(5) as crowd:
        with turn.taken():
            for name in range(5):
                crowd.submit(write, name)
                until(lambda name=name: len(turn._waiting) == name + 1)
    assert came == [0, 1, 2, 3, 4]


def test_two_are_never_in_it_together() -> None:
    turn, inside, seen = WriterTurn(10), [0], []

    def write(name: int) -> None:
        with turn.taken():
            inside[0] += 1
            seen.append(inside[0])
            inside[0] -= 1

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(write, range(400)))
    assert seen == [1] * 400


def test_a_turn_that_does_not_come_is_a_busy_store() -> None:
    turn = WriterTurn(0.01)

    def write() -> None:
        with turn.taken():
            pass

    with ThreadPoolExecutor(1) as other, turn.taken():
        late = other.submit(write).exception(10)
    assert isinstance(late, OperationalError)
    # Who gave up is not waited for.
    with turn.taken():
        pass


def test_a_writer_that_breaks_gives_the_turn_back() -> None:
    turn = WriterTurn(0.01)
    with pytest.raises(ValueError, match="broken"), turn.taken():
        raise ValueError("broken")
    with turn.taken():
        pass


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "store.sqlite3"
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE thing (id INTEGER)")
    made.close()
    return path


def opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None, check_same_thread=False)


def test_a_file_is_written_as_soon_as_the_other_has_ended(file: Path) -> None:
    first, second = opened(file), opened(file)
    begin_immediate(first, 10)
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(begin_immediate, second, 10)
        assert not waiting.done()
        first.execute("COMMIT")
        waiting.result(10)
    assert second.in_transaction
    assert second.execute("PRAGMA busy_timeout").fetchone() == (10_000,)
    first.close()
    second.close()


def test_a_file_that_stays_locked_is_busy(file: Path) -> None:
    first, second = opened(file), opened(file)
    begin_immediate(first, 1)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        begin_immediate(second, 0.01)
    first.close()
    second.close()
