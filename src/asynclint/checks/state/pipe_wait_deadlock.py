"""A wait for a process whose output nobody reads: the pipe fills, and both wait for ever."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.dropped_values import is_dropped
from asynclint.questions.kept_objects import KeptObject, attribute, kept_object
from asynclint.rule import Context, Rule

# What starts a process, and whether its output goes to pipes unless something else is said.
_STARTERS = {
    "anyio.open_process": True,
    "asyncio.create_subprocess_exec": False,
    "asyncio.create_subprocess_shell": False,
}
_PIPES = frozenset({"asyncio.subprocess.PIPE", "subprocess.PIPE"})

# Uses that read nothing, and leave a process that fills its pipe where it is.
_HARMLESS = frozenset({"pid", "returncode", "stdin", "wait"})
_WORDS = ("create_subprocess_exec", "create_subprocess_shell", "open_process")


def check(node: ast.Assign | ast.AnnAssign, ctx: Context) -> Iterator[Finding]:
    if not isinstance(node.value, ast.Await):
        return
    kept = kept_object(node, _WORDS, ctx)
    if kept is None or not _has_pipe(kept.call, ctx):
        return
    wait = _first_wait(kept, ctx)
    if wait and not ctx.never_runs(wait):
        yield ctx.finding(
            wait,
            f"nothing reads what `{kept.name}` writes before this wait, so it stops when the pipe "
            f"is full and `{kept.name}` never ends; read it first, or send it to DEVNULL",
            fix=_communicate(wait, kept, ctx),
        )


def _has_pipe(call: ast.Call, ctx: Context) -> bool:
    """Whether a call starts a process that certainly writes into a pipe."""
    name = ctx.name(call.func)
    if name not in _STARTERS or any(keyword.arg is None for keyword in call.keywords):
        return False
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    outputs = [given.get("stdout"), given.get("stderr")]
    return any(
        _STARTERS[name] if output is None else ctx.name(output) in _PIPES for output in outputs
    )


def _first_wait(kept: KeptObject, ctx: Context) -> ast.Call | None:
    """The call that waits for the process, when nothing before it may read or stop it."""
    for use in kept.uses:
        if ctx.function(use) is not kept.function or attribute(use, ctx) not in _HARMLESS:
            return None
        method = ctx.parent(use)
        call = ctx.parent(method) if method else None
        if attribute(use, ctx) == "wait" and isinstance(call, ast.Call) and call.func is method:
            return call if isinstance(ctx.parent(call), ast.Await) else None
    return None


def _communicate(wait: ast.Call, kept: KeptObject, ctx: Context) -> Fix | None:
    """`communicate()` reads all there is; None when somebody reads afterwards."""
    awaited = ctx.parent(wait)
    if not isinstance(awaited, ast.Await) or not is_dropped(awaited, ctx):
        return None
    if ctx.name(kept.call.func) == "anyio.open_process":
        return None
    after = {attribute(use, ctx) for use in kept.uses} - _HARMLESS
    if after or not isinstance(wait.func, ast.Attribute):
        return None
    end = ctx.source.span(wait.func).end
    edit = Edit(Span(end - len("wait"), end), "communicate")
    return Fix("Read the output with `communicate`", (edit,), safe=True)


RULE = Rule(
    code="ASL523",
    name="pipe-wait-deadlock",
    summary="a wait for a process whose output nobody reads",
    group=Group.CORRECTNESS,
    visits=(ast.Assign, ast.AnnAssign),
    check=check,
    mentions=(_WORDS, ("wait",)),
    fix="safe",
)
