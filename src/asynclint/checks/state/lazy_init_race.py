"""A value is made when it is first asked for, and several tasks may ask at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.shared_state import holds_lock, is_shared
from asynclint.rule import Context, Rule
from asynclint.syntax import within


def check(node: ast.If, ctx: Context) -> Iterator[Finding]:
    place = _tested(node.test)
    if place is None:
        return
    spelled = ast.unparse(place)
    stored = next((s for s in node.body if _stores(s, spelled)), None)
    if stored is None or not ctx.in_async(node) or not is_shared(place, ctx):
        return
    before = node.body[: node.body.index(stored) + 1]
    if not any(isinstance(n, ast.Await) for each in before for n in within(each, leaves=False)):
        return
    if not holds_lock(node, ctx) and not ctx.never_runs(node):
        yield ctx.finding(
            node.test,
            f"while the first task waits for `{spelled}`, others find it unset and make one of "
            "their own; hold a lock, or store the task",
        )


def _tested(test: ast.expr) -> ast.expr | None:
    """What a condition finds to be missing."""
    match test:
        case ast.Compare(left=place, ops=[ast.Is()], comparators=[ast.Constant(value=None)]):
            pass
        case ast.UnaryOp(op=ast.Not(), operand=place):
            pass
        case _:
            return None
    return place if isinstance(place, (ast.Attribute, ast.Name)) else None


def _stores(statement: ast.stmt, spelled: str) -> bool:
    match statement:
        case ast.Assign(targets=targets):
            return any(ast.unparse(target) == spelled for target in targets)
        case ast.AnnAssign(target=target, value=ast.expr()):
            return ast.unparse(target) == spelled
    return False


RULE = Rule(
    code="ASL510",
    name="lazy-init-race",
    summary="several tasks may find a value missing, and each makes one",
    group=Group.NURSERY,
    visits=(ast.If,),
    check=check,
    mentions=(("await",),),
)
