"""`open` in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.blocking_arguments import is_wrapped
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import elsewhere, is_in_generator, spoken
from asynclint.rule import Context, Rule

_KINDS = ("open",)
_METHODS = frozenset(
    {"flush", "read", "readline", "readlines", "seek", "tell", "truncate", "write", "writelines"}
)


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, _ in blocking_calls(ctx, *_KINDS):
        if is_wrapped(call, ctx):
            continue
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting for the disk; "
            f"open, read and write files {elsewhere(ctx)}",
            fix=_fix(call, ctx),
        )


def _fix(call: ast.Call, ctx: Context) -> Fix | None:
    """The file of the library in its own `with`, and `await` before each call of it. None where
    somebody else gets the file, or calls it where nothing can be awaited."""
    library, item = spoken(ctx), ctx.parent(call)
    statement = ctx.parent(item) if isinstance(item, ast.withitem) else None
    if library == "asyncio" or ctx.name(call.func) not in ("open", "builtins.open", "io.open"):
        return None
    if not isinstance(statement, ast.With) or len(statement.items) > 1:
        return None
    own = statement.items[0].optional_vars
    opened = spelled(library, "open_file", call, ctx)
    if not isinstance(own, ast.Name) or opened is None or not ctx.scopes.only_binding(own):
        return None
    function = ctx.function(call)
    if not isinstance(function, ast.AsyncFunctionDef):
        return None
    uses = [n for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == own.id]
    edits = [_awaited(use, function, ctx) for use in uses if use is not own]
    if not all(edits):
        return None
    start = ctx.source.span(statement).start
    all_edits = {
        Edit(Span(start, start), "async "),
        Edit(ctx.source.span(call.func), f"await {opened.text}"),
        *opened.edits,
        *(edit for each in edits for edit in each),
    }
    return Fix(f"Use `{opened.text}`", tuple(sorted(all_edits)), safe=False)


def _awaited(use: ast.Name, function: ast.AsyncFunctionDef, ctx: Context) -> tuple[Edit, ...]:
    """What makes a use of a file wait for it in the loop; nothing when no edit can."""
    holder = ctx.parent(use)
    if ctx.function(use) is not function:
        return ()
    if isinstance(holder, ast.For) and holder.iter is use:
        start = ctx.source.span(holder).start
        return (Edit(Span(start, start), "async "),)
    call = ctx.parent(holder) if isinstance(holder, ast.Attribute) else None
    is_method = isinstance(call, ast.Call) and call.func is holder
    if not is_method or getattr(holder, "attr", "") not in _METHODS or call is None:
        return ()
    assert isinstance(call, ast.Call)
    if is_in_generator(call, ctx):
        return ()
    span, outer = ctx.source.span(call), ctx.parent(call)
    if isinstance(outer, (ast.Attribute, ast.Subscript)) and outer.value is call:
        ends = Span(span.start, span.start), Span(span.end, span.end)
        return Edit(ends[0], "(await "), Edit(ends[1], ")")
    return (Edit(Span(span.start, span.start), "await "),)


RULE = Rule(
    code="ASL430",
    name="blocking-open",
    summary="a file opened in async code",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
    fix="unsafe",
    also=("ASYNC230", "S7493"),
)
