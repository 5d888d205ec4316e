"""Setting the columns of a row, and knowing whether that changed anything."""

from collections.abc import Mapping


def assign(row: object, values: Mapping[str, object]) -> bool:
    """Set what differs; say whether anything did."""
    is_changed = False
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            is_changed = True
    return is_changed
