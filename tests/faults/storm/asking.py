"""One question over HTTP, without waiting for others: what came back, or that nothing
did. For a crowd of hundreds in one process."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

PATIENCE = 45.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. where: of a redirection. cookies: those it set, by name."""

    status: int
    where: str
    cookies: Mapping[str, str]
    text: str


class Unanswered(Exception):
    """No whole answer came. was_sent: the question may have had its effect."""

    def __init__(self, reason: str, *, was_sent: bool) -> None:
        """Keep why, and whether anyone can have read the question."""
        self.was_sent = was_sent
        super().__init__(reason)


async def ask(
    port: int,
    path: str,
    *,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    patience: float = PATIENCE,
) -> Answer:
    """Send a GET, or a form, to a port of this machine and return the whole answer.

    Raises Unanswered.
    """
    request = _request(port, path, form, headers or {})
    writer, was_sent = None, False
    try:
        async with asyncio.timeout(patience):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            was_sent = True
            writer.write(request)
            await writer.drain()
            raw = await reader.read()
    except (OSError, TimeoutError) as fault:
        reason = f"{type(fault).__name__} {fault}"
        raise Unanswered(reason, was_sent=was_sent) from None
    finally:
        if writer is not None:
            writer.close()
    return _answer(raw)


def _request(
    port: int, path: str, form: Mapping[str, str] | None, headers: Mapping[str, str]
) -> bytes:
    body = urlencode(form).encode() if form is not None else b""
    head = [
        f"{'GET' if form is None else 'POST'} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Connection: close",
        "Accept-Language: fr",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    if form is not None:
        head.append("Content-Type: application/x-www-form-urlencoded")
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*head, "", ""]).encode() + body


def _answer(raw: bytes) -> Answer:
    head, found, body = raw.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    named: list[tuple[str, str]] = []
    for line in lines[1:]:
        name, _, value = line.partition(":")
        named.append((name.lower(), value.strip()))
    sizes = dict(named)
    if not found or not lines[0].startswith("HTTP/"):
        raise Unanswered("the connection ended before an answer", was_sent=True)
    if sizes.get("transfer-encoding") == "chunked":
        body = _joined(body)
    elif len(body) < int(sizes.get("content-length", 0)):
        raise Unanswered("the answer is cut short", was_sent=True)
    status = int(lines[0].split()[1])
    if status in (502, 504) or (status == 503 and not body):
        raise Unanswered(f"a proxy in front had no answer: {status}", was_sent=True)
    cookies = {}
    for name, value in named:
        if name == "set-cookie":
            key, _, rest = value.partition("=")
            cookies[key] = rest.partition(";")[0]
    return Answer(
        status=status,
        where=sizes.get("location", ""),
        cookies=cookies,
        text=body.decode("utf-8", "replace"),
    )


def _joined(chunks: bytes) -> bytes:
    """Return a body that came in chunks."""
    body = b""
    while chunks:
        size, found, rest = chunks.partition(b"\r\n")
        length = int(size, 16) if found else -1
        if length < 0 or len(rest) < length + 2:
            raise Unanswered("the answer is cut short", was_sent=True)
        if length == 0:
            return body
        body, chunks = body + rest[:length], rest[length + 2 :]
    raise Unanswered("the answer is cut short", was_sent=True)


def port_of(url: str, otherwise: int) -> tuple[int, str]:
    """Return the port and the path of an address; `otherwise` where it names none."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return parts.port or otherwise, path
