"""Running tests on a house with one fault in it, in a program of its own.

`python -m tests.mutation.trial MODULE NUMBER TEST…` runs the tests with the mutant of
that number, or with the module as it is where the number is -1.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import CodeType, ModuleType

import pytest

from tests.mutation.mutants import mutants

ROOT = Path(__file__).parents[2]
AS_IT_IS = -1
# A fault that makes a test wait for ever is noticed too.
LONGEST_S = 240.0


class _Faulty(importlib.abc.Loader, importlib.abc.MetaPathFinder):
    """Loads one module from a tree instead of from its file."""

    def __init__(self, module: str, code: CodeType) -> None:
        self._module, self._code = module, code

    def find_spec(
        self, name: str, path: object, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self._module:
            return None
        file = str(file_of(name))
        return importlib.util.spec_from_loader(name, self, origin=file)

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = str(file_of(module.__name__))
        exec(self._code, module.__dict__)  # noqa: S102 - our own source


def file_of(module: str) -> Path:
    """Return where a module of the house stands."""
    return ROOT / Path(*module.split(".")).with_suffix(".py")


def is_noticed(module: str, number: int, tests: Sequence[str]) -> bool:
    """Return whether a test fails with a mutant, or never ends."""
    command = [sys.executable, "-m", __name__, module, str(number), *tests]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(LONGEST_S) != pytest.ExitCode.OK
    except subprocess.TimeoutExpired:
        return True
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def main(module: str, number: int, tests: Sequence[str]) -> int:
    """Run the tests on a mutant; return how they ended."""
    if number != AS_IT_IS:
        found = list(mutants(file_of(module).read_text()))
        code = compile(found[number].tree, str(file_of(module)), "exec")
        sys.meta_path.insert(0, _Faulty(module, code))
    return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *tests]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
