"""A handler for a TimeoutError that the code above it does not raise on older Pythons."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.importing import Spelled, spelled
from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions import timeout_errors
from asynclint.questions.timeout_errors import ASYNCIO, BUILTIN, FUTURES
from asynclint.rule import Context, Rule

_TIMEOUTS = frozenset({ASYNCIO, BUILTIN, FUTURES})


def check(statement: ast.Try, ctx: Context) -> Iterator[Finding]:
    if ctx.options.target is None or ctx.options.target >= (3, 11):
        return
    named = [timeout_errors.caught(handler, ctx) for handler in statement.handlers]
    known = [classes for classes in named if classes is not None]
    timeouts = {name: n for classes in known for name, n in classes.items() if name in _TIMEOUTS}
    if not timeouts or len(known) != len(named):
        return
    for limit in timeout_errors.limits_in(statement.body, ctx):
        if limit.error not in (ASYNCIO, BUILTIN) or _is_caught(limit.error, known):
            continue
        if _is_deliberate(statement, limit, ctx):
            return
        node = next(iter(timeouts.values()))
        right = "asyncio.TimeoutError" if limit.error == ASYNCIO else "TimeoutError"
        low = ".".join(map(str, ctx.options.target))
        yield ctx.finding(
            node,
            f"`{ctx.shown(_callee(limit.node))}` raises `{right}`, which is not"
            f" `{ctx.shown(node)}` before Python 3.11 and so is not caught on {low};"
            f" catch `{right}`",
            fix=_fix(node, limit.error, ctx),
        )
        return


def _fix(node: ast.expr, error: str, ctx: Context) -> Fix | None:
    """The class that is raised beside the one that is caught. More is caught then, so it is
    unsafe."""
    builtin = ast.copy_location(ast.Name("TimeoutError", ast.Load()), node)
    if error == ASYNCIO:
        right = spelled("asyncio", "TimeoutError", node, ctx)
    else:
        right = Spelled("TimeoutError", ()) if ctx.name(builtin) == BUILTIN else None
    if right is None:
        return None
    span = ctx.source.span(node)
    both = f"{ctx.source.segment(span)}, {right.text}"
    text = both if isinstance(ctx.parent(node), ast.Tuple) else f"({both})"
    return Fix(f"Catch `{right.text}` too", tuple(sorted({Edit(span, text), *right.edits})), False)


def _is_caught(error: str, handlers: list[dict[str, ast.expr]]) -> bool:
    return any(timeout_errors.catches(name, error) for classes in handlers for name in classes)


def _is_deliberate(statement: ast.Try, limit: timeout_errors.Limit, ctx: Context) -> bool:
    """Newer Python only, or an outer handler of the function that takes what escapes here."""
    if timeout_errors.is_modern(statement.body, ctx):
        return True
    if timeout_errors.depends_on_version(limit.node, ctx):
        return True
    inside: ast.AST = statement
    for outer in ctx.ancestors(statement):
        if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            return False
        if isinstance(outer, ast.Try) and inside in outer.body:
            caught = [timeout_errors.caught(handler, ctx) for handler in outer.handlers]
            if any(classes is None or _is_caught(limit.error, [classes]) for classes in caught):
                return True
        inside = outer
    return False


def _callee(node: ast.expr) -> ast.expr:
    return node.func if isinstance(node, ast.Call) else node


RULE = Rule(
    code="ASL310",
    name="timeout-error-wrong-class",
    summary="a handler for another TimeoutError than the code above it raises before Python 3.11",
    group=Group.CORRECTNESS,
    visits=(ast.Try,),
    check=check,
    mentions=(("TimeoutError",),),
    fix="unsafe",
    when=lambda options: options.target is not None and options.target < (3, 11),
)
