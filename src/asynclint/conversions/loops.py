"""The running loop: its clock, and the name that kept it for calls that are gone."""

from __future__ import annotations

import ast

from asynclint.importing import spelled
from asynclint.model import Edit, Fix, Span
from asynclint.questions import statements
from asynclint.rule import Context

_RUNNING = ("asyncio.get_event_loop", "asyncio.get_running_loop")


def loop(node: ast.expr, ctx: Context) -> Fix | None:
    """`asyncio.get_running_loop().time()` -> `anyio.current_time()`, also through a name that
    has no other use; a name without any use is removed."""
    if not isinstance(node, ast.Call) or node.args or node.keywords or not ctx.in_async(node):
        return None
    if ctx.name(node.func) not in _RUNNING:
        return None
    clock = _clock(node, ctx)
    if clock is not None:
        return _read(clock, (), node, ctx)
    statement = statements.of(node, ctx)
    if not isinstance(statement, ast.Assign) or statement.value is not node:
        return None
    uses = _uses(statement, ctx)
    if uses is None or not statements.is_alone(statement, ctx):
        return None
    clocks = [_clock(use, ctx) for use in uses]
    removed = _removed(statement, ctx)
    if removed is None or None in clocks:
        return None
    if not clocks:
        return Fix("Remove the loop, which nobody uses", (removed,), safe=True)
    return _read(None, tuple(c for c in clocks if c), node, ctx, removed)


def _clock(node: ast.expr, ctx: Context) -> ast.Call | None:
    """The call `node.time()`."""
    attribute = ctx.parent(node)
    call = ctx.parent(attribute) if isinstance(attribute, ast.Attribute) else None
    is_time = isinstance(attribute, ast.Attribute) and attribute.attr == "time"
    return call if is_time and isinstance(call, ast.Call) and call.func is attribute else None


def _read(
    clock: ast.Call | None,
    clocks: tuple[ast.Call, ...],
    at: ast.expr,
    ctx: Context,
    removed: Edit | None = None,
) -> Fix | None:
    name = spelled("anyio", "current_time", at, ctx)
    if name is None:
        return None
    spans = [ctx.source.span(call.func) for call in ((clock,) if clock else clocks)]
    if statements.loses_comment(spans, ctx):
        return None
    edits = {*(Edit(span, name.text) for span in spans), *name.edits}
    edits |= {removed} if removed else set()
    return Fix("Use `anyio.current_time`", tuple(sorted(edits)), safe=True)


def _uses(statement: ast.Assign, ctx: Context) -> list[ast.expr] | None:
    """Where the one name that a statement binds is read; None when that is not certain."""
    match statement.targets:
        case [ast.Name(id=own) as target]:
            pass
        case _:
            return None
    function = ctx.function(statement)
    if function is None or ctx.scopes.only_binding(target) is None:
        return None
    uses: list[ast.expr] = []
    for node in ast.walk(function):
        if isinstance(node, (ast.Global, ast.Nonlocal)) and own in node.names:
            return None
        if isinstance(node, ast.Name) and node.id == own and node is not target:
            if not isinstance(node.ctx, ast.Load):
                return None
            uses.append(node)
    return uses


def _removed(statement: ast.stmt, ctx: Context) -> Edit | None:
    """Takes a statement with its lines away; None where a block needs it."""
    parent = ctx.parent(statement)
    bodies = [getattr(parent, name, []) for name in ("body", "orelse", "finalbody")]
    if any(statement in body and len(body) == 1 for body in bodies):
        return None
    lines, last = ctx.source.lines, statement.end_lineno or statement.lineno
    start = lines.start(statement.lineno)
    if last >= len(lines):
        return None
    span = Span(start, lines.start(last + 1))
    return None if statements.loses_comment([span], ctx) else Edit(span, "")
