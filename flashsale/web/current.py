"""The runtime behind the request that is being answered."""

from typing import cast

from flask import current_app

from flashsale.runtime import Runtime

KEY = "flashsale"


def runtime() -> Runtime:
    """Return the runtime of the application that answers this request."""
    return cast(Runtime, current_app.extensions[KEY])
