"""A function of `os.path` that asks the disk, in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Fix, Group
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import asked_elsewhere, path_fix, thread_fix
from asynclint.rule import Context, Rule

_KINDS = ("stat",)

# Functions of `os.path` and the methods of paths that answer the same.
_METHODS = {
    "exists": "exists",
    "isdir": "is_dir",
    "isfile": "is_file",
    "islink": "is_symlink",
    "ismount": "is_mount",
    "samefile": "samefile",
}


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, name in blocking_calls(ctx, *_KINDS):
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting for the disk; "
            f"{asked_elsewhere(call, ctx)}",
            fix=_fix(call, name, ctx),
        )


def _fix(call: ast.Call, name: str, ctx: Context) -> Fix | None:
    """The question to a path of the library, where that has it, else in a thread."""
    method = _METHODS.get(name.rpartition(".")[2])
    match call:
        case ast.Call(args=[path], keywords=[]) if method and not isinstance(path, ast.Starred):
            return path_fix(call, path, method, ctx) or thread_fix(call, ctx)
    return thread_fix(call, ctx)


RULE = Rule(
    code="ASL433",
    name="blocking-os-path",
    summary="a function of os.path that asks the disk in async code",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
    fix="unsafe",
    also=("ASYNC240",),
)
