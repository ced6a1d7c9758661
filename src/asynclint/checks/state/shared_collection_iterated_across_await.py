"""A loop over a shared dict or set waits, and other code changes its size: RuntimeError."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.attributes import MUTATORS
from asynclint.model import Edit, Finding, Fix, Group, Related, Span
from asynclint.questions.shared_state import holds_lock, is_constructor, is_shared, waits
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, within

_VIEWS = frozenset({"items", "keys", "values"})
_ENDS = ("aexit", "cleanup", "close", "disconnect", "shutdown", "stop", "teardown")
_LEAVES = (ast.Break, ast.Raise, ast.Return)


def check(loop: ast.For, ctx: Context) -> Iterator[Finding]:
    collection = _collection(loop.iter)
    if collection is None or not _goes_on_after_waiting(loop, ctx):
        return
    if not is_shared(collection, ctx) or _is_alone(loop, ctx) or holds_lock(loop, ctx):
        return
    if ctx.type_of(collection) not in knowledge.table("primitives")["sized"]:
        return
    change = next(_changes(collection, loop, ctx), None)
    if change is None or _has_lock(collection, ctx) or ctx.never_runs(loop):
        return
    start = ctx.source.lines.position(ctx.source.span(change).start)
    yield ctx.finding(
        loop.iter,
        f"other tasks may change `{ctx.shown(collection)}` while this loop waits, which then "
        "raises RuntimeError; loop over a `list(...)` of it",
        related=(Related(ctx.source.path, start, "changed here"),),
        fix=_copy(loop.iter, ctx),
    )


def _collection(iterable: ast.expr) -> ast.expr | None:
    """The attribute or name that a loop goes over, or a view of."""
    match iterable:
        case ast.Call(func=ast.Attribute(value=owner, attr=view), args=[], keywords=[]):
            return owner if view in _VIEWS and _is_place(owner) else None
    return iterable if _is_place(iterable) else None


def _is_place(expression: ast.expr) -> bool:
    return isinstance(expression, (ast.Name, ast.Attribute))


def _goes_on_after_waiting(loop: ast.For, ctx: Context) -> bool:
    """Whether a round of the loop may wait and another one follow."""
    nodes = (node for statement in loop.body for node in within(statement, leaves=False))
    return any(waits(node) and not _leaves_after(node, loop, ctx) for node in nodes)


def _leaves_after(node: ast.AST, loop: ast.For, ctx: Context) -> bool:
    inner = node
    for outer in ctx.ancestors(node):
        if isinstance(inner, (ast.Raise, ast.Return)):
            return True
        for block in (getattr(outer, field, ()) for field in ("body", "orelse", "finalbody")):
            if isinstance(block, list) and inner in block:
                later = block[block.index(inner) + 1 :]
                if any(isinstance(each, _LEAVES) for each in later):
                    return True
        if outer is loop:
            return False
        inner = outer
    return False


def _changes(collection: ast.expr, loop: ast.For, ctx: Context) -> Iterator[ast.expr]:
    """Where other functions add to the collection, or take from it."""
    spelled = ast.unparse(collection)
    around = ctx.function(loop)
    for node in ast.walk(_home(collection, ctx)):
        place = _changed(node)
        if place is None or ast.unparse(place) != spelled or not is_shared(place, ctx):
            continue
        function = ctx.function(place)
        if function is around or is_constructor(function):
            continue
        if isinstance(function, FUNCTIONS):
            yield place


def _is_alone(loop: ast.For, ctx: Context) -> bool:
    """Whether nothing else is likely to run: at the end of an object, and in tests."""
    function = ctx.function(loop)
    name = function.name if isinstance(function, FUNCTIONS) else ""
    return ctx.is_test or any(word in name for word in _ENDS)


def _has_lock(collection: ast.expr, ctx: Context) -> bool:
    """Whether the class has a lock, which callers may hold around the loop."""
    home = _home(collection, ctx)
    stored = (node.attr for node in ast.walk(home) if isinstance(node, ast.Attribute))
    return isinstance(home, ast.ClassDef) and any("lock" in name for name in stored)


def _home(collection: ast.expr, ctx: Context) -> ast.AST:
    """The class whose attribute a collection is, else the module."""
    root = collection
    while isinstance(root, ast.Attribute):
        root = root.value
    cls = ctx.scopes.own_class(root) if isinstance(root, ast.Name) else None
    return cls or ctx.source.tree


def _changed(node: ast.AST) -> ast.expr | None:
    """What a node adds an item to, or takes one from."""
    match node:
        case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
            return value
        case ast.Call(func=ast.Attribute(value=value, attr=method)) if method in MUTATORS:
            return value
    return None


def _copy(iterable: ast.expr, ctx: Context) -> Fix:
    end = ctx.source.span(iterable).end
    edits = (ctx.insertion(iterable, "list("), Edit(Span(end, end), ")"))
    return Fix("Loop over a list of it", edits, safe=True)


RULE = Rule(
    code="ASL512",
    name="shared-collection-iterated-across-await",
    summary="a loop over a shared dict or set waits while other code changes it",
    group=Group.NURSERY,
    visits=(ast.For,),
    check=check,
    mentions=(("async",), ("for",)),
    fix="safe",
)
