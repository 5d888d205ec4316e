"""A TCP proxy that misbehaves on demand: late, cut, reset, silent, or not there.

`python -m tests.faults.storm.proxy` obeys JSON lines on its standard input and answers
each with one line. Routes are made with `listen` and changed with `set`; what waits in
a silent route is delivered once it speaks again, as TCP would.
"""

import asyncio
import json
import socket
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass, field

CHUNK = 65_536
BACKLOG = 512
# A socket closed with this setting answers with a reset instead of an orderly end.
RESET = struct.pack("ii", 1, 0)


@dataclass(slots=True)
class Cut:
    """Cut connections whose request holds `pattern`, the next `times` times.

    when: `before` it is passed on; `after` it was passed on, unanswered; `answered`:
    once the other side has answered, which nobody hears.
    """

    pattern: bytes
    when: str
    times: int


@dataclass(slots=True)
class Route:
    """One port in front of one upstream address; `to` is a path or host:port."""

    to: str
    host: str
    server: asyncio.Server | None = None
    port: int = 0
    delay: float = 0.0
    cut: Cut | None = None
    speaks: asyncio.Event = field(default_factory=asyncio.Event)
    pairs: set["Pair"] = field(default_factory=set)
    # How many connections were cut by `cut`, since it was set.
    cuts: int = 0


class Pair:
    """Both ends of one connection."""

    def __init__(self, *writers: asyncio.StreamWriter) -> None:
        """Join the client's end and the upstream's, in this order."""
        self.writers = writers
        # Cut as soon as the other side has answered.
        self.is_doomed = False

    def drop(self, *, reset: bool) -> None:
        """End both sides; with a reset, or in order."""
        for writer in self.writers:
            end = writer.get_extra_info("socket")
            if reset and end is not None and end.family != socket.AF_UNIX:
                # One that went by itself meanwhile has nothing to be reset.
                with suppress(OSError):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            writer.transport.abort() if reset else writer.close()


class Proxy:
    """All routes of one process."""

    def __init__(self) -> None:
        """Begin without a route."""
        self.routes: dict[str, Route] = {}

    async def obey(self, order: dict[str, object]) -> dict[str, object]:
        """Do one order and return what to answer."""
        name = str(order["name"])
        if order["do"] == "listen":
            host = str(order.get("host", "127.0.0.1"))
            route = self.routes[name] = Route(str(order["to"]), host)
            route.speaks.set()
            await self._open(route)
            return {"port": route.port}
        route = self.routes[name]
        cuts, route.cuts = route.cuts, 0
        await self._set(route, order)
        return {"cuts": cuts}

    async def _set(self, route: Route, order: dict[str, object]) -> None:
        mode = order.get("mode", "pass")
        route.delay = float(str(order.get("ms", 0))) / 1000
        cut = order.get("cut")
        route.cut = None
        if isinstance(cut, dict):
            pattern = str(cut["pattern"]).encode("latin-1")
            route.cut = Cut(pattern, str(cut["when"]), int(cut["times"]))
        (route.speaks.clear if mode == "silent" else route.speaks.set)()
        if mode in ("refuse", "reset"):
            for pair in list(route.pairs):
                pair.drop(reset=True)
        if mode == "refuse" and route.server is not None:
            route.server.close()
            route.server = None
        elif mode != "refuse" and route.server is None:
            await self._open(route)

    async def _open(self, route: Route) -> None:
        route.server = await asyncio.start_server(
            lambda reader, writer: self._serve(route, reader, writer),
            route.host,
            route.port,
            backlog=BACKLOG,
        )
        route.port = route.server.sockets[0].getsockname()[1]

    async def _serve(
        self, route: Route, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            there, away = await self._upstream(route.to)
        except OSError:
            Pair(writer).drop(reset=True)
            return
        pair = Pair(writer, away)
        route.pairs.add(pair)
        ways = [
            asyncio.create_task(self._requests(route, reader, away, pair)),
            asyncio.create_task(self._answers(route, there, writer, pair)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            pair.drop(reset=False)
            route.pairs.discard(pair)

    @staticmethod
    async def _upstream(
        to: str,
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if to.startswith("/"):
            return await asyncio.open_unix_connection(to)
        host, _, port = to.rpartition(":")
        return await asyncio.open_connection(host, int(port))

    async def _requests(
        self,
        route: Route,
        source: asyncio.StreamReader,
        to: asyncio.StreamWriter,
        pair: Pair,
    ) -> None:
        while chunk := await self._read(source):
            await route.speaks.wait()
            cut = route.cut
            is_cut = cut is not None and cut.times > 0 and cut.pattern in chunk
            if is_cut and cut is not None:
                cut.times -= 1
                route.cuts += 1
                if cut.when == "before":
                    pair.drop(reset=True)
                    return
            to.write(chunk)
            await to.drain()
            if is_cut and cut is not None and cut.when == "after":
                # The other side reads what was sent, then sees an orderly end.
                pair.writers[0].transport.abort()
                return
            pair.is_doomed = pair.is_doomed or is_cut

    async def _answers(
        self,
        route: Route,
        source: asyncio.StreamReader,
        to: asyncio.StreamWriter,
        pair: Pair,
    ) -> None:
        while chunk := await self._read(source):
            if route.delay:
                await asyncio.sleep(route.delay)
            await route.speaks.wait()
            if pair.is_doomed:
                pair.drop(reset=True)
                return
            to.write(chunk)
            await to.drain()

    @staticmethod
    async def _read(source: asyncio.StreamReader) -> bytes:
        try:
            return await source.read(CHUNK)
        except ConnectionError:
            return b""


async def main() -> None:
    """Obey until the standard input ends."""
    proxy = Proxy()
    orders = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(orders), sys.stdin.buffer
    )
    while line := await orders.readline():
        answer = await proxy.obey(json.loads(line))
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
