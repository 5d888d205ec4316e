"""The network of the suite is closed, and says so."""

import smtplib
import socket
from collections.abc import Iterator

import pytest

from tests.network import StraySocket, strays


@pytest.fixture(autouse=True)
def _tried_on_purpose() -> Iterator[None]:
    yield
    strays.clear()


@pytest.mark.parametrize(
    "address", [("192.0.2.1", 443), ("127.0.0.1", 6379), ("::1", 5432)]
)
def test_a_socket_that_leaves_is_refused(address: tuple[str, int]) -> None:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as leaving, pytest.raises(StraySocket):
        leaving.connect(address)
    assert len(strays) == 1


def test_a_stray_letter_is_refused() -> None:
    with pytest.raises(StraySocket):
        smtplib.SMTP("localhost")
    with pytest.raises(StraySocket):
        smtplib.SMTP("mail.example.org", 2525)
    assert len(strays) == 2


def test_what_a_test_started_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()):
            assert strays == []
