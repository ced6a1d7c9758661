"""Arguments that `mark.anyio` ignores, and that `mark.asyncio` refuses or is about to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Answer, Edit, Finding, Fix, Group, Span
from asynclint.questions.marks import Mark, mark
from asynclint.rule import Context, Rule


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if getattr(call.func, "attr", "") not in ("anyio", "asyncio"):
        return
    if not call.keywords and not any(isinstance(a, ast.Constant) for a in call.args):
        return  # what is called with a function alone is a decorator
    found = mark(call, ctx)
    if found is None:
        return
    if found.name == "anyio":
        yield ctx.finding(
            call,
            "`pytest.mark.anyio` takes no arguments and ignores them; choose the backend with a "
            "fixture `anyio_backend`",
            fix=_without_arguments(call, ctx),
        )
        return
    yield from _refused(call, found, ctx)


def _refused(call: ast.Call, found: Mark, ctx: Context) -> Iterator[Finding]:
    known = knowledge.table("tests")["asyncio_keywords"]
    strict = ctx.pytest.at_least("pytest-asyncio", 0, 26)
    when = "" if strict is Answer.YES else ", and from 0.26 on fails with them"
    for argument in call.args:
        if isinstance(argument, ast.Constant):
            outcome = "fails with" if strict is Answer.YES else "ignores"
            yield ctx.finding(
                argument, f"pytest-asyncio {outcome} arguments by position{when}; say `loop_scope=`"
            )
    for keyword in call.keywords:
        if keyword.arg and keyword.arg not in known:
            outcome = "fails with" if strict is Answer.YES else "ignores"
            yield ctx.finding(
                keyword,
                f"pytest-asyncio {outcome} `{keyword.arg}=`{when}; it takes `loop_scope=`",
            )
        elif keyword.arg == "scope" and ctx.pytest.at_least("pytest-asyncio", 0, 24) is Answer.YES:
            yield ctx.finding(
                keyword,
                "`scope=` of `mark.asyncio` is deprecated; it is called `loop_scope=`",
                fix=_renamed(keyword, call, ctx),
            )


def _without_arguments(call: ast.Call, ctx: Context) -> Fix:
    span = Span(ctx.source.span(call.func).end, ctx.source.span(call).end)
    return Fix("Drop the arguments", (Edit(span, ""),), safe=True)


def _renamed(keyword: ast.keyword, call: ast.Call, ctx: Context) -> Fix | None:
    if any(other.arg == "loop_scope" for other in call.keywords):
        return None
    start = ctx.source.span(keyword).start
    return Fix("Say `loop_scope`", (Edit(Span(start, start), "loop_"),), safe=True)


RULE = Rule(
    code="ASL736",
    name="bad-mark-argument",
    summary="arguments that mark.anyio ignores, and mark.asyncio refuses",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(("mark",), ("*anyio*", "*asyncio*")),
    fix="safe",
)
