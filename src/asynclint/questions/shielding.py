"""Awaits in clean-up code that a pending cancellation of AnyIO or Trio ends at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asynclint import knowledge
from asynclint.questions.bodies import body_of, is_stub
from asynclint.questions.cancellation import is_shield
from asynclint.questions.task_groups import makes_group
from asynclint.rule import Context
from asynclint.syntax import within

_WAITING = (ast.AsyncFor, ast.AsyncWith, ast.Yield)
_CLEAN = frozenset(knowledge.table("cancellation")["clean_awaits"])


def is_level_triggered(ctx: Context) -> bool:
    """Whether a file uses AnyIO or Trio, which cancel every await of a cancelled task; where it
    imports no async library, whether the setting `async-library` names one of them."""
    spoken = ctx.libraries or {ctx.options.async_library}
    return not spoken.isdisjoint(("anyio", "trio"))


def unshielded(body: Sequence[ast.stmt], ctx: Context) -> Iterator[ast.expr]:
    """What in some clean-up statements waits without a shield around it: awaits, and what
    `async for` and `async with` are given."""
    if any(_sets_shield(node) for statement in body for node in within(statement)):
        return
    for statement in body:
        yield from _waits(statement, ctx)


def _waits(node: ast.AST, ctx: Context) -> Iterator[ast.expr]:
    stack: list[ast.AST] = [node]
    while stack:
        current = stack.pop()
        match current:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda() | ast.ClassDef():
                continue
            case ast.With() | ast.AsyncWith() if is_shield(current):
                continue
            case ast.Await(value=value) if not (_is_clean(value) or _does_all(value, ctx)):
                yield current
            case ast.AsyncFor(iter=source):
                yield source
            case ast.AsyncWith(items=[first, *_]) if not makes_group(first.context_expr, ctx):
                yield first.context_expr
        stack.extend(reversed(list(ast.iter_child_nodes(current))))


def _is_clean(awaited: ast.expr) -> bool:
    match awaited:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            if name in _CLEAN:
                return not (name == "aclose" and awaited.args)
            return "shield" in name or any(each.arg == "shield" for each in awaited.keywords)
    return False


def _does_all(awaited: ast.expr, ctx: Context) -> bool:
    """Whether a function of the project does its work under cancellation, too: it speaks of a
    shield, or awaits nothing but what is clean itself. One that awaits nothing at all may be
    there for subclasses to fill, but where it is called by its name or on `self`."""
    if not isinstance(awaited, ast.Call):
        return False
    found = ctx.definition(awaited.func)
    function = body_of(found, ctx) if found else None
    if not isinstance(function, ast.AsyncFunctionDef) or is_stub(function):
        return False
    nodes = list(within(function))
    if any(_sets_shield(node) or is_shield(node) for node in nodes):
        return True
    waits = [node.value for node in nodes if isinstance(node, ast.Await)]
    if any(isinstance(node, _WAITING) for node in nodes):
        return False
    return all(map(_is_clean, waits)) if waits else _is_own(awaited.func)


def _is_own(function: ast.expr) -> bool:
    match function:
        case ast.Name() | ast.Attribute(value=ast.Name(id="self")):
            return True
    return False


def _sets_shield(node: ast.AST) -> bool:
    """`scope.shield = True`: somebody thought of it."""
    match node:
        case ast.Assign(targets=[ast.Attribute(attr="shield")]):
            return True
    return False
