"""A loop that sleeps until another task has set something."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint.bindings import Kind
from asynclint.model import Finding, Group
from asynclint.questions.sleeps import SLEEPS, sleep_of
from asynclint.questions.thread_advice import spoken
from asynclint.rule import Context, Rule
from asynclint.syntax import dotted


def check(loop: ast.While, ctx: Context) -> Iterator[Finding]:
    if len(loop.body) != 1 or loop.orelse or isinstance(loop.test, ast.Constant):
        return
    if ctx.is_test or not sleep_of(loop.body[0], ctx) or not ctx.in_async(loop):
        return
    if ctx.options.busy_wait_any_condition or _is_set_by_others(loop.test, ctx):
        yield ctx.finding(
            loop.test,
            f"this loop sleeps until another task makes `{ctx.shown(loop.test)}` false, so it "
            f"wakes for nothing and notices late; wait for an `{spoken(ctx)}.Event`",
        )


def _is_set_by_others(test: ast.expr, ctx: Context) -> bool:
    """Whether a condition reads an attribute or a global name that the file assigns elsewhere,
    and asks nothing else."""
    nodes = list(ast.walk(test))
    if any(isinstance(node, (ast.Await, ast.Call, ast.NamedExpr)) for node in nodes):
        return False
    owners = {getattr(node, "value", None) for node in nodes}
    read = (n for n in nodes if isinstance(n, ast.Attribute) and n not in owners)
    names = {dotted(node) for node in read} - {""}
    if any(re.search(rf"\b{re.escape(name)}\s*[-+]?=(?!=)", ctx.source.text) for name in names):
        return True
    return any(_is_global(node, ctx) for node in nodes if isinstance(node, ast.Name))


def _is_global(name: ast.Name, ctx: Context) -> bool:
    """Whether a name is a value of the module, or one of the function around that functions
    assign: the loop, which only sleeps, cannot change it."""
    found = ctx.scopes.binding(name)
    if found is None:
        return False
    scope, bindings = found
    if any(isinstance(binding.node, (ast.Global, ast.Nonlocal)) for binding in bindings):
        return True
    is_of_module = scope is ctx.scopes.survey.module
    return is_of_module and all(binding.kind is Kind.VALUE for binding in bindings)


RULE = Rule(
    code="ASL450",
    name="busy-wait",
    summary="a loop sleeps until another task has set something",
    group=Group.SUSPICIOUS,
    visits=(ast.While,),
    check=check,
    mentions=(("async",), ("while",), tuple(sorted(SLEEPS))),
    also=("ASYNC110", "S7484"),
)
