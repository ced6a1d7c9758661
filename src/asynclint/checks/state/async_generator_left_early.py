"""A loop that leaves an async generator in the middle: its cleanup runs some time later."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.bindings import Kind
from asynclint.model import Edit, Finding, Fix, Gives, Group
from asynclint.questions.bodies import body_of
from asynclint.questions.indenting import deeper, line_end, margin, merged
from asynclint.questions.yielding import has_cleanup
from asynclint.rule import Context, Rule

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_NAMES = ("items", "stream", "generator")


def check(loop: ast.AsyncFor, ctx: Context) -> Iterator[Finding]:
    call = loop.iter
    if not isinstance(call, ast.Call) or not _leaves(loop.body):
        return
    if ctx.gives(call) is not Gives.ASYNC_GENERATOR:
        return
    found = ctx.definition(call.func)
    generator = body_of(found, ctx) if found else None
    if generator is None or not has_cleanup(generator) or ctx.never_runs(loop):
        return
    yield ctx.finding(
        call,
        f"when this loop is left early, `{ctx.shown(call.func)}` is closed some time later and "
        "by another task; enter it with `contextlib.aclosing`",
        related=ctx.calls.defined(found),
        fix=_aclosing(loop, call, ctx),
    )


def _leaves(block: list[ast.stmt], *, is_inner: bool = False) -> bool:
    """Whether a statement leaves the loop; a `break` of a loop inside it does not."""
    for statement in block:
        if isinstance(statement, ast.Return) or _fails(statement):
            return True
        if isinstance(statement, ast.Break) and not is_inner:
            return True
        inner = is_inner or isinstance(statement, _LOOPS)
        for field in ("body", "finalbody"):
            if _enters(statement) and _leaves(getattr(statement, field, []), is_inner=inner):
                return True
        if _enters(statement) and _leaves(getattr(statement, "orelse", []), is_inner=is_inner):
            return True
        for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
            if _leaves(part.body, is_inner=is_inner):
                return True
    return False


def _fails(statement: ast.stmt) -> bool:
    """Whether a statement raises an error that may happen; AssertionError says it cannot."""
    error = getattr(statement, "exc", None)
    name = error.func if isinstance(error, ast.Call) else error
    return isinstance(statement, ast.Raise) and getattr(name, "id", "") != "AssertionError"


def _enters(statement: ast.stmt) -> bool:
    return not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))


def _aclosing(loop: ast.AsyncFor, call: ast.Call, ctx: Context) -> Fix | None:
    """A block around the loop that closes what it goes over; None where its names are taken
    or `contextlib` is not imported."""
    closing = _imported(ctx)
    name = next((name for name in _NAMES if name not in ctx.source.text), "")
    before, edits = margin(loop, ctx), deeper([loop], ctx)
    too_old = ctx.options.target is not None and ctx.options.target < (3, 10)
    if too_old or not closing or not name or before is None or edits is None:
        return None
    text = ctx.source.segment(ctx.source.span(call))
    header = f"async with {closing}({text}) as {name}:{line_end(ctx)}{before}"
    # the first of the deeper edits stands at the start of the line, before the header
    first = Edit(ctx.source.span(loop)._replace(end=ctx.source.span(loop).start), header)
    first = first._replace(text=f"{header}{edits[0].text}")
    replaced = Edit(ctx.source.span(call), name)
    whole = merged((first, replaced, *edits[1:]), ctx)
    return Fix("Close it when the loop ends", (whole,), safe=False)


def _imported(ctx: Context) -> str:
    """How the module spells `contextlib.aclosing`; "" when it does not."""
    for name, bindings in ctx.scopes.bindings(ctx.scopes.survey.module).names.items():
        if [each.kind for each in bindings] == [Kind.IMPORT]:
            if bindings[0].target == "contextlib.aclosing":
                return name
            if bindings[0].target == "contextlib":
                return f"{name}.aclosing"
    return ""


RULE = Rule(
    code="ASL530",
    name="async-generator-left-early",
    summary="a loop leaves an async generator that has something to clean up",
    group=Group.SUSPICIOUS,
    visits=(ast.AsyncFor,),
    check=check,
    mentions=(("async",), ("break", "raise", "return")),
    fix="unsafe",
)
