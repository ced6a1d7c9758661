"""`asyncio.wait` given coroutines instead of tasks."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.bindings import Binding, Kind
from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.coroutine_values import loads
from asynclint.questions.expected_errors import is_expected
from asynclint.questions.receivers import last_name
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS

_WAIT = "asyncio.wait"
_FILLS = ("add", "append")


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    awaited = _argument(call)
    if awaited is None or last_name(call.func, ctx) != "wait" or ctx.name(call.func) != _WAIT:
        return
    if is_expected(call, ctx) or ctx.never_runs(call):
        return
    parts = [awaited] if isinstance(awaited, ast.Call) else list(_parts(awaited, ctx))
    for part in parts:
        callee = ctx.coroutine_call(part)
        if callee:
            yield ctx.finding(
                part,
                f"`{ctx.shown(call.func)}` waits for tasks, and since Python 3.11 it raises "
                "TypeError for a coroutine",
                related=callee.related,
                fix=_fix(part, ctx, alone=part is awaited),
            )


def _argument(call: ast.Call) -> ast.expr | None:
    named = (keyword.value for keyword in call.keywords if keyword.arg == "fs")
    return call.args[0] if call.args else next(named, None)


def _parts(collection: ast.expr, ctx: Context) -> Iterator[ast.expr]:
    """What a collection in place, or under a name bound to nothing else, certainly holds."""
    match collection:
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            yield from parts
        case ast.ListComp(elt=part) | ast.SetComp(elt=part) | ast.GeneratorExp(elt=part):
            yield part
        case ast.Name():
            value = _value(collection, ctx)
            function = ctx.function(collection)
            if value and not isinstance(value, ast.Name) and isinstance(function, FUNCTIONS):
                uses = [ctx.parent(use) for use in loads(function, collection.id)]
                if not any(isinstance(use, ast.Subscript) for use in uses):
                    yield from _parts(value, ctx)
                    yield from (part for use in uses for part in _filled(use, ctx))


def _value(name: ast.Name, ctx: Context) -> ast.expr | None:
    """The value of a name that is bound once, what earlier waits left over aside."""
    found = ctx.scopes.binding(name)
    values = [each for each in found[1] if not _is_left_over(each, ctx)] if found else []
    return values[0].value if len(values) == 1 and values[0].kind is Kind.VALUE else None


def _is_left_over(binding: Binding, ctx: Context) -> bool:
    """Whether a binding is one of `done, pending = await asyncio.wait(pending)`."""
    match binding.node:
        case ast.Assign(targets=[ast.Tuple()], value=ast.Await(value=ast.Call(func=function))):
            return ctx.name(function) == _WAIT
    return False


def _filled(use: ast.AST | None, ctx: Context) -> Iterator[ast.expr]:
    """What `tasks.append(...)` puts in; `use` is the attribute of the name."""
    match use:
        case ast.Attribute(attr=method) if method in _FILLS:
            called = ctx.parent(use)
            if isinstance(called, ast.Call) and called.func is use:
                yield from called.args


def _fix(coroutine: ast.expr, ctx: Context, *, alone: bool) -> Fix | None:
    """A task around a coroutine, where a loop runs."""
    name = spelled("asyncio", "create_task", coroutine, ctx) if ctx.in_async(coroutine) else None
    if name is None:
        return None
    opening, closing = ("[", ")]") if alone else ("", ")")
    end = ctx.source.span(coroutine).end
    before = ctx.insertion(coroutine, f"{opening}{name.text}(")
    return Fix("Make it a task", (*name.edits, before, Edit(Span(end, end), closing)), safe=True)


RULE = Rule(
    code="ASL161",
    name="wait-given-coroutines",
    summary="asyncio.wait is given coroutines instead of tasks",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(("wait",),),
    needs=lambda ctx: ctx.coroutines,
    fix="safe",
)
