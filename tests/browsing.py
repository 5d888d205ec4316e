"""A browser without a screen: addresses, cookies and forms over plain HTTP."""

from __future__ import annotations

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

from lxml import html

# Only a machine that is stuck takes so long: an answer given up is asked for twice.
PATIENCE = 120.0


@dataclass(slots=True)
class Form:
    """A form of a page, filled as the page has it."""

    action: str
    method: str
    values: dict[str, str]
    words: str


@dataclass(slots=True)
class Page:
    """An answer: its final address, status, and what it says."""

    url: str
    status: int
    text: str
    root: html.HtmlElement = field(repr=False)

    @property
    def words(self) -> str:
        """The text a person reads, spaces folded."""
        return " ".join(self.root.text_content().split())

    def forms(self) -> list[Form]:
        """Return the page's forms in their order."""
        return [
            Form(
                urllib.parse.urljoin(self.url, form.get("action") or self.url),
                (form.get("method") or "get").lower(),
                dict(form.form_values()),
                " ".join(form.text_content().split()),
            )
            for form in self.root.forms
        ]

    def form(self, action: str) -> Form:
        """Return the form whose action contains `action`."""
        for form in self.forms():
            if action in form.action:
                return form
        found = [form.action for form in self.forms()]
        raise AssertionError(f"no form leads to {action} on {self.url}: {found}")

    def links(self, containing: str) -> list[str]:
        """Return the addresses of links that contain a text, without repetition."""
        found = (
            urllib.parse.urljoin(self.url, link.get("href") or "")
            for link in self.root.iter("a")
        )
        return list(dict.fromkeys(link for link in found if containing in link))


class Browser:
    """One person's browser, with its cookies; speaks with loopback only."""

    def __init__(self, base_url: str, *, language: str = "fr") -> None:
        """Begin at `base_url` with an empty cookie jar."""
        self.base_url = base_url
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )
        self._opener.addheaders = [
            ("User-Agent", "flashsale-tests"),
            ("Accept-Language", language),
        ]

    def get(self, address: str) -> Page:
        """Open an address, following redirects."""
        return self._open(urllib.parse.urljoin(self.base_url, address), None)

    def submit(self, form: Form, **changes: str) -> Page:
        """Send a form with some fields changed, following redirects."""
        body = urllib.parse.urlencode(form.values | changes)
        if form.method == "get":
            return self._open(f"{form.action}?{body}", None)
        return self._open(form.action, body.encode())

    def _open(self, url: str, body: bytes | None) -> Page:
        host = urllib.parse.urlsplit(url).hostname
        assert host in ("127.0.0.1", "localhost", "::1"), f"{url} is not on loopback"
        try:
            with self._opener.open(url, body, timeout=PATIENCE) as answer:
                return self._page(answer.geturl(), answer.status, answer.read())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return self._page(refusal.geturl(), refusal.code, refusal.read())

    @staticmethod
    def _page(url: str, status: int, body: bytes) -> Page:
        text = body.decode("utf-8", "replace")
        return Page(url, status, text, html.fromstring(text or "<html></html>"))
