"""`pytest.raises(X)` that nothing enters: it expects nothing of the code below it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.rule import Context, Rule

# With more arguments by position than these they call a function at once.
_TAKES = {"pytest.raises": 1, "pytest.warns": 1, "pytest.deprecated_call": 0}


def check(statement: ast.Expr, ctx: Context) -> Iterator[Finding]:
    call = statement.value
    if not isinstance(call, ast.Call):
        return
    names = ctx.scopes.full_names(call.func)
    name = next(iter(names)) if len(names) == 1 else ""
    if name not in _TAKES or len(call.args) > _TAKES[name]:
        return
    if any(k.arg in (None, "func") for k in call.keywords) or _is_starred(call):
        return
    yield ctx.finding(
        call,
        f"`{ctx.shown(call.func)}` expects nothing until it is entered; put the code that must "
        f"{'raise' if name == 'pytest.raises' else 'warn'} below `with`",
    )


def _is_starred(call: ast.Call) -> bool:
    return any(isinstance(argument, ast.Starred) for argument in call.args)


RULE = Rule(
    code="ASL761",
    name="pytest-raises-without-with",
    summary="pytest.raises as a statement expects nothing",
    group=Group.CORRECTNESS,
    visits=(ast.Expr,),
    check=check,
    mentions=(("raises", "warns", "deprecated_call"),),
    also=("S9000",),
)
