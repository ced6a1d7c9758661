"""One function that awaits asyncio and Trio: one of the two never runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group, Related
from asynclint.questions.collected import is_test
from asynclint.questions.marks import marks_around
from asynclint.rule import Context, Rule
from asynclint.syntax import within

_LIBRARIES = ("asyncio", "trio")
_BRANCHES = (ast.If, ast.IfExp, ast.Match, ast.Try)
_BACKENDS = "anyio_backend"
_BRIDGES = ("trio_asyncio", "sniffio", "get_async_backend", "current_async_library")


def check(node: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    asyncio_uses = [use for use in _awaited(node, ctx) if _library(use, ctx) == "asyncio"]
    if not asyncio_uses:
        return
    trio_uses = [use for use in _awaited(node, ctx) if _library(use, ctx) == "trio"]
    if trio_uses:
        first, second = sorted((asyncio_uses[0], trio_uses[0]), key=_place)
        where = ctx.source.lines.position(ctx.source.span(first).start)
        yield ctx.finding(
            second,
            f"`{ctx.shown(first)}` needs the one of asyncio and Trio, and this the other; only one "
            "of them runs a function",
            related=(Related(ctx.source.path, where, "needs another library"),),
        )
    elif _runs_on_trio(node, ctx):
        use = asyncio_uses[0]
        yield ctx.finding(
            use,
            f"the tests of `{node.name}` run on Trio, too, where `{ctx.shown(use)}` raises; use "
            "AnyIO's twin, or run the test on asyncio alone",
        )


def _awaited(function: ast.AsyncFunctionDef, ctx: Context) -> Iterator[ast.expr]:
    """Functions whose calls a function awaits or enters in any case."""
    for node in sorted(_calls(function), key=_place):
        if not any(isinstance(each, _BRANCHES) for each in _around(node, function, ctx)):
            yield node.func


def _calls(function: ast.AsyncFunctionDef) -> Iterator[ast.Call]:
    for node in within(function, leaves=False):
        match node:
            case ast.Await(value=ast.Call() as call):
                yield call
            case ast.AsyncWith(items=items):
                for item in items:
                    if isinstance(item.context_expr, ast.Call):
                        yield item.context_expr


def _around(node: ast.AST, function: ast.AST, ctx: Context) -> Iterator[ast.AST]:
    for around in ctx.ancestors(node):
        if around is function:
            return
        yield around


def _library(function: ast.expr, ctx: Context) -> str:
    """The library that a function needs to be running, by the file's own imports; "" for any or
    none."""
    full = ctx.scopes.resolve(function)
    table = knowledge.table("running_library")
    name = min(full) if len(full) == 1 else ""
    return next((library for library in _LIBRARIES if name in table[library]), "")


def _runs_on_trio(node: ast.AsyncFunctionDef, ctx: Context) -> bool:
    """Whether a test is certainly parametrised with Trio for AnyIO's plugin."""
    if _BACKENDS not in ctx.source.text or not is_test(node, ctx):
        return False
    found = [each for each in marks_around(node, ctx) if each and each.call]
    return any(each.call and each.name == "parametrize" and _has_trio(each.call) for each in found)


def _has_trio(call: ast.Call) -> bool:
    """Whether `parametrize("anyio_backend", [...])` has Trio among others."""
    match call.args:
        case [ast.Constant(value=name), ast.List(elts=values) | ast.Tuple(elts=values), *_]:
            said = {
                node.value
                for value in values
                for node in ast.walk(value)
                if isinstance(node, ast.Constant)
            }
            return name == _BACKENDS and "trio" in said
    return False


def _place(node: ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _has_no_bridge(ctx: Context) -> bool:
    return not any(word in ctx.source.text for word in _BRIDGES)


RULE = Rule(
    code="ASL620",
    name="mixed-async-libraries",
    summary="a function awaits what needs asyncio and what needs Trio",
    group=Group.SUSPICIOUS,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("*asyncio*",), ("*trio*",)),
    needs=_has_no_bridge,
)
