"""Security headers of every answer, and the nonce of its scripts (security.md S14)."""

import secrets

from flask import Flask, Response, g, request

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


def payment_origin() -> str:
    """Return the origin of the hosted payment page."""
    return runtime().settings.stripe_api_base or "https://checkout.stripe.com"


def add_headers(response: Response) -> Response:
    """Add what every answer carries; an answer that has a header keeps its own."""
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    # Not `no-referrer`: it would make browsers send `Origin: null` with our forms.
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if response.mimetype == "text/html":
        headers.setdefault(
            "Content-Security-Policy", policy(csp_nonce(), payment_origin())
        )
    if not request.path.startswith(STATIC_PREFIXES):
        headers.setdefault("Cache-Control", "no-store")
    if runtime().settings.base_url.startswith("https://"):
        headers.setdefault("Strict-Transport-Security", HSTS)
    return response


def register(app: Flask) -> None:
    """Put the headers on every answer of `app` and offer the nonce to templates."""
    app.after_request(add_headers)
    app.add_template_global(csp_nonce)
