"""Names and arguments of asyncio that are gone on every Python the project supports."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.rule import Context, Rule

_WITHOUT_LOOP = (3, 10)


def check(node: ast.Attribute | ast.Name | ast.Call, ctx: Context) -> Iterator[Finding]:
    target = ctx.options.target
    if target is None or target < (3, 9):
        return
    table = knowledge.table("removed_asyncio")
    if not isinstance(node, ast.Call):
        name = _name(node, ctx)
        since = table["names"].get(name)
        if since and target >= _version(since) and not _is_guarded(node, ctx):
            advice = table["advice"][name]
            yield ctx.finding(node, f"`{name}` is gone since Python {since}; write {advice}")
        return
    loop = next((keyword for keyword in node.keywords if keyword.arg == "loop"), None)
    if loop is None or target < _WITHOUT_LOOP or ctx.name(node.func) not in table["loop"]:
        return
    if not _is_guarded(node, ctx):
        message = (
            f"`{ctx.shown(node.func)}` takes no `loop` since Python 3.10 and raises `TypeError`;"
            " it uses the running one"
        )
        yield ctx.finding(loop, message, fix=_fix(node, loop, ctx))


_LAST = frozenset({"all_tasks", "current_task", "async", "coroutine"})


def _name(node: ast.Attribute | ast.Name, ctx: Context) -> str:
    if isinstance(node, ast.Attribute):
        return ctx.name(node) if node.attr in _LAST else ""
    found = ctx.scopes.binding(node)  # a name of the module itself is cheaper to tell
    is_import = found is not None and any(binding.target for binding in found[1])
    return ctx.name(node) if is_import else ""


def _version(text: str) -> tuple[int, int]:
    major, _, minor = text.partition(".")
    return int(major), int(minor)


def _is_guarded(node: ast.expr, ctx: Context) -> bool:
    """Whether a condition on the version or a handler for the error surrounds a node."""
    for around in ctx.ancestors(node):
        if isinstance(around, ast.If) and "version" in ctx.shown(around.test):
            return True
        if isinstance(around, ast.Try) and around.handlers:
            return True
    return False


def _fix(call: ast.Call, loop: ast.keyword, ctx: Context) -> Fix | None:
    """Takes the argument away, with the comma that parts it from the one before or after."""
    span, text = ctx.source.span(loop), ctx.source.text
    before = len(text[: span.start].rstrip())
    after = span.end + len(text[span.end :]) - len(text[span.end :].lstrip())
    if text[before - 1] == ",":
        span = Span(before - 1, span.end)
    elif text[after] == ",":
        after += 1
        span = Span(span.start, after + len(text[after:]) - len(text[after:].lstrip(" ")))
    if "#" in ctx.source.segment(span) or not isinstance(loop.value, (ast.Name, ast.Attribute)):
        return None
    return Fix("Leave `loop` out", (Edit(span, ""),), safe=True)


RULE = Rule(
    code="ASL640",
    name="removed-asyncio-api",
    summary="a name or argument of asyncio that the supported Pythons do not have",
    group=Group.CORRECTNESS,
    visits=(ast.Attribute, ast.Name, ast.Call),
    check=check,
    mentions=(("loop", *sorted(_LAST)),),
    fix="safe",
    also=("PLW4903",),
)
