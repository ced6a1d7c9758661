"""A jump out of `finally`: it drops the exception on its way, a cancellation too."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_WORDS = {ast.Return: "return", ast.Break: "break", ast.Continue: "continue"}


def check(statement: ast.Try, ctx: Context) -> Iterator[Finding]:
    jumps = [jump for each in statement.finalbody for jump in _jumps(each, in_loop=False)]
    if not jumps or not ctx.in_async(statement) or ctx.never_runs(statement):
        return
    for jump in jumps:
        yield ctx.finding(
            jump,
            f"`{_WORDS[type(jump)]}` in `finally` drops whatever exception is on its way, a "
            "cancellation of the task too; jump after the `try` statement",
        )


def _jumps(node: ast.AST, *, in_loop: bool) -> Iterator[ast.Return | ast.Break | ast.Continue]:
    """The jumps below a node that leave it; those of loops and functions inside do not."""
    if isinstance(node, ast.Return if in_loop else (ast.Return, ast.Break, ast.Continue)):
        yield node
    if isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
        return
    if isinstance(node, ast.Try) and node.finalbody:
        # the inner `finally` is visited by itself
        children: list[ast.AST] = [*node.body, *node.handlers, *node.orelse]
    elif isinstance(node, _LOOPS):
        for inner in node.body:
            yield from _jumps(inner, in_loop=True)
        children = [*node.orelse]
    else:
        children = list(ast.iter_child_nodes(node))
    for child in children:
        if isinstance(child, (ast.stmt, ast.excepthandler, ast.match_case)):
            yield from _jumps(child, in_loop=in_loop)


RULE = Rule(
    code="ASL334",
    name="jump-in-finally",
    summary="return, break or continue in the finally of an async function",
    group=Group.SUSPICIOUS,
    visits=(ast.Try,),
    check=check,
    mentions=(("finally",), ("return", "break", "continue"), ("async",)),
    also=("B012",),
)
