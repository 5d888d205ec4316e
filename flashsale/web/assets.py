"""Static files under one address that changes when any of them does."""

import hashlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

FOLDER = Path(__file__).parents[2] / "static"
A_YEAR = 365 * 24 * 3600
# How long a browser may keep what stands in for a file of another version.
STANDS_IN_FOR = 60
_VERSIONED = re.compile(r"/static/[0-9a-f]{10}/")

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def version_of(folder: Path) -> str:
    """Return ten hex digits that change with any name or byte in `folder`.

    One version for the whole folder keeps the relative addresses inside the style
    sheets (fonts) right, without rewriting them.
    """
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


class OtherVersions:
    """Gives our file for one of another version: while hosts are upgraded in turn.

    A page of a newer host may send its browser to an older one for its style sheet,
    and the other way round; the nearest is shown, and kept for a minute only.
    """

    def __init__(self, beyond: Wsgi, prefix: str) -> None:
        """Stand in front of what serves the files under `prefix`."""
        self._beyond = beyond
        self._prefix = prefix

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer with our own version's file, if there is one of this name."""
        path = environ["PATH_INFO"]
        asked = _VERSIONED.match(path)
        if asked is None or path.startswith(self._prefix):
            return self._beyond(environ, start_response)

        def start(
            status: str, headers: list[tuple[str, str]], *rest: Any
        ) -> Callable[..., Any]:
            kept = [(k, v) for k, v in headers if k.lower() != "cache-control"]
            kept.append(("Cache-Control", f"public, max-age={STANDS_IN_FOR}"))
            started: Callable[..., Any] = start_response(status, kept, *rest)
            return started

        ours = environ | {"PATH_INFO": self._prefix + path[asked.end() :]}
        return self._beyond(ours, start)


def _add_headers(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def register(app: Flask, folder: Path = FOLDER) -> None:
    """Serve `folder` in front of `app` and offer `asset('name')` to templates."""
    prefix = f"/static/{version_of(folder)}/"
    files = WhiteNoise(
        app.wsgi_app,
        root=folder,
        prefix=prefix,
        max_age=A_YEAR,
        immutable_file_test=lambda path, url: True,
        add_headers_function=_add_headers,
        allow_all_origins=False,
        charset="utf-8",
        mimetypes={".js": "text/javascript", ".woff2": "font/woff2"},
    )
    app.wsgi_app = OtherVersions(files, prefix)  # type: ignore[method-assign]
    app.add_template_global(lambda name: f"{prefix}{name}", "asset")
