"""Whether an expression stands in an annotation."""

from __future__ import annotations

import ast

from asynclint.rule import Context


def is_annotation(node: ast.expr, ctx: Context) -> bool:
    """Whether an expression is a part of the annotation of a parameter, a variable or of what a
    function returns."""
    inner: ast.AST = node
    for around in ctx.ancestors(node):
        if inner in (getattr(around, "annotation", None), getattr(around, "returns", None)):
            return True
        if isinstance(around, ast.stmt):
            return False
        inner = around
    return False
