"""`await` of a call that gives nothing to await: TypeError."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint.colour import outside_gives
from asynclint.model import Edit, Finding, Fix, Gives, Group, Span
from asynclint.project import Definition
from asynclint.questions.coroutine_values import defined
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
    if not isinstance(call, ast.Call):
        return
    found = ctx.definition(call.func)
    given = _given(call, found, ctx)
    if given in _GIVEN and not _is_to_be_overridden(found) and not ctx.never_runs(call):
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` cannot be awaited: it gives {_GIVEN[given]}",
            related=defined(found, ctx),
            fix=_fix(node, ctx) if given is Gives.PLAIN else None,
        )


def _given(call: ast.Call, found: Definition | None, ctx: Context) -> Gives:
    """What a call gives; of a plain function of a package that is known, nothing to await."""
    is_outside = found is not None and not found.path and found.function is None
    return outside_gives(found.name) if found and is_outside else ctx.gives(call)


def _is_to_be_overridden(found: Definition | None) -> bool:
    """Whether a function says nothing: what takes its place may well be async."""
    function = found.function if found else None
    return function is not None and (function.is_stub or _ABSTRACT in function.decorators)


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
