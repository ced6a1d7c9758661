"""`async with` on what a child of an AsyncMock gives: a coroutine, which is no manager."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.importing import beside
from asynclint.model import Edit, Finding, Fix, Group, Related, Span
from asynclint.questions.doubles import Double, chain, double, is_replaced
from asynclint.questions.expected_errors import is_expected
from asynclint.questions.indenting import line_end, margin
from asynclint.rule import Context, Rule

_ENTERS = ("__aenter__", "__aexit__")


def check(node: ast.AsyncWith, ctx: Context) -> Iterator[Finding]:
    for item in node.items:
        call = item.context_expr
        if not isinstance(call, ast.Call) or not (where := chain(call.func)):
            continue
        found, path = double(where[0], ctx), where[1]
        if found is None or not found.is_async or is_expected(node, ctx):
            continue
        if not is_replaced(found, path) or _only_enters(found, path):
            start = ctx.source.lines.position(ctx.source.span(found.call).start)
            name = ctx.shown(call.func)
            yield ctx.finding(
                call,
                f"`{name}(...)` of an AsyncMock gives a coroutine, which `async with` cannot enter "
                f"(TypeError); let `{name}` be a `MagicMock`",
                related=(Related(ctx.source.path, start, "made here"),),
                fix=_fix(call, found, path, ctx),
            )


def _fix(call: ast.Call, found: Double, path: tuple[str, ...], ctx: Context) -> Fix | None:
    """Lets the child be a plain mock from the start; none where something awaits what it gives,
    and for what is no child."""
    made = ctx.parent(found.call)
    if not path or "return_value" in path or not isinstance(made, ast.Assign):
        return None
    if any(_awaits(node, found, path) for node in ast.walk(found.function)):
        return None
    mock = beside(found.call.func, "MagicMock", ctx)
    before = margin(made, ctx) if mock else None
    lines, last = ctx.source.lines, made.end_lineno or made.lineno
    if mock is None or before is None or last >= len(lines):
        return None
    if lines.text(last)[ctx.source.span(made).end - lines.start(last) :].strip():
        return None
    start = lines.start(last + 1)
    line = f"{before}{'.'.join((found.name, *path))} = {mock.text}(){line_end(ctx)}"
    edits = (Edit(Span(start, start), line), *mock.edits)
    return Fix(f"Let `{'.'.join((found.name, *path))}` be a `MagicMock`", edits, safe=True)


def _awaits(node: ast.AST, found: Double, path: tuple[str, ...]) -> bool:
    match node:
        case ast.Await(value=ast.Call(func=function)):
            where = chain(function)
            return where is not None and where[0].id == found.name and where[1] == path
    return False


def _only_enters(found: Double, path: tuple[str, ...]) -> bool:
    """Whether all that is set below is what the manager gives: `m.a.return_value.__aenter__`."""
    targets = [
        where[1]
        for node in ast.walk(found.function)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        and (where := chain(node)) and where[0].id == found.name
    ]
    below = (*path, "return_value")
    related = [t for t in targets if t[: len(path)] == path or path[: len(t)] == t]
    return bool(related) and all(
        t[: len(below)] == below and len(t) > len(below) and t[len(below)] in _ENTERS
        for t in related
    )


RULE = Rule(
    code="ASL741",
    name="async-mock-as-async-cm",
    summary="async with on a coroutine that an AsyncMock gave: TypeError",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncWith,),
    check=check,
    mentions=(("AsyncMock",), ("with",)),
    fix="safe",
)
