"""Requests as a browser sends them, prepared before they are sent."""

from __future__ import annotations

from urllib.parse import urlencode

from bench.people import Person, Sale


def get(path: str, cookie: str = "") -> bytes:
    """Prepare a GET."""
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: fr\r\n"
    return (head + (f"Cookie: {cookie}\r\n" if cookie else "") + "\r\n").encode()


def post(path: str, fields: dict[str, str], person: Person) -> bytes:
    """Prepare a form that a member sends from a page of ours."""
    body = urlencode({"csrf_token": person.form_token, **fields})
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: fr\r\n"
        f"Cookie: {person.cookie}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def wish(sale: Sale, person: Person) -> bytes:
    """Prepare a wish for one copy of a sale's lot."""
    fields = {
        "lot": str(sale.lot_id),
        "quantity": "1",
        "token": f"{sale.slug}-{person.member_id}",
    }
    return post(f"/ventes/{sale.slug}/garder", fields, person)


def page(sale: Sale, person: Person) -> bytes:
    """Prepare a look at a sale's page."""
    return get(f"/ventes/{sale.slug}", person.cookie)
