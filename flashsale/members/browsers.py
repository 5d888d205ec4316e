"""A browser's name and system in two words, for the list of sessions; pure."""

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """Return `Firefox, Linux`; an unknown one by the first word it gives itself.

    Empty when the browser said nothing.
    """
    parts = [_found(user_agent, names) for names in (_BROWSERS, _SYSTEMS)]
    known = ", ".join(part for part in parts if part)
    return known or user_agent.partition(" ")[0].partition("/")[0][:40]


def _found(user_agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in names if mark in user_agent), "")
