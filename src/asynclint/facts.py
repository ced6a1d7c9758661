"""What one module tells the others: a pure function of its bytes, plain data throughout.

Names in facts are full names as `names` resolves them; the empty string stands for what
cannot be known from this file. Positions are kept for related places only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import NamedTuple, TypeVar

from asynclint.model import Position
from asynclint.terms import UNKNOWN, Term

Fact = TypeVar("Fact")


class Parameter(NamedTuple):
    """A parameter: its name, the type text of its annotation ("" without one), and how
    arguments reach it: by "position", by "keyword", "both", or it takes "rest" or "keywords"."""

    name: str
    type_text: str
    taken: str


def _nobody_knows() -> Term:
    return UNKNOWN


class Called(NamedTuple):
    """A call that a function makes whenever it runs through to it: what makes the term of what
    it calls, the last name of that, where it stands, and its first argument if that is a plain
    string."""

    callee: Callable[[], Term]
    last_name: str
    position: Position
    first: str = ""


def _calls_nothing() -> tuple[Called, ...]:
    return ()


class FunctionFacts(NamedTuple):
    """A function or method. `returned` says what a decorator made of it gives back.

    `returned` is "parameter", "sync" or "async" (a nested function of that colour), with
    "factory " before it for a function that returns such a decorator; "" when not plain.
    `returns` is the type text of the annotation. `required` counts parameters without default.
    `result` makes the term of what the body returns, or yields in a generator; `NOTHING` for a
    body that returns no value. `is_stub` tells a body that says nothing. `calls` makes the
    list of the calls that no flag and no error decides about (`calling`).
    """

    is_async: bool
    is_generator: bool
    decorators: tuple[str, ...]
    returns: str
    returned: str
    required: int
    position: Position
    parameters: tuple[Parameter, ...] = ()
    is_stub: bool = False
    result: Callable[[], Term] = _nobody_knows
    calls: Callable[[], tuple[Called, ...]] = _calls_nothing


class ClassFacts(NamedTuple):
    """A class. `bases` are type texts, "" for what is not certain. `attributes` are its own
    names that are no methods, `assigned` the attributes set on `self`, both with the term of
    all that they are given; `mutations` says which attributes of `self` each method assigns
    or mutates.
    """

    bases: tuple[str, ...]
    decorators: tuple[str, ...]
    methods: Mapping[str, FunctionFacts]
    attributes: Mapping[str, Term]
    assigned: Mapping[str, Term]
    mutations: Mapping[str, tuple[str, ...]]
    position: Position

    def own_method(self, name: str) -> FunctionFacts | None:
        """A method of this very class; None when an attribute hides it. Decorators of the
        class come first: they may wrap every method."""
        if name not in self.methods or name in self.attributes or name in self.assigned:
            return None
        method = self.methods[name]
        return method._replace(decorators=(*self.decorators, *method.decorators))


class ModuleFacts(NamedTuple):
    """Top-level names of a module, each in one of the mappings or in `unknown`.

    A function is None where its definitions disagree. `values` are terms. `inner` are the
    functions and classes inside functions, under what follows the module in their full names.
    """

    module: str
    path: str
    imports: Mapping[str, tuple[str, ...]]
    functions: Mapping[str, FunctionFacts | None]
    classes: Mapping[str, ClassFacts]
    values: Mapping[str, Term]
    inner: Mapping[str, FunctionFacts | ClassFacts | None]
    unknown: tuple[str, ...]
    stars: tuple[str, ...]
    exported: tuple[str, ...] | None

    def rebinds(self, name: str) -> bool:
        """Whether a package gives the name of a submodule another meaning."""
        targets, itself = self.imports.get(name, ()), (f"{self.module}.{name}",)
        tables = (self.functions, self.classes, self.values, self.unknown)
        return any(name in table for table in tables) or targets not in ((), itself)


class Lazy(Mapping[str, Fact]):
    """A mapping whose values are made when first asked for."""

    def __init__(self, makers: Mapping[str, Callable[[], Fact]]) -> None:
        self._makers = makers
        self._made: dict[str, Fact] = {}

    def __getitem__(self, name: str) -> Fact:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


class Sought(Mapping[str, Fact]):
    """A mapping that looks for a value when it is asked for, and lists none; `note` is told."""

    def __init__(self, find: Callable[[str], Fact], note: Callable[[], None]) -> None:
        self._find = find
        self._note = note
        self._found: dict[str, Fact] = {}

    def __getitem__(self, name: str) -> Fact:
        self._note()
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


class Whole(Mapping[str, Fact]):
    """A mapping that is made as a whole when something of it is first asked for; not for names
    that `may_hold` rules out. `note` is told whenever it is asked."""

    def __init__(
        self,
        make: Callable[[], Mapping[str, Fact]],
        note: Callable[[], None],
        may_hold: Callable[[str], bool] = lambda name: True,
    ) -> None:
        self._make = cache(make)
        self._note = note
        self._may_hold = may_hold

    def _made(self) -> Mapping[str, Fact]:
        self._note()
        return self._make()

    def __getitem__(self, name: str) -> Fact:
        return self._made()[name]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._may_hold(name) and name in self._made()

    def __iter__(self) -> Iterator[str]:
        return iter(self._made())

    def __len__(self) -> int:
        return len(self._made())
