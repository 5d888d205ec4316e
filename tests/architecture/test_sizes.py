"""A file has one job: its size, the size of its functions, and what they say."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
LARGEST_FILE = 400
LARGEST_FUNCTION = 60
# What Alembic writes is kept as it writes it.
AS_WRITTEN = "migrations/versions/"


def _sources() -> dict[str, str]:
    paths = [*ROOT.glob("*.py")]
    for folder in ("flashsale", "migrations", "tests", "bench"):
        paths += (ROOT / folder).rglob("*.py")
    names = {path.relative_to(ROOT).as_posix(): path for path in sorted(paths)}
    return {
        name: path.read_text()
        for name, path in names.items()
        if not name.startswith(AS_WRITTEN)
    }


SOURCES = _sources()
TREES = {name: ast.parse(text) for name, text in SOURCES.items()}
HOUSE = [name for name in SOURCES if name.startswith("flashsale/")]


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_too_long() -> None:
    lengths = {name: len(text.splitlines()) for name, text in SOURCES.items()}
    assert {n for n, length in lengths.items() if length > LARGEST_FILE} == set()


def test_no_function_is_too_long() -> None:
    lengths = {
        f"{name}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for name, tree in TREES.items()
        for node in _functions(tree)
    }
    too_long = {n: length for n, length in lengths.items() if length > LARGEST_FUNCTION}
    assert too_long == {}


def test_every_file_says_what_it_is_for() -> None:
    assert [
        name
        for name, tree in TREES.items()
        if SOURCES[name] and not ast.get_docstring(tree)
    ] == []


def test_an_init_is_a_docstring() -> None:
    for name in HOUSE:
        if name.endswith("/__init__.py"):
            (only,) = TREES[name].body
            assert isinstance(only, ast.Expr), name


def _said_nothing(tree: ast.Module) -> Iterator[str]:
    # Those of a private class too: what it offers is read beside it.
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    for owner in (tree, *classes):
        for node in owner.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                if not ast.get_docstring(node):
                    yield node.name


def test_every_public_function_of_the_house_says_what_it_does() -> None:
    assert [f"{name}:{fn}" for name in HOUSE for fn in _said_nothing(TREES[name])] == []


def test_no_test_sets_how_many_examples_it_tries() -> None:
    allowed = {"tests/properties.py", "tests/architecture/test_sizes.py"}
    assert [
        name
        for name, text in SOURCES.items()
        if "max_examples" in text and name not in allowed
    ] == []
