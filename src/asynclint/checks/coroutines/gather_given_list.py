"""`asyncio.gather` given a list of awaitables instead of the awaitables."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.bindings import Binding, Kind
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.expected_errors import is_expected
from asynclint.questions.receivers import last_name
from asynclint.rule import Context, Rule
from asynclint.syntax import Scope

_DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.ListComp, ast.SetComp, ast.GeneratorExp)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if not call.args or last_name(call.func, ctx) != "gather":
        return
    if ctx.name(call.func) != "asyncio.gather":
        return
    for argument in call.args:
        if not _is_collection(argument, ctx):
            continue
        if not is_expected(call, ctx) and not ctx.never_runs(call):
            yield ctx.finding(
                argument,
                f"`{ctx.shown(call.func)}` takes awaitables one by one and raises for a collection "
                "of them; put `*` before it",
                fix=_fix(argument, call, ctx),
            )


def _is_collection(argument: ast.expr, ctx: Context) -> bool:
    """Whether an expression certainly is no awaitable but holds some."""
    if isinstance(argument, ast.Name):
        found = ctx.scopes.binding(argument)
        return found is not None and len(found[1]) == 1 and _is_bound(found[1][0], found[0], ctx)
    if isinstance(argument, ast.Call):
        return ctx.name(argument.func) in knowledge.table("collections")["makers"]
    return isinstance(argument, _DISPLAYS)


def _is_bound(binding: Binding, scope: Scope, ctx: Context) -> bool:
    """Whether the only binding of a name is a collection, or a parameter that says it is one."""
    if binding.kind is Kind.VALUE and binding.value is not None:
        return not isinstance(binding.value, ast.Name) and _is_collection(binding.value, ctx)
    if not isinstance(binding.node, ast.arg):
        return False
    arguments = getattr(scope.node, "args", None)
    if isinstance(arguments, ast.arguments) and binding.node is arguments.vararg:
        return True
    said = binding.node.annotation
    head = said.value if isinstance(said, ast.Subscript) else said
    return head is not None and ctx.name(head) in knowledge.table("collections")["annotations"]


def _fix(argument: ast.expr, call: ast.Call, ctx: Context) -> Fix:
    edits: tuple[Edit, ...] = (ctx.insertion(argument, "*"),)
    span = ctx.source.span(argument)
    if isinstance(argument, ast.GeneratorExp) and span.end == ctx.source.span(call).end:
        # the parentheses of a call with one argument count as the expression's own
        edits = (ctx.insertion(argument, "(*"), Edit(Span(span.end, span.end), ")"))
    return Fix("Put `*` before it", edits, safe=True)


RULE = Rule(
    code="ASL160",
    name="gather-given-list",
    summary="asyncio.gather is given a list of awaitables",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(("gather",),),
    fix="safe",
)
