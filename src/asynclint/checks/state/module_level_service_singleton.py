"""A service made at import: its state is shared by everything, tests included."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group, Related
from asynclint.questions import import_time, services
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, Function, within


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for name, call in _values(module):
        if name.isupper() or services.is_allowed(ctx.options, name):
            continue
        if services.is_replaced(name, ctx):
            continue
        related = _stateful(call, ctx) or _from_getter(call, ctx)
        if related and services.is_application_code(ctx):
            yield ctx.finding(
                call,
                f"`{name}` is one service for the whole process, so its state leaks from test to "
                "test; make it where the application starts and hand it on",
                related=related,
            )


def _values(module: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """The module's names that are given what a call returns."""
    for statement in import_time.statements(module.body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                yield name, call
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Call() as call):
                yield name, call


def _stateful(call: ast.Call, ctx: Context) -> tuple[Related, ...]:
    """The definition of the service class that is called, when it has state."""
    name = services.constructed(call, ctx)
    if not services.is_named_as_service(name, ctx.options):
        return ()
    found = ctx.definition(call.func)
    if found is None or found.owner is None or services.is_allowed(ctx.options, found.name):
        return ()
    if not services.has_state(found, ctx):
        return ()
    return (Related(ctx.project.shown(found.path), found.owner.position, "its class"),)


def _from_getter(call: ast.Call, ctx: Context) -> tuple[Related, ...]:
    """The getter of this module that is called, when it keeps one service for ever."""
    if call.args or call.keywords or not isinstance(call.func, ast.Name):
        return ()
    found = ctx.scopes.binding(call.func)
    if found is None or len(found[1]) != 1:
        return ()
    function = found[1][0].node
    if not isinstance(function, FUNCTIONS):
        return ()
    if not services.cached_service(function, ctx) and not _is_lazy(function, ctx):
        return ()
    start = ctx.source.lines.position(ctx.source.span(function).start)
    return (Related(ctx.source.path, start, "its getter"),)


def _is_lazy(function: Function, ctx: Context) -> bool:
    names = [n for node in within(function) if isinstance(node, ast.Global) for n in node.names]
    return any(True for name in names for _ in services.lazy_makers(name, function, ctx))


# No `mentions`: the settings may name other classes.
RULE = Rule(
    code="ASL503",
    name="module-level-service-singleton",
    summary="a service with state made at import",
    group=Group.SUSPICIOUS,
    visits=(ast.Module,),
    check=check,
    needs=services.may_name_service,
)
