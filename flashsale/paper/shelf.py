"""The shelf of the files: each under the hash of its bytes, written once."""

import hashlib
import os
import secrets
from pathlib import Path


class Shelf:
    """A folder of files that never change."""

    def __init__(self, folder: Path) -> None:
        """Use a folder; it is made at the first file."""
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep some bytes, whole or not at all, and return their hash."""
        digest = digest_of(content)
        path = self._path(digest)
        if self.get(digest) is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".{digest}-{secrets.token_hex(4)}")
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.chmod(0o440)
            draft.replace(path)
        return digest

    def get(self, digest: str) -> bytes | None:
        """Return the bytes of a hash; None when they are away, or are not those."""
        try:
            content = self._path(digest).read_bytes()
        except OSError:
            return None
        return content if digest_of(content) == digest else None

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / f"{digest}.pdf"


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of some bytes, in hex."""
    return hashlib.sha256(content).hexdigest()
