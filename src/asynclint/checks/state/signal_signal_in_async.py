"""A handler of `signal.signal` touches the event loop, between any two steps of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group, Related
from asynclint.questions.loop_objects import calls_for_loop_only, own_function
from asynclint.questions.receivers import argument, last_name
from asynclint.rule import Context, Rule


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if last_name(call.func, ctx) != "signal" or not ctx.in_async(call):
        return
    handler = argument(call, 1, "handler")
    if handler is None or ctx.name(call.func) != "signal.signal" or ctx.never_runs(call):
        return
    function = own_function(handler, ctx)
    touched = next(calls_for_loop_only(function, ctx), None) if function else None
    if touched is None:
        return
    start = ctx.source.lines.position(ctx.source.span(touched).start)
    yield ctx.finding(
        call,
        f"this handler calls `{ctx.shown(touched.func)}` between any two steps of the event "
        "loop, and does not wake it up; use `loop.add_signal_handler`",
        related=(Related(ctx.source.path, start, "called here"),),
        fix=_fix(call, handler, ctx),
    )


def _fix(call: ast.Call, handler: ast.expr, ctx: Context) -> Fix | None:
    """Gives the handler to the loop, with the two arguments that `signal` would give it."""
    is_alone = isinstance(ctx.parent(call), ast.Expr)
    if not is_alone or len(call.args) != 2 or call.keywords or ctx.libraries & {"anyio", "trio"}:
        return None
    loop = spelled("asyncio", "get_running_loop", call, ctx)
    number, given = (ctx.source.segment(ctx.source.span(each)) for each in (call.args[0], handler))
    is_name = isinstance(call.args[0], (ast.Attribute, ast.Name))
    if loop is None or not is_name or "#" in ctx.source.segment(ctx.source.span(call)):
        return None
    text = f"{loop.text}().add_signal_handler({number}, {given}, {number}, None)"
    edits = (Edit(ctx.source.span(call), text), *loop.edits)
    return Fix("Let the loop call the handler", edits, safe=False)


RULE = Rule(
    code="ASL525",
    name="signal-signal-in-async",
    summary="a signal handler touches the event loop without going through it",
    group=Group.SUSPICIOUS,
    visits=(ast.Call,),
    check=check,
    mentions=(("signal",), ("async",)),
    fix="unsafe",
)
