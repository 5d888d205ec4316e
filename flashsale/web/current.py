"""The runtime and the instant of the request that is being answered."""

from datetime import datetime
from typing import cast

from flask import current_app, g

from flashsale.runtime import Runtime

KEY = "flashsale"


def runtime() -> Runtime:
    """Return the runtime of the application that answers this request."""
    return cast(Runtime, current_app.extensions[KEY])


def present() -> datetime:
    """Return the instant of this request, the same however often it is asked for."""
    if "present" not in g:
        g.present = runtime().clock.now()
    return cast(datetime, g.present)
