"""Whether the value of an expression is thrown away where it stands."""

from __future__ import annotations

import ast

from asynclint.rule import Context


def is_dropped(expression: ast.expr, ctx: Context) -> bool:
    """Whether nothing can ever use the value: a statement of its own, alone or as a part of a
    display, comprehension, `and`, `or` or `if ... else` that is one."""
    inner: ast.AST = expression
    holder = ctx.parent(inner)
    while _passes_on(inner, holder):
        assert holder is not None
        inner, holder = holder, ctx.parent(holder)
    return isinstance(holder, ast.Expr)


def is_tested(expression: ast.expr, ctx: Context) -> bool:
    """Whether a value is asked for its truth and then forgotten."""
    match ctx.parent(expression):
        case ast.If(test=test) | ast.While(test=test) | ast.Assert(test=test):
            return test is expression
        case ast.IfExp(test=test):
            return test is expression
    return False


def _passes_on(inner: ast.AST, holder: ast.AST | None) -> bool:
    """Whether the value of `inner` goes into the value of what holds it, or nowhere else."""
    match holder:
        case ast.Tuple() | ast.List() | ast.Set():
            return True
        case ast.ListComp(elt=element) | ast.SetComp(elt=element):
            return inner is element
        case ast.IfExp(test=test):
            return inner is not test
        case ast.BoolOp(values=values):
            return inner is values[-1]
    return False
