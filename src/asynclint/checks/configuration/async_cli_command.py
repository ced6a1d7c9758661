"""An `async def` made a command by Click or Typer, which call it and run nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.project import Definition
from asynclint.questions.bodies import body_of
from asynclint.questions.decorations import decorator_name, keep_all
from asynclint.rule import Context, Rule

_DEPTH = 5  # groups within groups


def check(node: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    if b"standalone_mode" in ctx.source.data:
        return  # without it `main` gives what the command gave, and somebody may await that
    for index, decorator in enumerate(node.decorator_list):
        library = _library(decorator, ctx)
        if library:
            if _keep(node.decorator_list[index + 1 :], ctx) and not ctx.never_runs(node):
                yield ctx.finding(decorator, _message(node, library, ctx))
            return


def _message(node: ast.AsyncFunctionDef, library: str, ctx: Context) -> str:
    runner = next((each for each in ("anyio", "trio") if each in ctx.libraries), "asyncio")
    return (
        f"{library} calls `{node.name}` and drops the coroutine, so nothing of it runs; "
        f"make it a plain function that calls `{runner}.run`"
    )


def _library(decorator: ast.expr, ctx: Context) -> str:
    """"Click" or "Typer" for a decorator that makes a command; "" for others."""
    call = decorator if isinstance(decorator, ast.Call) else None
    if _has_own_class(decorator):
        return ""
    table = knowledge.table("commands")
    functions = (*table["functions"]["commands"], *table["functions"]["groups"])
    if decorator_name(decorator, ctx) in functions:
        return "Click"
    maker = call.func if call else decorator
    if not isinstance(maker, ast.Attribute):
        return ""
    for owner, methods in table["classes"].items():
        if maker.attr in methods and ctx.type_of(maker.value) == owner:
            return "Typer" if owner.startswith("typer") else "Click"
    if maker.attr in ("command", "group") and _is_group(ctx.definition(maker.value), ctx):
        return "Click"
    return ""


def _is_group(found: Definition | None, ctx: Context, depth: int = 0) -> bool:
    """Whether a function has become a group of commands by its one decorator that matters."""
    function = found.function if found else None
    if found is None or function is None or not function.decorators or depth > _DEPTH:
        return False
    body = body_of(found, ctx)
    if body is None or any(map(_has_own_class, body.decorator_list)):
        return False
    name = function.decorators[0].removesuffix("()")
    if name in knowledge.table("commands")["functions"]["groups"]:
        return True
    owner, _, method = name.rpartition(".")
    return method == "group" and _is_group(ctx.project.lookup(owner, found.origin), ctx, depth + 1)


def _has_own_class(decorator: ast.expr) -> bool:
    """Whether a decorator names a class of commands, which may run coroutines, or may name one."""
    given = decorator.keywords if isinstance(decorator, ast.Call) else ()
    return any(each.arg in ("cls", None) for each in given)


def _keep(below: Sequence[ast.expr], ctx: Context) -> bool:
    """Whether the decorators below leave it a function whose calls give a coroutine."""
    names = knowledge.table("commands")["keep"]["names"]
    others = [each for each in below if decorator_name(each, ctx) not in names]
    return keep_all(others, ctx)


RULE = Rule(
    code="ASL840",
    name="async-cli-command",
    summary="an async function as a command of Click or Typer",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("command", "group", "callback"),),
)
