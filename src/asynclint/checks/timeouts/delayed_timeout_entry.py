"""A timeout that is made before its `with` statement: its time runs from there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.declared_versions import floor
from asynclint.questions.receivers import last_name
from asynclint.rule import Context, Rule

_RELATIVE = frozenset(
    {"anyio.fail_after", "anyio.move_on_after", "asyncio.timeout", "async_timeout.timeout"}
)
_OF_TRIO = frozenset({"trio.fail_after", "trio.move_on_after"})
_ENTERED_SINCE = (0, 27)  # from here on Trio's begin when they are entered
_WORDS = frozenset(name.rpartition(".")[2] for name in _RELATIVE | _OF_TRIO)


def check(node: ast.Assign | ast.AnnAssign, ctx: Context) -> Iterator[Finding]:
    made = node.value
    if not isinstance(made, ast.Call) or last_name(made.func, ctx) not in _WORDS:
        return
    if _is_unlimited(made) or not _begins_when_made(made, ctx) or ctx.never_runs(node):
        return
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    if not _is_entered_later(node, target, ctx):
        return
    yield ctx.finding(
        made,
        f"the time of `{ctx.shown(made)}` runs from here, not from the `with` statement that "
        "enters it; make it there",
    )


def _begins_when_made(made: ast.Call, ctx: Context) -> bool:
    """Whether the time runs from a call, with the lowest release that the project declares."""
    name = ctx.name(made.func)
    if name not in _OF_TRIO:
        return name in _RELATIVE
    lowest = floor("trio", ctx)
    return lowest is not None and lowest < _ENTERED_SINCE


def _is_unlimited(made: ast.Call) -> bool:
    """`timeout(None)` gets its limit later."""
    given = [*made.args, *(keyword.value for keyword in made.keywords)]
    return not given or any(isinstance(v, ast.Constant) and v.value is None for v in given)


def _is_entered_later(node: ast.stmt, target: ast.expr, ctx: Context) -> bool:
    """Whether something runs between making a scope and a `with` that enters it."""
    spelled = ast.unparse(target)
    following = _following(node, ctx)
    return any(
        place > 0 and any(_enters(inner, spelled) for inner in ast.walk(statement))
        for place, statement in enumerate(following)
    ) or any(
        _enters(inner, spelled) and inner is not statement
        for statement in following[:1]
        for inner in ast.walk(statement)
    )


def _enters(node: ast.AST, spelled: str) -> bool:
    if not isinstance(node, (ast.With, ast.AsyncWith)):
        return False
    return any(ast.unparse(item.context_expr) == spelled for item in node.items)


def _following(node: ast.stmt, ctx: Context) -> list[ast.stmt]:
    holder = ctx.parent(node)
    for name in ("body", "orelse", "finalbody"):
        block = getattr(holder, name, None)
        if isinstance(block, list) and node in block:
            return block[block.index(node) + 1 :]
    return []


RULE = Rule(
    code="ASL321",
    name="delayed-timeout-entry",
    summary="a timeout is made before the with statement that enters it",
    group=Group.SUSPICIOUS,
    visits=(ast.Assign, ast.AnnAssign),
    check=check,
    mentions=(tuple(sorted(_WORDS)), ("with",)),
    also=("ASYNC122",),
)
