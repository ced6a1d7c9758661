"""Places in the syntax where only a plain value makes sense, never a coroutine."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from asynclint import knowledge
from asynclint.rule import Context
from asynclint.syntax import COMPREHENSIONS

# Names of things that are meant to hold coroutines, tasks and the like.
DELIBERATE = re.compile(r"coro|task|fut|aw|job|pending|agen|cm", re.IGNORECASE)

_LOGGER = re.compile(r"log(ger|ging)?", re.IGNORECASE)


def plain_places(node: ast.AST, ctx: Context) -> Iterator[ast.expr]:
    """The expressions of a node that must be plain values."""
    kind = node.__class__
    reader = _READERS.get(kind)
    if reader:
        yield from reader(node)
    elif kind is ast.Call:
        yield from _arguments(node, ctx)
    elif kind is ast.IfExp or kind is ast.BoolOp:
        yield from _beside_plain(node, ctx)
    elif kind is ast.Dict:
        yield from _items(node, ctx)


def _arguments(node: ast.AST, ctx: Context) -> Iterator[ast.expr]:
    assert isinstance(node, ast.Call)
    if node.args and _takes_plain(node, ctx):
        yield from node.args
        if getattr(node.func, "attr", getattr(node.func, "id", "")) in _table("judges_elements"):
            yield from (each.elt for each in node.args if isinstance(each, _ONE_BY_ONE))


def _takes_plain(call: ast.Call, ctx: Context) -> bool:
    """Whether a call is of a function of the table, of a method of a string, or logs."""
    last = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if last in _last_names() and ctx.name(call.func) in _table("functions"):
        return True
    match call.func:
        case ast.Attribute(value=ast.Constant(value=str()), attr="format" | "join"):
            return True
        case ast.Attribute(value=receiver) if last in _table("logger_methods"):
            name = getattr(receiver, "attr", getattr(receiver, "id", ""))
            return bool(_LOGGER.fullmatch(name.strip("_")))
    return False


def _beside_plain(node: ast.AST, ctx: Context) -> Iterator[ast.expr]:
    """Arms of a ternary or an `or` beside a plain value, where nothing awaits the whole."""
    assert isinstance(node, (ast.IfExp, ast.BoolOp))
    arms = [node.body, node.orelse] if isinstance(node, ast.IfExp) else node.values
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        return
    mixed = any(isinstance(arm, ast.Call) for arm in arms) and any(map(_is_plain, arms))
    if mixed and _is_kept_plain(node, ctx):
        yield from arms


def _is_plain(value: ast.expr) -> bool:
    """A value that certainly is no awaitable; None may stand for one that is missing."""
    match value:
        case ast.Constant(value=None):
            return False
        case ast.UnaryOp(operand=operand):
            return _is_plain(operand)
    return isinstance(value, _PLAIN)


def _is_kept_plain(node: ast.IfExp | ast.BoolOp, ctx: Context) -> bool:
    """Whether a value is returned from async code, or kept under a name nothing awaits."""
    match ctx.parent(node):
        case ast.Return():
            return ctx.in_async(node)
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            function = ctx.function(node)
            return not DELIBERATE.search(name) and function is not None and not any(
                isinstance(use, ast.Name) and use.id == name and _is_awaited(use, ctx)
                for use in ast.walk(function)
            )
    return False


def _is_awaited(use: ast.Name, ctx: Context) -> bool:
    """Whether a use of a name awaits it, or hands it to something that may."""
    holder = ctx.parent(use)
    if isinstance(holder, ast.Return):
        return not ctx.in_async(holder)
    return isinstance(holder, (ast.Await, ast.Call, ast.Starred, ast.List))


def _joined(node: ast.AST) -> Iterator[ast.expr]:
    assert isinstance(node, ast.JoinedStr)
    for part in node.values:
        if isinstance(part, ast.FormattedValue) and part.conversion != ord("r"):
            yield part.value


def _operands(node: ast.AST) -> Iterator[ast.expr]:
    assert isinstance(node, ast.BinOp)
    yield node.left
    yield node.right
    if isinstance(node.op, ast.Mod) and isinstance(node.right, ast.Tuple):
        yield from node.right.elts


def _operand(node: ast.AST) -> Iterator[ast.expr]:
    assert isinstance(node, ast.UnaryOp)
    if not isinstance(node.op, ast.Not):
        yield node.operand


def _added(node: ast.AST) -> Iterator[ast.expr]:
    assert isinstance(node, ast.AugAssign)
    yield node.value


def _subscripted(node: ast.AST) -> Iterator[ast.expr]:
    """What is subscripted, and with what; a name may be a key that is looked up by itself."""
    assert isinstance(node, ast.Subscript)
    yield node.value
    if isinstance(node.slice, ast.Call):
        yield node.slice


def _bounds(node: ast.AST) -> Iterator[ast.expr]:
    assert isinstance(node, ast.Slice)
    yield from (bound for bound in (node.lower, node.upper, node.step) if bound)


def _raised(node: ast.AST) -> Iterator[ast.expr]:
    assert isinstance(node, ast.Raise)
    yield from (error for error in (node.exc, node.cause) if error)


def _iterated(node: ast.AST) -> Iterator[ast.expr]:
    assert isinstance(node, ast.For)
    yield node.iter


def _generators(node: ast.AST) -> Iterator[ast.expr]:
    assert isinstance(node, COMPREHENSIONS)
    yield from (each.iter for each in node.generators if not each.is_async)


def _unpacked(node: ast.AST) -> Iterator[ast.expr]:
    assert isinstance(node, ast.Assign)
    if any(isinstance(target, (ast.Tuple, ast.List)) for target in node.targets):
        yield node.value


def _starred(node: ast.AST) -> Iterator[ast.expr]:
    assert isinstance(node, ast.Starred)
    yield node.value


def _double_starred(node: ast.AST) -> Iterator[ast.expr]:
    assert isinstance(node, ast.keyword)
    if node.arg is None:
        yield node.value


def _items(node: ast.AST, ctx: Context) -> Iterator[ast.expr]:
    """`**` in a dict, calls beside only plain values, and names beside some."""
    assert isinstance(node, ast.Dict)
    pairs = list(zip(node.keys, node.values, strict=True))
    yield from (value for key, value in pairs if key is None)
    others = [value for _, value in pairs if not isinstance(value, ast.Call)]
    are_plain = bool(others) and all(_is_plain(value) for value in others)
    for key, value in pairs:
        if not isinstance(key, ast.Constant) or DELIBERATE.search(str(key.value)):
            continue
        if are_plain or (isinstance(value, ast.Name) and _has_plain(others, value, ctx)):
            yield value


def _has_plain(values: Sequence[ast.expr], name: ast.Name, ctx: Context) -> bool:
    """Whether some of the values that stand beside a name in a dict certainly are plain."""
    return any(
        _is_plain(value) or (isinstance(value, ast.Name) and ctx.is_instance(value, _SCALARS))
        for value in values
        if value is not name
    )


_READERS: dict[type[ast.AST], Callable[[ast.AST], Iterator[ast.expr]]] = {
    ast.JoinedStr: _joined,
    ast.BinOp: _operands,
    ast.UnaryOp: _operand,
    ast.AugAssign: _added,
    ast.Subscript: _subscripted,
    ast.Slice: _bounds,
    ast.Raise: _raised,
    ast.For: _iterated,
    **dict.fromkeys(COMPREHENSIONS, _generators),
    ast.Assign: _unpacked,
    ast.Starred: _starred,
    ast.keyword: _double_starred,
}

_SCALARS = frozenset(
    f"builtins.{name}" for name in ("bool", "bytes", "dict", "float", "int", "list", "str")
)
_ONE_BY_ONE = (ast.GeneratorExp, ast.ListComp, ast.SetComp)
_PLAIN = (
    *(ast.Constant, ast.JoinedStr, ast.BinOp, ast.Compare, ast.Await),
    *(ast.List, ast.Dict, ast.Set, ast.Tuple, *COMPREHENSIONS),
)

PLACES = (*_READERS, ast.Call, ast.Dict, ast.IfExp, ast.BoolOp)


@cache
def _table(name: str) -> frozenset[str]:
    return frozenset(knowledge.table("plain_arguments")[name])


@cache
def _last_names() -> frozenset[str]:
    return frozenset(name.rpartition(".")[2] for name in _table("functions"))
