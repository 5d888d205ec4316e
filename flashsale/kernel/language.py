"""The two languages of the house."""

from enum import StrEnum


class Language(StrEnum):
    """A language a page or a letter is written in; French is complete first."""

    FR = "fr"
    EN = "en"
