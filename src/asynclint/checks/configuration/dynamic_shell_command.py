"""A command for a shell that is put together from values."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.rule import Context, Rule

_SHELLS = ("asyncio.create_subprocess_shell", "asyncio.subprocess.create_subprocess_shell")
# These start a shell when the command is one string; Trio's wants to be told.
_RUNNERS = ("anyio.open_process", "anyio.run_process")
_TOLD = ("trio.lowlevel.open_process", "trio.run_process")
_QUOTES = ("shlex.join", "shlex.quote")


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if not call.args or not _starts_shell(call, ctx):
        return
    loose = next((part for part in _parts(call.args[0], ctx) if _is_loose(part, ctx)), None)
    if loose is not None and not ctx.never_runs(call):
        yield ctx.finding(
            call.args[0],
            f"the shell runs what `{ctx.shown(loose)}` holds, too; pass the program and its "
            "arguments one by one, or use `shlex.quote`",
        )


def _starts_shell(call: ast.Call, ctx: Context) -> bool:
    name = ctx.name(call.func)
    told = any(given.arg == "shell" for given in call.keywords)
    return name in _SHELLS or name in _RUNNERS or (name in _TOLD and told)


def _parts(command: ast.expr, ctx: Context) -> Iterator[ast.expr]:
    """The values that a text is put together from; nothing of what is no such text."""
    match command:
        case ast.JoinedStr(values=values):
            yield from (each.value for each in values if isinstance(each, ast.FormattedValue))
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            yield from (each for side in (left, right) for each in _operands(side, ctx))
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str()), right=values):
            yield from values.elts if isinstance(values, ast.Tuple) else (values,)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="format")):
            yield from (*command.args, *(given.value for given in command.keywords))


def _operands(side: ast.expr, ctx: Context) -> Iterator[ast.expr]:
    nested = list(_parts(side, ctx))
    yield from nested or (side,)


def _is_loose(part: ast.expr, ctx: Context) -> bool:
    """Whether a value may hold words of a shell: it is neither constant nor quoted."""
    match part:
        case ast.Constant():
            return False
        case ast.Name():
            bound = ctx.scopes.only_binding(part)
            value = bound.value if bound else None
            return value is None or not isinstance(value, ast.Constant)
        case ast.Call():
            return ctx.name(part.func) not in _QUOTES
    return True


RULE = Rule(
    code="ASL821",
    name="dynamic-shell-command",
    summary="a command for a shell that is put together from values",
    group=Group.NURSERY,
    visits=(ast.Call,),
    check=check,
    mentions=(("create_subprocess_shell", "open_process", "run_process"),),
)
