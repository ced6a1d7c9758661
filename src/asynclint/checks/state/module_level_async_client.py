"""An asynchronous client made at import: its connections belong to one event loop."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions import import_time
from asynclint.rule import Context, Rule


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    known = knowledge.table("singletons")["async_clients"]
    for call, _ in import_time.calls_of({*known, *ctx.options.extra_async_clients}, ctx):
        if import_time.is_program(ctx):
            return
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}()` at import keeps connections of the first event loop for "
            "all later ones, and nothing closes it; make it where the application starts",
        )


# No `mentions`: the settings may name more clients.
RULE = Rule(
    code="ASL502",
    name="module-level-async-client",
    summary="an asynchronous client made at import",
    group=Group.SUSPICIOUS,
    visits=(ast.Module,),
    check=check,
)
