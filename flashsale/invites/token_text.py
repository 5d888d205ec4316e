"""Finding an invitation's token in what people paste: a link, or the code alone."""

import re

_TOKEN = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def token_in(text: str) -> str | None:
    """Return the token in a text, or None; spaces and capitals do no harm.

    Mail programs break long links: blanks are dropped before looking.
    """
    found = _TOKEN.search("".join(text.split()).lower())
    return found.group() if found else None
