"""Two hosts that are machines to the network: each in a namespace of its own, behind
a proxy set up as `docs/scaling.md` says. Needs root, as all that makes namespaces."""

import ctypes
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from flashsale.house import free_port, is_healthy, listens
from flashsale.processes import Program
from tests.faults.storm.estate import ARMED, WEBS, Span
from tests.faults.storm.spread import HOSTS, SpreadEstate
from tests.faults.storm.stores import PostgresStore

_CLONE_NEWNET = 0x40000000
NAMESPACES = Path("/var/run/netns")
GUIDE = Path(__file__).resolve().parents[3] / "docs" / "scaling.md"
# Where all that is shared is reached, from both hosts.
SHARED = "10.77.0.1"
WEB_PORT = 8000
PREFIX = "house-"


class Impossible(Exception):
    """This machine cannot play hosts apart; the message says why."""


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Impossible(f"ip {' '.join(words)}: {done.stderr.strip()}")


@dataclass(frozen=True, slots=True)
class World:
    """Three namespaces: what is shared, and two hosts, each on a cable to it."""

    name: str

    def of(self, host: str) -> str:
        """Return the namespace of `shared`, `host-1` or `host-2`."""
        return f"{PREFIX}{self.name}-{host}"

    def address(self, host: str) -> str:
        """Return the address of a host."""
        return f"10.77.{host[-1]}.2"

    def within(self, host: str) -> tuple[str, ...]:
        """Return the words that run a command on a host."""
        return ("ip", "netns", "exec", self.of(host))

    def cable(self, host: str, state: str) -> None:
        """Pull the cable of a host (`down`), or plug it in again (`up`)."""
        _ip("-n", self.of("shared"), "link", "set", f"to-{host}", state)
        if state == "up":
            # Its address went with it.
            self._address_of_cable(host)

    def _address_of_cable(self, host: str) -> None:
        own = f"10.77.{host[-1]}.1/24"
        shared = ("-n", self.of("shared"))
        _ip(*shared, "address", "replace", own, "dev", f"to-{host}")

    def make(self) -> None:
        """Make the namespaces and their cables."""
        shared = ("-n", self.of("shared"))
        for host in ("shared", *HOSTS):
            _ip("netns", "add", self.of(host))
            _ip("-n", self.of(host), "link", "set", "lo", "up")
        _ip(*shared, "address", "add", f"{SHARED}/32", "dev", "lo")
        for host in HOSTS:
            own = ("-n", self.of(host))
            peer = ("peer", "name", "cable", "netns", self.of(host))
            _ip(*shared, "link", "add", f"to-{host}", "type", "veth", *peer)
            self._address_of_cable(host)
            _ip(*shared, "link", "set", f"to-{host}", "up")
            _ip(*own, "address", "add", f"{self.address(host)}/24", "dev", "cable")
            _ip(*own, "link", "set", "cable", "up")
            _ip(*own, "route", "add", "default", "via", f"10.77.{host[-1]}.1")

    def unmake(self) -> None:
        """Take the namespaces away, their cables with them."""
        for host in ("shared", *HOSTS):
            if (NAMESPACES / self.of(host)).exists():
                _ip("netns", "delete", self.of(host))


def _enter(namespace: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(namespace, _CLONE_NEWNET):
        raise Impossible(f"setns: {os.strerror(ctypes.get_errno())}")


@contextmanager
def world() -> Iterator[World]:
    """Make a world and stand in its shared part; what is started stands there too.

    Raises Impossible without root and where the kernel has no namespaces.
    """
    if os.geteuid():
        raise Impossible("network namespaces need root")
    made = World(str(os.getpid()))
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    try:
        made.make()
        shared = os.open(NAMESPACES / made.of("shared"), os.O_RDONLY)
        _enter(shared)
        os.close(shared)
        yield made
    finally:
        _enter(home)
        os.close(home)
        made.unmake()


# ---- the proxies of the guide


def _of_guide(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", GUIDE.read_text(), re.S | re.M)
    assert found, f"docs/scaling.md has no part for {language}"
    return found.group(1)


def _adapted(text: str, changes: dict[str, str]) -> str:
    """Return a sample with the addresses of this world in it; nothing else changes."""
    for theirs, ours in changes.items():
        assert theirs in text, f"docs/scaling.md says no more: {theirs}"
        text = text.replace(theirs, ours)
    return text


def _upstreams(here: World) -> dict[str, str]:
    return {
        f"10.0.0.{11 + place}:{WEB_PORT}": f"{here.address(host)}:{WEB_PORT}"
        for place, host in enumerate(HOSTS)
    }


def nginx(here: World, folder: Path, port: int) -> tuple[str, ...]:
    """Write what the guide says for nginx; return the command that runs it."""
    changes = _upstreams(here) | {
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port};",
        "server_name table.example;": "server_name 127.0.0.1;",
        "ssl_certificate /etc/ssl/table.example.pem;": "",
        "ssl_certificate_key /etc/ssl/private/table.example.key;": "",
        # A port that is not the usual one is part of the name, and there is no TLS.
        "Host $host;": "Host $http_host;",
        "X-Forwarded-Proto https;": "X-Forwarded-Proto http;",
    }
    site = _adapted(_of_guide("nginx"), changes)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = (
        f"user root;\nworker_processes 1;\npid {folder}/nginx.pid;\n"
        f"error_log {folder}/error.log;\nevents {{ worker_connections 2048; }}\n"
        f"http {{\naccess_log off;\n{temporary}"
        f"proxy_cache_path {folder}/cache keys_zone=static:1m;\n{site}}}\n"
    )
    (folder / "nginx.conf").write_text(whole)
    return ("nginx", "-c", str(folder / "nginx.conf"), "-g", "daemon off;")


def caddy(here: World, folder: Path, port: int) -> tuple[str, ...]:
    """Write what the guide says for Caddy; return the command that runs it."""
    changes = _upstreams(here) | {"table.example {": f"http://127.0.0.1:{port} {{"}
    options = f"{{\n\tadmin off\n\tstorage file_system {folder}/caddy\n}}\n"
    (folder / "Caddyfile").write_text(options + _adapted(_of_guide("caddy"), changes))
    words = ("--config", str(folder / "Caddyfile"), "--adapter", "caddyfile")
    return ("caddy", "run", *words)


PROXIES = {"nginx": nginx, "caddy": caddy}


class HostsApart(SpreadEstate):
    """The house spread over two namespaces, behind a proxy; the rest is shared."""

    listens_on = "0.0.0.0"
    gate_hosts: Sequence[str] = (SHARED,)

    def __init__(self, here: World, proxy: str, *, server: str = "") -> None:
        """Take the proxy `nginx` or `caddy`. Raises Impossible where there is none."""
        if shutil.which(proxy) is None:
            raise Impossible(f"there is no {proxy} on PATH: apt-get install {proxy}")
        super().__init__(PostgresStore.name, server=server)
        self.world, self._proxy_name = here, proxy
        port = free_port("127.0.0.1", 0)
        # Whoever asks for a web asks the proxy.
        self.ports |= dict.fromkeys(WEBS, port)

    def _wire(self) -> None:
        super()._wire()
        mailbox = f"127.0.0.1:{self.ports['mailbox']}"
        made = self.proxy.ask(
            do="listen", name="mailbox", to=mailbox, host=self.listens_on
        )
        self._mailbox_port = made["port"]

    def environment(self, who: str) -> dict[str, str]:
        """Return the settings of a program on its host: shared parts by address."""
        found = super().environment(who)
        shared = ("DATABASE_URL", "REDIS_URL", "STRIPE_API_BASE")
        found |= {name: found[name].replace("127.0.0.1", SHARED) for name in shared}
        mail = f"smtp://{SHARED}:{self._mailbox_port}"
        return found | {"EMAIL_URL": mail, "TRUSTED_PROXIES": "1"}

    def _host_of(self, name: str) -> str:
        return next(host for host, programs in HOSTS.items() if name in programs)

    def _web(self, name: str) -> Program:
        host = self._host_of(name)
        words = (ARMED, "flashsale.web_server", "--host", "0.0.0.0")
        address = self.world.address(host)
        return self._on_its_host(
            self._program(
                name,
                (*words, "--port", str(WEB_PORT)),
                lambda: is_healthy(WEB_PORT, address),
            )
        )

    def worker(self, name: str) -> Program:
        """Return a worker of this name, on its host."""
        return self._on_its_host(super().worker(name))

    def _on_its_host(self, program: Program) -> Program:
        within = self.world.within(self._host_of(program.name))
        return replace(program, command=(*within, *program.command))

    def _programs(self) -> tuple[Program, ...]:
        folder = self.folder / self._proxy_name
        folder.mkdir()
        port = self.ports[WEBS[0]]
        proxy = Program(
            name=self._proxy_name,
            command=PROXIES[self._proxy_name](self.world, folder, port),
            environ={**os.environ, "HOME": str(folder)},
            log=self.home / "logs" / f"{self._proxy_name}.log",
            is_ready=lambda: listens(port),
            dies_by=signal.SIGTERM,
        )
        return (*super()._programs(), proxy)

    def begin(self, what: str) -> Span:
        """Note that a part is not itself; who asks for a web may come to either."""
        span = super().begin(what)
        span.also = WEBS if what in WEBS else ()
        return span
