"""What a crowd asks for: what a process knew two seconds ago is good enough."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import current_app, has_request_context, request

P = ParamSpec("P")
R = TypeVar("R")
MARK = "__hot_page__"


def hot_page(view: Callable[P, R]) -> Callable[P, R]:
    """Declare that the view below may trust what is at most two seconds old.

    A session revoked a second ago may still open it: it must change nothing but what
    lapses by itself, such as a hold.
    """
    setattr(view, MARK, True)
    return view


def is_hot() -> bool:
    """Say whether the request being answered is for a hot page."""
    if not has_request_context() or request.endpoint is None:
        return False
    return hasattr(current_app.view_functions.get(request.endpoint), MARK)
