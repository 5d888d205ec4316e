"""Where to go after signing in: a path of this house and nothing else (S27)."""

import re

HOME = "/"
# One slash, then what a path and its query are made of: no second slash or
# backslash that browsers read as another host, no control character, no space.
_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,1000}")
_NOT_AFTER_SIGN_IN = ("/porte", "/sortir", "/entrer", "/i/", "/langue", "/affichage")


def next_path(raw: str | None) -> str:
    """Return `raw` when it is a path of ours that a page may lead to, else home."""
    if raw is None or not _PATH.fullmatch(raw) or "//" in raw:
        return HOME
    if raw == "/i" or raw.startswith(_NOT_AFTER_SIGN_IN):
        return HOME
    return raw
