"""A value that several tasks share is read, then awaited for, then written: updates get lost."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.indenting import line_end, margin
from asynclint.questions.shared_state import holds_lock, is_shared, waits
from asynclint.rule import Context, Rule
from asynclint.syntax import within

# What a new object replaces at each change; a list would be extended in place.
_VALUES = frozenset(
    f"builtins.{name}" for name in ("bool", "bytes", "complex", "float", "int", "str", "tuple")
)
_NUMBERS = frozenset({"builtins.bool", "builtins.complex", "builtins.float", "builtins.int"})
_NAMES = ("result", "awaited")


def check(statement: ast.AugAssign | ast.Assign, ctx: Context) -> Iterator[Finding]:
    written = _written(statement, ctx)
    if written is None:
        return
    target, awaited = written
    if not ctx.in_async(statement) or not is_shared(target, ctx) or holds_lock(statement, ctx):
        return
    if ctx.never_runs(statement):
        return
    yield ctx.finding(
        statement,
        f"`{ctx.shown(target)}` is read before the `await`, so what other tasks add to it "
        "meanwhile is lost; await first, into a local name",
        fix=_await_first(statement, awaited, ctx),
    )


def _written(
    statement: ast.AugAssign | ast.Assign, ctx: Context
) -> tuple[ast.expr, ast.expr] | None:
    """What is read and later written, and the operand that waits in between."""
    match statement:
        case ast.AugAssign(target=target, value=value) if _waits_in(value):
            if _is_value(target, ctx) or ctx.type_of(value) in _NUMBERS:
                return target, value
        case ast.Assign(targets=[target], value=ast.BinOp() as value):
            spelled = ast.unparse(target)
            operands = list(_operands(value))
            for place, operand in enumerate(operands):
                later = [each for each in operands[place + 1 :] if _waits_in(each)]
                if later and ast.unparse(operand) == spelled:
                    return target, later[0]
    return None


def _is_value(target: ast.expr, ctx: Context) -> bool:
    """Whether all that is assigned to a place are values, `+=` aside."""
    given = [*_given(target, ctx)]
    return bool(given) and all(ctx.type_of(value) in _VALUES for value in given)


def _given(target: ast.expr, ctx: Context) -> Iterator[ast.expr]:
    match target:
        case ast.Name():
            found = ctx.scopes.binding(target)
            yield from (each.value for each in found[1] if each.value) if found else ()
        case ast.Attribute(value=ast.Name() as me, attr=attribute):
            cls = ctx.scopes.own_class(me)
            for node in ast.walk(cls) if cls else ():
                match node:
                    case ast.Assign(targets=[ast.Attribute(attr=name)], value=value):
                        if name == attribute and not isinstance(value, ast.BinOp):
                            yield value
                    case ast.AnnAssign(target=ast.Attribute(attr=name), value=ast.expr() as value):
                        if name == attribute:
                            yield value


def _operands(value: ast.expr) -> Iterator[ast.expr]:
    """The operands of an operation, from left to right."""
    if isinstance(value, ast.BinOp):
        yield from _operands(value.left)
        yield from _operands(value.right)
    else:
        yield value


def _waits_in(value: ast.expr) -> bool:
    return any(waits(node) for node in within(value, leaves=False))


def _await_first(statement: ast.stmt, awaited: ast.expr, ctx: Context) -> Fix | None:
    """A line before the statement that awaits into a free name; None where it would not fit."""
    name = next((name for name in _NAMES if name not in ctx.source.text), "")
    span, place = ctx.source.span(statement), ctx.source.span(awaited)
    before, text = margin(statement, ctx), ctx.source.segment(place)
    if not name or before is None or "\n" in text or "\r" in text:
        return None
    line = Edit(Span(span.start, span.start), f"{name} = {text}{line_end(ctx)}{before}")
    return Fix("Await into a local name first", (line, Edit(place, name)), safe=True)


RULE = Rule(
    code="ASL511",
    name="read-modify-write-across-await",
    summary="a shared value is read before an await and written after it",
    group=Group.CORRECTNESS,
    visits=(ast.AugAssign, ast.Assign),
    check=check,
    mentions=(("await",),),
    fix="safe",
)
