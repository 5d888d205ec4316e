"""What an application is compiled from is compiled once, not once for each test."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


class _CompiledTemplates(FileSystemBytecodeCache):
    """Keeps compiled templates apart by all that decides what they compile to.

    Filters and their constants are part of what is compiled: the folder must not
    outlive the program, hence one for each run.
    """

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Return the place of a template compiled the way of this environment."""
        way = (
            environment.trim_blocks,
            environment.lstrip_blocks,
            sorted(environment.extensions),
            sorted(environment.filters),
            getattr(environment, "newstyle_gettext", False),
        )
        return super().get_bucket(environment, f"{name} {way}", filename, source)


class _CompiledRule(Rule):
    """A route whose two builders of addresses are shared by all equal routes."""

    _builders: dict[str, Callable[..., Any]] = {}  # noqa: RUF012 - shared on purpose

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., Any]:
        kinds = {name: type(kind) for name, kind in self._converters.items()}
        same = f"{self._trace} {kinds} {self.defaults} {append_unknown}"
        if same not in self._builders:
            self._builders[same] = super()._compile_builder(append_unknown)
        return self._builders[same]


def keep_compiled(folder: Path) -> None:
    """Let the applications made from now on share what they compile.

    folder: where templates are kept, of this run and shared by its processes.
    """
    folder.mkdir(exist_ok=True)
    Flask.jinja_options = {"bytecode_cache": _CompiledTemplates(str(folder))}
    Flask.url_rule_class = _CompiledRule
