"""`await` of a call that gives nothing to await: TypeError."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.colour import outside_gives
from asynclint.knowledge.builtin_names import NAMES
from asynclint.model import Edit, Finding, Fix, Gives, Group, Span
from asynclint.project import Definition
from asynclint.questions.bodies import body_of, returned
from asynclint.questions.expected_errors import is_expected
from asynclint.rule import Context, Rule

_ABSTRACT = "abc.abstractmethod"
_AWAIT = re.compile(r"await[\s\\]*")
_GIVEN = {
    Gives.PLAIN: "a plain value; drop `await`",
    Gives.ASYNC_GENERATOR: "an async generator; loop over it with `async for`",
    Gives.GENERATOR: "a generator; loop over it with `for`",
}


def check(node: ast.Await, ctx: Context) -> Iterator[Finding]:
    call = node.value
    given = _given(call, ctx) if isinstance(call, ast.Call) else Gives.UNKNOWN
    if not isinstance(call, ast.Call) or given not in _GIVEN:
        return
    found = ctx.definition(call.func)
    if _is_to_be_overridden(found, ctx) or _hands_on(found, ctx) or is_expected(call, ctx):
        return
    if not ctx.never_runs(call):
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` cannot be awaited: it gives {_GIVEN[given]}",
            related=ctx.calls.defined(found),
            fix=_fix(node, ctx) if given is Gives.PLAIN else None,
        )


def _given(call: ast.Call, ctx: Context) -> Gives:
    """What a call gives: of functions of the project, and of a few methods of packages, for to
    ask about everything that is awaited costs."""
    last = getattr(call.func, "attr", "")
    if last in knowledge.table("plain_methods")["names"]:
        found = ctx.definition(call.func)
        return outside_gives(found.name) if found and not found.path else ctx.gives(call)
    can_be = any(ctx.calls.may_be(kind, call.func) for kind in ("plain", "generators"))
    if not can_be or ctx.calls.rests_on_parameter(call.func):
        return Gives.UNKNOWN
    given = ctx.gives(call)
    found = ctx.definition(call.func) if given in _GIVEN else None
    is_ours = found and found.path and not ctx.project.is_installed(found)
    return given if is_ours else Gives.UNKNOWN


def _is_to_be_overridden(found: Definition | None, ctx: Context) -> bool:
    """Whether a function says nothing: what takes its place may well be async."""
    if found is None or found.function is None:
        return False
    if found.function.is_stub or _ABSTRACT in found.function.decorators:
        return True
    body = body_of(found, ctx)
    return body is not None and all(map(_says_nothing, body.body))


def _says_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, (ast.Expr, ast.Return)):
        nothing = isinstance(statement, ast.Return) and statement.value is None
        return nothing or isinstance(statement.value, ast.Constant)
    return isinstance(statement, (ast.Pass, ast.Raise))


def _hands_on(found: Definition | None, ctx: Context) -> bool:
    """Whether a function returns what some call gave it, against its annotation perhaps: code
    that serves sync and async callers is often annotated for the sync ones alone."""
    if found is None or found.function is None or not found.function.returns:
        return False
    function = body_of(found, ctx)
    if function is None:
        return True
    given = {name for name, value in _assigned(function) if _is_unknown_call(value)}
    values = (part for value in returned(function) for part in ast.walk(value))
    return any(
        _is_unknown_call(part) or (isinstance(part, ast.Name) and part.id in given)
        for part in values
    )


def _assigned(function: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value


def _is_unknown_call(value: ast.AST) -> bool:
    name = getattr(value.func, "id", "") if isinstance(value, ast.Call) else "object"
    return name not in NAMES


def _fix(node: ast.Await, ctx: Context) -> Fix:
    start = ctx.source.span(node).start
    keyword = _AWAIT.match(ctx.source.text, start)
    return Fix(
        "Drop `await`", (Edit(Span(start, keyword.end() if keyword else start), ""),), safe=True
    )


RULE = Rule(
    code="ASL120",
    name="await-non-awaitable",
    summary="what is awaited is no awaitable",
    group=Group.CORRECTNESS,
    visits=(ast.Await,),
    check=check,
    mentions=(("await",),),
    fix="safe",
)
