"""Security headers of every answer, and the nonce of its scripts (security.md S14)."""

import secrets
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request
from werkzeug.datastructures import Headers

from flashsale.settings import Settings
from flashsale.web.current import runtime

HSTS = "max-age=31536000; includeSubDomains"
STATIC_PREFIXES = ("/static/", "/oeuvres/")


def csp_nonce() -> str:
    """Return the nonce of this answer, the same each time it is asked for."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def policy(nonce: str, form_targets: str) -> str:
    """Return the content security policy of a page.

    form_targets: origins a form may lead to beside ours, such as the payment
    page's: browsers apply form-action to redirects too.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}' 'strict-dynamic'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            f"form-action 'self' {form_targets}".strip(),
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        )
    )


def payment_origin(settings: Settings) -> str:
    """Return the origin of the hosted payment page."""
    return settings.stripe_api_base or "https://checkout.stripe.com"


def fixed_headers(settings: Settings) -> dict[str, str]:
    """Return what every answer carries, whatever it is."""
    headers = {
        "X-Content-Type-Options": "nosniff",
        # Not `no-referrer`: browsers would send `Origin: null` with our forms.
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if settings.base_url.startswith("https://"):
        headers["Strict-Transport-Security"] = HSTS
    return headers


def page_headers(settings: Settings, nonce: str, length: int) -> list[tuple[str, str]]:
    """Return all headers of a signed-in reader's page of `length` bytes."""
    return [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(length)),
        *fixed_headers(settings).items(),
        ("Content-Security-Policy", policy(nonce, payment_origin(settings))),
        ("Cache-Control", "no-store"),
        ("Vary", "Cookie"),
    ]


def add_headers(response: Response) -> Response:
    """Add what every answer carries; an answer that has a header keeps its own."""
    headers, settings = response.headers, runtime().settings
    for name, value in fixed_headers(settings).items():
        headers.setdefault(name, value)
    if response.mimetype == "text/html":
        headers.setdefault(
            "Content-Security-Policy", policy(csp_nonce(), payment_origin(settings))
        )
    if not request.path.startswith(STATIC_PREFIXES):
        headers.setdefault("Cache-Control", "no-store")
    return response


def is_foreign(headers: Mapping[str, str] | Headers, hosts: Collection[str]) -> bool:
    """Say whether a request was sent by a page of another site (S13).

    Programs send neither header, and old browsers only the first; a token of the
    form is asked of everyone all the same.
    """
    if headers.get("Sec-Fetch-Site") == "cross-site":
        return True
    origin = headers.get("Origin")
    return (
        origin is not None
        and origin != "null"
        and urlsplit(origin).netloc not in (hosts)
    )


def refuse_foreign_forms() -> None:
    """Answer 403 to what another site's page sends here."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    own = urlsplit(runtime().settings.base_url).netloc
    if is_foreign(request.headers, (request.host, own)):
        abort(403)


def register(app: Flask) -> None:
    """Put the headers on every answer of `app` and offer the nonce to templates."""
    app.before_request(refuse_foreign_forms)
    app.after_request(add_headers)
    app.add_template_global(csp_nonce)
