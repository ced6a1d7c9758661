"""A query of Django's in async code, where Django refuses to ask the database."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from asynclint import knowledge
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.project import Definition
from asynclint.questions.coroutine_values import await_fix
from asynclint.rule import Context, Rule

_MANAGER = "objects"
_DEPTH = 3  # local names that stand for querysets
_WHY = "Django raises `SynchronousOnlyOperation` where an event loop runs"


Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def check(node: ast.Call | ast.For | Comprehension, ctx: Context) -> Iterator[Finding]:
    match node:
        case ast.Call():
            yield from _call(node, ctx)
        case ast.For(iter=rows):
            yield from _iteration(rows, ctx)
        case _:
            for part in node.generators:
                if not part.is_async:
                    yield from _iteration(part.iter, ctx)


def _iteration(rows: ast.expr, ctx: Context) -> Iterator[Finding]:
    if ctx.in_async(rows) and _is_queryset(rows, ctx):
        message = f"iterating over `{ctx.shown(rows)}` asks the database, and {_WHY}"
        yield ctx.finding(rows, f"{message}; use `async for`")


def _call(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    # What costs is asked last: nearly every call in the world comes by here.
    match call.func:
        case ast.Attribute(value=owner, attr=method) if method in _words("queries", "instances"):
            if ctx.in_async(call) and _asks(owner, method, ctx) and not ctx.never_runs(call):
                message = f"`{method}` asks the database, and {_WHY}; await `a{method}`"
                yield ctx.finding(call, message, fix=_fix(call, call.func, ctx))
        case ast.Name(id=name) if call.args and f"builtins.{name}" in _words("readers"):
            rows, readers = call.args[0], _words("readers")
            if ctx.in_async(call) and _is_queryset(rows, ctx) and ctx.name(call.func) in readers:
                message = f"this reads all rows of `{ctx.shown(rows)}`, and {_WHY}"
                yield ctx.finding(call, f"{message}; use `async for`")


def _asks(owner: ast.expr, method: str, ctx: Context) -> bool:
    if method in _words("queries") and _is_queryset(owner, ctx):
        return True
    return method in _words("instances") and _is_plain_instance(owner, method, ctx)


@cache
def _words(*lists: str) -> frozenset[str]:
    return frozenset(word for each in lists for word in knowledge.table("django")[each])


def _is_queryset(expression: ast.expr, ctx: Context, depth: int = 0) -> bool:
    """Whether an expression certainly is the plain manager of a model, or a queryset of it."""
    match expression:
        case ast.Attribute(value=model, attr=attribute) if attribute == _MANAGER:
            return _has_plain_manager(model, ctx)
        case ast.Call(func=ast.Attribute(value=owner, attr=method)):
            return method in _words("builders") and _is_queryset(owner, ctx, depth)
        case ast.Name() if depth < _DEPTH:
            bound = ctx.scopes.only_binding(expression)
            value = bound.value if bound else None
            return value is not None and _is_queryset(value, ctx, depth + 1)
    return False


def _has_plain_manager(model: ast.expr, ctx: Context) -> bool:
    found = ctx.definition(model)
    return found is not None and _is_model(found, _MANAGER, ctx)


def _is_plain_instance(expression: ast.expr, method: str, ctx: Context) -> bool:
    """Whether an expression is an instance of a model that leaves a method as Django has it."""
    name = ctx.type_of(expression)
    found = ctx.project.lookup(name, ctx.origin) if name else None
    return found is not None and _is_model(found, method, ctx)


def _is_model(found: Definition, own: str, ctx: Context) -> bool:
    """Whether a class is a model, and none of its bases in the project says what `own` is."""
    models = _words("models")
    if found.owner is None or found.name in models:
        return False
    for cls in ctx.project.ancestry(found):
        if cls is None:
            return False
        if cls.name in models:
            return True
        if cls.owner and (own in cls.owner.methods or own in cls.owner.attributes):
            return False
    return False


def _fix(call: ast.Call, function: ast.Attribute, ctx: Context) -> Fix | None:
    fix = None if isinstance(ctx.parent(call), ast.Await) else await_fix(call, ctx, safe=True)
    if fix is None:
        return None
    end = ctx.source.span(function).end
    start = end - len(function.attr)
    edits = (*fix.edits, Edit(Span(start, start), "a"))
    return Fix(f"Await `a{function.attr}`", edits, safe=True)


RULE = Rule(
    code="ASL830",
    name="django-orm-in-async",
    summary="a query of Django's in an async function",
    group=Group.PERFORMANCE,
    visits=(ast.Call, ast.For, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
    check=check,
    mentions=(("objects", "save", "delete", "refresh_from_db"), ("async",)),
    fix="safe",
)
