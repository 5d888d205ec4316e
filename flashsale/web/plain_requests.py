"""Addresses without the NUL character, which no text has and PostgreSQL refuses.

What forms carry is judged by the forms, which name the field.
"""

from flask import Flask, Request, abort, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.utils import cached_property

NUL = "\0"


class PlainRequest(Request):
    """A request of Flask whose query holds no NUL."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """Return the fields of the query, without the NUL characters sent in them."""
        fields: MultiDict[str, str] = super().args
        return ImmutableMultiDict(
            (name.replace(NUL, ""), value.replace(NUL, ""))
            for name, value in fields.items(multi=True)
        )


def register(app: Flask) -> None:
    """Read requests so; before the first is answered."""
    app.request_class = PlainRequest
    app.before_request(_refuse_odd_path)


def _refuse_odd_path() -> None:
    # No page has such an address.
    if NUL in request.path:
        abort(404)
