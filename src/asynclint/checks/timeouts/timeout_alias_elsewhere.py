"""An old name of the builtin TimeoutError outside `except`: in `isinstance`, annotations, tests."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions import timeout_aliases
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, Function, parameters

# Calls that take exception classes, by the argument that has them.
_TAKERS = {"raises": 0, "suppress": None, "isinstance": 1, "issubclass": 1, "assertRaises": 0}

Uses = Iterator[tuple[ast.expr, "ast.expr | None"]]


def check(node: ast.AST, ctx: Context) -> Iterator[Finding]:
    if ctx.options.target is None:
        return
    for expression, together in _uses(node):
        for alias, name in timeout_aliases.aliases([expression], ctx):
            yield _finding(alias, name, together, ctx)
    if isinstance(node, (ast.ExceptHandler, ast.Raise)):
        together = node.type if isinstance(node, ast.ExceptHandler) else None
        for alias, name in timeout_aliases.aliases(timeout_aliases.raised_or_caught(node), ctx):
            if name not in timeout_aliases.USUAL:
                yield _finding(alias, name, together, ctx)


def _finding(alias: ast.expr, name: str, together: ast.expr | None, ctx: Context) -> Finding:
    message = timeout_aliases.message(alias, name, ctx)
    return ctx.finding(alias, message, fix=timeout_aliases.fix(alias, ctx, together))


def _uses(node: ast.AST) -> Uses:
    """Expressions that name a class there, with the tuple that holds them if there is one."""
    match node:
        case ast.Call():
            yield from _of_call(node)
        case ast.Assign(value=ast.Tuple() | ast.List() as value):
            yield from _members(value)
        case ast.AnnAssign(annotation=annotation, value=value):
            yield from _annotation(annotation)
            if isinstance(value, (ast.Tuple, ast.List)):
                yield from _members(value)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from _signature(node)


def _of_call(call: ast.Call) -> Uses:
    last = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if last in _TAKERS:
        place = _TAKERS[last]
        for argument in call.args if place is None else call.args[place : place + 1]:
            yield from _members(argument)
    for keyword in call.keywords:
        if keyword.arg == "side_effect":
            yield from _members(keyword.value)


def _members(value: ast.expr) -> Uses:
    for part in timeout_aliases.parts(value):
        yield part, value if part is not value else None


def _signature(function: Function) -> Uses:
    for annotation in [*(p.annotation for p in parameters(function.args)), function.returns]:
        if annotation:
            yield from _annotation(annotation)


def _annotation(annotation: ast.expr) -> Uses:
    for part in ast.walk(annotation):
        if isinstance(part, (ast.Name, ast.Attribute)):
            yield part, None


RULE = Rule(
    code="ASL312",
    name="timeout-alias-elsewhere",
    summary="an old name of the builtin TimeoutError outside `except`",
    group=Group.MIGRATION,
    visits=(ast.Call, ast.Assign, ast.AnnAssign, *FUNCTIONS, ast.ExceptHandler, ast.Raise),
    check=check,
    mentions=(("TimeoutError", "socket"),),
    when=lambda options: options.target is not None and options.target >= (3, 10),
    fix="safe",
)
