"""Async code that waits for another thread or process without its event loop."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.blocking_arguments import asks, waits_no_time
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import in_thread, is_in_generator, thread_fix
from asynclint.rule import Context, Rule
from asynclint.syntax import dotted, within

_KINDS = ("thread",)
_FUTURE = "concurrent.futures.Future."
_WAITS = (ast.Await, ast.AsyncFor, ast.AsyncWith)
# What iterates over futures that are done, or tells that one is.
_DONE = frozenset({"as_completed", "done", "wait", "wrap_future"})


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, name in blocking_calls(ctx, *_KINDS):
        is_future = name.startswith(_FUTURE)
        if waits_no_time(call) or (_may_be_done(call, ctx) if is_future else ctx.is_test):
            continue
        how_long = "" if _has_limit(call, name) else ", for ever if that needs the loop"
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting for another thread"
            f"{how_long}; {_advice(call, ctx, is_future)}",
            fix=_fix(call, ctx, is_future),
        )


def _has_limit(call: ast.Call, name: str) -> bool:
    """Whether a call says how long it waits: `shutdown` cannot."""
    named = any(keyword.arg == "timeout" for keyword in call.keywords)
    return named or (bool(call.args) and not name.endswith(".shutdown"))


def _may_be_done(call: ast.Call, ctx: Context) -> bool:
    """Whether a future may be done where a call asks for its result: unless the function has
    just made it, and waited for nothing since."""
    future = call.func.value if isinstance(call.func, ast.Attribute) else None
    if asks(call, _DONE, ctx):
        return True
    if isinstance(future, ast.Call):
        return False
    only = ctx.scopes.only_binding(future) if isinstance(future, ast.Name) else None
    function = ctx.function(call)
    if function is None or only is None or not isinstance(only.value, ast.Call):
        return True
    waits = (n for n in within(function, leaves=False) if isinstance(n, _WAITS))
    return any(only.value.lineno < node.lineno <= call.lineno for node in waits)


def _advice(call: ast.Call, ctx: Context, is_future: bool) -> str:
    owner = dotted(call.func).rpartition(".")[0]
    if is_future and "asyncio" in ctx.libraries:
        return f"`await asyncio.wrap_future({owner or '...'})`"
    return f"call it in a thread: `{in_thread(call, ctx)}`"


def _fix(call: ast.Call, ctx: Context, is_future: bool) -> Fix | None:
    """Awaits the future, or waits in a thread."""
    is_result = isinstance(call.func, ast.Attribute) and call.func.attr == "result"
    if not is_future or "asyncio" not in ctx.libraries or not is_result:
        return thread_fix(call, ctx)
    wrap = spelled("asyncio", "wrap_future", call, ctx)
    if wrap is None or call.args or call.keywords or is_in_generator(call, ctx):
        return None
    assert isinstance(call.func, ast.Attribute)
    span, end = ctx.source.span(call), ctx.source.span(call.func.value).end
    holder = ctx.parent(call)
    is_part = isinstance(holder, (ast.Attribute, ast.Subscript)) and holder.value is call
    before, after = ("(", ")") if is_part else ("", "")
    if "#" in ctx.source.segment(Span(end, span.end)):
        return None
    head = Edit(Span(span.start, span.start), f"{before}await {wrap.text}(")
    edits = (head, Edit(Span(end, span.end), f"){after}"), *wrap.edits)
    return Fix("Await the future", edits, safe=False)


RULE = Rule(
    code="ASL442",
    name="blocking-future-result",
    summary="async code waits for another thread without its event loop",
    group=Group.CORRECTNESS,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
    fix="unsafe",
)
