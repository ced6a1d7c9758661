"""A timeout or cancel scope over code that never waits: it can cancel nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.cancel_scopes import With, may_wait, opens, words
from asynclint.questions.indenting import block_of, deeper, merged, removal
from asynclint.rule import Context, Rule

# Whoever asks for these looks at scopes themselves, as tests of a library do.
_ASKS = frozenset({"current_effective_deadline", "current_statistics"})


def check(node: With, ctx: Context) -> Iterator[Finding]:
    for place, item in enumerate(node.items):
        manager = item.context_expr
        if not opens(manager, "cancelling", ctx) or _waits_below(node, place, ctx):
            continue
        if _looks_at_scope(node, item.optional_vars):
            continue
        if ctx.never_runs(node):
            return
        yield ctx.finding(
            manager,
            f"nothing in the body of `{ctx.shown(manager)}` waits, and a scope cancels code "
            "only where it waits: it does nothing; await in it, or leave it out",
            fix=_taken_in(node, ctx) or _fix(node, ctx),
        )


def _waits_below(node: With, place: int, ctx: Context) -> bool:
    """Whether the body waits, or what the items after one enter."""
    later = node.items[place + 1 :]
    inner: With = type(node)(items=later, body=node.body)
    return may_wait(inner, ctx)


def _looks_at_scope(node: With, bound: ast.expr | None) -> bool:
    """Whether the body names the scope, to change it or to hand it on, or asks about scopes."""
    own = bound.id if isinstance(bound, ast.Name) else ""
    names = (
        getattr(each, "attr", getattr(each, "id", ""))
        for statement in node.body
        for each in ast.walk(statement)
    )
    return any(name and (name == own or name in _ASKS) for name in names)


def _taken_in(node: With, ctx: Context) -> Fix | None:
    """The next statement moved into a body that is only `pass` or a docstring, where it waits;
    None where it does not, or cannot be moved."""
    match node.body:
        case [ast.Pass() | ast.Expr(value=ast.Constant()) as empty]:
            block = block_of(node, ctx)
            following = block[block.index(node) + 1 :][:1]
        case _:
            return None
    if not following or not may_wait(following[0], ctx):
        return None
    indented = deeper(following, ctx, behind=node)
    out = removal(empty, ctx)
    if indented is None or out is None:
        return None
    edits = (out, *indented) if isinstance(empty, ast.Pass) else indented
    return Fix("Wait inside the scope", (merged(edits, ctx),), safe=False)


def _fix(node: With, ctx: Context) -> Fix | None:
    """The body without the `with` around it, one step to the left; not over comments and
    strings of several lines, and not where the scope has a name."""
    if len(node.items) > 1 or node.items[0].optional_vars is not None:
        return None
    if any(_is_long_string(each) for statement in node.body for each in ast.walk(statement)):
        return None
    whole = ctx.source.span(node)
    body = Span(ctx.source.span(node.body[0]).start, whole.end)
    if "#" in ctx.source.segment(Span(whole.start, body.start)):
        return None
    text = ctx.source.segment(body)
    if node.body[0].lineno > node.lineno:
        outer, inner = _indentation(whole.start, ctx), _indentation(body.start, ctx)
        text = re.sub(rf"(?<=[\r\n]){inner}", outer, text)
    return Fix("Leave the scope out", (Edit(whole, text),), safe=False)


def _indentation(start: int, ctx: Context) -> str:
    """The white space that stands before a statement on its line."""
    before = ctx.source.text[:start]
    return before[len(before.rstrip(" \t")) :]


def _is_long_string(node: ast.AST) -> bool:
    is_string = isinstance(node, ast.JoinedStr) or isinstance(getattr(node, "value", None), str)
    return is_string and getattr(node, "lineno", 0) != getattr(node, "end_lineno", 0)


RULE = Rule(
    code="ASL320",
    name="timeout-scope-without-checkpoint",
    summary="a timeout or cancel scope whose body never waits",
    group=Group.CORRECTNESS,
    visits=(ast.With, ast.AsyncWith),
    check=check,
    mentions=(words("cancelling"),),
    fix="unsafe",
    also=("ASYNC100", "S7490"),
)
