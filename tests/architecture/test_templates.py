"""Each rendered name has a file, each file its package; templates hold no logic."""

import ast
import re
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("name", sorted(RENDERED))
def test_a_rendered_name_has_a_file_of_its_package(name: str) -> None:
    if "/" not in name:
        return
    assert name in FILES, f"{RENDERED[name]} render {name}, which is not there"
    owner = name.split("/")[0]
    if owner not in ("errors", "mail"):
        assert RENDERED[name] <= {owner}, f"{RENDERED[name]} render {name}"


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_rendered_or_a_partial(name: str) -> None:
    last = name.rsplit("/", 1)[-1]
    if last.startswith("_") or name.startswith((*SHARED, "mail/")):
        return
    assert name in RENDERED, f"nobody renders {name}"


@pytest.mark.parametrize("name", FILES)
def test_a_template_is_short_and_without_inline_style(name: str) -> None:
    text = (TEMPLATES / name).read_text()
    assert len(text.splitlines()) <= LARGEST
    if name.startswith("mail/"):
        return
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert "<script>" not in text
    assert "|safe" not in text.replace(" ", ""), "mark safe where it is made"
