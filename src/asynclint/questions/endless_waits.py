"""Awaited methods that wait until somebody else does something, with no limit of their own
(`knowledge/endless_waits.toml`), and whether a wait is sure to end or meant to last."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.questions.bodies import body_of
from asynclint.questions.cancel_scopes import around
from asynclint.questions.limits import (
    has_limit_argument,
    is_limited,
    knows_limits,
    names_limit,
)
from asynclint.questions.receivers import called, last_name
from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS, within

_TABLE = knowledge.table("endless_waits")
_KINDS = {
    method: kind for kind in _TABLE if kind != "source" for method in _TABLE[kind]["methods"]
}
_SENDERS = frozenset(_TABLE["item"]["senders"])
_ANSWERS = _SENDERS | {"communicate", "kill", "set"}
_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.comprehension)
_LAST_EVENT = re.compile("|".join(_TABLE["signal"]["last"]))

WORDS = tuple(sorted({method.rpartition(".")[2] for method in _KINDS}))


def endless(node: ast.Await, ctx: Context) -> ast.Call | None:
    """The call that an `await` waits for when nothing limits its time; else None."""
    call = node.value
    if not isinstance(call, ast.Call) or last_name(call.func, ctx) not in WORDS:
        return None
    if not kind_of(call, ctx) or has_limit_argument(call) or is_limited(node, ctx):
        return None
    return None if _is_limited_elsewhere(node, ctx) else call


def kind_of(call: ast.Call, ctx: Context) -> str:
    """What a method waits for: "signal", "item", "process", "network"; "" for all others."""
    return _KINDS.get(called(call, ctx), "")


def _is_limited_elsewhere(node: ast.Await, ctx: Context) -> bool:
    """Whether a manager around a node, made by a function of the project, limits what runs at its
    `yield`: as the managers of tests often do."""
    for item, _ in around(node, ctx):
        manager = item.context_expr
        found = ctx.definition(manager.func) if isinstance(manager, ast.Call) else None
        function = body_of(found, ctx) if found else None
        for block in within(function, leaves=False) if function else ():
            if isinstance(block, (ast.With, ast.AsyncWith)) and any(
                names_limit(each.context_expr) for each in block.items
            ):
                return any(isinstance(each, ast.Yield) for each in within(block, leaves=False))
    return False


def is_answered(call: ast.Call, ctx: Context) -> bool:
    """Whether the function itself has seen to it that the wait ends: it has set the event, put as
    many items as it takes, killed the process or read it to its end."""
    kind, before = kind_of(call, ctx), list(_calls_before(call, ctx))
    if kind == "process":
        return any(name in ("communicate", "kill") for name, _ in before)
    if kind == "signal":
        return any(name == "set" for name, _ in before)
    if kind == "item" and getattr(call.func, "attr", "") != "join":
        return _is_filled(before)
    return False


def is_meant_to_last(call: ast.Call, ctx: Context) -> bool:
    """Whether a wait lasts as long as the program does, or as its caller likes: that of a
    consumer, which waits in a `while`, that for the end, for an event nobody can set, that of a
    method that only hands on the wait of another object."""
    if knows_limits(call, ctx):
        return True
    for outer in ctx.ancestors(call):
        if isinstance(outer, ast.While):
            return True
        if isinstance(outer, (*FUNCTIONS, ast.Lambda)):
            break
    function, name = ctx.function(call), getattr(call.func, "attr", "")
    own = function.name.strip("_") if isinstance(function, FUNCTIONS) else ""
    if own == name or kind_of(call, ctx) != "signal" or not isinstance(call.func, ast.Attribute):
        return own == name
    event = call.func.value
    is_last = _LAST_EVENT.search(ast.unparse(event).lower())
    return own == "main" or isinstance(event, ast.Call) or bool(is_last)


def _is_filled(before: list[tuple[str, bool]]) -> bool:
    """Whether something that was sent is still there after all that was taken."""
    there = 0.0
    for name, in_loop in before:
        if name in _SENDERS:
            there += math.inf if in_loop else 1
        else:
            there = max(there - 1, 0)
    return there > 0


def _calls_before(call: ast.Call, ctx: Context) -> Iterator[tuple[str, bool]]:
    """The methods that the function calls before a call on the same receiver, and whether they
    stand in a loop. Of a pair of streams, the sending end is another name: all senders count."""
    function = ctx.function(call)
    if not isinstance(function, FUNCTIONS) or not isinstance(call.func, ast.Attribute):
        return
    owner, end = ast.unparse(call.func.value), ctx.source.span(call).start
    own = getattr(call.func, "attr", "")
    found = []
    for node in within(function, leaves=False):
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr=name)):
                is_same = ast.unparse(value) == owner or (own == "receive" and name in _SENDERS)
                place = ctx.source.span(node).start
                if is_same and place < end and name in {own, *_ANSWERS}:
                    found.append((place, name, _is_in_loop(node, function, ctx)))
    yield from ((name, in_loop) for _, name, in_loop in sorted(found))


def _is_in_loop(node: ast.Call, function: ast.AST, ctx: Context) -> bool:
    for outer in ctx.ancestors(node):
        if outer is function:
            return False
        if isinstance(outer, _LOOPS):
            return True
    return False
