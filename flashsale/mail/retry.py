"""When a letter that did not leave is tried again; pure."""

from datetime import timedelta

# After the last of these waits the letter is dead: half a day of trying in all.
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=8),
)
MOST_ATTEMPTS = len(WAITS) + 1


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after the attempt of this number, counted from 1.

    Never shorter than a minute: a sender that died in the middle holds its letter
    for that long, and a mail server answers well within it.
    """
    if attempts < 1:
        raise ValueError("attempts are counted from 1")
    return WAITS[min(attempts, len(WAITS)) - 1]
