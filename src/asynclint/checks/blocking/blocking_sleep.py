"""`time.sleep` in async code: every task of the event loop sleeps with it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.importing import added_import
from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.coroutine_values import may_wait
from asynclint.questions.thread_advice import is_in_generator, spoken
from asynclint.rule import Context, Rule
from asynclint.templates import is_available


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, _ in blocking_calls(ctx, "sleep"):
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}` stops the event loop, and every task on it, for the whole "
            f"time; await `{spoken(ctx)}.sleep`",
            fix=_fix(call, ctx),
        )


def _fix(call: ast.Call, ctx: Context) -> Fix | None:
    library = spoken(ctx)
    edits = [Edit(ctx.source.span(call.func), f"await {library}.sleep")]
    if is_in_generator(call, ctx):
        return None
    if not is_available(library, call, ctx):
        added = added_import(library, call, ctx)
        if added is None:
            return None
        edits.append(added)
    return Fix(f"Await `{library}.sleep`", tuple(sorted(edits)), safe=may_wait(call, ctx))


RULE = Rule(
    code="ASL401",
    name="blocking-sleep",
    summary="time.sleep in async code stops the event loop",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words("sleep")))),
    fix="safe",
    also=("ASYNC251", "S7488"),
)
