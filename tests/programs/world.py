"""What a program consists of while it is made: its modules, and the classes to make objects of."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from programs.callables import ODD, PLAIN, coroutine_function
from programs.decorators import write_decorator
from programs.writing import Body, Module, Pen, top

STANDARD = (
    "import abc",
    "import asyncio",
    "import contextlib",
    "import copy",
    "import dataclasses",
    "import functools",
    "import inspect",
    "import os",
    "import queue",
    "import sys",
    "import typing",
    "from typing import TYPE_CHECKING",
)
METHODS = ("send", "load", "close", "run")
FUNCTIONS = ("send", "load", "fetch", "save")


@dataclass(frozen=True)
class Kind:
    """A class of the program or of the standard library, and the colours of its methods.

    A colour is "async", "sync" or, when it is not plain to see, a word of its own.
    """

    name: str
    module: Module | None
    colours: dict[str, str]

    def stands_for(self, other: Kind) -> bool:
        """Whether an annotation with `other` says the truth about the methods of this one."""
        return self.colours == other.colours and not any("?" in c for c in self.colours.values())


QUEUES = (
    Kind("asyncio.Queue", None, {"put": "async"}),
    Kind("queue.Queue", None, {"put": "sync"}),
)


@dataclass
class World:
    """The program so far."""

    rng: Random
    pen: Pen
    modules: list[Module] = field(default_factory=list)
    kinds: list[Kind] = field(default_factory=list)

    def pair(self, body: Body) -> tuple[Kind, Kind, str]:
        """Two classes, often of different colours, and a method both have."""
        if self.rng.random() < 0.12:
            one, two = self.rng.sample(QUEUES, 2)
            return one, two, "put"
        return self.own_pair(body)

    def own_pair(self, body: Body) -> tuple[Kind, Kind, str]:
        """The same, of classes of the program."""
        rng, kinds = self.rng, self.seen(body)
        one, method = rng.choice(kinds), rng.choice(METHODS)
        others = [kind for kind in kinds if kind.colours[method] != one.colours[method]]
        two = rng.choice(others if others and rng.random() < 0.8 else kinds)
        return one, two, method

    def seen(self, body: Body) -> list[Kind]:
        """The classes that the module of a body can import."""
        modules = self.modules[: self.modules.index(body.module) + 1]
        return [kind for kind in self.kinds if kind.module in modules]

    def reach(self, body: Body, kind: Kind) -> str:
        """An expression for a class, with the import it needs."""
        return self.named(body, kind.module, kind.name) if kind.module else kind.name

    def named(self, body: Body, home: Module, name: str) -> str:
        """An expression for what a module defines, with an import in one of many forms."""
        here = body.module
        if home is here:
            return name
        is_earlier = self.modules.index(home) < self.modules.index(here)
        at_top = is_earlier and self.rng.random() < 0.8
        forms = _imports(self.pen, home.name, name)
        # Only a module may have a star import.
        imports, expression = self.rng.choice(forms if at_top else forms[1:])
        if at_top:
            here.bring("\n".join(imports))
        else:
            body.add(*imports)
        return expression

    def add_class(self, module: Module) -> Kind:
        """Write a class with some of the methods in some colours, perhaps with bases."""
        rng, pen = self.rng, self.pen
        body = top(pen, module)
        bases = rng.sample(self.kinds, 1) if self.kinds and rng.random() < 0.4 else []
        texts = [self.reach(body, base) for base in bases]
        name = pen.fresh(rng.choice(("Client", "Store", "Service", "Job")))
        if not bases and rng.random() < 0.2:
            texts = [rng.choice(("abc.ABC", "typing.Generic[typing.TypeVar('T')]", "object"))]
        if not bases and rng.random() < 0.25:
            body.add(rng.choice(("@dataclasses.dataclass", "@dataclasses.dataclass(slots=True)")))
        inner = body.function(f"class {name}({', '.join(texts)}):" if texts else f"class {name}:")
        colours = dict(bases[0].colours) if bases else {}
        chosen = rng.sample(METHODS, rng.randint(0, 2)) if bases else METHODS
        for method in chosen:
            colours[method] = self.add_callable(inner, method, "self, ")
        inner.add("pass")
        kind = Kind(name, module, colours)
        self.kinds.append(kind)
        return kind

    def add_callable(self, body: Body, name: str, first: str = "") -> str:
        """Write something to call, and say its colour."""
        rng = self.rng
        if rng.random() < 0.6:
            write = rng.choice(PLAIN)
            write(body, name, first)
            return "async" if write is coroutine_function else "sync"
        if rng.random() < 0.35:
            write = rng.choice(PLAIN)
            place = rng.choice(self.modules[: self.modules.index(body.module) + 1])
            home = top(self.pen, place)
            used = write_decorator(home, for_coroutines=write is coroutine_function)
            # A block of its own comes after the one that is being written, so go before it.
            home.module.blocks.insert(0, home.module.blocks.pop())
            text = self.named(body, home.module, used.removesuffix("()"))
            body.add(f"@{text}{'()' if used.endswith('()') else ''}")
            write(body, name, first)
        else:
            rng.choice(ODD)(body, name, first)
        return self.pen.fresh("?")

    def add_function(self, body: Body) -> tuple[Module, str]:
        """Write a function at the top of some module that the body's module can import."""
        module = self.rng.choice(self.modules[: self.modules.index(body.module) + 1])
        name = self.rng.choice(FUNCTIONS) + self.rng.choice(("", "", self.pen.fresh("_")))
        self.add_callable(top(self.pen, module), name)
        return module, name


def new_world(rng: Random) -> World:
    """Modules in a package and beside it, and a few classes in them."""
    world = World(rng, Pen(rng))
    names = ["alpha", "kit.core", "kit.tools", "beta", "app"]
    for name in names[: rng.randint(2, 5)]:
        path = name.replace(".", "/") + ".py"
        world.modules.append(Module(name, path, imports=list(STANDARD)))
    for module in world.modules:
        for _ in range(rng.randint(1, 2)):
            world.add_class(module)
    return world


def _imports(pen: Pen, module: str, name: str) -> list[tuple[tuple[str, ...], str]]:
    """Lines that import, and what the thing is called after them; the star import first."""
    alias = pen.fresh("alias")
    attempt = f"from {module} import {name}"
    broken = f"    from nothing_of_this_name import {name}"
    forms: list[tuple[tuple[str, ...], str]] = [
        ((f"from {module} import *",), name),
        ((f"import {module}",), f"{module}.{name}"),
        ((f"import {module} as {alias}",), f"{alias}.{name}"),
        ((attempt,), name),
        ((f"{attempt} as {alias}",), alias),
        (("try:", broken, "except ImportError:", f"    {attempt}"), name),
        (("if sys.version_info >= (3, 8):", f"    {attempt}"), name),
        ((f"import {module}", f"{alias} = {module}.{name}"), alias),
    ]
    if "." in module:
        package, _, last = module.rpartition(".")
        forms += [
            ((f"from {package} import {last}",), f"{last}.{name}"),
            ((f"from {package} import {name} as {alias}",), alias),
        ]
    return forms
