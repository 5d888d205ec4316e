"""The instrument of the suite itself: it hears a word inside a transaction."""

import pytest
from redis import Redis
from sqlalchemy import text

from flashsale.runtime import Runtime
from tests.silent_transactions import SpokeInATransaction, is_in_transaction

pytestmark = pytest.mark.usefixtures("silent_transactions")


def test_a_word_inside_a_transaction_is_heard(runtime: Runtime, valkey: Redis) -> None:
    with runtime.work() as work:
        work.session.execute(text("SELECT 1"))
        with pytest.raises(SpokeInATransaction):
            valkey.ping()
    assert valkey.ping()


def test_reading_counts_too(runtime: Runtime, valkey: Redis) -> None:
    with runtime.read() as work:
        work.session.execute(text("SELECT 1"))
        with pytest.raises(SpokeInATransaction):
            valkey.ping()


def test_what_ended_is_over(runtime: Runtime) -> None:
    def fail() -> None:
        with runtime.work() as work:
            work.session.execute(text("SELECT 1"))
            assert is_in_transaction()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not is_in_transaction()
