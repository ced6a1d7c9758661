"""A decorator whose guard is over before the body of the coroutine it guards begins."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group, Related
from asynclint.project import Definition
from asynclint.questions.bodies import body_of
from asynclint.questions.wrappers import guard
from asynclint.rule import Context, Rule
from asynclint.wrapping import yields


def check(node: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    if not node.decorator_list or yields(node):
        return
    for decorator in reversed(node.decorator_list):
        called = isinstance(decorator, ast.Call)
        function = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = ctx.name(function)
        if (name + "()" if called else name) in knowledge.table("decorators")["keep"]:
            continue
        definition = ctx.definition(function)
        kind = definition.function.returned if definition and definition.function else ""
        if definition and kind == ("factory sync" if called else "sync"):
            yield from _finding(decorator, definition, called, node.name, ctx)
        if kind not in _SAME[called]:
            return  # what stands above wraps no coroutine function, or nobody knows what


_SAME = {False: ("parameter", "async"), True: ("factory parameter", "factory async")}


def _finding(
    decorator: ast.expr, definition: Definition, called: bool, name: str, ctx: Context
) -> Iterator[Finding]:
    body = body_of(definition, ctx)
    around = guard(body, factory=called) if body and not body.decorator_list else ""
    if around and not ctx.never_runs(decorator):
        assert definition.function is not None
        place = ctx.project.shown(definition.path)
        yield ctx.finding(
            decorator,
            f"the wrapper is a plain function that calls `{name}` {around}, "
            "which is over before the coroutine runs",
            related=(Related(place, definition.function.position, "defined here"),),
        )


RULE = Rule(
    code="ASL146",
    name="sync-wrapper-on-async-function",
    summary="a plain wrapper guards the making of a coroutine, not its run",
    group=Group.SUSPICIOUS,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("async",),),
)
