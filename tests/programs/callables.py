"""Things that can be called by one name: functions and methods of every colour and make.

Each writes a definition of `name` into a body. All take any number of arguments, and none needs
one. What a call of it gives is found out by running it, so nothing here has to say.
"""

from __future__ import annotations

from collections.abc import Callable

from programs.writing import Body

Write = Callable[[Body, str, str], None]

CONDITIONS = (
    "sys.version_info >= (3, 8)",
    "len('ab') == 2",
    "os.name == 'nothing'",
    "TYPE_CHECKING",
    "isinstance(0, int)",
)


def coroutine_function(body: Body, name: str, first: str) -> None:
    """An `async def`; `first` is "self, " in a class."""
    inner = body.function(f"async def {name}({first}x=0, *rest):")
    if body.pen.rng.random() < 0.4:
        inner.add("await asyncio.sleep(0)")
    inner.add("return x")


def plain_function(body: Body, name: str, first: str) -> None:
    """A `def` that gives a number."""
    says = body.pen.rng.choice(("", " -> object", ""))
    body.function(f"def {name}({first}x=0, *rest){says}:").add("return x")


def returns_coroutine(body: Body, name: str, first: str) -> None:
    """A `def` that hands out the coroutine of another function."""
    inner = body.pen.fresh("_inner")
    coroutine_function(body, inner, first)
    owner = "self." if first else ""
    body.function(f"def {name}({first}x=0, *rest):").add(f"return {owner}{inner}(x)")


def closes_coroutine(body: Body, name: str, first: str) -> None:
    """A `def` that makes a coroutine and gives something else."""
    inner = body.pen.fresh("_inner")
    coroutine_function(body, inner, first)
    owner = "self." if first else ""
    body.function(f"def {name}({first}x=0, *rest):").add(
        f"coroutine = {owner}{inner}(x)", "coroutine.close()", "return x"
    )


def by_lambda(body: Body, name: str, first: str) -> None:
    """A lambda, which hides what it calls."""
    if first or body.pen.rng.random() < 0.5:
        body.add(f"{name} = lambda {first}x=0, *rest: x")
        return
    inner = body.pen.fresh("_inner")
    coroutine_function(body, inner, first)
    body.add(f"{name} = lambda *args: {inner}(*args)")


def conditional(body: Body, name: str, first: str) -> None:
    """Two definitions of which a condition chooses one."""
    one, two = _both(body)
    one(body.block(f"if {body.pen.rng.choice(CONDITIONS)}:"), name, first)
    two(body.block("else:"), name, first)


def redefined(body: Body, name: str, first: str) -> None:
    """Two definitions, of which the second wins."""
    one, two = _both(body)
    one(body, name, first)
    two(body, name, first)


def fallback(body: Body, name: str, first: str) -> None:
    """A definition for when an import fails, which it does."""
    one, two = _both(body)
    tried = body.block("try:")
    tried.add("import nothing_of_this_name")
    one(tried, name, first)
    two(body.block("except ImportError:"), name, first)


def async_generator(body: Body, name: str, first: str) -> None:
    """An async generator, which nobody awaits."""
    body.function(f"async def {name}({first}x=0, *rest):").add("yield x")


def alias(body: Body, name: str, first: str) -> None:
    """Another name of a function."""
    one, _ = _both(body)
    inner = body.pen.fresh("_inner")
    one(body, inner, first)
    body.add(f"{name} = {inner}")


def partial(body: Body, name: str, first: str) -> None:
    """A function with some of its arguments given."""
    one, _ = _both(body)
    inner = body.pen.fresh("_inner")
    one(body, inner, first)
    maker = "functools.partialmethod" if first else "functools.partial"
    body.add(f"{name} = {maker}({inner}, 1)")


def overloaded(body: Body, name: str, first: str) -> None:
    """Typed twice, and implemented by the last definition."""
    one, _ = _both(body)
    for hint in ("int", "str"):
        body.add("@typing.overload")
        body.function(f"def {name}({first}x: {hint} = ..., *rest) -> object:").add("...")
    one(body, name, first)


def without_self(body: Body, name: str, first: str) -> None:
    """Static and class methods."""
    one, _ = _both(body)
    if not first:
        one(body, name, first)
        return
    is_static = body.pen.rng.random() < 0.5
    body.add("@staticmethod" if is_static else "@classmethod")
    one(body, name, "" if is_static else "cls, ")


def by_property(body: Body, name: str, first: str) -> None:
    """A property that gives something to call."""
    one, _ = _both(body)
    if not first:
        one(body, name, first)
        return
    inner = body.pen.fresh("_inner")
    one(body, inner, first)
    body.add("@property")
    body.function(f"def {name}(self):").add(f"return self.{inner}")


def deleted(body: Body, name: str, first: str) -> None:
    """Defined, deleted and defined again."""
    one, two = _both(body)
    one(body, name, first)
    body.add(f"del {name}")
    two(body, name, first)


def awaitable_object(body: Body, name: str, first: str) -> None:
    """Gives an object with `__await__`, which no one has to await."""
    kind = body.pen.fresh("Later")
    body.function(f"def {name}({first}x=0, *rest):").add(
        f"class {kind}:",
        "    def __await__(self):",
        "        return iter(())",
        f"return {kind}()",
    )


def by_type(body: Body, name: str, first: str) -> None:
    """One function for each type of argument, in different colours."""
    one, two = _both(body)
    other = body.pen.fresh("_other")
    body.add(f"@functools.singledispatch{'method' if first else ''}")
    one(body, name, first)
    body.add(f"@{name}.register(int)")
    two(body, other, first)


PLAIN: tuple[Write, ...] = (coroutine_function, plain_function)
ODD: tuple[Write, ...] = (
    returns_coroutine,
    closes_coroutine,
    by_lambda,
    conditional,
    redefined,
    fallback,
    async_generator,
    alias,
    partial,
    overloaded,
    without_self,
    by_property,
    deleted,
    awaitable_object,
    by_type,
)


def _both(body: Body) -> tuple[Write, Write]:
    """The two plain colours, in some order."""
    one, two = body.pen.rng.sample(PLAIN, 2)
    return one, two
