"""What tests of the desk share: a curator at work, and forms read from pages."""

import re
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class _Fields(HTMLParser):
    """The fields of one form, as a browser would send them without a click."""

    def __init__(self, form: int) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: dict[str, str] = {}
        self._wanted, self._seen, self._area = form, -1, ""
        self._inside, self._select = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._seen += 1
            self._inside = self._seen == self._wanted
        if not self._inside:
            return
        name = said.get("name", "")
        if tag == "input" and name:
            if said.get("type") in ("checkbox", "radio") and "checked" not in said:
                return
            self.fields[name] = said.get("value", "y")
        elif tag == "textarea":
            self._area = name
            self.fields[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and (
            "selected" in said or self._select not in self.fields
        ):
            self.fields[self._select] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data


def fields_of(page: TestResponse, form: int = 0) -> dict[str, str]:
    """Return the fields of a page's form, counted from 0."""
    reader = _Fields(form)
    reader.feed(page.text)
    return {
        name: value.removeprefix("\r\n").removeprefix("\n")
        for name, value in reader.fields.items()
    }


def form_of_work(client: FlaskClient, work_id: int) -> tuple[str, dict[str, str]]:
    """Return the path and fields of the new drop's form of a work."""
    path = f"/bureau/ventes/nouvelle?oeuvre={work_id}"
    return path, fields_of(client.get(path))


def words_of(page: TestResponse) -> str:
    """Return the text of a page, its spaces made plain."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)
