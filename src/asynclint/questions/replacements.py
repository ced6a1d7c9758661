"""What a block that replaces something, such as `with patch(...)`, lets out of itself.

A mock that leaves its block is of no use: nothing calls it any more. An object that was built
while the replacement held may keep it on purpose; where a block may have done that, the
answers are no.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from asynclint import knowledge
from asynclint.rule import Context
from asynclint.syntax import within

Block = ast.With | ast.AsyncWith

_GIVES = ("return_value", "side_effect")
_GIVEN = ("new", *_GIVES)
_DEPTH = 4  # `a = patched.return_value; b = a.child`; longer chains are not worth the time


def hands_replacement(
    handed: Iterable[ast.expr], item: ast.withitem, block: Block, ctx: Context
) -> bool:
    """Whether a value is the `as` name of an item, a part of it, or the mock it gives out."""
    given = [*_arguments(item.context_expr), *_assigned(block)]
    mocks = {value.id for value in given if isinstance(value, ast.Name) and _is_mock(value, ctx)}
    entered = item.optional_vars.id if isinstance(item.optional_vars, ast.Name) else ""
    roots = {root for part in handed if (root := _root(part, ctx))}
    return any(
        root.id in mocks or (root.id == entered and _is_entered(root, ctx)) for root in roots
    )


def configures_only(block: Block, handed: Iterable[ast.expr], ctx: Context) -> bool:
    """Whether a block does nothing but set up mocks, and lets nothing but mocks out."""
    if not all(isinstance(part, ast.Constant) or _replaces(part, ctx) for part in handed):
        return False
    for statement in block.body:
        for node in within(statement, leaves=False):
            match node:
                case ast.Expr(value=ast.Call(func=ast.Attribute() as function)):
                    if not _replaces(function, ctx):
                        return False
                case ast.Expr(value=ast.Call() | ast.Await()):
                    return False
                case ast.Attribute(ctx=ast.Store()) | ast.Subscript(ctx=ast.Store()):
                    if not _replaces(node, ctx):
                        return False
    return True


def started_replacement(call: ast.Call, ctx: Context) -> tuple[ast.expr | None, str]:
    """What `patch(...).start()` or `patcher.start()` starts: the called name of the patch, and
    the patcher's name, "" when it has none. None for any other call."""
    match call.func:
        case ast.Attribute(value=ast.Call(func=patch), attr="start"):
            name = ""
        case ast.Attribute(value=ast.Name(id=name) as patcher, attr="start"):
            bound = ctx.scopes.only_binding(patcher)
            if bound is None or not isinstance(bound.value, ast.Call):
                return None, ""
            patch = bound.value.func
        case _:
            return None, ""
    return (patch, name) if ctx.name(patch) in knowledge.table("fixtures")["undone"] else (None, "")


def _arguments(manager: ast.expr) -> list[ast.expr]:
    """What a call such as `patch("a.b", new)` may give out."""
    if not isinstance(manager, ast.Call):
        return []
    return [*manager.args, *(k.value for k in manager.keywords if k.arg in _GIVEN)]


def _assigned(block: Block) -> list[ast.expr]:
    """Values of `mock.return_value = value` in a block."""
    found = []
    for statement in block.body:
        for node in within(statement, leaves=False):
            match node:
                case ast.Assign(targets=[ast.Attribute(attr=attribute)], value=value):
                    if attribute in _GIVES:
                        found.append(value)
    return found


def _replaces(part: ast.expr, ctx: Context) -> bool:
    root = _root(part, ctx)
    return root is not None and (_is_entered(root, ctx) or _is_mock(root, ctx))


def _root(part: ast.expr, ctx: Context, depth: int = 0) -> ast.Name | None:
    """The name an attribute chain starts with, local aliases followed."""
    while isinstance(part, (ast.Attribute, ast.Subscript)):
        part = part.value
    if not isinstance(part, ast.Name) or depth > _DEPTH:
        return None
    bound = ctx.scopes.only_binding(part)
    if bound and isinstance(bound.value, (ast.Attribute, ast.Name)):
        return _root(bound.value, ctx, depth + 1)
    return part


def _is_entered(name: ast.Name, ctx: Context) -> bool:
    """Whether the one binding of a name is `with <replacement> as name`."""
    bound = ctx.scopes.only_binding(name)
    if bound is None or not isinstance(bound.node, ast.withitem):
        return False
    call = bound.node.context_expr
    manager = ctx.name(call.func if isinstance(call, ast.Call) else call)
    return manager in knowledge.table("fixtures")["undone"]


def _is_mock(name: ast.Name, ctx: Context) -> bool:
    """Whether the one binding of a name is `name = Mock(...)`."""
    bound = ctx.scopes.only_binding(name)
    if bound is None or not isinstance(bound.value, ast.Call):
        return False
    return ctx.name(bound.value.func) in knowledge.table("fixtures")["mocks"]
