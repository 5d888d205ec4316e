"""Small faults in the source of a module, each a tree of its own."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_COMPARES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
}
_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}
# What stands here is read by people and by the checker, not run.
_NOT_RUN = ("annotation", "returns", "decorator_list", "bases", "type_params")
Change = Callable[[ast.AST], str]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one fault. what: the fault, with its line."""

    what: str
    tree: ast.Module


def mutants(source: str) -> Iterator[Mutant]:
    """Give every mutant of a module, in the order of its lines; always the same."""
    tree = ast.parse(source)
    for place, (node, changes) in enumerate(_places(tree)):
        for number in range(len(changes)):
            changed = copy.deepcopy(tree)
            twin, again = list(_places(changed))[place]
            what = again[number](twin)
            line = getattr(node, "lineno", 0)
            yield Mutant(f"{line}: {what}", ast.fix_missing_locations(changed))


def _places(tree: ast.AST) -> Iterator[tuple[ast.AST, list[Change]]]:
    """Give the nodes of a tree that can be changed, each with its changes."""
    for node in _run(tree):
        if changes := _changes(node):
            yield node, changes


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """Walk through what is run."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in _NOT_RUN:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _run(child)


def _changes(node: ast.AST) -> list[Change]:
    match node:
        case ast.Compare(ops=[one]) if type(one) in _COMPARES:
            return [_compare]
        case ast.BinOp(op=one) if type(one) in _OPERATORS:
            return [_operator]
        case ast.AugAssign(op=one) if type(one) in _OPERATORS:
            return [_operator]
        case ast.Constant(value=bool()):
            return []
        case ast.Constant(value=int()):
            return [_more]
        case ast.BoolOp():
            return [_other_word]
        case ast.UnaryOp(op=ast.Not()):
            return [_without_not]
        case ast.If() | ast.IfExp():
            return [_negated]
        case ast.Call(func=ast.Name(id=name)) if name in _CALLS:
            return [_other_call]
    return []


def _compare(node: ast.AST) -> str:
    assert isinstance(node, ast.Compare)
    before = ast.unparse(node)
    node.ops = [_COMPARES[type(node.ops[0])]()]
    return f"{before} -> {ast.unparse(node)}"


def _operator(node: ast.AST) -> str:
    assert isinstance(node, ast.BinOp | ast.AugAssign)
    before = ast.unparse(node)
    node.op = _OPERATORS[type(node.op)]()
    return f"{before} -> {ast.unparse(node)}"


def _more(node: ast.AST) -> str:
    assert isinstance(node, ast.Constant)
    assert isinstance(node.value, int)
    node.value += 1
    return f"{node.value - 1} -> {node.value}"


def _other_word(node: ast.AST) -> str:
    assert isinstance(node, ast.BoolOp)
    before = ast.unparse(node)
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    return f"{before} -> {ast.unparse(node)}"


def _without_not(node: ast.AST) -> str:
    assert isinstance(node, ast.UnaryOp)
    before = ast.unparse(node)
    # Two of them are none.
    node.operand = ast.UnaryOp(ast.Not(), node.operand)
    return f"{before} -> its contrary"


def _negated(node: ast.AST) -> str:
    assert isinstance(node, ast.If | ast.IfExp)
    before = ast.unparse(node.test)
    node.test = ast.UnaryOp(ast.Not(), node.test)
    return f"if {before} -> if not"


def _other_call(node: ast.AST) -> str:
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    before = node.func.id
    node.func = ast.Name(_CALLS[before], ast.Load())
    return f"{before} -> {node.func.id}"
