"""Letters that leave over a real SMTP server, late, twice or never."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from flashsale.assembly import build
from flashsale.job_runtime import run_jobs_with
from flashsale.kernel.clock import FrozenClock
from flashsale.kernel.language import Language
from flashsale.mail import delivery, outbox
from flashsale.mail.jobs import send_due, send_mail
from flashsale.mail.retry import MOST_ATTEMPTS, wait_after
from flashsale.queue import QUEUE_NAME
from flashsale.runtime import Runtime
from flashsale.settings import load_settings

# Whatever is walked through here says no word over the network in a transaction.
pytestmark = pytest.mark.usefixtures("silent_transactions")


class PostOffice:
    """A mail server that keeps what it accepts; `answers` changes its mood."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []
        self.answers: Callable[[], str] = lambda: "250 kept"
        self.recipients: Callable[[str], str] = lambda address: "250 ok"
        self.port = 0

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        answer = self.recipients(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = self.answers()
        if answer.startswith("250") and isinstance(envelope.content, bytes):
            self.kept.append(envelope.content)
        return answer


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    """Run a mail server in a thread, on a free port of the loopback address."""
    office, loop = PostOffice(), asyncio.new_event_loop()

    async def start() -> asyncio.Server:
        return await loop.create_server(
            lambda: SMTP(office, hostname="127.0.0.1", loop=loop, enable_SMTPUTF8=True),
            host="127.0.0.1",
            port=0,
        )

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(start(), loop).result()
    office.port = server.sockets[0].getsockname()[1]
    yield office

    async def stop() -> None:
        server.close()
        await asyncio.sleep(0.05)

    asyncio.run_coroutine_threadsafe(stop(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def posting(
    environment: dict[str, str], clock: FrozenClock, post_office: PostOffice
) -> Iterator[Runtime]:
    """Build a house whose letters go to the post office, and its worker."""
    environment["EMAIL_URL"] = f"smtp://127.0.0.1:{post_office.port}"
    runtime = build(load_settings(environment), clock=clock)
    run_jobs_with(runtime)
    yield runtime
    runtime.database.dispose()
    runtime.redis.close()


def _write(
    runtime: Runtime,
    key: str = "welcome:1",
    message: str = "welcome",
    to: str = "bibiane@exemple.ca",
) -> None:
    with runtime.work() as work:
        outbox.write(
            work,
            key=key,
            message=message,
            to_address=to,
            language=Language.FR,
            values={"name": "Bibiane", "inviter": "Noémie", "token": "ab" * 32},
        )


def _ids(runtime: Runtime) -> list[int]:
    with runtime.database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id FROM outbox_mail").all()
    return [row[0] for row in rows]


def _counts(runtime: Runtime) -> dict[str, int]:
    with runtime.read() as work:
        return delivery.counts(work)


def _only(runtime: Runtime, state: str) -> delivery.OutboxLine:
    with runtime.read() as work:
        (line,) = delivery.lines(work, state, 10)
    return line


def test_a_letter_leaves_once_whatever_is_asked(
    posting: Runtime, post_office: PostOffice
) -> None:
    _write(posting)
    _write(posting)
    (mail_id,) = _ids(posting)
    send_mail(mail_id)
    send_mail(mail_id)
    send_due()
    assert len(post_office.kept) == 1
    message = message_from_bytes(post_office.kept[0], policy=policy.default)
    assert message["To"] == "bibiane@exemple.ca"
    assert message["Subject"] == "Bienvenue à La table"
    assert _counts(posting) == {"pending": 0, "sent": 1, "dead": 0}


def test_an_address_with_accents_is_written_to(
    posting: Runtime, post_office: PostOffice
) -> None:
    _write(posting, to="éloïse@exemple.ca")
    send_due()
    assert _counts(posting)["sent"] == 1
    assert "To: éloïse@exemple.ca" in post_office.kept[0].decode()


def test_the_queue_carries_the_id_and_nothing_else(
    posting: Runtime, valkey: Redis
) -> None:
    _write(posting)
    (mail_id,) = _ids(posting)
    (job,) = Queue(QUEUE_NAME, connection=valkey, serializer=JSONSerializer).jobs
    assert job.func_name == "flashsale.mail.jobs.send_mail"
    assert list(job.args) == [mail_id]


def test_a_rolled_back_fact_writes_no_letter(posting: Runtime) -> None:
    def write_then_break() -> None:
        with posting.work() as work:
            outbox.write(
                work,
                key="k",
                message="welcome",
                to_address="a@exemple.ca",
                language="fr",
                values={},
            )
            raise RuntimeError("not today")

    with pytest.raises(RuntimeError, match="not today"):
        write_then_break()
    assert _ids(posting) == []


def test_a_busy_server_gets_the_letter_later(
    posting: Runtime, post_office: PostOffice, clock: FrozenClock
) -> None:
    post_office.answers = lambda: "451 later please"
    _write(posting)
    send_due()
    line = _only(posting, "pending")
    assert (line.attempts, line.last_error) == (1, "451 later please")
    assert line.due_at == clock.now() + wait_after(1)
    post_office.answers = lambda: "250 kept"
    send_due()
    assert post_office.kept == []
    clock.move_to(line.due_at)
    send_due()
    assert len(post_office.kept) == 1


def test_after_the_last_try_a_letter_is_dead_and_can_be_revived(
    posting: Runtime, post_office: PostOffice, clock: FrozenClock
) -> None:
    post_office.answers = lambda: "554 no"
    _write(posting)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        send_due()
        clock.advance(seconds=wait_after(attempt).total_seconds())
    send_due()
    line = _only(posting, "dead")
    assert (line.attempts, line.can_retry) == (MOST_ATTEMPTS, True)
    post_office.answers = lambda: "250 kept"
    with posting.work() as work:
        assert delivery.retry(work, line.mail_id)
    send_due()
    assert len(post_office.kept) == 1


def test_an_address_that_does_not_exist_is_not_tried_again(
    posting: Runtime, post_office: PostOffice
) -> None:
    post_office.recipients = lambda address: "550 no such person"
    _write(posting)
    send_due()
    assert _only(posting, "dead").last_error == "550 no such person"


def test_a_sender_that_dies_leaves_the_letter_due_with_the_same_id(
    posting: Runtime, post_office: PostOffice, clock: FrozenClock
) -> None:
    _write(posting)
    (mail_id,) = _ids(posting)
    send_mail(mail_id)
    # The server took it, and the commit that says so was lost.
    with posting.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE outbox_mail SET state='pending'")
    send_due()
    assert len(post_office.kept) == 1
    clock.advance(minutes=1)
    send_due()
    ids = {message_from_bytes(kept)["Message-ID"] for kept in post_office.kept}
    assert (len(post_office.kept), len(ids)) == (2, 1)


def test_the_last_sender_to_die_does_not_leave_a_letter_for_ever(
    posting: Runtime, clock: FrozenClock
) -> None:
    _write(posting)
    (mail_id,) = _ids(posting)
    for _ in range(MOST_ATTEMPTS):
        with posting.work() as work:
            assert delivery.take(work, mail_id) is not None
        clock.advance(minutes=1)
    send_due()
    assert _counts(posting)["dead"] == 1


def test_ten_senders_send_one_letter(posting: Runtime, post_office: PostOffice) -> None:
    _write(posting)
    (mail_id,) = _ids(posting)
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(send_mail, [mail_id] * 10))
    assert len(post_office.kept) == 1


def test_a_letter_that_cannot_be_composed_stops_no_other(
    posting: Runtime, post_office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    _write(posting, key="a", message="no_such_letter")
    _write(posting, key="b")
    send_due()
    assert len(post_office.kept) == 1
    assert "TemplateNotFound" in _only(posting, "pending").last_error


def test_a_sent_link_is_forgotten_by_its_row(
    posting: Runtime, post_office: PostOffice
) -> None:
    _write(posting, message="sign_in_link")
    send_due()
    assert b"entrer/" + b"ab" * 32 in post_office.kept[0].replace(b"=\r\n", b"")
    with posting.database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM outbox_mail").all()
    assert "ab" * 32 not in repr(rows)


def test_without_a_server_no_try_is_spent(runtime: Runtime) -> None:
    run_jobs_with(runtime)
    _write(runtime)
    send_due()
    assert _only(runtime, "pending").attempts == 0


def test_a_server_that_is_away_is_tried_again(
    environment: dict[str, str], clock: FrozenClock
) -> None:
    environment["EMAIL_URL"] = "smtp://127.0.0.1:1"
    runtime = build(load_settings(environment), clock=clock)
    run_jobs_with(runtime)
    _write(runtime)
    send_due()
    assert "ConnectionRefusedError" in _only(runtime, "pending").last_error
    runtime.database.dispose()
    runtime.redis.close()


def test_a_password_never_crosses_in_the_clear(
    environment: dict[str, str], clock: FrozenClock, post_office: PostOffice
) -> None:
    environment["EMAIL_URL"] = f"smtp://user:secret@127.0.0.1:{post_office.port}"
    runtime = build(load_settings(environment), clock=clock)
    run_jobs_with(runtime)
    _write(runtime)
    send_due()
    assert "STARTTLS" in _only(runtime, "pending").last_error
    runtime.database.dispose()
    runtime.redis.close()
