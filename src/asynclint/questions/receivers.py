"""Which function or method a call calls, when an event loop, a task group, a future or the like
is what the method belongs to (`knowledge/receivers.toml`).

What an object is, is told by its class, by the functions that all its bindings call, and at
last, where nothing speaks against it, by its name in a file that imports the library.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from asynclint import knowledge
from asynclint.bindings import Binding, Kind
from asynclint.rule import Context

_Way = tuple[str, ...]
_DEPTH = 4  # `loop.create_task(...).add_done_callback(...)` is two deep


def called(call: ast.Call, ctx: Context, on_the_way: _Way = ()) -> str:
    """The full name of what a call calls, a method under the class that defines it; "" when
    it is not certain. Asks about the receiver of a method, so ask for a known last name."""
    return handed(call.func, ctx, on_the_way)


def handed(function: ast.expr, ctx: Context, on_the_way: _Way = ()) -> str:
    """The same for a function that is handed on instead of called."""
    if isinstance(function, ast.Attribute):
        kind = receiver(function.value, ctx, on_the_way)
        if kind:
            return f"{kind}.{function.attr}"
    return ctx.name(function)


def last_name(function: ast.expr, ctx: Context) -> str:
    """The last word of a full name, "" for what has none: cheap to ask before `called`."""
    match function:
        case ast.Attribute(attr=name):
            return name
        case ast.Name(id=name):
            if _is_plainly(name, ctx):
                return name
            full = ctx.scopes.resolve(function)
            return next(iter(full)).rpartition(".")[2] if len(full) == 1 else name
    return ""


def _is_plainly(name: str, ctx: Context) -> bool:
    """Whether the module defines a name, or imports it under the name it has elsewhere: nine
    in ten names that are called need no further look."""
    found = ctx.scopes.bindings(ctx.scopes.survey.module).names.get(name, ())
    return bool(found) and all(
        each.kind in (Kind.FUNCTION, Kind.CLASS)
        or (each.kind is Kind.IMPORT and each.target.endswith(name))
        for each in found
    )


def argument(call: ast.Call, position: int, keyword: str) -> ast.expr | None:
    """An argument by place or name; None when it is not given, or a starred one may shift it."""
    before = call.args[: position + 1]
    if any(isinstance(value, ast.Starred) for value in before):
        return None
    if len(before) > position:
        return before[position]
    return next((given.value for given in call.keywords if given.arg == keyword), None)


def receiver(expression: ast.expr, ctx: Context, on_the_way: _Way = ()) -> str:
    """The class of `knowledge/receivers.toml` that an expression is an instance of, or "".
    `on_the_way` are the names that led here: `query = query.where(...)` says nothing."""
    own = _spelled(expression)
    if len(on_the_way) > _DEPTH or (own and own in on_the_way):
        return ""
    for kind in _kinds():
        if ctx.is_instance(expression, _table(kind, "classes")):
            return kind
    made = _made(expression, ctx, (*on_the_way, own))
    return made or ("" if ctx.type_of(expression) else _named(expression, ctx))


def _spelled(expression: ast.expr) -> str:
    match expression:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id=owner), attr=attribute):
            return f"{owner}.{attribute}"
    return ""


def _made(expression: ast.expr, ctx: Context, on_the_way: _Way) -> str:
    """The kind that all calls give which an expression may stand for."""
    values = list(_values(expression, ctx))
    kinds = {_maker(value, ctx, on_the_way) for value in values}
    return kinds.pop() if len(kinds) == 1 else ""


def _maker(value: ast.expr | None, ctx: Context, on_the_way: _Way) -> str:
    if not isinstance(value, ast.Call):
        return ""
    name = called(value, ctx, on_the_way)
    return next((kind for kind in _kinds() if name in _table(kind, "makers")), "") if name else ""


def _values(expression: ast.expr, ctx: Context) -> Iterator[ast.expr | None]:
    """What an expression is bound to: itself when it is a call; None stands for the unknown."""
    match expression:
        case ast.Call():
            yield expression
        case ast.Name():
            found = ctx.scopes.binding(expression)
            yield from (_bound(each) for each in found[1] if not _is_none(each)) if found else ()
        case ast.Attribute(value=ast.Name() as owner, attr=attribute):
            cls = ctx.scopes.own_class(owner)
            yield from _assigned(cls, attribute, ctx) if cls else ()


def _bound(binding: Binding) -> ast.expr | None:
    if binding.kind is Kind.MANAGER and isinstance(binding.node, ast.withitem):
        return binding.node.context_expr
    return binding.value if binding.kind is Kind.VALUE else None


def _is_none(binding: Binding) -> bool:
    return isinstance(binding.value, ast.Constant) and binding.value.value is None


def _assigned(cls: ast.ClassDef, attribute: str, ctx: Context) -> Iterator[ast.expr | None]:
    """What the methods of a class assign to an attribute of `self`, None aside."""
    end = cls.end_lineno or cls.lineno
    for node in ctx.scopes.survey.nodes[ast.Assign]:
        match node:
            case ast.Assign(targets=[ast.Attribute(attr=name)], value=value) if name == attribute:
                is_none = isinstance(value, ast.Constant) and value.value is None
                if cls.lineno <= node.lineno <= end and not is_none:
                    yield value


def _named(expression: ast.expr, ctx: Context) -> str:
    """The kind a name says, unless it has an annotation that nobody can read."""
    last = getattr(expression, "attr", getattr(expression, "id", ""))
    for kind in _kinds():
        words = _table(kind, "names")
        if not any(last == word or last.endswith("_" + word) for word in words):
            continue
        others = (other.encode() for other in _table(kind, "others"))
        if _library(kind) not in ctx.libraries or any(map(ctx.source.data.__contains__, others)):
            return ""
        return "" if _is_said_otherwise(expression, ctx) else kind
    return ""


def _is_said_otherwise(expression: ast.expr, ctx: Context) -> bool:
    """Whether a name is annotated, or that of a function or class."""
    if not isinstance(expression, ast.Name):
        return False
    found = ctx.scopes.binding(expression)
    if found is None:
        return True
    return any(
        getattr(each.node, "annotation", None) is not None
        or each.kind in (Kind.FUNCTION, Kind.CLASS)
        for each in found[1]
    )


@cache
def _kinds() -> tuple[str, ...]:
    return tuple(name for name in knowledge.table("receivers") if name != "source")


@cache
def _table(kind: str, key: str) -> frozenset[str]:
    return frozenset(knowledge.table("receivers")[kind].get(key, ()))


def _library(kind: str) -> str:
    return str(knowledge.table("receivers")[kind].get("library", ""))
