"""Dependencies point down: every file is parsed, a broken rule or a cycle fails."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "flashsale"

# The floors of the house; a package imports from its own floor downwards only where
# `BELOW` says so. Top-level modules of `flashsale` are listed with the floor they have.
BELOW: dict[str, set[str]] = {
    "kernel": set(),
    "members": {"kernel"},
    "catalogue": {"kernel", "members"},
    "mail": {"kernel", "members"},
    "taxes": {"kernel", "members"},
    "shipping": {"kernel", "members"},
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
        "taxes",
        "shipping",
    },
    "paper": {
        "kernel",
        "members",
        "mail",
        "orders",
        "taxes",
    },
    "mandates": {
        "kernel",
        "members",
        "catalogue",
        "mail",
        "sales",
        "orders",
        "shipping",
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
        "mandates",
        "shipping",
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


def test_a_package_knows_only_those_below_it() -> None:
    upwards = [
        f"{name} imports {imported}"
        for name in IN_PACKAGES
        for imported in IMPORTS[name]
        if imported.startswith("flashsale")
        and package_of(imported) in BELOW
        and package_of(imported) not in BELOW[package_of(name)] | {package_of(name)}
    ]
    assert upwards == []


def test_nobody_imports_another_packages_rows() -> None:
    rows_of_others = [
        f"{name} imports {imported}"
        for name in IN_PACKAGES
        for imported in IMPORTS[name]
        if imported.endswith(".models") and package_of(imported) != package_of(name)
    ]
    assert rows_of_others == []


def test_the_kernel_needs_the_standard_library_alone() -> None:
    others = [
        f"{name} imports {imported}"
        for name in MODULES
        if package_of(name) in STDLIB_ONLY
        for imported in IMPORTS[name]
        if imported.split(".")[0] not in sys.stdlib_module_names
        and not imported.startswith("flashsale.kernel")
    ]
    assert others == []


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


def test_an_edge_holds_no_sql() -> None:
    with_sql = [
        f"{name} imports {imported}"
        for name in IN_PACKAGES
        if name in EDGES
        for imported in IMPORTS[name]
        if imported.startswith("sqlalchemy") or imported.endswith(".models")
    ]
    assert with_sql == []


def test_no_module_is_named_for_nothing() -> None:
    nothing = {"utils", "helpers", "common", "manager"}
    assert [
        name for name in MODULES if nothing & set(name.rsplit(".", 1)[-1].split("_"))
    ] == []


def test_the_present_comes_from_the_work() -> None:
    own_present = [
        f"{name}: {word}"
        for name in IN_PACKAGES
        if package_of(name) != "kernel"
        for word in ("datetime.now(", "time.time(", "os.environ")
        if word in MODULES[name].read_text()
    ]
    assert own_present == []
