"""A fixture that returns from inside `with`: the test gets what is already closed or undone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.fixtures import fixture, handed_over, returns, yield_instead
from asynclint.questions.replacements import configures_only, hands_replacement
from asynclint.questions.transactions import lost_on_exit
from asynclint.rule import Context, Rule
from asynclint.syntax import Function, within


def check(node: Function, ctx: Context) -> Iterator[Finding]:
    found = fixture(node, ctx) if node.decorator_list else None
    if found is None or not found.ends_nothing:
        return
    blocks = [n for n in within(node, leaves=False) if isinstance(n, (ast.With, ast.AsyncWith))]
    inside = [(block, _returns(block)) for block in blocks]
    if not any(statements for _, statements in inside):
        return
    for statement in returns(node):
        around = [block for block, statements in inside if statement in statements]
        broken = next(_broken(statement, around, ctx), "")
        if broken:
            message = f"leaving `with` by `return` {broken}; `yield` instead"
            yield ctx.finding(statement, message, fix=yield_instead(statement, node, ctx))


def _returns(block: ast.With | ast.AsyncWith) -> list[ast.Return]:
    inside = (n for statement in block.body for n in within(statement, leaves=False))
    return [n for n in inside if isinstance(n, ast.Return)]


def _broken(
    statement: ast.Return, blocks: list[ast.With | ast.AsyncWith], ctx: Context
) -> Iterator[str]:
    """What the end of each block around a `return` does to what it hands over."""
    table = knowledge.table("fixtures")
    assert statement.value is not None
    handed = list(handed_over(statement.value, ctx))
    for block in blocks:
        for item in block.items:
            call = item.context_expr
            manager = ctx.name(call.func if isinstance(call, ast.Call) else call)
            if not manager:
                continue
            name = _entered(item, ctx)
            if manager in table["closed"] and any(_is(part, name) for part in handed):
                yield f"closes `{name}` before the test gets it"
            elif manager in table["deleted"] and any(
                _is_path(part, name, call, ctx) for part in handed
            ):
                yield f"deletes what `{name}` names before the test gets it"
            elif (
                manager in table["undone"]
                and hands_replacement(handed, item, block, ctx)
                and configures_only(block, handed, ctx)
            ):
                yield f"undoes `{ctx.shown(call)}` before the test runs"
            else:
                yield from lost_on_exit(item, block, handed, ctx)


def _entered(item: ast.withitem, ctx: Context) -> str:
    """The `as` name of an item when nothing else is bound to it; else ""."""
    name = item.optional_vars
    return name.id if isinstance(name, ast.Name) and ctx.scopes.only_binding(name) else ""


def _is(part: ast.expr, name: str) -> bool:
    return isinstance(part, ast.Name) and part.id == name


def _is_path(part: ast.expr, name: str, manager: ast.expr, ctx: Context) -> bool:
    """Whether a value is the thing itself, or a path to it or below it."""
    match part:
        case ast.Name(id=found):
            return found == name
        case ast.Attribute(value=ast.Name(id=found), attr="name"):
            return found == name and not _stays(manager)
        case ast.Call(func=function, args=[*arguments]) if ctx.name(function) in _paths():
            return any(_is_path(argument, name, manager, ctx) for argument in arguments)
        case ast.BinOp(left=left, op=ast.Div()):
            return _is_path(left, name, manager, ctx)
    return False


def _stays(manager: ast.expr) -> bool:
    """`delete=False`, or anything else but True, may leave the file where it is."""
    keywords = manager.keywords if isinstance(manager, ast.Call) else []
    return any(keyword.arg in ("delete", "delete_on_close", None) for keyword in keywords)


def _paths() -> list[str]:
    paths: list[str] = knowledge.table("fixtures")["paths"]
    return paths


RULE = Rule(
    code="ASL701",
    name="fixture-returns-from-with",
    summary="a fixture returns from inside `with`, so tests get what is closed or undone",
    group=Group.CORRECTNESS,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    check=check,
    mentions=(("*fixture*",), ("with",), ("return",)),
    fix="unsafe",
)
