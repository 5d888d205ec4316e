"""A line to the stand-in without a socket: the SDK's requests call it in this thread.

A process may end here, before a request acted or before its answer was read.
"""

import random
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import requests
from flask import Flask
from requests.adapters import BaseAdapter
from werkzeug.test import Client

# The stand-in says by this that it hung up instead of answering.
HUNG_UP = "Standin-Hung-Up"


class Killed(BaseException):
    """The process of the house ended here: nothing of ours may catch it."""


class Line(BaseAdapter):
    """Carries requests to a WSGI application; kill_rate: percent, 0 once healed."""

    def __init__(self, application: Flask, rng: random.Random) -> None:
        """Call `application`; `rng` decides when a process ends."""
        super().__init__()
        self._client = Client(application)
        self._rng = rng
        self.kill_rate = 0.0
        self.in_transaction = lambda: False
        self.gives_way: Callable[[], None] = lambda: None

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Return what the application answers, as from a network."""
        assert not self.in_transaction(), "the desk was asked inside a transaction"
        self.gives_way()
        self._may_end("before")
        parts = urlsplit(request.url or "")
        body = request.body or b""
        said = self._client.open(
            parts.path,
            method=request.method or "GET",
            query_string=parts.query,
            data=body.encode() if isinstance(body, str) else body,
            headers=list(request.headers.items()),
            base_url=f"{parts.scheme}://{parts.netloc}",
        )
        self._may_end("after")
        if HUNG_UP in said.headers:
            raise requests.ConnectionError("the line was cut")
        answer = requests.Response()
        answer.status_code = said.status_code
        answer.headers.update(dict(said.headers))
        answer._content = said.data
        answer.url, answer.request = request.url or "", request
        return answer

    def close(self) -> None:
        """Nothing is kept open."""

    def _may_end(self, moment: str) -> None:
        if self._rng.random() * 100 < self.kill_rate:
            raise Killed(moment)
