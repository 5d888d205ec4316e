"""A small form read straight from the server, for the lane in front of Flask.

It reads what Flask-WTF and the foreign-form guard would let through and leaves all
else, and the body, to them.
"""

from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flashsale.web.security import is_foreign

LARGEST = 2_048
MOST_FIELDS = 10
_KIND = "application/x-www-form-urlencoded"


def read_small_form(environ: dict[str, Any], own_host: str) -> dict[str, str] | None:
    """Return the first value of each field of a form of ours, or None: ask Flask.

    own_host: of BASE_URL. The body stays there to be read again. The form's token is
    among the fields, from its header where it was sent in one; who calls checks it.
    """
    size = environ.get("CONTENT_LENGTH") or ""
    if environ.get("CONTENT_TYPE", "") != _KIND or not size.isdigit():
        return None
    if int(size) > LARGEST or not _is_ours(environ, own_host):
        return None
    body = environ["wsgi.input"].read(int(size))
    environ["wsgi.input"] = BytesIO(body)
    try:
        fields = parse_qs(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS
        )
    except ValueError:
        return None
    found = {name: values[0] for name, values in fields.items()}
    found.setdefault("csrf_token", environ.get("HTTP_X_CSRFTOKEN", ""))
    return found


def _is_ours(environ: dict[str, Any], own_host: str) -> bool:
    host = environ.get("HTTP_HOST", "")
    sent = {
        name: environ[key]
        for name, key in (
            ("Sec-Fetch-Site", "HTTP_SEC_FETCH_SITE"),
            ("Origin", "HTTP_ORIGIN"),
        )
        if key in environ
    }
    if is_foreign(sent, (host, own_host)):
        return False
    if environ["wsgi.url_scheme"] != "https":
        return True
    # Over TLS Flask-WTF asks for a referrer of the same origin.
    came_from = urlsplit(environ.get("HTTP_REFERER", ""))
    return (came_from.scheme, came_from.netloc) == ("https", host)
