"""Files and archives copied, moved, packed or deleted in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import in_thread
from asynclint.rule import Context, Rule

_KINDS = ("archive", "opened archive")
_ARCHIVES = ("tarfile.", "zipfile.")


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, name in blocking_calls(ctx, *_KINDS):
        if name.startswith(_ARCHIVES) and b"BytesIO" in ctx.source.data:
            continue
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting for the disk; "
            f"call it in a thread: `{in_thread(call, ctx)}`",
        )


RULE = Rule(
    code="ASL436",
    name="blocking-shutil-archive",
    summary="files copied, moved, packed or deleted in async code",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
)
