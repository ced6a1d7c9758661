"""Objects that are entered, iterated or awaited, some in the sync way, some in the async way."""

from __future__ import annotations

from programs.world import World
from programs.writing import Body, top

# Bodies of a class whose objects work in one way only: how, and the statement that uses one `V`.
SYNC_MANAGER = ("def __enter__(self): return self", "def __exit__(self, *exc): return None")
ASYNC_MANAGER = (
    "async def __aenter__(self): return self",
    "async def __aexit__(self, *exc): return None",
)
SYNC_ITERATOR = ("def __iter__(self): return iter(())",)
ASYNC_ITERATOR = (
    "def __aiter__(self): return self",
    "async def __anext__(self): raise StopAsyncIteration",
)
AWAITABLE = ("def __await__(self): return iter(())",)
PROTOCOLS = {
    "with V:": SYNC_MANAGER,
    "async with V:": ASYNC_MANAGER,
    "for _ in V:": SYNC_ITERATOR,
    "async for _ in V:": ASYNC_ITERATOR,
    "if await V is None:": AWAITABLE,
}


def used_as_it_is(world: World, body: Body) -> None:
    """One class, made in place, by a function, or behind an import."""
    head, members = _some(world)
    home = world.rng.choice(world.modules[: world.modules.index(body.module) + 1])
    name = body.pen.fresh("Thing")
    _class(world, top(body.pen, home), name, members)
    cls = world.named(body, home, name)
    form = world.rng.choice((f"{cls}()", "made", f"({cls}() if flag else {cls}())", "make()"))
    if form == "made":
        body.add(f"made = {cls}()")
    if form == "make()":
        body.function("def make():").add(f"return {cls}()")
    body.block(head.replace("V", form)).add("pass")


def told_apart(world: World, body: Body) -> None:
    """Two classes with different ways, in one variable."""
    (one, first), (two, second) = _some(world), _some(world)
    names = [body.pen.fresh("Thing"), body.pen.fresh("Thing")]
    outer = top(body.pen, body.module)
    for name, members in zip(names, (first, second), strict=True):
        _class(world, outer, name, members)
    variable = body.pen.fresh("thing")
    condition = world.rng.choice(("flag", f"isinstance({variable}, {names[0]})"))
    body.add(f"{variable} = {names[0]}() if flag else {names[1]}()")
    _use(body.block(f"if {condition}:"), one, variable)
    _use(body.block("else:"), two, variable)
    body.add(f"{variable} = {names[1]}()")
    _use(body, two, variable)


def both_ways(world: World, body: Body) -> None:
    """An object that works in two ways, such as a request that is awaited or entered."""
    (one, first), (two, second) = _some(world), _some(world)
    name = body.pen.fresh("Thing")
    outer = top(body.pen, body.module)
    _class(world, outer, name, (*first, *(each for each in second if each not in first)))
    helper = body.pen.fresh("open")
    outer.function(f"def {helper}(x=0):").add(f"return {name}()")
    for head in (one, two):
        body.block(head.replace("V", f"{helper}(1)")).add("pass")
    body.add(f"{helper}(2)")


def inherited_ways(world: World, body: Body) -> None:
    """What a subclass can do, its base cannot."""
    (_, first), (two, second) = _some(world), _some(world)
    base, sub = body.pen.fresh("Thing"), body.pen.fresh("Thing")
    outer = top(body.pen, body.module)
    _class(world, outer, base, first)
    _class(world, outer, sub, second, base)
    variable = body.pen.fresh("thing")
    forms = (f"{variable} = {sub}()", f"{variable}: {base} = {sub}()")
    body.add(world.rng.choice(forms))
    _use(body, two, variable)


def made_by_generators(world: World, body: Body) -> None:
    """Managers and iterators made of generators."""
    name = body.pen.fresh("made")
    maybe = world.rng.choice(("", "async "))
    outer = top(body.pen, body.module)
    if world.rng.random() < 0.5:
        outer.add(f"@contextlib.{'async' if maybe else ''}contextmanager")
        outer.function(f"{maybe}def {name}(x=0):").add("yield x")
        body.block(f"{maybe}with {name}(1) as given:").add("str(given)")
    else:
        outer.function(f"{maybe}def {name}(x=0):").add("yield x")
        body.block(f"{maybe}for each in {name}(1):").add("str(each)")


def _some(world: World) -> tuple[str, tuple[str, ...]]:
    head = world.rng.choice(sorted(PROTOCOLS))
    return head, PROTOCOLS[head]


def _class(
    world: World, outer: Body, name: str, members: tuple[str, ...], base: str = "object"
) -> None:
    inner = outer.function(f"class {name}({base}):")
    mixin = outer.pen.fresh("Mixin")
    if world.rng.random() < 0.3:
        inner.add(f"class {mixin}:", *(f"    {each}" for each in members))
        names = [each.split("def ")[1].partition("(")[0] for each in members]
        inner.add(*(f"{each} = {mixin}.{each}" for each in names))
    else:
        inner.add(*members)


def _use(body: Body, head: str, variable: str) -> None:
    body.block(head.replace("V", variable)).add("pass")


FLOWS = (used_as_it_is, told_apart, told_apart, both_ways, inherited_ways, made_by_generators)
