"""Two tasks that run at a time over one database connection, which can serve only one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group, Position, Related
from asynclint.questions.receivers import called, last_name
from asynclint.questions.unread_locals import loop_around
from asynclint.rule import Context, Rule
from asynclint.syntax import COMPREHENSIONS, within

_GROUPS = {
    "anyio.abc.TaskGroup.start_soon",
    "asyncio.TaskGroup.create_task",
    "trio.Nursery.start_soon",
}
_WORDS = frozenset({"create_task", "gather", "start_soon"})


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if last_name(call.func, ctx) not in _WORDS:
        return
    name = called(call, ctx)
    if name == "asyncio.gather":
        found = next(_shared_by_arguments(call, ctx), None)
    elif name in _GROUPS:
        found = next(_shared_by_rounds(call, ctx), None)
    else:
        return
    if found is None or ctx.never_runs(call):
        return
    use, first = found
    places = (Related(ctx.source.path, _start(first, ctx), "used first here"),) if first else ()
    yield ctx.finding(
        use,
        f"`{ctx.shown(use)}` serves one task at a time, and is given to several at once: it "
        "raises, or mixes up their answers; give each task its own",
        related=places,
    )


def _shared_by_arguments(
    call: ast.Call, ctx: Context
) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """A connection in two of the arguments of `gather`, or in a comprehension of them."""
    seen: dict[str, ast.expr] = {}
    for argument in call.args:
        inner = argument.value if isinstance(argument, ast.Starred) else argument
        if isinstance(argument, ast.Starred) and isinstance(inner, COMPREHENSIONS):
            if not isinstance(inner, ast.DictComp):
                for use in _connections(inner.elt, ctx):
                    if _is_from_outside(use, inner, ctx):
                        yield use, None
        elif isinstance(inner, ast.Call):
            uses = {ast.unparse(use): use for use in _connections(inner, ctx)}
            for spelled, use in uses.items():
                if spelled in seen:
                    yield use, seen[spelled]
            seen.update(uses)


def _shared_by_rounds(call: ast.Call, ctx: Context) -> Iterator[tuple[ast.expr, None]]:
    """A connection of outside a loop, given to a task in each of its rounds."""
    loop = loop_around(call, ctx)
    group = call.func.value if isinstance(call.func, ast.Attribute) else None
    if loop is None or group is None or not _is_bound_outside(group, loop, ctx):
        return
    for argument in call.args:
        for use in _connections(argument, ctx):
            if _is_bound_outside(use, loop, ctx):
                yield use, None


def _connections(part: ast.expr, ctx: Context) -> Iterator[ast.expr]:
    classes = frozenset(knowledge.table("primitives")["connections"])
    for node in within(part):
        if isinstance(node, (ast.Name, ast.Attribute)) and ctx.is_instance(node, classes):
            yield node


def _is_from_outside(use: ast.expr, comprehension: ast.expr, ctx: Context) -> bool:
    root = _root(use)
    found = ctx.scopes.binding(root) if root else None
    return found is not None and found[0].node is not comprehension


def _is_bound_outside(use: ast.expr, loop: ast.stmt, ctx: Context) -> bool:
    root = _root(use)
    found = ctx.scopes.binding(root) if root else None
    inside = set(ast.walk(loop))
    return found is not None and all(binding.node not in inside for binding in found[1])


def _root(use: ast.expr) -> ast.Name | None:
    while isinstance(use, ast.Attribute):
        use = use.value
    return use if isinstance(use, ast.Name) else None


def _start(node: ast.expr, ctx: Context) -> Position:
    return ctx.source.lines.position(ctx.source.span(node).start)


RULE = Rule(
    code="ASL518",
    name="shared-session-in-gather",
    summary="one database connection is given to several tasks at once",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(tuple(sorted(_WORDS)),),
)
