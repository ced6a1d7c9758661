"""A collection of a module that functions fill: one for the whole process, tests included."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.attributes import MUTATORS
from asynclint.model import Finding, Group, Related
from asynclint.questions import import_time
from asynclint.questions.services import is_allowed
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, Function, parameters, within

_MAKERS = frozenset({"builtins.dict", "builtins.list", "builtins.set", "collections.defaultdict"})


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    if ctx.is_test or import_time.is_program(ctx):
        return
    for name, value in _empty(module, ctx):
        change = None if is_allowed(ctx.options, name) else next(_changes(name, ctx), None)
        if change is not None:
            start = ctx.source.lines.position(ctx.source.span(change).start)
            yield ctx.finding(
                value,
                f"`{name}` is one for the whole process and functions change it, so what one "
                "test leaves there the next one finds; keep it in an object that is handed on",
                related=(Related(ctx.source.path, start, "changed here"),),
            )


def _empty(module: ast.Module, ctx: Context) -> Iterator[tuple[str, ast.expr]]:
    """The names of a module that hold an empty collection at first."""
    for statement in import_time.statements(module.body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case _:
                continue
        if _is_empty(value, ctx):
            yield name, value


def _is_empty(value: ast.expr, ctx: Context) -> bool:
    match value:
        case ast.Dict(keys=[]) | ast.List(elts=[]):
            return True
        case ast.Call(func=function, args=[] | [ast.Name()], keywords=[]):
            if value.args and ctx.name(function) != "collections.defaultdict":
                return False
            return ctx.name(function) in _MAKERS
    return False


def _changes(name: str, ctx: Context) -> Iterator[ast.expr]:
    """Where functions of the file, decorators aside, change what a name of the module holds."""
    for node in ast.walk(ctx.source.tree):
        place = _changed(node)
        if place is None or place.id != name:
            continue
        found = ctx.scopes.binding(place)
        function = ctx.function(place)
        if found is None or found[0] is not ctx.scopes.survey.module:
            continue
        if isinstance(function, FUNCTIONS) and not _decorates(function, ctx):
            yield place


def _changed(node: ast.AST) -> ast.Name | None:
    match node:
        case ast.Subscript(value=ast.Name() as place, ctx=ast.Store() | ast.Del()):
            return place
        case ast.Call(func=ast.Attribute(value=ast.Name() as place, attr=method)):
            return place if method in MUTATORS else None
    return None


def _decorates(function: Function, ctx: Context) -> bool:
    """Whether a function is a decorator, or runs inside one: it fills a registry at import."""
    if isinstance(ctx.function(function), FUNCTIONS):
        return True
    given = {parameter.arg for parameter in parameters(function.args)}
    returned = (node.value for node in within(function) if isinstance(node, ast.Return))
    return "register" in function.name or any(
        isinstance(value, ast.Name) and value.id in given for value in returned
    )


RULE = Rule(
    code="ASL507",
    name="module-level-mutable-state",
    summary="a collection of a module that functions fill",
    group=Group.STRICT,
    visits=(ast.Module,),
    check=check,
)
