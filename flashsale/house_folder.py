"""The data folder: where things lie in it, its secret, and the record of a running
house."""

import json
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from flashsale.kernel.errors import ConfigurationFault

MARKER = ".flashsale"
FOLDERS = ("run", "logs", "media", "mailbox", "valkey")


def make_folder(home: Path) -> None:
    """Make the data folder and its parts; repeatable.

    Only a folder that was new or empty is marked as ours, so that `empty_folder` never
    touches one that held something else before.
    """
    if not home.exists():
        home.mkdir(parents=True)
        home.chmod(0o700)
    if not any(home.iterdir()):
        (home / MARKER).touch()
    for name in FOLDERS:
        (home / name).mkdir(exist_ok=True)


def refuse_foreign(home: Path) -> None:
    """Raise ConfigurationFault for a folder that holds what is not the house's."""
    if home.exists() and any(home.iterdir()) and not (home / MARKER).is_file():
        raise ConfigurationFault(
            f"{home} held other things before the house came: empty it by hand, or "
            "give another folder with --data"
        )


def empty_folder(home: Path) -> None:
    """Remove everything the house kept, and make the folder anew.

    The lock of the running supervisor stays. Raises ConfigurationFault when the folder
    was not made by `make_folder`.
    """
    refuse_foreign(home)
    for entry in home.iterdir():
        if entry.name in (MARKER, "run"):
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    make_folder(home)


def kept_secret(home: Path) -> str:
    """Return the secret of this data folder, made at its first use, mode 600."""
    path = home / "secret"
    if not path.exists():
        make_folder(home)
        draft = home / f".secret-{os.getpid()}-{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32), encoding="ascii")
        try:
            # A link never replaces: of two processes that start at once, one wins.
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationFault(f"{path} cannot be read: {error}") from error


def kept_port(home: Path, name: str) -> int:
    """Return the port a program of this folder had last, 0 when none is known."""
    try:
        return int(_port_file(home, name).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def keep_port(home: Path, name: str, port: int) -> None:
    """Remember the port of a program: pages left open in a browser find it again."""
    path = _port_file(home, name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(str(port), encoding="ascii")


def _port_file(home: Path, name: str) -> Path:
    return home / name / "port"


def record_path(home: Path) -> Path:
    """Return where a running supervisor says how its house is reached."""
    return home / "run" / "house.json"


def record_endpoints(home: Path, settings: Mapping[str, str]) -> None:
    """Write the record of this process's house, whole or not at all, mode 600.

    settings: by field name of `Settings`, as text; it may hold secrets.
    """
    path = record_path(home)
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    record = {"pid": os.getpid(), "settings": dict(settings)}
    draft.write_text(json.dumps(record, indent=1), encoding="utf-8")
    draft.replace(path)


def forget_endpoints(home: Path) -> None:
    """Remove the record: the house is closing."""
    record_path(home).unlink(missing_ok=True)


def live_endpoints(home: Path) -> dict[str, str]:
    """Return what the supervisor that runs on this folder recorded, or nothing.

    The record counts only while its supervisor lives.
    """
    try:
        record = json.loads(record_path(home).read_text(encoding="utf-8"))
        pid = int(record["pid"])
        if pid == os.getpid():
            return {}
        os.kill(pid, 0)
        return {str(name): str(text) for name, text in record["settings"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
