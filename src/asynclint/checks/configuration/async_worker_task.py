"""An `async def` as a task of a worker that calls it and drops the coroutine."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.decorations import decorator_name, keep_all
from asynclint.rule import Context, Rule

# Arguments that bring code of the project's own into the running of a task.
_OWN = ("base", "executor", None)


def check(node: ast.AsyncFunctionDef | ast.Call, ctx: Context) -> Iterator[Finding]:
    if isinstance(node, ast.Call):
        yield from _handed(node, ctx)
        return
    for index, decorator in enumerate(node.decorator_list):
        package = _package(decorator, ctx)
        if package:
            if keep_all(node.decorator_list[index + 1 :], ctx) and not ctx.never_runs(node):
                yield ctx.finding(decorator, _message(node.name, package))
            return


def _message(name: str, package: str) -> str:
    outcome = knowledge.table("workers")["outcomes"][package]
    return f"`{name}` is a coroutine function: {outcome}; make it a plain function"


def _package(decorator: ast.expr, ctx: Context) -> str:
    """The package that makes a task of the function below a decorator, "" for others."""
    call = decorator if isinstance(decorator, ast.Call) else None
    if call and any(given.arg in _OWN for given in call.keywords):
        return ""
    table = knowledge.table("workers")
    by_name = table["functions"].get(decorator_name(decorator, ctx))
    return by_name or _of_method(call.func if call else decorator, "decorators", ctx)


def _of_method(function: ast.expr, table: str, ctx: Context) -> str:
    if not isinstance(function, ast.Attribute):
        return ""
    workers = knowledge.table("workers")
    if not any(function.attr in methods for methods in workers[table].values()):
        return ""
    owner = ctx.type_of(function.value)
    if function.attr not in workers[table].get(owner, ()) or _has_own_executor(ctx):
        return ""
    package: str = workers["packages"][owner.partition(".")[0]]
    return package


def _has_own_executor(ctx: Context) -> bool:
    """Whether the file names executors or task classes that may run coroutines."""
    return any(word in ctx.source.data for word in (b"xecutor", b"task_cls", b"aio_pool"))


def _handed(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    function = call.func
    if not isinstance(function, ast.Attribute) or not call.args:
        return
    if function.attr == "do" and _starts_at(function.value, ctx) == "schedule.every":
        package = "schedule"
    else:
        package = _of_method(function, "handed", ctx)
    if package and not any(given.arg in _OWN for given in call.keywords):
        callee = ctx.coroutine_function(call.args[0])
        if callee and not ctx.never_runs(call):
            yield ctx.finding(call.args[0], _message(ctx.shown(call.args[0]), package))


def _starts_at(expression: ast.expr, ctx: Context) -> str:
    """What a chain such as `schedule.every(3).hours.at("10:00")` calls first."""
    while isinstance(expression, (ast.Attribute, ast.Call)):
        if isinstance(expression, ast.Call):
            if not isinstance(expression.func, ast.Attribute):
                return ctx.name(expression.func)
            name = ctx.name(expression.func)
            if name:
                return name
            expression = expression.func.value
        else:
            expression = expression.value
    return ""


RULE = Rule(
    code="ASL841",
    name="async-worker-task",
    summary="an async function as a task of a worker that does not await it",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncFunctionDef, ast.Call),
    check=check,
    mentions=(("add_job", "every", "scheduled_job", "task"),),
)
