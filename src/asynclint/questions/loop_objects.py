"""Calls that only the thread of an event loop may make, and the functions that make them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.bindings import Kind
from asynclint.questions.receivers import receiver
from asynclint.rule import Context
from asynclint.syntax import within

Runs = ast.FunctionDef | ast.Lambda

# A function that speaks of these has an event loop of its own.
_OWN_LOOP = frozenset(
    {"new_event_loop", "run", "run_forever", "run_until_complete", "set_event_loop"}
)


def own_function(given: ast.expr, ctx: Context) -> Runs | None:
    """The function of this file that is handed on; None when it is not certain."""
    match given:
        case ast.Lambda():
            return given
        case ast.Name():
            bound = ctx.scopes.only_binding(given)
            node = bound.node if bound and bound.kind is Kind.FUNCTION else None
            return node if isinstance(node, ast.FunctionDef) else None
        case ast.Attribute(value=ast.Name() as me, attr=method):
            cls = ctx.scopes.own_class(me)
            body = cls.body if cls else ()
            found = [each for each in body if getattr(each, "name", "") == method]
            only = found[0] if len(found) == 1 else None
            return only if isinstance(only, ast.FunctionDef) else None
    return None


def calls_for_loop_only(function: Runs, ctx: Context) -> Iterator[ast.Call]:
    """The calls of a function that the thread of a loop may make only; none in a function
    that has a loop of its own."""
    calls = [node for node in within(function, leaves=False) if isinstance(node, ast.Call)]
    names = (getattr(call.func, "attr", getattr(call.func, "id", "")) for call in calls)
    if _OWN_LOOP.isdisjoint(names):
        yield from (call for call in calls if _is_for_loop_only(call, ctx))


def _is_for_loop_only(call: ast.Call, ctx: Context) -> bool:
    table = knowledge.table("primitives")["in_loop_only"]
    match call.func:
        case ast.Attribute(value=owner, attr=method):
            kinds = [kind for kind, methods in table.items() if method in methods]
            if not kinds:
                return False
            if receiver(owner, ctx) in kinds:
                return True
            return any(ctx.is_instance(owner, frozenset({kind})) for kind in kinds)
    return False
