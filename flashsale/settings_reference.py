"""The reference made from the fields of the settings: masked, and `.env.example`."""

from dataclasses import fields
from textwrap import fill
from urllib.parse import urlsplit

from flashsale.settings import Settings, meaning_of

_HEAD = """\
# Every setting of the house. This file is made by `flashsale config example`.
#
# Each NAME may be given as NAME_FILE instead: the path of a file that holds the value.
# An empty value counts as not set. The values shown are those used when nothing is set.
"""


def shown(settings: Settings) -> list[str]:
    """Return `NAME=value` for every setting; nothing in it is secret."""
    lines = []
    for setting in fields(Settings):
        value = getattr(settings, setting.name)
        text = masked(value) if meaning_of(setting).secret else plain(value)
        lines.append(f"{setting.name.upper()}={text}")
    return lines


def plain(value: object) -> str:
    """Return a value as it would be written in the environment; empty for none."""
    if value is None:
        return ""
    return value.isoformat("minutes") if hasattr(value, "isoformat") else str(value)


def masked(value: object) -> str:
    """Return a secret without what is secret in it; an address keeps its host."""
    if isinstance(value, tuple):
        return ", ".join(masked(part) for part in value)
    if value is None:
        return ""
    text = str(value)
    scheme, separator, rest = text.partition("://")
    if not separator:
        return "••••••"
    parts = urlsplit(text)
    if not parts.password and not parts.username and not parts.query:
        return text
    host = rest.partition("?")[0].rpartition("@")[2]
    return f"{scheme}://••••••@{host}" if "@" in rest else f"{scheme}://{host}?••••••"


def example() -> str:
    """Return the text of `.env.example`: every setting, explained, commented out."""
    blocks = [_HEAD]
    for setting in fields(Settings):
        meaning = meaning_of(setting)
        note = f" When empty: {meaning.otherwise}." if meaning.otherwise else ""
        about = meaning.about[0].upper() + meaning.about[1:]
        value = meaning.default or ""
        quoted = f'"{value}"' if " " in value else value
        told = fill(f"{about}.{note}", 88, initial_indent="# ", subsequent_indent="# ")
        blocks.append(f"{told}\n#{setting.name.upper()}={quoted}\n")
    return "\n".join(blocks)
