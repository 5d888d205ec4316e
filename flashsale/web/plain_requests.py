"""Addresses without the NUL character, which no text has and PostgreSQL refuses; forms
no heavier than any of ours.

What forms carry is judged by the forms, which name the field.
"""

from flask import Flask, Request, abort, current_app, request
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
    """Read requests so; before what reads their forms, as the check of tokens does."""
    app.request_class = PlainRequest
    app.before_request(_refuse_odd_path)
    app.before_request(_refuse_heavy_form)


def _refuse_odd_path() -> None:
    # No page has such an address.
    if NUL in request.path:
        abort(404)


def _refuse_heavy_form() -> None:
    # Werkzeug bounds the fields of a form with files, but not one without: its reading
    # would give no field at all, not even the token, and blame the page's age.
    most = current_app.config["MAX_FORM_MEMORY_SIZE"]
    is_plain = request.mimetype == "application/x-www-form-urlencoded"
    if is_plain and (request.content_length or 0) > most:
        abort(413)
