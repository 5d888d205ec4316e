"""Jobs of the fault tests, by what they leave behind."""

from pathlib import Path


def leave_a_mark(path: str) -> None:
    with Path(path).open("a") as book:
        book.write("done\n")


def fail() -> None:
    raise RuntimeError("this job fails, as it should")
