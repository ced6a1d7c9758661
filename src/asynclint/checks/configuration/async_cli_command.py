"""An `async def` made a command by Click or Typer, which call it and run nothing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from asynclint import knowledge
from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.project import Definition
from asynclint.questions.bodies import body_of
from asynclint.questions.decorations import decorator_name, keep_all
from asynclint.questions.indenting import line_end, margin
from asynclint.rule import Context, Rule

_NAME = re.compile(r"async\s+def\s+")
_DEPTH = 5  # groups within groups


def check(node: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    if b"standalone_mode" in ctx.source.data:
        return  # without it `main` gives what the command gave, and somebody may await that
    for index, decorator in enumerate(node.decorator_list):
        library = _library(decorator, ctx)
        if library:
            if _keep(node.decorator_list[index + 1 :], ctx) and not ctx.never_runs(node):
                message = _message(node, library, ctx)
                yield ctx.finding(decorator, message, fix=_fix(node, ctx))
            return


def _fix(node: ast.AsyncFunctionDef, ctx: Context) -> Fix | None:
    """A plain function of the name, that runs the coroutine function under another one."""
    runner, inner = _runner(ctx), f"_{node.name}"
    run = spelled(runner, "run", node.decorator_list[0], ctx)
    start, body = ctx.source.span(node).start, node.body[0]
    before = margin(body, ctx)
    head = ctx.source.text[start : ctx.source.span(body).start].rstrip()
    if run is None or before is None or body.lineno == node.lineno or not head.endswith(":"):
        return None
    scope = ctx.scopes.bindings(ctx.scopes.survey.module).names
    if not isinstance(ctx.parent(node), ast.Module) or inner in scope or "#" in head:
        return None
    given = _given(node.args, keywords=runner == "asyncio")
    name = _NAME.match(head)
    if given is None or name is None:
        return None
    call = f"{inner}({given})" if runner == "asyncio" else ", ".join(filter(None, (inner, given)))
    end = line_end(ctx)
    lines = [head.replace("async ", "", 1), *_docstring(body, before, ctx)]
    text = end.join([*lines, f"{before}return {run.text}({call})", "", "", ""])
    edits = (
        Edit(Span(start, start), text),
        Edit(Span(start + name.end(), start + name.end()), "_"),
        *run.edits,
    )
    return Fix(f"Run it with `{run.text}`", edits, safe=False)


def _docstring(body: ast.stmt, before: str, ctx: Context) -> list[str]:
    match body:
        case ast.Expr(value=ast.Constant(value=str())):
            return [before + ctx.source.segment(ctx.source.span(body))]
    return []


def _given(parameters: ast.arguments, *, keywords: bool) -> str | None:
    """Its own parameters as arguments; None when they need keywords, and those cannot be given."""
    names = [each.arg for each in (*parameters.posonlyargs, *parameters.args)]
    names += [f"*{parameters.vararg.arg}"] if parameters.vararg else []
    named = [f"{each.arg}={each.arg}" for each in parameters.kwonlyargs]
    named += [f"**{parameters.kwarg.arg}"] if parameters.kwarg else []
    return ", ".join([*names, *named]) if keywords or not named else None


def _runner(ctx: Context) -> str:
    return next((each for each in ("anyio", "trio") if each in ctx.libraries), "asyncio")


def _message(node: ast.AsyncFunctionDef, library: str, ctx: Context) -> str:
    runner = _runner(ctx)
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
    fix="unsafe",
)
