"""Fixes that limit the time of a call, by the seconds of the setting `default-timeout`.

Nobody but the project knows how long is too long: without the setting there is no such fix.
"""

from __future__ import annotations

import ast

from asynclint.importing import spelled
from asynclint.model import Edit, Fix, Span
from asynclint.questions.statements import around, inside
from asynclint.rule import Context

_LIBRARIES = ("anyio", "trio")
_SCOPE_SINCE = (3, 11)  # `asyncio.timeout`


def given_limit(call: ast.Call, ctx: Context) -> Fix | None:
    """`timeout=seconds` behind the arguments of a call."""
    seconds = ctx.options.default_timeout
    edit = added_keyword(call, f"timeout={seconds}", ctx) if seconds else None
    return Fix(f"Give it `timeout={seconds}`", (edit,), safe=False) if edit else None


def added_keyword(call: ast.Call, text: str, ctx: Context) -> Edit | None:
    """An edit that puts a keyword behind the arguments of a call; None where a comment, or a
    generator without brackets of its own, stands there."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if len(given) == 1 and isinstance(given[0], ast.GeneratorExp):
        return None
    last = max((ctx.source.span(each).end for each in given), default=None)
    start = ctx.source.span(call.func).end if last is None else last
    rest = ctx.source.text[start : ctx.source.span(call).end - 1]
    if "#" in rest:
        return None
    end = start + len(rest.rstrip())
    if rest.rstrip().endswith(","):  # it stays where the author wants it
        return Edit(Span(end, end), f" {text},")
    return Edit(Span(end, end), text if last is None else f", {text}")


def under_scope(call: ast.Call, ctx: Context) -> Fix | None:
    """The statement that awaits a call, in a block that limits its time, in the words of the
    library that the file speaks; before Python 3.11 the call of asyncio in `wait_for`."""
    seconds, awaiting = ctx.options.default_timeout, ctx.parent(call)
    if not seconds or not isinstance(awaiting, ast.Await):
        return None
    imported = [library for library in _LIBRARIES if library in ctx.libraries]
    if not imported and (ctx.options.target or (0, 0)) < _SCOPE_SINCE:
        return _in_wait_for(call, seconds, ctx)
    module, function = (imported[0], "fail_after") if imported else ("asyncio", "timeout")
    name, statement = spelled(module, function, call, ctx), around(awaiting, ctx)
    if name is None or statement is None:
        return None
    header = f"{'' if imported else 'async '}with {name.text}({seconds})"
    edits = {inside(header, statement, ctx), *name.edits}
    return Fix(f"Wait under `{header}:`", tuple(sorted(edits)), safe=False)


def _in_wait_for(call: ast.Call, seconds: int, ctx: Context) -> Fix | None:
    name, span = spelled("asyncio", "wait_for", call, ctx), ctx.source.span(call)
    if name is None:
        return None
    edits = {
        Edit(Span(span.start, span.start), f"{name.text}("),
        Edit(Span(span.end, span.end), f", {seconds})"),
        *name.edits,
    }
    return Fix(f"Wait in `{name.text}(..., {seconds})`", tuple(sorted(edits)), safe=False)
