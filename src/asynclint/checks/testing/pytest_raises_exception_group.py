"""`pytest.raises(ExceptionGroup)`, which matches whatever the group holds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Answer, Finding, Group
from asynclint.rule import Context, Rule

_RAISES = ("pytest.raises", "pytest.RaisesExc", "pytest.mark.xfail")
_GROUPS = (
    "builtins.BaseExceptionGroup",
    "builtins.ExceptionGroup",
    "exceptiongroup.BaseExceptionGroup",
    "exceptiongroup.ExceptionGroup",
)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    names = ctx.scopes.full_names(call.func)
    if len(names) != 1 or next(iter(names)) not in _RAISES:
        return
    first = [] if "pytest.mark.xfail" in names else call.args[:1]
    given = [*first, *(k.value for k in call.keywords if k.arg in ("raises", "expected_exception"))]
    for value in given:
        for part in value.elts if isinstance(value, ast.Tuple) else [value]:
            name = ctx.name(part.value if isinstance(part, ast.Subscript) else part)
            if name in _GROUPS:
                yield ctx.finding(
                    part,
                    f"`{ctx.shown(part)}` matches a group of anything; "
                    "`pytest.RaisesGroup` checks what is in it",
                )


def _has_groups(ctx: Context) -> bool:
    """Whether the pytest that is there has `RaisesGroup`, as far as anybody knows."""
    return ctx.pytest.at_least("pytest", 8, 4) is not Answer.NO


RULE = Rule(
    code="ASL760",
    name="pytest-raises-exception-group",
    summary="pytest.raises(ExceptionGroup) matches whatever the group holds",
    group=Group.STYLE,
    visits=(ast.Call,),
    check=check,
    mentions=(("ExceptionGroup",), ("raises", "RaisesExc", "xfail")),
    needs=_has_groups,
    also=("ASYNC401",),
)
