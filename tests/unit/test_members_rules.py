"""The pure rules of the door: passwords, addresses, sessions, paths."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashsale.members.addresses import read_address
from flashsale.members.browsers import browser_name
from flashsale.members.next_path import next_path
from flashsale.members.password_rules import (
    LONGEST_PASSWORD,
    PasswordRefusal,
    common_passwords,
    refuse_password,
)
from flashsale.members.roles import Role
from flashsale.members.session_life import is_alive, touch_is_due

NOON = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("quatorze car. ", PasswordRefusal.TOO_SHORT),
        ("x" * (LONGEST_PASSWORD + 1), PasswordRefusal.TOO_LONG),
        ("motdepassemotdepasse", PasswordRefusal.TOO_COMMON),
        ("MotDePasse2026!!!", PasswordRefusal.TOO_COMMON),
        ("québecquébecquébec", PasswordRefusal.TOO_COMMON),
        ("Je t'aime je t'aime", PasswordRefusal.TOO_COMMON),
        ("aaaaaaaaaaaaaaaaaa", PasswordRefusal.TOO_COMMON),
        ("0123456789012345", PasswordRefusal.TOO_COMMON),
        ("azertyuiopqsdfgh", PasswordRefusal.TOO_COMMON),
        ("Bibiane Roy 1984!", PasswordRefusal.ABOUT_YOU),
        ("Roy Bibiane!! Roy", PasswordRefusal.ABOUT_YOU),
        ("Maison Rouge 2026", PasswordRefusal.ABOUT_YOU),
        ("un grille-pain à Rimouski", None),
        ("cheval soleil tuque mardi", None),
        ("               x7Kq", PasswordRefusal.TOO_COMMON),
        ("minuscules seulement", None),
    ],
)
def test_a_password_is_long_and_not_everybodys(
    password: str, refusal: PasswordRefusal | None
) -> None:
    about = ("Bibiane Roy", "bibiane.roy@example.org", "Maison Rouge")
    assert refuse_password(password, about) is refusal


def test_the_list_of_common_passwords_is_long_and_french_too() -> None:
    assert len(common_passwords()) >= 1_000
    assert {"motdepasse", "doudou", "azerty", "gohabsgo"} <= common_passwords()


@given(st.text(min_size=1, max_size=60))
def test_what_is_read_as_an_address_reads_the_same_again(raw: str) -> None:
    address = read_address(raw)
    if address is not None:
        again = read_address(address.canonical)
        assert again is not None
        assert again.canonical == address.canonical
        assert address.canonical == address.canonical.lower()
        assert not set("\r\n ") & set(address.canonical)


@given(
    st.from_regex(r"[a-z]{1,8}(\.[a-z0-9]{1,8})?", fullmatch=True),
    st.from_regex(r"[a-z]{2,10}\.(ca|com|org|quebec)", fullmatch=True),
)
def test_capitals_and_blanks_make_no_second_account(local: str, domain: str) -> None:
    plain = read_address(f"{local}@{domain}")
    shouted = read_address(f"  {local.upper()}@{domain.title()} ")
    assert plain is not None
    assert shouted is not None
    assert plain.canonical == shouted.canonical


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "personne",
        "a@b",
        "a@localhost",
        '"a b"@exemple.ca',
        "a@exemple.ca\nBcc: b@exemple.ca",
        "a@[127.0.0.1]",
        f"{'a' * 250}@exemple.ca",
    ],
)
def test_what_is_not_an_address_is_none(raw: str) -> None:
    assert read_address(raw) is None


@pytest.mark.parametrize(
    ("role", "idle"),
    [(Role.MEMBER, timedelta(days=14)), (Role.CURATOR, timedelta(minutes=30))],
)
def test_an_idle_session_ends_at_its_instant(role: Role, idle: timedelta) -> None:
    assert is_alive(NOON, NOON, role, NOON + idle - TICK)
    assert not is_alive(NOON, NOON, role, NOON + idle)


@pytest.mark.parametrize(
    ("role", "absolute"),
    [(Role.MEMBER, timedelta(days=90)), (Role.ADMINISTRATOR, timedelta(hours=12))],
)
def test_a_used_session_ends_all_the_same(role: Role, absolute: timedelta) -> None:
    end = NOON + absolute
    assert is_alive(NOON, end - TICK, role, end - TICK)
    assert not is_alive(NOON, end - TICK, role, end)


def test_a_visit_is_noted_once_in_a_while() -> None:
    five = timedelta(minutes=5)
    assert not touch_is_due(NOON, Role.CURATOR, NOON + five - TICK)
    assert touch_is_due(NOON, Role.CURATOR, NOON + five)
    assert not touch_is_due(NOON, Role.MEMBER, NOON + five)


@pytest.mark.parametrize(
    "raw",
    ["/", "/ventes/chaleur-tournante", "/panier?x=1", "/a-venir", "/compte"],
)
def test_a_path_of_ours_is_kept(raw: str) -> None:
    assert next_path(raw) == raw


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        "panier",
        "//exemple.ca",
        "/\\exemple.ca",
        "\\/exemple.ca",
        "https://exemple.ca",
        "javascript:alert(1)",
        "/panier\r\nSet-Cookie: a=b",
        "/panier#x",
        " /panier",
        "/\t/exemple.ca",
        "/x//exemple.ca",
        "/porte",
        "/sortir",
        "/i",
        "/i/abc",
        "/" + "a" * 2000,
    ],
)
def test_any_other_place_becomes_home(raw: str | None) -> None:
    assert next_path(raw) == "/"


@given(st.text(max_size=40))
def test_whatever_is_asked_one_stays_in_the_house(raw: str) -> None:
    path = next_path(raw)
    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))
    assert path.isprintable()


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140",
            "Edge, Windows",
        ),
        ("curl/8.5.0", "curl"),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_two_words(agent: str, name: str) -> None:
    assert browser_name(agent) == name
