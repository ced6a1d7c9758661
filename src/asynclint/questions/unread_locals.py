"""Local names that are assigned and never read afterwards."""

from __future__ import annotations

import ast

from asynclint.bindings import Kind
from asynclint.questions.coroutine_values import loads
from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS, Function

# These read local names without naming them.
_READERS = frozenset({"dir", "eval", "exec", "locals", "vars"})


def is_never_read(target: ast.Name, statement: ast.stmt, ctx: Context) -> bool:
    """Whether a statement assigns to a local name that is not read after it; in a loop, before
    it in the text too."""
    function = ctx.function(statement)
    if not isinstance(function, FUNCTIONS) or not _is_local(target.id, function, ctx):
        return False
    end = (statement.end_lineno or 0, statement.end_col_offset or 0)
    reads = [(use.lineno, use.col_offset) for use in loads(function, target.id)]
    if any(read >= end for read in reads) or (reads and loop_around(statement, ctx)):
        return False
    return not any(loads(function, reader) for reader in _READERS)


def loop_around(node: ast.AST, ctx: Context) -> ast.stmt | None:
    """The innermost loop that runs a node again, in its own function; None when there is none."""
    for outer in ctx.ancestors(node):
        if isinstance(outer, (*FUNCTIONS, ast.Lambda)):
            return None
        if isinstance(outer, (ast.For, ast.AsyncFor, ast.While)):
            return outer
    return None


def _is_local(name: str, function: Function, ctx: Context) -> bool:
    scope = ctx.scopes.survey.scope_of(function)
    bindings = ctx.scopes.bindings(scope).names.get(name, [])
    return not any(binding.kind in (Kind.ELSEWHERE, Kind.OTHER) for binding in bindings)
