"""The data folder: where things lie in it, its secret, and the record of a running
house."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from flashsale.kernel.errors import ConfigurationFault

MARKER = ".flashsale"
FOLDERS = ("run", "logs", "media", "mailbox", "valkey")


def make_folder(home: Path) -> None:
    """Make the data folder and its parts, private to their owner; repeatable."""
    fresh = not home.exists()
    home.mkdir(parents=True, exist_ok=True)
    if fresh:
        home.chmod(0o700)
    for name in FOLDERS:
        (home / name).mkdir(exist_ok=True)
    (home / MARKER).touch()


def folder_is_ours(home: Path) -> bool:
    """Whether the folder was made by `make_folder`, so that it may be emptied."""
    return (home / MARKER).is_file()


def kept_secret(home: Path) -> str:
    """Return the secret of this data folder, made at its first use, mode 600."""
    path = home / "secret"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
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


def record_path(home: Path) -> Path:
    """Return where a running supervisor says how its house is reached."""
    return home / "run" / "house.json"


def record_endpoints(home: Path, pid: int, settings: Mapping[str, str]) -> None:
    """Write the record of a running house, whole or not at all, mode 600.

    settings: by field name of `Settings`, as text; it may hold secrets.
    """
    path = record_path(home)
    draft = path.with_suffix(f".{pid}")
    draft.touch(mode=0o600)
    record = {"pid": pid, "settings": dict(settings)}
    draft.write_text(json.dumps(record, indent=1), encoding="utf-8")
    draft.replace(path)


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
