"""A loop is made where none runs: code that asks for asyncio's loop, whoever runs it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group, Options, Related
from asynclint.rule import Context, Rule
from asynclint.syntax import within

_ASKS = frozenset({"asyncio.get_event_loop", "asyncio.get_running_loop"})
_CAUGHT = frozenset({"builtins.RuntimeError", "builtins.Exception", "builtins.BaseException"})
_ADVICE = {
    "anyio": "start the program with `anyio.run`, and from other threads call "
    "`anyio.from_thread.run`",
    "trio": "start the program with `trio.run`, and from other threads call "
    "`trio.from_thread.run`",
}


def check(node: ast.Try, ctx: Context) -> Iterator[Finding]:
    asked = _call(node.body, _ASKS, ctx)
    if asked is None:
        return
    for handler in node.handlers:
        made = _call(handler.body, frozenset({"asyncio.new_event_loop"}), ctx)
        if made is None or not _catches_missing_loop(handler, ctx):
            continue
        place = ctx.source.lines.position(ctx.source.span(made).start)
        library = ctx.options.async_library or "anyio"
        yield ctx.finding(
            asked,
            "this takes the loop of asyncio or makes one, and neither is there on another "
            f"backend; {_ADVICE.get(library, _ADVICE['anyio'])}",
            related=(Related(ctx.source.path, place, "the loop that is made"),),
        )
        return


def _call(body: list[ast.stmt], names: frozenset[str], ctx: Context) -> ast.Call | None:
    """The first call of one of some functions in a body, but for what stands in a `try` there."""
    calls = (
        node
        for statement in body
        if not isinstance(statement, ast.Try)
        for node in within(statement)
        if isinstance(node, ast.Call)
    )
    return next((call for call in calls if ctx.name(call.func) in names), None)


def _catches_missing_loop(handler: ast.ExceptHandler, ctx: Context) -> bool:
    if handler.type is None:
        return True
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(ctx.name(each) in _CAUGHT for each in types)


def _leads_away(options: Options) -> bool:
    return options.async_library in _ADVICE


RULE = Rule(
    code="ASL633",
    name="loop-fallback-pattern",
    summary="asyncio's loop is taken, or made where none runs",
    group=Group.MIGRATION,
    visits=(ast.Try,),
    check=check,
    mentions=(("get_event_loop", "get_running_loop"), ("new_event_loop",)),
    when=_leads_away,
)
