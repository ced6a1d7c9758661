"""Ways in which objects and functions go through functions, closures and global names."""

from __future__ import annotations

from programs.callables import coroutine_function, plain_function
from programs.world import FUNCTIONS, World
from programs.writing import Body, top


def called(world: World, body: Body) -> None:
    """A function of some module, by an import of some form."""
    home, name = world.add_function(body)
    body.hole(f"{world.named(body, home, name)}(1)", "function of a module")


def parameter(world: World, body: Body) -> None:
    """A parameter, with or without an annotation or a default."""
    one, two, method = world.pair(body)
    helper, variable = body.pen.fresh("use"), body.pen.fresh("item")
    outer = top(body.pen, body.module)
    cls, other = world.reach(outer, one), world.reach(outer, two)
    is_true = two.stands_for(one)
    forms = ("{0}", "'{0}'", "{0} | None", "typing.Optional[{0}]", "typing.Annotated[{0}, 1]")
    unions = ("{0} | {1}", "typing.Union[{0}, {1}]", "'{1} | {0}'", "object", "typing.Any")
    is_union = world.rng.random() < 0.3
    said = ": " + world.rng.choice(unions if is_union else forms).format(cls, other)
    said = said if is_true or is_union or world.rng.random() < 0.3 else ""
    given = [cls, other] if is_true or is_union or not said else [cls]
    color = world.rng.choice(("async def", "def"))
    inner = outer.function(f"{color} {helper}(flag, {variable}{said}):")
    inner.hole(f"{variable}.{method}(1)", "parameter with annotation" if said else "parameter")
    for each in given:
        call = f"{helper}(flag, {world.rng.choice(('', f'{variable}='))}{each}())"
        body.add(f"await {call}" if color == "async def" else call)


def default(world: World, body: Body) -> None:
    """A default, which callers need not keep to."""
    one, two, method = world.pair(body)
    helper, variable = body.pen.fresh("use"), body.pen.fresh("item")
    first, second = world.reach(body, one), world.reach(body, two)
    star = world.rng.choice(("", "*, "))
    inner = body.function(f"async def {helper}({star}{variable}={first}()):")
    inner.hole(f"{variable}.{method}(1)", "parameter with default")
    body.add(f"await {helper}()", f"await {helper}({variable}={second}())")


def reassigned_parameter(world: World, body: Body) -> None:
    """A parameter that the function gives another value."""
    one, two, method = world.pair(body)
    helper, variable = body.pen.fresh("use"), body.pen.fresh("item")
    first, second = world.reach(body, one), world.reach(body, two)
    inner = body.function(f"async def {helper}({variable}=None):")
    inner.add(f"{variable} = {variable} or {first}()")
    inner.hole(f"{variable}.{method}(1)", "parameter or default")
    body.add(f"await {helper}()", f"await {helper}({second}())")


def closure(world: World, body: Body) -> None:
    """A nested function that sees a variable after it changed."""
    one, two, method = world.pair(body)
    helper, variable = body.pen.fresh("later"), body.pen.fresh("item")
    first, second = world.reach(body, one), world.reach(body, two)
    color = world.rng.choice(("async def", "def"))
    body.add(f"{variable} = {first}()")
    inner = body.function(f"{color} {helper}():")
    inner.hole(f"{variable}.{method}(1)", "closure")
    wait = "await " if color == "async def" else ""
    body.add(f"{wait}{helper}()", f"{variable} = {second}()", f"{wait}{helper}()")


def changed_from_inside(world: World, body: Body) -> None:
    """`nonlocal` in a nested function."""
    one, two, method = world.pair(body)
    helper, variable = body.pen.fresh("change"), body.pen.fresh("item")
    first, second = world.reach(body, one), world.reach(body, two)
    body.add(f"{variable} = {first}()")
    body.function(f"def {helper}():").add(f"nonlocal {variable}", f"{variable} = {second}()")
    body.hole(f"{variable}.{method}(1)", "before nonlocal")
    body.add(f"{helper}()")
    body.hole(f"{variable}.{method}(1)", "after nonlocal")


def global_name(world: World, body: Body) -> None:
    """A name of the module that a function rebinds, or not."""
    one, two, method = world.pair(body)
    name, helper = body.pen.fresh("GLOBAL"), body.pen.fresh("change")
    outer = top(body.pen, body.module)
    first, second = world.reach(outer, one), world.reach(outer, two)
    says = f": {first}" if world.rng.random() < 0.3 and two.stands_for(one) else ""
    outer.add(f"{name}{says} = {first}()")
    outer.function(f"def {helper}():").add(f"global {name}", f"{name} = {second}()")
    body.hole(f"{name}.{method}(1)", "global name")
    if world.rng.random() < 0.7:
        body.add(f"{helper}()")
        body.hole(f"{name}.{method}(1)", "global name, rebound")


def factory(world: World, body: Body) -> None:
    """What a function returns, annotated or not, of one class or of two."""
    one, two, method = world.pair(body)
    helper = body.pen.fresh("make")
    outer = top(body.pen, body.module)
    first, second = world.reach(outer, one), world.reach(outer, two)
    says = world.rng.choice(("", "", f" -> {first}", f" -> '{first}'"))
    has_two = world.rng.random() < 0.5 and (not says or two.stands_for(one))
    is_async = world.rng.random() < 0.3
    if not is_async and world.rng.random() < 0.2:
        outer.add("@functools.lru_cache")
    inner = outer.function(f"{'async ' if is_async else ''}def {helper}(flag=True){says}:")
    if has_two:
        inner.block("if flag:").add(f"return {second}()")
    inner.add(f"return {first}()")
    made = f"(await {helper}(flag))" if is_async else f"{helper}(flag)"
    if world.rng.random() < 0.5:
        body.hole(f"{made}.{method}(1)", "made by a function")
        return
    variable = body.pen.fresh("item")
    body.add(f"{variable} = {made}")
    body.hole(f"{variable}.{method}(1)", "made by a function")


def manager(world: World, body: Body) -> None:
    """What `with` gives, which need not be what was entered."""
    one, two, method = world.own_pair(body)
    helper, variable = body.pen.fresh("open"), body.pen.fresh("item")
    outer = top(body.pen, body.module)
    first, second = world.reach(outer, one), world.reach(outer, two)
    a, maybe = world.rng.choice((("a", "async "), ("", "")))
    form = world.rng.choice(("self", f"{second}()", ""))
    if form:
        inner = outer.function(f"class {helper}({first}):")
        inner.function(f"{maybe}def __{a}enter__(self):").add(f"return {form}")
        inner.function(f"{maybe}def __{a}exit__(self, *exc):").add("return None")
    else:
        outer.add(f"@contextlib.{a and 'async'}contextmanager")
        outer.function(f"{maybe}def {helper}():").add(f"yield {second}()")
    inner = body.block(f"{maybe}with {helper}() as {variable}:")
    inner.hole(f"{variable}.{method}(1)", "what `with` gives")


def shadowing(world: World, body: Body) -> None:
    """A local name like that of a function of the module."""
    name = world.rng.choice(FUNCTIONS)
    helper = body.pen.fresh("use")
    one, two = world.rng.sample((coroutine_function, plain_function), 2)
    one(top(body.pen, body.module), name, "")
    inner = body.function(f"async def {helper}({world.rng.choice((f'{name}=len', 'x=0'))}):")
    form = world.rng.randrange(5)
    if form == 0:
        two(inner, name, "")
    elif form == 1:
        inner.add(f"for {name} in (lambda *args: 0, abs):", "    pass")
    elif form == 2:
        inner.add(f"{name} = lambda *args: 0")
    elif form == 3:
        inner.add("try:", "    raise ValueError", f"except ValueError as {name}:", "    pass")
        two(inner, name, "")
    else:
        inner.add("with contextlib.nullcontext(abs) as " + name + ":", "    pass")
    inner.hole(f"{name}(1)", "shadowed function")
    body.add(f"await {helper}()")


def callback(world: World, body: Body) -> None:
    """A parameter named like a coroutine function, given something else."""
    home, name = world.add_function(body)
    plain, helper = body.pen.fresh("plain"), body.pen.fresh("use")
    parameter_name = name if world.rng.random() < 0.5 else "callback"
    first = world.named(body, home, name)
    plain_function(body, plain, "")
    inner = body.function(f"async def {helper}({parameter_name}):")
    inner.hole(f"{parameter_name}(1)", "called parameter")
    body.add(f"await {helper}({first})", f"await {helper}({plain})")


def bound_method(world: World, body: Body) -> None:
    """A method in a variable, a partial, a lambda, a table, by its name."""
    one, two, method = world.pair(body)
    variable, held = body.pen.fresh("item"), body.pen.fresh("call")
    first, second = world.reach(body, one), world.reach(body, two)
    body.add(f"{variable} = {first}()")
    forms = (
        f"{variable}.{method}",
        f"functools.partial({variable}.{method}, 1)",
        f"lambda *args: {variable}.{method}(1)",
        f"getattr({variable}, '{method}')",
        f"{{'a': {variable}.{method}, 'b': {second}().{method}}}['b' if flag else 'a']",
        f"{variable}.{method} if flag else {second}().{method}",
        f"functools.partial({first}.{method}, {variable})",
    )
    body.add(f"{held} = {world.rng.choice(forms)}")
    body.hole(f"{held}(1)", "method in a variable")
    if world.rng.random() < 0.4:
        body.block("if flag:").add(f"{held} = {second}().{method}")
        body.hole(f"{held}(1)", "method in a variable, rebound")


def class_in_variable(world: World, body: Body) -> None:
    """A class that is a value."""
    one, two, method = world.pair(body)
    variable = body.pen.fresh("cls")
    first, second = world.reach(body, one), world.reach(body, two)
    body.add(f"{variable} = {first} if flag else {second}")
    body.hole(f"{variable}().{method}(1)", "class in a variable")


def generator(world: World, body: Body) -> None:
    """Objects of a generator, sync or async."""
    one, two, method = world.pair(body)
    helper, variable = body.pen.fresh("items"), body.pen.fresh("item")
    first, second = world.reach(body, one), world.reach(body, two)
    maybe = world.rng.choice(("", "async "))
    says = ""
    if two.stands_for(one):
        says = f" -> typing.{'AsyncIterator' if maybe else 'Iterator'}[{first}]"
    inner = body.function(f"{maybe}def {helper}(){says}:")
    inner.add(f"yield {first}()", f"yield {second}()")
    loop = body.block(f"{maybe}for {variable} in {helper}():")
    loop.hole(f"{variable}.{method}(1)", "item of a generator")


FLOWS = (
    called,
    called,
    called,
    parameter,
    default,
    reassigned_parameter,
    closure,
    changed_from_inside,
    global_name,
    factory,
    manager,
    shadowing,
    callback,
    bound_method,
    class_in_variable,
    generator,
)
