"""An old name of the builtin TimeoutError that is caught, raised or called."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions import timeout_aliases
from asynclint.rule import Context, Rule


def check(node: ast.ExceptHandler | ast.Raise | ast.Call, ctx: Context) -> Iterator[Finding]:
    if ctx.options.target is None:
        return
    together = node.type if isinstance(node, ast.ExceptHandler) else None
    for expression, name in timeout_aliases.aliases(timeout_aliases.raised_or_caught(node), ctx):
        if name in timeout_aliases.USUAL:
            yield ctx.finding(
                expression,
                timeout_aliases.message(expression, name, ctx),
                fix=timeout_aliases.fix(expression, ctx, together),
            )


RULE = Rule(
    code="ASL311",
    name="timeout-error-alias",
    summary="an old name of the builtin TimeoutError in `except` or `raise`",
    group=Group.MIGRATION,
    visits=(ast.ExceptHandler, ast.Raise, ast.Call),
    check=check,
    mentions=(("TimeoutError", "socket"),),
    when=lambda options: options.target is not None and options.target >= (3, 10),
    fix="safe",
    also=("UP041",),
)
