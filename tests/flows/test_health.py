"""`/healthz` and `/readyz`: what they ask, what they answer, what they keep quiet."""

from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import text

from flashsale.kernel.clock import FrozenClock
from flashsale.queue import RqQueue
from flashsale.runtime import Runtime
from flashsale.ticker import HEARTBEAT_FOR, HEARTBEAT_KEY, SILENT_AFTER, Ticker


def beat(redis: Redis, clock: FrozenClock) -> None:
    Ticker(redis, RqQueue(redis), clock, ()).tick(clock.now())


def test_health_answers_whatever_the_state_of_the_rest(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_the_house_is_ready_when_all_it_rests_on_answers(
    client: FlaskClient, valkey: Redis, clock: FrozenClock
) -> None:
    beat(valkey, clock)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == dict.fromkeys(("database", "redis", "schema", "worker"), "ok")


def test_without_a_worker_the_house_is_not_ready(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert [name for name, state in answer.json.items() if state == "failed"] == [
        "worker"
    ]


def test_a_worker_silent_for_twenty_seconds_is_missed(
    client: FlaskClient, valkey: Redis, clock: FrozenClock
) -> None:
    beat(valkey, clock)
    valkey.expire(HEARTBEAT_KEY, HEARTBEAT_FOR - SILENT_AFTER)
    assert client.get("/readyz").status_code == 503


def test_a_worker_whose_clock_is_late_is_heard(
    client: FlaskClient, valkey: Redis, clock: FrozenClock
) -> None:
    beat(valkey, clock)
    clock.advance(seconds=120)
    assert client.get("/readyz").status_code == 200


def test_an_older_schema_is_told_without_a_reason_that_leaks(
    client: FlaskClient, runtime: Runtime, valkey: Redis, clock: FrozenClock
) -> None:
    beat(valkey, clock)
    with runtime.database.engine.begin() as connection:
        before = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(text("UPDATE alembic_version SET version_num = 'old'"))
    try:
        answer = client.get("/readyz")
    finally:
        with runtime.database.engine.begin() as connection:
            connection.execute(
                text("UPDATE alembic_version SET version_num = :v"), {"v": before}
            )
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["schema"] == "failed"
    assert "old" not in answer.text
