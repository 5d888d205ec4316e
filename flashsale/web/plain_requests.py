"""What a request may carry: no NUL, which no text has and PostgreSQL refuses."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, Request, abort, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

NUL = "\0"


class PlainValues(ImmutableMultiDict[str, Any]):
    """The fields of an address or a form, without the NUL characters sent in them."""

    def __init__(self, mapping: Any = None) -> None:
        """Take what Werkzeug read: pairs, another such dictionary, or nothing."""
        super().__init__(
            [(_plain(name), _plain(value)) for name, value in _pairs(mapping)]
        )


class PlainRequest(Request):
    """A request of Flask whose fields hold no NUL."""

    parameter_storage_class = PlainValues


def register(app: Flask) -> None:
    """Read requests so; before the first is answered."""
    app.request_class = PlainRequest
    app.before_request(_refuse_odd_path)


def _refuse_odd_path() -> None:
    # No page has such an address.
    if NUL in request.path:
        abort(404)


def _pairs(mapping: Any) -> Iterable[tuple[str, Any]]:
    if mapping is None:
        return ()
    if isinstance(mapping, MultiDict):
        return mapping.items(multi=True)
    return mapping  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    return value.replace(NUL, "") if isinstance(value, str) else value
