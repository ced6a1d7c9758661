"""A thread-local value in async code: all tasks of the loop share one thread, and so the value."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.receivers import last_name
from asynclint.rule import Context, Rule

_LOCALS = frozenset({"threading.local", "_thread._local", "_threading_local.local"})


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if last_name(call.func, ctx) != "local" or ctx.name(call.func) not in _LOCALS:
        return
    statement = ctx.parent(call)
    told: set[ast.AST | None] = set()
    for use in _uses(statement, ctx) if isinstance(statement, (ast.Assign, ast.AnnAssign)) else ():
        function = ctx.function(use)
        if function in told or not ctx.in_async(use) or ctx.never_runs(use):
            continue
        told.add(function)
        yield ctx.finding(
            use,
            f"all tasks of the event loop run in one thread and share `{ctx.shown(use.value)}`, "
            "so each sees what another put there; use `contextvars.ContextVar`",
        )


def _uses(statement: ast.Assign | ast.AnnAssign, ctx: Context) -> list[ast.Attribute]:
    """Where the file reads or sets an attribute of what a statement assigns, in the order of
    the text: of a name, or of an attribute of `self` in the same class."""
    attributes = (node for node in ast.walk(ctx.source.tree) if isinstance(node, ast.Attribute))
    found = [node for node in attributes if _is_assigned(node.value, statement, ctx)]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def _is_assigned(
    owner: ast.expr, statement: ast.Assign | ast.AnnAssign, ctx: Context
) -> bool:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    match owner, targets:
        case ast.Name(id=name), [ast.Name(id=own)] if name == own:
            found = ctx.scopes.binding(owner)
            return found is not None and [each.node for each in found[1]] == [statement]
        case ast.Attribute(value=ast.Name() as me, attr=name), [ast.Attribute(attr=own) as target]:
            if name != own or not isinstance(target.value, ast.Name):
                return False
            cls = ctx.scopes.own_class(me)
            return cls is not None and cls is ctx.scopes.own_class(target.value)
        case ast.Attribute(value=ast.Name() as me, attr=name), [ast.Name(id=own)] if name == own:
            cls = ctx.scopes.own_class(me)
            return cls is not None and statement in cls.body
    return False


RULE = Rule(
    code="ASL516",
    name="threading-local-in-async",
    summary="a thread-local value in async code, where all tasks share it",
    group=Group.SUSPICIOUS,
    visits=(ast.Call,),
    check=check,
    mentions=(("local",), ("async",)),
)
