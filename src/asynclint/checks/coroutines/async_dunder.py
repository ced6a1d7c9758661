"""`async def` of a special method that Python calls without `await`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.bodies import heading, is_stub
from asynclint.questions.decorations import decorator_name, keep_all
from asynclint.rule import Context, Rule
from asynclint.syntax import COMPREHENSIONS, within
from asynclint.wrapping import yields

_ASYNC = re.compile(r"async[\s\\]+(?=def)")
_OUTCOMES = {
    "drops": "which it drops, so the body never runs",
    "raises": "which raises TypeError",
    "tests": "which is always true",
    "takes": "which takes the place of the result",
}


def check(method: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    outcome = _outcome(method.name)
    if not outcome or not _is_called_by_python(method, ctx):
        return
    is_generator = yields(method)
    if method.name == "__aiter__" and (is_generator or is_stub(method)):
        return  # an asynchronous generator is what `async for` wants
    made = "an asynchronous generator" if is_generator else "a coroutine"
    yield ctx.finding(
        heading(method, ctx),
        f"Python calls `{method.name}` without `await` and gets {made}, {outcome}",
        fix=_fix(method, ctx) if method.name == "__aiter__" else None,
    )


def _outcome(name: str) -> str:
    table = knowledge.table("special_methods")
    return next((text for kind, text in _OUTCOMES.items() if name in table[kind]), "")


def _is_called_by_python(method: ast.AsyncFunctionDef, ctx: Context) -> bool:
    """Whether a function is the method of a class by that name, and no decorator changes it."""
    scope = ctx.scopes.survey.scope_at(method)
    if not isinstance(scope.node, ast.ClassDef) or not keep_all(method.decorator_list, ctx):
        return False
    if len(ctx.scopes.bindings(scope).names[method.name]) != 1 or ctx.never_runs(method):
        return False
    callers = knowledge.table("special_methods")["called_by"].get(method.name)
    above = {decorator_name(each, ctx) for each in scope.node.decorator_list}
    return callers is None or not above.isdisjoint(callers)


def _fix(method: ast.AsyncFunctionDef, ctx: Context) -> Fix | None:
    """A plain `def`, where the body waits for nothing."""
    start = ctx.source.span(method).start
    word = _ASYNC.match(ctx.source.text, start)
    if word is None or any(map(_waits, within(method, leaves=False))):
        return None
    edit = Edit(Span(start, word.end()), "")
    return Fix("Make it a plain method", (edit,), safe=True)


def _waits(node: ast.AST) -> bool:
    if isinstance(node, COMPREHENSIONS):
        return any(each.is_async for each in node.generators)
    return isinstance(node, (ast.Await, ast.AsyncFor, ast.AsyncWith))


RULE = Rule(
    code="ASL140",
    name="async-dunder",
    summary="async def of a special method that Python calls without await",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("async",),),
    fix="safe",
)
