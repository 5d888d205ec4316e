"""The bytes of an import: counted as they are read, copied where they cannot seek."""

import io
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO


class Metered(io.RawIOBase):
    """A file that tells how many bytes were read of it, over all passes."""

    def __init__(self, source: BinaryIO, on_read: Callable[[int], None]) -> None:
        """Read from `source`, which can seek."""
        self._source = source
        self._on_read = on_read
        self._read = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be read again."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place."""
        return self._source.seek(offset, whence)

    def tell(self) -> int:
        """Return the place."""
        return self._source.tell()

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer`, and tell."""
        data = self._source.read(len(buffer))
        buffer[: len(data)] = data
        self._read += len(data)
        self._on_read(self._read)
        return len(data)


def spooled(source: BinaryIO, into: BinaryIO) -> Iterator[int]:
    """Copy a source that cannot seek into one that can; yield the bytes copied."""
    copied = 0
    while chunk := source.read(1 << 16):
        into.write(chunk)
        copied += len(chunk)
        yield copied
