"""A handler for an error that a task group wraps into an exception group."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asynclint.model import Finding, Group
from asynclint.questions.task_groups import makes_group
from asynclint.questions.timeout_errors import caught
from asynclint.rule import Context, Rule

# asyncio hands the last three on as they are; an exception group is none of the others.
_ARRIVE = frozenset(
    {
        *("builtins.BaseException", "builtins.Exception", "builtins.BaseExceptionGroup"),
        *("builtins.ExceptionGroup", "exceptiongroup.ExceptionGroup"),
        *("exceptiongroup.BaseExceptionGroup", "builtins.GeneratorExit"),
        *("builtins.KeyboardInterrupt", "builtins.SystemExit"),
    }
)


def check(statement: ast.Try, ctx: Context) -> Iterator[Finding]:
    if not statement.handlers or not all(_is_group(each, ctx) for each in statement.body):
        return
    handlers = [caught(handler, ctx) for handler in statement.handlers]
    names = {name for classes in handlers for name in classes or ()}
    if None in handlers or any(name in _ARRIVE or _is_kin(name) for name in names):
        return
    for handler, classes in zip(statement.handlers, handlers, strict=True):
        for node in (classes or {}).values():
            yield ctx.finding(
                node,
                f"a task group raises an exception group, so `except {ctx.shown(node)}` around it"
                f" never runs; {_advice(handler)}",
            )


def _is_group(statement: ast.stmt, ctx: Context) -> bool:
    match statement:
        case ast.AsyncWith(items=[ast.withitem(context_expr=ast.Call() as first), *_]):
            is_loose = any(each.arg == "strict_exception_groups" for each in first.keywords)
            return makes_group(first, ctx) and not is_loose
    return False


def _is_kin(name: str) -> bool:
    """Whether a class may be a group or a cancellation, which arrive as they are."""
    last = name.rpartition(".")[2]
    return last.endswith("Group") or "Cancel" in last


def _advice(handler: ast.ExceptHandler) -> str:
    jumps: Sequence[type[ast.stmt]] = (ast.Return, ast.Break, ast.Continue)
    if any(isinstance(node, tuple(jumps)) for node in ast.walk(handler)):
        return "catch it in the group, or use `except*`, which takes no jump"
    return "use `except*`, or catch it in the group"


RULE = Rule(
    code="ASL350",
    name="except-around-task-group",
    summary="a handler for an error that a task group wraps into a group",
    group=Group.CORRECTNESS,
    visits=(ast.Try,),
    check=check,
    mentions=(("TaskGroup", "create_task_group", "open_nursery"), ("except",)),
)
