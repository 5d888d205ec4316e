"""Each rendered name has a file, each file its package; templates hold no logic."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
LARGEST = 120
SHARED = ("_layout.html", "_desk.html", "_macros/", "errors/")

FILES = sorted(
    path.relative_to(TEMPLATES).as_posix()
    for path in TEMPLATES.rglob("*")
    if path.is_file()
)


def rendered() -> dict[str, set[str]]:
    """Return the template names written in the code, and who writes them."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "flashsale").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if re.fullmatch(r"\w[\w/-]*\.(html|txt|xml)", node.value):
                    package = path.relative_to(ROOT / "flashsale").parts[0]
                    found.setdefault(node.value, set()).add(package)
    return found


RENDERED = rendered()


def test_a_rendered_name_has_a_file_of_its_package() -> None:
    for name, packages in RENDERED.items():
        if "/" not in name:
            continue
        assert name in FILES, f"{packages} render {name}, which is not there"
        owner = name.split("/")[0]
        if owner not in ("errors", "mail"):
            assert packages <= {owner}, f"{packages} render {name}"


def test_a_file_is_rendered_or_a_partial() -> None:
    assert [
        name
        for name in FILES
        if name not in RENDERED
        and not name.rsplit("/", 1)[-1].startswith("_")
        and not name.startswith((*SHARED, "mail/"))
        and not name.endswith(".typ")
    ] == []


def test_a_template_is_short_and_without_inline_style() -> None:
    for name in FILES:
        text = (TEMPLATES / name).read_text()
        assert len(text.splitlines()) <= LARGEST, name
        if name.startswith("mail/"):
            continue
        assert not re.search(r"\sstyle=", text), name
        assert not re.search(r"\son[a-z]+=", text), name
        assert "<script>" not in text, name
        assert "|safe" not in text.replace(" ", ""), f"{name}: mark safe where made"
