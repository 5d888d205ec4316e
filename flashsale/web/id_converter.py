"""The ids in addresses: `<id:…>` in a rule; what no row can have is not found."""

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

from flashsale.kernel.ids import written_id


class IdConverter(BaseConverter):
    """A positive number of 63 bits, written without signs or leading zeros."""

    regex = r"[1-9][0-9]{0,18}"

    def to_python(self, value: str) -> int:
        """Return the id; a larger number matches no rule, which answers 404."""
        number = written_id(value)
        if number is None:
            raise ValidationError
        return number

    def to_url(self, value: int) -> str:
        """Return the id as it stands in an address."""
        return str(int(value))


def register(app: Flask) -> None:
    """Let rules say `<id:…>`; before the blueprints are registered."""
    app.url_map.converters["id"] = IdConverter
