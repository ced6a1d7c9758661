"""Names and arguments of asyncio that are gone on every Python the project supports."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.version_guards import is_guarded, version
from asynclint.rule import Context, Rule

_WITHOUT_LOOP = (3, 10)


def check(node: ast.Attribute | ast.Name | ast.Call, ctx: Context) -> Iterator[Finding]:
    if isinstance(node, ast.Attribute) and node.attr not in _LAST:
        return
    if isinstance(node, ast.Name) and not ctx.scopes.imports(node.id, _LAST):
        return
    target = ctx.options.target
    if target is None or target < (3, 9):
        return
    table = knowledge.table("removed_asyncio")
    if not isinstance(node, ast.Call):
        name = ctx.name(node)
        since = table["names"].get(name)
        if since and target >= version(since) and not is_guarded(node, ctx):
            message = f"`{name}` is gone since Python {since}; {table['advice'][name]}"
            yield ctx.finding(node, message, fix=_renamed(node, name, ctx))
        return
    loop = next((keyword for keyword in node.keywords if keyword.arg == "loop"), None)
    if loop is None or target < _WITHOUT_LOOP or ctx.name(node.func) not in table["loop"]:
        return
    if not is_guarded(node, ctx):
        message = (
            f"`{ctx.shown(node.func)}` takes no `loop` since Python 3.10 and raises `TypeError`;"
            " it uses the running one"
        )
        yield ctx.finding(loop, message, fix=_fix(node, loop, ctx))


_LAST = frozenset(
    {"all_tasks", "current_task", "coroutine", "get_child_watcher", "set_child_watcher"}
    | {"AbstractChildWatcher", "FastChildWatcher", "MultiLoopChildWatcher", "PidfdChildWatcher"}
    | {"SafeChildWatcher", "ThreadedChildWatcher"}
)


def _renamed(node: ast.Attribute | ast.Name, name: str, ctx: Context) -> Fix | None:
    """Writes the name that took the place of one; what it was raised, so this is safe."""
    new = knowledge.table("removed_asyncio")["renamed"].get(name)
    found = spelled("asyncio", new, node, ctx) if new else None
    if found is None:
        return None
    edits = (Edit(ctx.source.span(node), found.text), *found.edits)
    return Fix(f"Write `{found.text}`", edits, safe=True)


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
