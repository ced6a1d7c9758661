"""A handler for an error that a task group wraps into an exception group."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group, Span
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
_JUMPS = (ast.Return, ast.Break, ast.Continue)


def check(statement: ast.Try, ctx: Context) -> Iterator[Finding]:
    if not statement.handlers or not all(_is_group(each, ctx) for each in statement.body):
        return
    handlers = [caught(handler, ctx) for handler in statement.handlers]
    names = {name for classes in handlers for name in classes or ()}
    if None in handlers or any(name in _ARRIVE or _is_kin(name) for name in names):
        return
    fix = _fix(statement, ctx)
    for handler, classes in zip(statement.handlers, handlers, strict=True):
        for node in (classes or {}).values():
            yield ctx.finding(
                node,
                f"a task group raises an exception group, so `except {ctx.shown(node)}` around it"
                f" never runs; {_advice(handler)}",
                fix=fix,
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


def _fix(statement: ast.Try, ctx: Context) -> Fix | None:
    """`except*` for all handlers of a `try`, which cannot have both kinds. What they name is
    then a group, so it is unsafe; where an attribute of it is used, there is no fix."""
    if (ctx.options.target or (0, 0)) < (3, 11):
        return None
    edits = []
    for handler in statement.handlers:
        if _has_jump(handler) or _uses_attribute(handler):
            return None
        end = ctx.source.span(handler).start + len("except")
        edits.append(Edit(Span(end, end), "*"))
    return Fix("Use `except*`", tuple(edits), safe=False)


def _uses_attribute(handler: ast.ExceptHandler) -> bool:
    return handler.name is not None and any(
        isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == handler.name
        for statement in handler.body
        for node in ast.walk(statement)
    )


def _has_jump(handler: ast.ExceptHandler) -> bool:
    return any(isinstance(node, _JUMPS) for node in ast.walk(handler))


def _advice(handler: ast.ExceptHandler) -> str:
    if _has_jump(handler):
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
    fix="unsafe",
)
