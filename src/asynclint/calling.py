"""Which calls a function makes for certain: facts about its body for whoever follows calls.

Calls are left out that an error or an argument decides about, by its type, by what it has, or as
a flag that is true, false or one of a few words: whoever calls the function may have chosen
otherwise. So are those of an object that may be of several kinds, told apart by what it has. Calls
in nested functions, lambdas and generator expressions are made later, if ever. A function that
asks in which loop or thread it runs, or whether it has a loop, makes none.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import NamedTuple

from asynclint import knowledge
from asynclint.facts import Called
from asynclint.model import Position
from asynclint.syntax import FUNCTIONS, Function, parameters
from asynclint.terms import Terms

_CLOSED = (*FUNCTIONS, ast.Lambda, ast.ClassDef, ast.GeneratorExp, ast.Await, ast.Raise)
_LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_KIND_OF = frozenset({"callable", "hasattr", "isinstance", "issubclass"})
_NAMED = ("attr", "name")  # terms that end with a name
_FLAGS = (bool, str, type(None))
_OWN = frozenset({"cls", "self"})


class _Body(NamedTuple):
    """A function, for the walk over its statements: its parameters and loop variables that hold
    one item of them, and the parameters that are flags."""

    parameters: frozenset[str]
    flags: frozenset[str]

    def block(self, statements: Sequence[ast.stmt]) -> Iterator[ast.Call]:
        for statement in statements:
            yield from self.expression(statement)
            if isinstance(statement, _LEAVING) or self._may_leave(statement):
                return

    def statement(self, statement: ast.AST) -> Iterator[ast.Call]:
        match statement:
            case ast.If(test=test) | ast.While(test=test) if self._is_chosen(test):
                yield from self.expression(test)
            case ast.If(test=test, orelse=[ast.If(test=other)]) if _asks_own(test, other):
                yield from self.expression(test)
            case ast.If(test=test, orelse=orelse) if self._is_one_word(test):
                yield from self.block(orelse)
            case ast.IfExp(test=test) if self._is_chosen(test):
                yield from self.expression(test)
            case ast.BoolOp(values=[first, *_]) if self._asks_flag(first):
                return
            case ast.Assert():
                return
            case _:
                yield from self._parts(statement)

    def expression(self, node: ast.AST) -> Iterator[ast.Call]:
        if isinstance(node, _CLOSED):
            return
        yield from self.statement(node)
        if isinstance(node, ast.Call):
            yield node

    def _parts(self, node: ast.AST) -> Iterator[ast.Call]:
        for name, value in ast.iter_fields(node):
            if name == "handlers":
                continue
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                yield from self.block(value)
                continue
            for child in value if isinstance(value, list) else (value,):
                if isinstance(child, ast.AST):
                    yield from self.expression(child)

    def _may_leave(self, statement: ast.stmt) -> bool:
        """Whether a flag may end the block here."""
        return (
            isinstance(statement, ast.If)
            and self._asks_flag(statement.test)
            and isinstance(statement.body[-1], _LEAVING)
        )

    def _is_one_word(self, test: ast.expr) -> bool:
        """Whether a test is for one word or number that an argument may be, or for how a word
        begins or ends."""
        match test:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="startswith" | "endswith"),
                args=[ast.Constant() | ast.Tuple()],
            ):
                return name in self.parameters
            case ast.Compare(
                left=ast.Name(id=name),
                ops=[ast.Eq() | ast.In()],
                comparators=[ast.Constant() | ast.Tuple() | ast.List() | ast.Set()],
            ):
                return name in self.parameters
        return False

    def _is_chosen(self, test: ast.expr) -> bool:
        """Whether an argument decides, as a flag or by an attribute."""
        names = self.parameters - _OWN
        return self._asks_flag(test) or _asks_attribute(test, names)

    def _asks_flag(self, test: ast.expr) -> bool:
        match test:
            case ast.Name(id=name):
                return name in self.flags
            case ast.Call(func=ast.Name(id=asked), args=[ast.Name(id=name), *_]):
                return asked in _KIND_OF and name in self.parameters
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self._asks_flag(operand)
            case ast.BoolOp(values=values):
                return any(map(self._asks_flag, values))
            case ast.Compare(left=left, comparators=[right]):
                return any(
                    isinstance(side, ast.Name) and side.id in self.flags for side in (left, right)
                )
        return False


def _asks_own(*tests: ast.expr) -> bool:
    """Whether each of some tests is about an attribute of the function's own object."""
    return all(_asks_attribute(test, _OWN) for test in tests)


def _asks_attribute(test: ast.expr, names: frozenset[str]) -> bool:
    """Whether a part of a test asks what an attribute of something called so is: set at all, of
    some type, or some constant."""
    match test:
        case ast.Attribute(value=ast.Name(id=name)):
            return name in names
        case ast.Call(func=ast.Name(id=asked), args=[ast.Attribute() as first, *_]):
            return asked in _KIND_OF and _asks_attribute(first, names)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _asks_attribute(operand, names)
        case ast.BoolOp(values=values):
            return any(_asks_attribute(value, names) for value in values)
        case ast.Compare(left=left, comparators=[ast.Constant()]):
            return _asks_attribute(left, names)
    return False


def calls_of(
    function: Function,
    terms: Terms,
    position: Callable[[ast.Call], Position],
    text: Callable[[ast.expr | None], str],
    *,
    may_ask: bool = True,
) -> tuple[Called, ...]:
    """The calls that a function makes, in the order of the text, by the terms of its module.
    `position` is where a call stands, `text` what an expression begins with.
    `may_ask` tells whether anything in the module asks where it runs."""
    names = frozenset(each.arg for each in parameters(function.args))
    body = _Body(names.union(_items(function, names)), _flags(function))
    if may_ask and any(name in knowledge.asks_where() for name in _all_called(function)):
        return ()
    return tuple(_told(call, terms, position, text) for call in body.block(function.body))


def _items(function: Function, names: frozenset[str]) -> Iterator[str]:
    for node in ast.walk(function):
        match node:
            case ast.For(target=ast.Name(id=item), iter=ast.Name(id=name)) if name in names:
                yield item


def may_ask(data: bytes) -> bool:
    """Whether the text of a module has a word that asks where something runs."""
    return any(word.encode() in data for word in knowledge.asks_where())


def _told(
    call: ast.Call,
    terms: Terms,
    position: Callable[[ast.Call], Position],
    text: Callable[[ast.expr | None], str],
) -> Called:
    first = text(call.args[0] if call.args else None)
    if isinstance(call.func, ast.Attribute):
        return Called(cache(partial(terms.of, call.func)), call.func.attr, position(call), first)
    term = terms.of(call.func)
    last = str(term[-1]).rpartition(".")[2] if term[0] in _NAMED else ""
    return Called(lambda: term, last, position(call), first)


def _flags(function: Function) -> frozenset[str]:
    """Parameters that are true or false or have a word or None for a default."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(named) - len(arguments.defaults))
    pairs = [
        *zip(named, [*defaults, *arguments.defaults], strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    return frozenset(
        parameter.arg
        for parameter, default in pairs
        if (isinstance(default, ast.Constant) and isinstance(default.value, _FLAGS))
        or getattr(parameter.annotation, "id", "") == "bool"
        or getattr(getattr(parameter.annotation, "value", None), "id", "") == "Literal"
    )


def _all_called(function: Function) -> Iterator[str]:
    """The last names of all that is called in a function, functions inside it included."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            yield str(getattr(node.func, "attr", getattr(node.func, "id", "")))
