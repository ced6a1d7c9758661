"""Coroutines that are kept, handed around and awaited in another place in the end."""

from __future__ import annotations

import re

from programs.callables import coroutine_function
from programs.world import World
from programs.writing import Body, top

_WORDS = re.compile(r"\b[FN]\b")

# Lines of an async function. `F` is a coroutine function, `N` a name nothing else has. Every
# coroutine they make is awaited or closed, and they work as they stand.
KEPT = (
    ("N = F(1), F(2)", "for one in N:", "    await one"),
    ("N = {'a': F(1), 'b': F(2)}", "await asyncio.gather(*N.values())"),
    ("N = [F(1)]", "N.append(F(2))", "N += [F(3)]", "await asyncio.gather(*N)"),
    ("N = [F(x) for x in range(3)]", "while N:", "    await N.pop()"),
    ("N = {}", "N.setdefault('a', F(1))", "await N['a']"),
    ("N = []", "N.extend(F(x) for x in range(2))", "for one in N:", "    await one"),
    ("N = map(F, range(2))", "await asyncio.gather(*N)"),
    ("await asyncio.gather(*map(F, range(2)))",),
    ("N = {F: F(1)}", "await N.popitem()[1]"),
    ("N = queue.Queue()", "N.put(F(1))", "await N.get()"),
    ("N = asyncio.Queue()", "N.put_nowait(F(1))", "await (await N.get())"),
    ("N = asyncio.Queue()", "await N.put(F(1))", "N.get_nowait().close()"),
    ("N = iter([F(1)])", "await next(N)"),
    ("N = sorted([F(1)], key=id)", "await N[0]"),
    ("N = contextlib.ExitStack()", "one = F(1)", "N.callback(one.close)", "N.close()"),
    ("N = asyncio.ensure_future(F(1))", "N.add_done_callback(lambda _: None)", "await N"),
    ("N = [asyncio.ensure_future(F(x)) for x in range(2)]", "await asyncio.wait(N)"),
    ("N = F(1)", "try:", "    await N", "except ValueError:", "    N.close()"),
    ("N = F(1)", "try:", "    N.send(None)", "except StopIteration:", "    pass", "N.close()"),
    ("N = None", "if flag:", "    N = F(1)", "if N is not None:", "    await N"),
    ("N = None", "if flag:", "    N = F(1)", "if N:", "    await N"),
    ("N = F(1) if flag else None", "await N if N else None"),
    ("N = flag and F(1)", "if N is not False:", "    await N"),
    ("N = F(1)", "if flag:", "    await N", "if not flag:", "    await N"),
    ("for N in (F(1), F(2)):", "    await N"),
    ("for _ in range(2):", "    N = F(1)", "    await N"),
    ("N = F(1)", "for _ in range(2):", "    await N", "    N = F(2)", "N.close()"),
    ("N = F(1)", "while True:", "    await N", "    break"),
    ("N, one = F(1), F(2)", "N, one = one, N", "await N", "await one"),
    ("N = F(1)", "if inspect.iscoroutine(N):", "    N = await N", "str(N)"),
    ("N = F(1)", "N = await N", "f'{N}'", "N == 1"),
    ("await (lambda: F(1))()",),
    ("await functools.partial(F, 1)()",),
    ("N = functools.partial(F, 1)", "await N()", "N().close()"),
    ("async with contextlib.AsyncExitStack() as N:", "    N.push_async_callback(F, 1)"),
    ("N = F(1)", "vars()", "await N"),
    ("N = F(1)", "repr(N)", "type(N)", "await N"),
    ("N = F(1)", "assert N.cr_frame", "await N"),
)
# The same with definitions at the top of the module.
DEFINED = (
    ("""\
class N:
    def start(self):
        self.pending = F(1)
    async def finish(self):
        await self.pending
""", ("one = N()", "one.start()", "await one.finish()")),
    ("""\
class N:
    def __init__(self, pending):
        self.pending = pending
    async def finish(self):
        return await self.pending
""", ("await N(F(1)).finish()",)),
    ("""\
class N:
    def __init__(self):
        self.jobs = []
    def add(self):
        self.jobs.append(F(1))
    async def finish(self):
        await asyncio.gather(*self.jobs)
""", ("one = N()", "one.add()", "one.add()", "await one.finish()")),
    ("""\
class N:
    def __await__(self):
        return F(1).__await__()
""", ("await N()", "N()", "one = N()", "await one")),
    ("""\
class N:
    def __call__(self):
        return F(1)
""", ("await N()()",)),
    ("""\
class N:
    @property
    def value(self):
        return F(1)
    @functools.cached_property
    def other(self):
        return F(1)
""", ("await N().value", "one = N()", "await one.other")),
    ("""\
class N:
    def __getattr__(self, name):
        return F(1)
    def __getitem__(self, name):
        return F(1)
""", ("await N().anything", "await N()[0]")),
    ("def N():\n    yield F(1)\n    yield F(2)\n", ("for one in N():", "    await one")),
    ("def N():\n    return F(1), F(2)\n", ("one, two = N()", "await one", "await two")),
    ("def N(flag):\n    if flag:\n        return F(1)\n    return None\n",
     ("one = N(flag)", "if one:", "    await one")),
    ("def N(flag):\n    return F(1) if flag else 0\n",
     ("one = N(flag)", "if flag:", "    await one", "else:", "    str(one)")),
    ("async def N(one):\n    await one\n", ("await N(F(1))", "await N(one=F(1))")),
    ("async def N(one: typing.Awaitable[int]) -> int:\n    return await one\n",
     ("await N(F(1))", "await N(asyncio.ensure_future(F(1)))")),
    ("async def N(*many):\n    return await asyncio.gather(*many)\n", ("await N(F(1), F(2))",)),
    ("async def N(call):\n    return await call()\n", ("await N(F)", "await N(lambda: F(1))")),
    ("def N(one, two=len):\n    return two([one])\n",
     ("one = F(1)", "N(one)", "await one")),
    ("async def N():\n    return F(1)\n", ("await (await N())",)),
    ("def N(one):\n    one.close()\n", ("N(F(1))",)),
    ("N = []\n", ("N.append(F(1))", "await N.pop()")),
    ("N = {}\n", ("N['a'] = F(1)", "await N.pop('a')")),
    ("N = None\n", ("global N", "N = F(1)", "await N")),
    ("async def N():\n    for x in range(2):\n        yield F(x)\n",
     ("async for one in N():", "    await one")),
)  # fmt: skip


def kept(world: World, body: Body) -> None:
    """Kept in a variable or a container for a while."""
    _write(world, body, world.rng.choice(KEPT), body.pen.fresh("kept"))


def handed_on(world: World, body: Body) -> None:
    """Handed to something, or by something, that a module defines."""
    text, lines = world.rng.choice(DEFINED)
    name = body.pen.fresh("Handed")
    outer = top(body.pen, body.module)
    function = _function(world, outer)
    outer.add(*(_put(line, function, name) for line in text.splitlines()))
    if "global N" in lines:
        outer.add(f"async def use{name}(flag):")
        outer.add(*("    " + _put(line, function, name) for line in lines))
        body.add(f"await use{name}(flag)")
    else:
        body.add(*(_put(line, function, name) for line in lines))


def _write(world: World, body: Body, lines: tuple[str, ...], name: str) -> None:
    function = _function(world, body)
    body.add(*(_put(line, function, name) for line in lines))


def _function(world: World, body: Body) -> str:
    """A coroutine function of some module, or a method of some object."""
    modules = world.modules[: world.modules.index(body.module) + 1]
    home = world.rng.choice(modules)
    name = body.pen.fresh("work")
    outer = top(body.pen, home)
    # What follows at the top of the module may use it at once.
    home.blocks.insert(0, home.blocks.pop())
    if world.rng.random() < 0.7:
        coroutine_function(outer, name, "")
        return world.named(body, home, name)
    holder = body.pen.fresh("Worker")
    coroutine_function(outer.function(f"class {holder}:"), name, "self, ")
    return f"{world.named(body, home, holder)}().{name}"


def _put(line: str, function: str, name: str) -> str:
    """A line with the names it is to have."""
    words = {"F": function, "N": name}
    return _WORDS.sub(lambda found: words[found[0]], line)


FLOWS = (kept, kept, kept, handed_on, handed_on, handed_on)
