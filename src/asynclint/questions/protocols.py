"""Whether an object can stand in `with` or `async with`, in `for` or `async for`.

Told by what made it, by its class and all bases of that, or by `knowledge/managers.toml`. Most
objects speak one of the two languages; some speak both, and an object of unknown class may.
"""

from __future__ import annotations

import ast
from typing import NamedTuple

from asynclint import knowledge
from asynclint.model import Answer, Gives
from asynclint.questions.bodies import body_of, refuses
from asynclint.rule import Context
from asynclint.wrapping import yields

_SYNC_BUILTINS = frozenset(
    f"builtins.{name}"
    for name in ("bytearray", "bytes", "dict", "frozenset", "list", "range", "set", "str", "tuple")
)
# Calls of these give what `for` takes and `async for` does not.
_SYNC_MAKERS = _SYNC_BUILTINS | frozenset(
    f"builtins.{name}" for name in ("enumerate", "filter", "map", "reversed", "sorted", "zip")
)
_DISPLAYS = (
    *(ast.Dict, ast.DictComp, ast.JoinedStr, ast.List, ast.ListComp, ast.Set, ast.SetComp),
    ast.Tuple,
)


# A file without any of these words has nothing to do with async objects, as far as rules care.
WORDS = ("anyio", "async", "trio")


class Speaks(NamedTuple):
    """Whether an object can stand in the sync statement, and in its async twin."""

    sync: Answer
    asynchronous: Answer

    @property
    def only_sync(self) -> bool:
        return self.sync is Answer.YES and self.asynchronous is Answer.NO

    @property
    def only_async(self) -> bool:
        return self.sync is Answer.NO and self.asynchronous is Answer.YES


_ONLY_SYNC = Speaks(Answer.YES, Answer.NO)
_ONLY_ASYNC = Speaks(Answer.NO, Answer.YES)
_UNKNOWN = Speaks(Answer.UNKNOWN, Answer.UNKNOWN)


def speaks_async(ctx: Context) -> bool:
    """Whether a file has a word that speaks of async code, of any library."""
    return any(word in ctx.source.text for word in WORDS)


def entered(expression: ast.expr, ctx: Context) -> Speaks:
    """Whether `with` and `async with` can enter what an expression gives."""
    expression = _made(expression, ctx)
    table = knowledge.table("managers")
    if isinstance(expression, ast.Call):
        if ctx.scopes.resolve(expression.func) and ctx.name(expression.func) in table["sync"]:
            return _ONLY_SYNC
        match ctx.gives(expression):
            case Gives.ASYNC_MANAGER:
                return _ONLY_ASYNC
            case Gives.MANAGER:
                return _ONLY_SYNC
    name = ctx.type_of(expression)
    if name in table["sync"]:
        return _ONLY_SYNC
    if name in table["refusing"]:
        return _ONLY_ASYNC
    sync = ctx.has_method(expression, "__enter__")
    asynchronous = ctx.has_method(expression, "__aenter__")
    if sync is Answer.YES and asynchronous is Answer.YES:
        sync, asynchronous = (_welcomes(name, m, ctx) for m in ("__enter__", "__aenter__"))
    return _unless_asked(Speaks(sync, asynchronous), expression, ctx)


def may_be_async_iterable(expression: ast.expr, ctx: Context) -> bool:
    """Whether an expression can give what only `async for` iterates over, by its names alone:
    a call of an `async def` or a class, a parameter with an annotation. To find the class of
    everything that some loop runs over would cost more than all else."""
    expression = _made(expression, ctx)
    match expression:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name) as function):
            is_class = name.lstrip("_")[:1].isupper()
            return is_class or ctx.calls.may_be("coroutines", function)
        case ast.Name():
            found = ctx.scopes.binding(expression)
            return found is not None and any(_is_annotated(each.node) for each in found[1])
    return False


def _is_annotated(node: ast.AST) -> bool:
    return getattr(node, "annotation", None) is not None


def iterated(expression: ast.expr, ctx: Context) -> Speaks:
    """Whether `for` and `async for` can iterate over what an expression gives."""
    expression = _made(expression, ctx)
    if isinstance(expression, _DISPLAYS):
        return _ONLY_SYNC
    if isinstance(expression, ast.GeneratorExp):
        return _UNKNOWN  # an `await` inside makes it async
    if isinstance(expression, ast.Call):
        if (ctx.scopes.resolve(expression.func) or {""}) <= _SYNC_MAKERS:
            return _ONLY_SYNC
        match ctx.gives(expression):
            case Gives.ASYNC_GENERATOR:
                return _ONLY_ASYNC
            case Gives.GENERATOR:
                return _ONLY_SYNC if _is_generator(expression, ctx) else _UNKNOWN
    asynchronous = ctx.has_method(expression, "__aiter__")
    if ctx.is_instance(expression, _SYNC_BUILTINS):
        is_both = asynchronous is Answer.YES
        speaks = Speaks(Answer.YES, Answer.YES if is_both else Answer.NO)
        return _unless_asked(speaks, expression, ctx)
    sync = ctx.has_method(expression, "__iter__")
    # Without `__iter__`, `for` asks `__getitem__` for 0, 1, 2 and so on.
    if sync is Answer.NO and ctx.has_method(expression, "__getitem__") is Answer.YES:
        sync = Answer.YES
    return _unless_asked(Speaks(sync, asynchronous), expression, ctx)


def _made(expression: ast.expr, ctx: Context) -> ast.expr:
    """The call or display that a name stands for, where it is bound to nothing else."""
    if not isinstance(expression, ast.Name):
        return expression
    binding = ctx.scopes.only_binding(expression)
    is_plain = binding and isinstance(binding.node, (ast.Assign, ast.AnnAssign))
    value = binding.value if binding and is_plain else None
    return value if isinstance(value, (ast.Call, *_DISPLAYS)) else expression


def _unless_asked(speaks: Speaks, expression: ast.expr, ctx: Context) -> Speaks:
    """The same, unless the file asks `isinstance` about the object: what is an instance of one
    class may be one of another, too."""
    if isinstance(expression, ast.Call) or not (speaks.only_sync or speaks.only_async):
        return speaks
    asked = ast.dump(expression)
    for call in ctx.scopes.survey.nodes[ast.Call]:
        match call:
            case ast.Call(func=ast.Name(id="isinstance"), args=[subject, _]):
                if ast.dump(subject) == asked:
                    return _UNKNOWN
    return speaks


def _welcomes(class_name: str, method: str, ctx: Context) -> Answer:
    """Whether the method of a class does more than to raise an error: "use `async with`"."""
    owner = ctx.project.lookup(class_name, ctx.origin) if class_name else None
    found = ctx.project.method(owner, method) if owner and owner.owner else None
    body = body_of(found, ctx) if found else None
    return Answer.NO if body and refuses(body) else Answer.YES


def _is_generator(call: ast.Call, ctx: Context) -> bool:
    """Whether a body has the `yield` that an annotation may only promise."""
    definition = ctx.definition(call.func)
    body = body_of(definition, ctx) if definition else None
    return body is not None and yields(body)
