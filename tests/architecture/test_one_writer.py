"""Stock has one writer: every file but `sales/claims.py` is refused a change of it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "flashsale"
WRITER = HOUSE / "sales" / "claims.py"
FILES = [path for path in sorted(HOUSE.rglob("*.py")) if path != WRITER]
COUNTS = {"held", "sold", "offered", "claimed", "allowed"}
ROWS = {"Lot", "MemberClaim", "StockMove"}
# A lot is made with its allotment and taken off a draft; nothing else touches its row.
WRITES = {"update": ROWS, "insert": ROWS, "delete": {"MemberClaim", "StockMove"}}
SQL = re.compile(
    r"\b(UPDATE|INSERT\s+INTO|DELETE\s+FROM)\s+\"?(lot|member_claim|stock_move)\b",
    re.IGNORECASE,
)


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def writes(tree: ast.AST) -> Iterator[str]:
    """Yield each place of a module that could change stock, with its line."""
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in COUNTS:
                    yield f"{line}: .{target.attr} ="
        elif isinstance(node, ast.Call):
            called, first = _name(node.func), _name(node.args[0]) if node.args else ""
            given = {keyword.arg for keyword in node.keywords} & COUNTS
            if called in WRITES and first in WRITES[called]:
                yield f"{line}: {called}({first})"
            if called in {"values", *ROWS} and given:
                yield f"{line}: {called}({', '.join(sorted(map(str, given)))}=)"
            if called == "StockMove":
                yield f"{line}: StockMove()"
            if called == "setattr" and isinstance(node.args[1], ast.Constant):
                if node.args[1].value in COUNTS:
                    yield f"{line}: setattr"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if SQL.search(node.value):
                yield f"{line}: {node.value[:40]}"


def test_nobody_else_writes_stock() -> None:
    assert [
        f"{path.relative_to(HOUSE)}:{place}"
        for path in FILES
        for place in writes(ast.parse(path.read_text()))
    ] == []


@pytest.mark.parametrize(
    "code",
    [
        "lot.held -= 1",
        "lot.sold = lot.sold + 1",
        "session.execute(update(Lot).values(price_cents=1))",
        "session.execute(statement.values(held=Lot.held + 1))",
        "session.add(StockMove(id=1))",
        "session.execute(insert(MemberClaim).values(claimed=1))",
        "session.add(Lot(id=1, sold=4))",
        "setattr(lot, 'held', 0)",
        "connection.execute(text('UPDATE \"lot\" SET held = 0'))",
        "connection.execute(text('delete from stock_move'))",
    ],
)
def test_the_control_is_found(code: str) -> None:
    assert list(writes(ast.parse(code)))


def test_no_count_skips_a_row_that_is_locked() -> None:
    """What is locked is counted all the same: nothing of the house skips it."""
    skips = re.compile(r"skip[_ ]locked", re.IGNORECASE)
    assert [
        str(path.relative_to(HOUSE))
        for path in (*FILES, WRITER)
        if skips.search(path.read_text())
    ] == []
