"""Static files under one address that changes when any of them does."""

import hashlib
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

FOLDER = Path(__file__).parents[2] / "static"
A_YEAR = 365 * 24 * 3600


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


def _add_headers(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def register(app: Flask, folder: Path = FOLDER) -> None:
    """Serve `folder` in front of `app` and offer `asset('name')` to templates."""
    prefix = f"/static/{version_of(folder)}/"
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
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
    app.add_template_global(lambda name: f"{prefix}{name}", "asset")
