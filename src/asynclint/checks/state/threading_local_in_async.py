"""A thread-local value in async code: all tasks of the loop share one thread, and so the value."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.rule import Context, Rule
from asynclint.syntax import within

_LOCALS = frozenset({"threading.local", "_thread._local", "_threading_local.local"})


def check(function: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    told: set[str] = set()
    for node in _in_order(function):
        if not isinstance(node.value, (ast.Name, ast.Attribute)):
            continue
        spelled = ast.unparse(node.value)
        if spelled in told or not _is_thread_local(node.value, ctx):
            continue
        told.add(spelled)
        yield ctx.finding(
            node,
            f"all tasks of the event loop run in one thread and share `{spelled}`, so each sees "
            "what another put there; use `contextvars.ContextVar`",
        )


def _in_order(function: ast.AsyncFunctionDef) -> list[ast.Attribute]:
    found = [node for node in within(function, leaves=False) if isinstance(node, ast.Attribute)]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def _is_thread_local(owner: ast.expr, ctx: Context) -> bool:
    values = list(_values(owner, ctx))
    calls = [value for value in values if isinstance(value, ast.Call)]
    return bool(values) and len(calls) == len(values) and all(
        ctx.name(call.func) in _LOCALS for call in calls
    )


def _values(owner: ast.expr, ctx: Context) -> Iterator[ast.expr | None]:
    """What a name, or an attribute of `self`, is bound to."""
    match owner:
        case ast.Name():
            found = ctx.scopes.binding(owner)
            yield from (binding.value for binding in found[1]) if found else ()
        case ast.Attribute(value=ast.Name() as me, attr=attribute):
            cls = ctx.scopes.own_class(me)
            for node in ast.walk(cls) if cls else ():
                match node:
                    case ast.Assign(targets=[ast.Attribute(attr=name)], value=value):
                        if name == attribute:
                            yield value
                    case ast.Assign(targets=[ast.Name(id=name)], value=value):
                        if name == attribute and cls and node in cls.body:
                            yield value


RULE = Rule(
    code="ASL516",
    name="threading-local-in-async",
    summary="a thread-local value in async code, where all tasks share it",
    group=Group.SUSPICIOUS,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("local",), ("async",)),
)
