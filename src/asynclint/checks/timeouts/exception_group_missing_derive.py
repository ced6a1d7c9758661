"""A class of exception groups without `derive`: splitting one loses the class."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Answer, Finding, Group
from asynclint.questions.bodies import heading
from asynclint.questions.lineages import has_own, lineage
from asynclint.questions.receivers import last_name
from asynclint.rule import Context, Rule

_GROUPS = frozenset({"BaseExceptionGroup", "ExceptionGroup"})
_FULL = frozenset({f"{home}.{name}" for home in ("builtins", "exceptiongroup") for name in _GROUPS})


def check(node: ast.ClassDef, ctx: Context) -> Iterator[Finding]:
    if not any(
        last_name(_unsubscripted(base), ctx) in _GROUPS for base in node.bases
    ) or ctx.never_runs(node):
        return
    bases = {ctx.name(_unsubscripted(base)) for base in node.bases}
    if not bases & _FULL or _has_derive(node, bases, ctx):
        return
    yield ctx.finding(
        heading(node, ctx),
        f"`{node.name}` has no `derive`, so `split`, `subgroup` and `except*` make plain groups "
        "of its parts; define `derive`",
    )


def _has_derive(node: ast.ClassDef, bases: set[str], ctx: Context) -> bool:
    """Whether a class has a `derive`, or may inherit one from another base."""
    if any(getattr(each, "name", "") == "derive" for each in node.body):
        return True
    if any("derive" in ast.unparse(each) for each in node.body if isinstance(each, ast.Assign)):
        return True
    others = len(node.bases) > sum(name in _FULL for name in bases)
    if not others:
        return False
    line = [cls for cls in lineage(node, ctx) if cls.name not in _FULL]
    return not line or any(has_own(cls, "derive") is not Answer.NO for cls in line)


def _unsubscripted(base: ast.expr) -> ast.expr:
    return base.value if isinstance(base, ast.Subscript) else base


RULE = Rule(
    code="ASL353",
    name="exception-group-missing-derive",
    summary="a class of exception groups without derive",
    group=Group.SUSPICIOUS,
    visits=(ast.ClassDef,),
    check=check,
    mentions=(tuple(sorted(_GROUPS)),),
    also=("ASYNC126",),
)
