"""The sockets of the house: one port, shared out, refused when taken, inherited."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from flashsale.kernel.errors import ConfigurationFault
from flashsale.listening import inherited_listeners, open_listeners, port_of

ROOT = Path(__file__).resolve().parents[2]
TELLS = """
import os
from flashsale.listening import inherited_listeners, port_of
print(port_of(inherited_listeners(os.environ)))
"""


def connects(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def test_connections_wait_before_anybody_serves() -> None:
    listeners = open_listeners("127.0.0.1", 0, 2)
    assert {listener.getsockname()[1] for listener in listeners} == {port_of(listeners)}
    port = port_of(listeners)
    assert connects(port)
    for listener in listeners:
        listener.close()
    assert not connects(port)


def test_the_body_of_an_answer_does_not_wait_for_the_browser() -> None:
    (listener,) = open_listeners("127.0.0.1", 0, 1)
    with socket.create_connection(("127.0.0.1", port_of((listener,)))):
        accepted, _ = listener.accept()
        # What is accepted has it from who listens: so it is on Linux.
        if sys.platform == "linux":
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        accepted.close()
    listener.close()


@pytest.mark.skipif(sys.platform != "linux", reason="one socket elsewhere")
def test_each_process_has_its_own_and_gets_its_share() -> None:
    listeners = open_listeners("127.0.0.1", 0, 2)
    clients = [
        socket.create_connection(("127.0.0.1", port_of(listeners))) for _ in range(64)
    ]
    shares = []
    for listener in listeners:
        listener.setblocking(False)
        shares.append(0)
        try:
            while True:
                listener.accept()[0].close()
                shares[-1] += 1
        except BlockingIOError:
            listener.close()
    for client in clients:
        client.close()
    assert sum(shares) == 64
    assert min(shares) > 0


def test_a_port_that_others_share_is_taken_all_the_same() -> None:
    first = open_listeners("127.0.0.1", 0, 1)
    try:
        with pytest.raises(ConfigurationFault, match=f"port {port_of(first)}.*--port"):
            open_listeners("127.0.0.1", port_of(first), 1)
    finally:
        first[0].close()


def test_a_socket_of_systemd_is_used() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        told = subprocess.run(
            [
                *("sh", "-c", 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" -c "$1"'),
                *(sys.executable, TELLS),
            ],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
            pass_fds=[3],
            preexec_fn=lambda: os.dup2(listener.fileno(), 3),
        )
        assert int(told.stdout) == listener.getsockname()[1]


def test_sockets_meant_for_another_process_are_left_alone() -> None:
    assert inherited_listeners({"LISTEN_PID": "1", "LISTEN_FDS": "1"}) == ()
    assert inherited_listeners({}) == ()
