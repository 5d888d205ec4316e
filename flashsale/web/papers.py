"""The seven papers: a day's sheet, and what opened on it, are printed on its paper."""

from datetime import date, datetime
from enum import StrEnum

from flashsale.web.filters import local


class Paper(StrEnum):
    """A paper of the house; the value is the name of its class (`p-menthe`)."""

    CIEL = "ciel"
    SAUMON = "saumon"
    CANARI = "canari"
    MENTHE = "menthe"
    ROSE = "rose"
    LILAS = "lilas"
    BOND = "bond"


_OF_WEEKDAY = tuple(Paper)


def paper_of(day: date | datetime) -> Paper:
    """Return the paper of a local date, or of the local date of an instant."""
    wall = local(day).date() if isinstance(day, datetime) else day
    return _OF_WEEKDAY[wall.weekday()]
