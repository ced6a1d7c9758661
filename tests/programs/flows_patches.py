"""Functions and methods that are put in the place of others while the program runs."""

from __future__ import annotations

from programs.callables import PLAIN
from programs.world import World
from programs.writing import Body, top


def replaced_method(world: World, body: Body) -> None:
    """A method of a class, replaced by the module that defines the class."""
    outer = top(body.pen, body.module)
    name, other = body.pen.fresh("Patched"), body.pen.fresh("other")
    one, two = world.rng.sample(PLAIN, 2)
    one(outer.function(f"class {name}:"), "send", "self, ")
    two(outer, other, "self, ")
    form = world.rng.choice((f"{name}.send = {other}", f"setattr({name}, 'send', {other})"))
    outer.add(form)
    body.hole(f"{name}().send(1)", "replaced method")


def replaced_on_object(world: World, body: Body) -> None:
    """A method of one object, replaced."""
    one, _, method = world.own_pair(body)
    variable = body.pen.fresh("item")
    body.add(f"{variable} = {world.reach(body, one)}()")
    form = world.rng.choice(("{0}.{1} = {2}", "setattr({0}, '{1}', {2})", "vars({0})['{1}'] = {2}"))
    text = form.format(variable, method, "lambda *args: 0")
    body.add("with contextlib.suppress(AttributeError, TypeError):", f"    {text}")
    body.hole(f"{variable}.{method}(1)", "replaced on an object")


def replaced_function(world: World, body: Body) -> None:
    """A function of the module, replaced by the module or a function of it."""
    outer = top(body.pen, body.module)
    name, helper = body.pen.fresh("patched"), body.pen.fresh("change")
    one, two = world.rng.sample(PLAIN, 2)
    one(outer, name, "")
    other = body.pen.fresh("other")
    two(outer, other, "")
    body.hole(f"{name}(1)", "function, not yet replaced")
    if world.rng.random() < 0.5:
        outer.function(f"def {helper}():").add(f"global {name}", f"{name} = {other}")
        body.add(f"{helper}()")
    else:
        outer.add(f"{name} = {other} if isinstance(0, int) else {name}")
    body.hole(f"{name}(1)", "replaced function")


def patched(world: World, body: Body) -> None:
    """What tests do with `unittest.mock`."""
    outer = top(body.pen, body.module)
    body.module.bring("from unittest import mock")
    name = body.pen.fresh("Mocked")
    one, _ = world.rng.sample(PLAIN, 2)
    one(outer.function(f"class {name}:"), "send", "self, ")
    one(outer, f"send{name}", "")
    target = world.rng.choice((f"{name}, 'send'", f"sys.modules[__name__], 'send{name}'"))
    new = world.rng.choice(("lambda *args: 0", "mock.Mock()", "mock.AsyncMock()"))
    inner = body.block(f"with mock.patch.object({target}, new={new}):")
    called = f"{name}().send(1)" if name in target.split(",")[0] else f"send{name}(1)"
    inner.hole(called, "patched by mock")


FLOWS = (replaced_method, replaced_on_object, replaced_function, patched)
