"""Functions that say when they are ready: those that `start` of a task group waits for."""

from __future__ import annotations

import ast

from asynclint.listed import is_listed
from asynclint.questions.cancel_scopes import TABLE
from asynclint.rule import Context
from asynclint.syntax import Function, parameters

_PARAMETER = "task_status"
_CLASSES = frozenset({"anyio.abc.TaskStatus", "trio.TaskStatus"})


def status_parameter(function: Function, ctx: Context) -> ast.arg | None:
    """The parameter by which a function is told to say that it is ready. By its name it must be
    one that a keyword reaches."""
    for parameter in parameters(function.args):
        if parameter.annotation and _is_status(parameter.annotation, ctx):
            return parameter
        if parameter.arg == _PARAMETER and parameter not in function.args.posonlyargs:
            return parameter
    return None


def is_startable(function: ast.expr, ctx: Context) -> bool:
    """Whether a function that is handed to a task group takes a `task_status`, is one of Trio's
    that do, or is named in the setting `startable`."""
    if is_listed(function, ctx.options.startable, ctx.name):
        return True
    if ctx.name(function) in TABLE["startables"]:
        return True
    found = ctx.definition(function)
    taken = found.function.parameters if found and found.function else ()
    return any(parameter.name == _PARAMETER for parameter in taken)


def _is_status(annotation: ast.expr, ctx: Context) -> bool:
    inner = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    return ctx.name(inner) in _CLASSES
