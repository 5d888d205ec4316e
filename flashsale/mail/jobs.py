"""Jobs of the outbox: one letter by its id, and the sweep of all that are due."""

import logging

from flashsale.job_runtime import job_runtime
from flashsale.mail import delivery
from flashsale.mail.rendering import compose, house_of, message_of
from flashsale.mail.transport import NotAccepted, SmtpTransport
from flashsale.runtime import Runtime

log = logging.getLogger(__name__)

AT_A_TIME = 50


def send_mail(mail_id: int) -> None:
    """Send one letter if it is due; repeatable, late or twice alike."""
    _send(job_runtime(), mail_id)


def send_due() -> None:
    """Send what is due: what the queue lost, and what has waited long enough."""
    runtime = job_runtime()
    with runtime.work() as work:
        delivery.give_up_exhausted(work)
        waiting = delivery.due(work, AT_A_TIME)
    for mail_id in waiting:
        _send(runtime, mail_id)


def _send(runtime: Runtime, mail_id: int) -> None:
    settings = runtime.settings
    if settings.email_url is None:
        # No attempt is spent while there is no server to send to.
        log.warning("mail.no_server mail=%s", mail_id)
        return
    with runtime.work() as work:
        taken = delivery.take(work, mail_id)
    if taken is None:
        return
    refused = _deliver(settings.email_url, runtime, taken)
    with runtime.work() as work:
        if refused is None:
            delivery.note_sent(work, taken)
            log.info("mail.sent mail=%s attempt=%s", mail_id, taken.attempt)
        else:
            delivery.note_failed(work, taken, refused.reason, for_good=refused.for_good)
            log.warning("mail.failed mail=%s attempt=%s", mail_id, taken.attempt)


def _deliver(url: str, runtime: Runtime, taken: delivery.Taken) -> NotAccepted | None:
    """Compose and send outside any transaction; None once it has left.

    A letter that cannot be composed is a fault of ours: it is kept with its
    reason, tried again after the next release, and stops no other letter.
    """
    house = house_of(runtime.settings)
    try:
        composed = compose(taken.letter, house)
        attached = runtime.attachments(runtime, taken.letter)
        message = message_of(taken.letter, house, composed, attached)
    except Exception as fault:
        log.exception("mail.not_composed mail=%s", taken.letter.mail_id)
        return NotAccepted(f"{type(fault).__name__}: {fault}", for_good=False)
    return SmtpTransport(url).send(message, taken.letter.to_address)
