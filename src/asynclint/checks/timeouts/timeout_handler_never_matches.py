"""A handler for TimeoutError that can never run: taken above, or raised by nothing there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions import timeout_bodies, timeout_errors
from asynclint.questions.timeout_errors import ASYNCIO, BUILTIN
from asynclint.rule import Context, Rule

Classes = dict[str, ast.expr]

_EVERYTHING = ("builtins.Exception", "builtins.BaseException")
_OSERRORS = ("builtins.OSError", "builtins.IOError", "builtins.EnvironmentError")


def check(statement: ast.Try, ctx: Context) -> Iterator[Finding]:
    named = [timeout_errors.caught(handler, ctx) for handler in statement.handlers]
    if not any(name in (BUILTIN, ASYNCIO) for classes in named if classes for name in classes):
        return
    taken = list(_taken_above(named, ctx))
    yield from taken
    known = [classes for classes in named if classes is not None]
    if not taken and len(known) == len(named):
        yield from _raised_by_nothing(statement, known, ctx)


def _taken_above(named: list[Classes | None], ctx: Context) -> Iterator[Finding]:
    before: Classes = {}
    for classes in named:
        alone = classes is not None and len(classes) == 1
        for name, node in (classes or {}).items():
            taker = next((above for above in before if _takes(above, name, alone, ctx)), "")
            if name in (BUILTIN, ASYNCIO) and taker:
                yield ctx.finding(
                    node,
                    f"`except {ctx.shown(before[taker])}` above takes every `{ctx.shown(node)}`,"
                    " so none gets here; put this handler first",
                )
        before.update(classes or {})


def _takes(above: str, name: str, alone: bool, ctx: Context) -> bool:
    """Whether a handler above leaves nothing of a TimeoutError. One that names the same class
    twice matters only where a whole handler is lost."""
    modern = (ctx.options.target or (0, 0)) >= (3, 11)
    if above in (BUILTIN, ASYNCIO):
        return alone and (above == name or modern)
    return above in _EVERYTHING or (above in _OSERRORS and (modern or name == BUILTIN))


def _raised_by_nothing(
    statement: ast.Try, handlers: list[Classes], ctx: Context
) -> Iterator[Finding]:
    slow = _too_slow(statement, handlers, ctx)
    timed = slow or timeout_bodies.never_raising(statement.body, ctx)
    if timed is None or _names_library(timed.error, handlers):
        return
    called = f"`{ctx.shown(timed.call.func)}`"
    told = f"raises `{timed.error}`" if timed.error else "raises nothing when its time is over"
    advice = f"catch `{timed.error}`" if timed.error else "test its result, or use `fail_after`"
    for name, node in ((n, e) for classes in handlers for n, e in classes.items()):
        if name in (BUILTIN, ASYNCIO):
            yield ctx.finding(
                node,
                f"{called} {told}, so `except {ctx.shown(node)}` never sees a timeout; {advice}",
                fix=_right_class(node, timed.error, ctx),
            )


def _right_class(node: ast.expr, error: str, ctx: Context) -> Fix | None:
    """The class of the library in the place of one that is never raised; the handler then runs,
    so it is unsafe. None for what raises nothing."""
    library, _, name = error.partition(".")
    right = spelled(library, name, node, ctx) if name else None
    if right is None:
        return None
    edits = {Edit(ctx.source.span(node), right.text), *right.edits}
    return Fix(f"Catch `{right.text}`", tuple(sorted(edits)), safe=False)


def _too_slow(
    statement: ast.Try, handlers: list[Classes], ctx: Context
) -> timeout_bodies.Timed | None:
    """The limit of Trio that a `try` is all about, when nothing catches what it raises."""
    match statement.body:
        case [ast.With(items=[ast.withitem(context_expr=ast.Call() as call)])]:
            limits = timeout_errors.limits_in(statement.body[:1], ctx)
            error = next((limit.error for limit in limits if limit.node is call), "")
            catches_all = any(name in _EVERYTHING for classes in handlers for name in classes)
            if error == "trio.TooSlowError" and not catches_all:
                return timeout_bodies.Timed(call, error)
    return None


def _names_library(error: str, handlers: list[Classes]) -> bool:
    library = error.partition(".")[0]
    return any(name.partition(".")[0] == library for classes in handlers for name in classes)


RULE = Rule(
    code="ASL313",
    name="timeout-handler-never-matches",
    summary="a handler for TimeoutError that can never run",
    group=Group.CORRECTNESS,
    visits=(ast.Try,),
    check=check,
    mentions=(("TimeoutError",),),
    fix="unsafe",
)
