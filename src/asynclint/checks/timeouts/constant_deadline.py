"""A constant where a point in time of the loop's clock is wanted."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.cancel_scopes import TABLE
from asynclint.questions.receivers import argument, last_name
from asynclint.rule import Context, Rule

_DEADLINES = TABLE["deadlines"]
_WORDS = frozenset(name.rpartition(".")[2] for name in _DEADLINES)
# The clock of a test may start at zero.
_OWN_CLOCKS = (b"MockClock", b"autojump_clock", b"mock_clock")


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if last_name(call.func, ctx) not in _WORDS:
        return
    name = ctx.name(call.func)
    if name not in _DEADLINES:
        return
    # the parameters of CancelScope are given by keyword
    deadline = argument(call, 99 if name.endswith("CancelScope") else 0, _DEADLINES[name])
    if deadline is None or not _is_constant(deadline) or ctx.never_runs(call):
        return
    if any(clock in ctx.source.data for clock in _OWN_CLOCKS):
        return
    yield ctx.finding(
        deadline,
        f"a deadline is a point in time on the clock of the loop, and `{ctx.shown(deadline)}` is "
        f"the same one always; {_advice(name)}",
    )


def _is_constant(expression: ast.expr) -> bool:
    """Whether an expression is a number, or made of numbers alone."""
    match expression:
        case ast.Constant(value=int() | float() as value):
            return not isinstance(value, bool)
        case ast.UnaryOp(operand=operand):
            return _is_constant(operand)
        case ast.BinOp(left=left, right=right):
            return _is_constant(left) and _is_constant(right)
    return False


def _advice(name: str) -> str:
    library, _, last = name.partition(".")
    if library == "asyncio":
        return "add it to `asyncio.get_running_loop().time()`, or use `asyncio.timeout`"
    after = "fail_after" if last == "fail_at" else "move_on_after"
    return f"add it to `{library}.current_time()`, or use `{library}.{after}`"


RULE = Rule(
    code="ASL322",
    name="constant-deadline",
    summary="a constant as a deadline on the clock of the loop",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(tuple(sorted(_WORDS)),),
    also=("ASYNC125",),
)
