"""A dependency that returns from inside `with`: the request gets what is closed already."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.dependencies import is_dependency
from asynclint.questions.yielding import managers_around
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS

_GENERATORS = ("AsyncGenerator", "Generator")
_HOMES = ("collections.abc", "typing")


def check(statement: ast.Return, ctx: Context) -> Iterator[Finding]:
    if not isinstance(statement.value, ast.Name):
        return
    name = statement.value
    item = _closed_item(statement, name, ctx)
    function = ctx.function(statement) if item else None
    if item is None or not isinstance(function, FUNCTIONS) or function.decorator_list:
        return
    is_given = is_dependency(function, ctx)
    if not is_given and not _says_so(function.returns, ctx):
        return
    if not ctx.never_runs(statement):
        yield ctx.finding(
            statement,
            f"leaving `with` by `return` closes `{name.id}` before anybody can use it; `yield` "
            "it, and the dependency is closed after the request",
            fix=_yield(statement, function, ctx) if is_given else None,
        )


def _closed_item(statement: ast.Return, name: ast.Name, ctx: Context) -> ast.withitem | None:
    """The item that gave a name, where the end of its block closes what it gave."""
    for block in managers_around(statement, ctx):
        for item in block.items:
            target = item.optional_vars
            if isinstance(target, ast.Name) and target.id == name.id:
                return item if _is_closed(item, name, ctx) else None
    return None


def _is_closed(item: ast.withitem, name: ast.Name, ctx: Context) -> bool:
    if ctx.scopes.only_binding(name) is None:
        return False
    manager = item.context_expr
    called = manager.func if isinstance(manager, ast.Call) else manager
    table = knowledge.table("fixtures")
    if ctx.name(called) in table["closed"]:
        return True
    return ctx.is_instance(name, frozenset(table["sessions"]))


def _says_so(annotation: ast.expr | None, ctx: Context) -> bool:
    """Whether a function says that it gives a session or client."""
    if annotation is None:
        return False
    table = knowledge.table("fixtures")
    sessions = {*table["sessions"], *knowledge.table("primitives")["sessions"]}
    return ctx.name(annotation) in sessions


def _yield(
    statement: ast.Return, function: ast.FunctionDef | ast.AsyncFunctionDef, ctx: Context
) -> Fix | None:
    """`yield` in place of the only `return`, with an annotation that says so; None where the
    module has no name for that."""
    if sum(isinstance(node, ast.Return) for node in ast.walk(function)) != 1:
        return None
    start = ctx.source.span(statement).start
    edits = [Edit(Span(start, start + len("return")), "yield")]
    if function.returns is not None:
        said = _generator(function, function.returns, ctx)
        if not said:
            return None
        edits.append(Edit(ctx.source.span(function.returns), said))
    return Fix("Yield to the request", tuple(edits), safe=True)


def _generator(
    function: ast.FunctionDef | ast.AsyncFunctionDef, said: ast.expr, ctx: Context
) -> str:
    is_async = isinstance(function, ast.AsyncFunctionDef)
    name = _GENERATORS[0] if is_async else _GENERATORS[1]
    bound = ctx.scopes.bindings(ctx.scopes.survey.module).names.get(name, [])
    if not bound or any(each.target not in {f"{home}.{name}" for home in _HOMES} for each in bound):
        return ""
    inner = ctx.source.segment(ctx.source.span(said))
    return f"{name}[{inner}, None]" if is_async else f"{name}[{inner}, None, None]"


RULE = Rule(
    code="ASL810",
    name="dependency-returns-from-with",
    summary="a dependency returns from inside `with`, so the request gets what is closed",
    group=Group.CORRECTNESS,
    visits=(ast.Return,),
    check=check,
    mentions=(("with",), ("return",)),
    fix="safe",
)
