"""`asyncio.run` given a future, which somebody has to make before there is a loop."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.bindings import Kind
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.positions import line_end
from asynclint.questions.expected_errors import is_expected
from asynclint.questions.receivers import called, last_name
from asynclint.rule import Context, Rule

_SIMPLE = (ast.AnnAssign, ast.Assign, ast.Expr, ast.Return)
_ERRORS = frozenset({"RuntimeError", "ValueError"})
_NAMES = ("main", "run_all")


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if not call.args or last_name(call.func, ctx) != "run":
        return
    if ctx.name(call.func) != "asyncio.run" or ctx.in_async(call):
        return  # in async code `asyncio.run` itself is the mistake
    given = call.args[0]
    made = _made(given, ctx)
    if made is None or is_expected(call, ctx, _ERRORS) or ctx.never_runs(call):
        return
    maker = called(made, ctx)
    if maker in _makers():
        yield ctx.finding(
            given,
            f"`{ctx.shown(made.func)}(...)` makes a future before any loop runs, and "
            f"`{ctx.shown(call.func)}` takes a coroutine, so this line raises",
            fix=_fix(made, call, ctx) if made is given and _is_free(maker) else None,
        )


def _made(given: ast.expr, ctx: Context) -> ast.Call | None:
    """The call that makes what is given, in place or as the only value of a name."""
    if isinstance(given, ast.Name):
        binding = ctx.scopes.only_binding(given)
        value = binding.value if binding and binding.kind is Kind.VALUE else None
        return value if isinstance(value, ast.Call) else None
    return given if isinstance(given, ast.Call) else None


def _makers() -> set[str]:
    table = knowledge.table("receivers")
    futures = (table["asyncio.Future"], table["concurrent.futures.Future"])
    return {name for kind in futures for name in kind["makers"]}


def _is_free(maker: str) -> bool:
    """Whether a function makes futures of the loop that runs, not of one that is named."""
    return maker.rpartition(".")[0] == "asyncio" and not maker.endswith("threadsafe")


def _fix(made: ast.Call, call: ast.Call, ctx: Context) -> Fix | None:
    """An `async def` before the statement that awaits the future; None where it cannot stand."""
    name = next((each for each in _NAMES if not re.search(rf"\b{each}\b", ctx.source.text)), "")
    place = _start_of_line(call, ctx) if name else None
    if place is None or any(isinstance(n, (ast.NamedExpr, ast.Yield)) for n in ast.walk(made)):
        return None
    start, indent = place
    span = ctx.source.span(made)
    end = line_end(ctx.source.text)
    body = f"async def {name}():{end}{indent}    return await {ctx.source.segment(span)}{end}{end}"
    before = Edit(Span(start, start), body + indent)
    return Fix("Wrap it in an `async def`", (before, Edit(span, f"{name}()")), safe=False)


def _start_of_line(call: ast.Call, ctx: Context) -> tuple[int, str] | None:
    """Where a function can stand before the line of a simple statement, and its indent."""
    statement = next(each for each in ctx.ancestors(call) if isinstance(each, ast.stmt))
    scope = ctx.scopes.survey.scope_at(statement)
    if not isinstance(statement, _SIMPLE) or scope is not ctx.scopes.survey.scope_at(call):
        return None
    first = next(s for s in _block(statement, ctx) if s.lineno == statement.lineno)
    start = ctx.source.span(first).start
    indent = ctx.source.text[ctx.source.lines.start(first.lineno) : start]
    return None if indent.strip() or isinstance(scope.node, ast.ClassDef) else (start, indent)


def _block(statement: ast.stmt, ctx: Context) -> list[ast.stmt]:
    """The statements among which one stands."""
    fields = ast.iter_fields(ctx.parent(statement) or ctx.source.tree)
    return next(block for _, block in fields if isinstance(block, list) and statement in block)


RULE = Rule(
    code="ASL162",
    name="run-given-future",
    summary="asyncio.run is given a future instead of a coroutine",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(("run",),),
    fix="unsafe",
)
