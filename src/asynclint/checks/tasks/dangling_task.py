"""A task that nothing refers to: the event loop may lose it, and nobody sees its exception."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.dropped_values import is_dropped, is_tested
from asynclint.questions.handed_functions import handed_function
from asynclint.questions.receivers import called, handed, last_name, receiver
from asynclint.questions.task_wrappers import hands_out_task
from asynclint.questions.unread_locals import is_never_read, loop_around
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, within

_MAKERS = frozenset(
    {"asyncio.create_task", "asyncio.ensure_future", "asyncio.AbstractEventLoop.create_task"}
)
_WORDS = frozenset(name.rpartition(".")[2] for name in _MAKERS)
_CALLBACKS = ("callbacks",)
_SUSPENDS = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield, ast.YieldFrom)

_RUNS = frozenset({"run_forever", "run_until_complete"})


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    maker = _lost_maker(call, ctx)
    if maker and not ctx.never_runs(call, as_it_reads=False):
        yield ctx.finding(
            call if maker is call.func else maker,
            f"nothing refers to the task that `{ctx.shown(maker)}` makes, so it may vanish "
            "before it ends, and its exception unseen; keep it until it is done",
        )


def _lost_maker(call: ast.Call, ctx: Context) -> ast.expr | None:
    """What makes a task that a call loses: what it calls itself, or hands to be called."""
    if last_name(call.func, ctx) in _WORDS:
        return call.func if _is_lost(call, ctx) and _makes_task(call, ctx) else None
    given = handed_function(call, _CALLBACKS, ctx)
    if given and last_name(given.function, ctx) in _WORDS:
        return given.function if handed(given.function, ctx) in _MAKERS else None
    return None


def _makes_task(call: ast.Call, ctx: Context) -> bool:
    if called(call, ctx) in _MAKERS:
        return not _is_made_already(call, ctx)
    return hands_out_task(call, _WORDS, ctx)


def _is_lost(call: ast.Call, ctx: Context) -> bool:
    holder = ctx.parent(call)
    match holder:
        case ast.Assign(targets=[ast.Name() as name]) | ast.AnnAssign(target=ast.Name() as name):
            return is_never_read(name, holder, ctx) and not _waits_after(holder, ctx)
        case ast.Lambda():
            return _is_callback(holder, ctx)
    return is_dropped(call, ctx) or is_tested(call, ctx)


def _is_callback(function: ast.Lambda, ctx: Context) -> bool:
    taker = ctx.parent(function)
    if isinstance(taker, ast.keyword):
        taker = ctx.parent(taker)
    given = handed_function(taker, _CALLBACKS, ctx) if isinstance(taker, ast.Call) else None
    return given is not None and given.function is function


def _waits_after(statement: ast.stmt, ctx: Context) -> bool:
    """Whether a local name outlives its statement: the function waits for something later."""
    function = ctx.function(statement)
    assert isinstance(function, FUNCTIONS)
    around = loop_around(statement, ctx)
    end = (statement.end_lineno or 0, statement.end_col_offset or 0)
    if any((node.lineno, node.col_offset) >= end for node in _waits(function)):
        return True
    return around is not None and any(True for _ in _waits(around))


def _waits(node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """Where a function waits, or runs the loop until something is done."""
    for inner in within(node, leaves=False):
        runs_loop = isinstance(inner, ast.Call) and getattr(inner.func, "attr", "") in _RUNS
        if isinstance(inner, (ast.expr, ast.stmt)) and (isinstance(inner, _SUSPENDS) or runs_loop):
            yield inner


def _is_made_already(call: ast.Call, ctx: Context) -> bool:
    """`ensure_future` of a future gives that future, which something else may hold."""
    given = call.args[0] if call.args else None
    if last_name(call.func, ctx) != "ensure_future" or isinstance(given, ast.Call) or given is None:
        return False
    return receiver(given, ctx) == "asyncio.Future"


RULE = Rule(
    code="ASL201",
    name="dangling-task",
    summary="nothing refers to a task, so it may vanish before it ends",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(tuple(sorted(_WORDS)),),
    also=("ASYNC300", "RUF006", "S7502"),
)
