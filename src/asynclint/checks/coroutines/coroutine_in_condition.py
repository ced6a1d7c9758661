"""A coroutine as a condition is always true; compared, it is never equal."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import (
    ASSIGNMENTS,
    await_fix,
    coroutines_at,
    is_run,
    loads,
)
from asynclint.rule import Context, Rule
from asynclint.syntax import COMPREHENSIONS

_LITERALS = (ast.Constant, ast.JoinedStr, ast.List, ast.Dict, ast.Set, ast.Tuple)


def check(node: ast.AST, ctx: Context) -> Iterator[Finding]:
    found = list(coroutines_at(node, _judged, ctx))
    if isinstance(node, ast.Compare) and len(found) > 1:
        return  # two coroutine objects may well be compared
    for expression, callee in found:
        if isinstance(expression, ast.Name) and _may_be_itself(expression, ctx):
            continue
        wrong = "equals nothing but itself" if _is_compared(expression, ctx) else "is always true"
        yield ctx.finding(
            expression,
            f"`{ctx.shown(expression)}` is a coroutine that nothing awaited, so it {wrong}; "
            "await it to judge its result",
            related=callee.related,
            fix=await_fix(expression, ctx, safe=False),
        )


def _judged(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions a node tests or compares."""
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.Assert(test=test):
            yield from _tested(test)
        case ast.IfExp(test=test):
            yield from _tested(test)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _tested(operand)
        case ast.match_case(guard=ast.expr() as guard):
            yield from _tested(guard)
        case ast.BoolOp(op=ast.And(), values=[*values, _]):
            for value in values:
                yield from _tested(value)
        case ast.Compare(left=left, comparators=others):
            yield from (_unnamed(each) for each in (left, *others))
    if isinstance(node, COMPREHENSIONS):
        for generator in node.generators:
            for test in generator.ifs:
                yield from _tested(test)


def _tested(test: ast.expr) -> Iterator[ast.expr]:
    """What decides a test. All but the last operand of an `and` are judged with the `and`,
    for they are tested wherever it stands."""
    match test:
        case ast.BoolOp(op=op, values=values):
            for value in values[-1:] if isinstance(op, ast.And) else values:
                yield from _tested(value)
        case _:
            yield _unnamed(test)


def _unnamed(expression: ast.expr) -> ast.expr:
    return expression.value if isinstance(expression, ast.NamedExpr) else expression


def _may_be_itself(name: ast.Name, ctx: Context) -> bool:
    """Whether a comparison may look for the very coroutine that a name holds."""
    match ctx.parent(name):
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            other = left if name is right else right
            if isinstance(op, (ast.Eq, ast.NotEq)):
                return not isinstance(other, _LITERALS)
            if isinstance(other, ast.Constant) and other.value is None:
                return _is_awaited_elsewhere(name, ctx)
            is_looked_for = isinstance(op, (ast.In, ast.NotIn)) and name is left
            return is_looked_for or isinstance(op, (ast.Is, ast.IsNot))
    return False


def _is_awaited_elsewhere(name: ast.Name, ctx: Context) -> bool:
    """Whether a needless `is None` stands before the await of what is a coroutine on purpose."""
    function = ctx.function(name)
    return function is None or any(is_run(use, ctx) for use in loads(function, name.id))


def _is_compared(expression: ast.expr, ctx: Context) -> bool:
    holder = ctx.parent(expression)
    named = ctx.parent(holder) if isinstance(holder, ast.NamedExpr) else None
    return isinstance(holder, ast.Compare) or isinstance(named, ast.Compare)


RULE = Rule(
    code="ASL110",
    name="coroutine-in-condition",
    summary="a coroutine is tested or compared instead of its result",
    group=Group.CORRECTNESS,
    visits=(
        *(ast.If, ast.While, ast.Assert, ast.IfExp, ast.match_case),
        *(ast.BoolOp, ast.Compare, ast.UnaryOp),
        *COMPREHENSIONS,
        *ASSIGNMENTS,
    ),
    check=check,
    needs=lambda ctx: ctx.coroutines,
    fix="unsafe",
)
