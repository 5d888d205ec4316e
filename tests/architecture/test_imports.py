"""Dependencies point down: every file is parsed, a broken rule or a cycle fails."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "flashsale"

# The floors of the house; a package imports from its own floor downwards only where
# `BELOW` says so. Top-level modules of `flashsale` are listed with the floor they have.
BELOW: dict[str, set[str]] = {
    "kernel": set(),
    "members": {"kernel"},
    "catalogue": {"kernel", "members"},
    "mail": {"kernel", "members"},
    "sales": {"kernel", "members", "catalogue", "mail"},
    "credit": {"kernel", "members", "mail"},
    "promotions": {"kernel", "members", "catalogue", "mail", "sales"},
    "orders": {
        "kernel",
        "members",
        "catalogue",
        "mail",
        "sales",
        "credit",
        "promotions",
    },
    "invites": {"kernel", "members", "catalogue", "mail", "sales", "orders"},
    "editorial": {"kernel", "members", "catalogue", "mail", "sales", "orders"},
    "storefront": {
        "kernel",
        "members",
        "catalogue",
        "mail",
        "sales",
        "orders",
        "invites",
        "editorial",
    },
}
# An edge speaks with Flask, RQ or the running house; everything else is below it.
MARKS_OF_AN_EDGE = (
    "flask",
    "werkzeug",
    "wtforms",
    "rq",
    "flashsale.runtime",
    "flashsale.job_runtime",
    "flashsale.web",
)
STDLIB_ONLY = {"kernel"}


def modules() -> dict[str, Path]:
    """Return every module of the house by its dotted name."""
    found = {}
    for path in sorted(HOUSE.rglob("*.py")):
        parts = list(path.relative_to(ROOT).with_suffix("").parts)
        if parts[-1] == "__init__":
            parts.pop()
        found[".".join(parts)] = path
    return found


MODULES = modules()


def imports_of(name: str) -> set[str]:
    """Return the modules of the house that a module imports, at any depth of code."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in MODULES else node.module)
    return found


IMPORTS = {name: imports_of(name) for name in MODULES}


def package_of(name: str) -> str:
    """Return `sales` for `flashsale.sales.holds`, `db` for `flashsale.db`."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 else ""


def edges() -> set[str]:
    """Return the modules that speak with the outside, or lean on one that does."""
    found = {
        name
        for name, imported in IMPORTS.items()
        for one in imported
        for mark in MARKS_OF_AN_EDGE
        if one == mark or one.startswith((f"{mark}.", f"{mark}_"))
    }
    grown = 0
    while grown != len(found):
        grown = len(found)
        found |= {name for name, imported in IMPORTS.items() if imported & found}
    return found


EDGES = edges()
IN_PACKAGES = [name for name in MODULES if package_of(name) in BELOW]


@pytest.mark.parametrize("name", IN_PACKAGES)
def test_a_package_knows_only_those_below_it(name: str) -> None:
    own = package_of(name)
    for imported in IMPORTS[name]:
        other = package_of(imported) if imported.startswith("flashsale") else ""
        if other in BELOW and other != own:
            assert other in BELOW[own], f"{name} imports {imported}"


@pytest.mark.parametrize("name", IN_PACKAGES)
def test_nobody_imports_another_packages_rows(name: str) -> None:
    for imported in IMPORTS[name]:
        if imported.endswith(".models"):
            assert package_of(imported) == package_of(name), f"{name}: {imported}"


@pytest.mark.parametrize(
    "name", [name for name in MODULES if package_of(name) in STDLIB_ONLY]
)
def test_the_kernel_needs_the_standard_library_alone(name: str) -> None:
    import sys

    for imported in IMPORTS[name]:
        top = imported.split(".")[0]
        assert top in sys.stdlib_module_names or imported.startswith(
            "flashsale.kernel"
        ), f"{name} imports {imported}"


def test_no_module_is_part_of_a_cycle() -> None:
    state: dict[str, int] = {}
    trail: list[str] = []

    def visit(name: str) -> None:
        state[name] = 1
        trail.append(name)
        for imported in sorted(IMPORTS[name] & MODULES.keys()):
            if state.get(imported) == 1:
                raise AssertionError(" -> ".join([*trail, imported]))
            if imported not in state:
                visit(imported)
        trail.pop()
        state[name] = 2

    for name in MODULES:
        if name not in state:
            visit(name)
    assert len(state) == len(MODULES)


@pytest.mark.parametrize("name", IN_PACKAGES)
def test_an_edge_holds_no_sql(name: str) -> None:
    if name in EDGES:
        for imported in IMPORTS[name]:
            assert not imported.startswith("sqlalchemy"), f"{name} imports {imported}"
            assert not imported.endswith(".models"), f"{name} imports {imported}"


@pytest.mark.parametrize("name", list(MODULES))
def test_an_init_is_a_docstring(name: str) -> None:
    path = MODULES[name]
    if path.name == "__init__.py":
        body = ast.parse(path.read_text()).body
        assert len(body) == 1
        assert isinstance(body[0], ast.Expr)


@pytest.mark.parametrize("name", list(MODULES))
def test_a_file_has_one_job(name: str) -> None:
    assert len(MODULES[name].read_text().splitlines()) <= 400
    tree = ast.parse(MODULES[name].read_text())
    assert ast.get_docstring(tree), f"{name} does not say what it is for"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= 60, f"{name}.{node.name}: {length} lines"
            public = not node.name.startswith("_")
            nested = node not in tree.body and not any(
                isinstance(parent, ast.ClassDef)
                and not parent.name.startswith("_")
                and node in parent.body
                for parent in ast.walk(tree)
            )
            if public and not nested:
                assert ast.get_docstring(node), f"{name}.{node.name} says nothing"


@pytest.mark.parametrize("name", list(MODULES))
def test_no_module_is_named_for_nothing(name: str) -> None:
    last = name.rsplit(".", 1)[-1]
    assert not {"utils", "helpers", "common", "manager"} & set(last.split("_"))


@pytest.mark.parametrize("name", IN_PACKAGES)
def test_the_present_comes_from_the_work(name: str) -> None:
    text = MODULES[name].read_text()
    if package_of(name) == "kernel":
        return
    assert "datetime.now(" not in text
    assert "time.time(" not in text
    assert "os.environ" not in text
