"""Where log lines go: the standard error, one line each, from the level set."""

import logging


def log_to_stderr(level: str) -> None:
    """Log from `level` (as in LOG_LEVEL), without the routine of libraries."""
    logging.basicConfig(
        level=level.upper(),
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    for talkative in ("alembic", "stripe", "rq.worker", "rq.queue"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
