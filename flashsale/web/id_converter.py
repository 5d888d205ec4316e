"""The ids in addresses: `<id:…>` in a rule; what no row can have is not found."""

from flask import Flask
from werkzeug.routing import BaseConverter


class IdConverter(BaseConverter):
    """A positive number below 9·10¹⁸, written without signs or leading zeros.

    All fit in 63 bits; the ids of `kernel/ids.py` come to the bound in the year 2136.
    A larger number matches no rule, which answers 404 to every method.
    """

    regex = r"(?:[1-8][0-9]{18}|[1-9][0-9]{0,17})"

    def to_python(self, value: str) -> int:
        """Return the id."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return the id as it stands in an address."""
        return str(int(value))


def register(app: Flask) -> None:
    """Let rules say `<id:…>`; before the blueprints are registered."""
    app.url_map.converters["id"] = IdConverter
