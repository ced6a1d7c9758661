"""Ways in which a variable comes to hold an object of one class or another."""

from __future__ import annotations

from programs.world import World
from programs.writing import Body


def straight(world: World, body: Body) -> None:
    """Made and used."""
    kind, _, method = world.pair(body)
    variable = body.pen.fresh("item")
    body.add(f"{variable} = {world.reach(body, kind)}()")
    body.hole(f"{variable}.{method}(1)", "straight")


def made_in_place(world: World, body: Body) -> None:
    """Used without a variable."""
    kind, _, method = world.pair(body)
    cls = world.reach(body, kind)
    forms = (
        f"{cls}()",
        f"[{cls}()][0]",
        f"copy.copy({cls}())",
        f"functools.partial({cls})()",
        f"next(iter([{cls}()]))",
        f"type({cls}())()",
        f"({cls}() or None)",
        f"{{'a': {cls}()}}['a']",
        f"(lambda: {cls}())()",
        f"{cls}().__class__()",
    )
    body.hole(f"{world.rng.choice(forms)}.{method}()", "made in place")


def rebound(world: World, body: Body) -> None:
    """One object after the other."""
    one, two, method = world.pair(body)
    variable = body.pen.fresh("item")
    for kind in (one, two):
        body.add(f"{variable} = {world.reach(body, kind)}()")
        body.hole(f"{variable}.{method}(1)", "rebound")


def branches(world: World, body: Body) -> None:
    """Another object in another branch, or in one branch only."""
    one, two, method = world.pair(body)
    variable = body.pen.fresh("item")
    first, second = world.reach(body, one), world.reach(body, two)
    form = world.rng.randrange(4)
    if form == 0:
        body.block("if flag:").add(f"{variable} = {first}()")
        body.block("else:").add(f"{variable} = {second}()")
    elif form == 1:
        body.add(f"{variable} = {first}()")
        body.block("if flag:").add(f"{variable} = {second}()")
    elif form == 2:
        body.add(f"{variable} = {first}() if flag else {second}()")
    else:
        body.add(f"{variable} = flag and {first}() or {second}()")
    body.hole(f"{variable}.{method}(1)", "branches")


def looped(world: World, body: Body) -> None:
    """Rebound at the end of a loop, or the variable of one."""
    one, two, method = world.pair(body)
    variable = body.pen.fresh("item")
    first, second = world.reach(body, one), world.reach(body, two)
    if world.rng.random() < 0.5:
        inner = body.block(f"for {variable} in ({first}(), {second}()):")
        inner.hole(f"{variable}.{method}(1)", "loop")
        return
    body.add(f"{variable} = {first}()")
    inner = body.block("for _ in range(2):")
    inner.hole(f"{variable}.{method}(1)", "loop")
    inner.add(f"{variable} = {second}()")
    body.hole(f"{variable}.{method}(1)", "after a loop")


def unpacked(world: World, body: Body) -> None:
    """By tuples and stars, swapped."""
    one, two, method = world.pair(body)
    left, right = body.pen.fresh("left"), body.pen.fresh("right")
    first, second = world.reach(body, one), world.reach(body, two)
    forms = (
        (f"{left}, {right} = {first}(), {second}()", f"{left}, {right} = {right}, {left}"),
        (f"({left}, *{right}) = {first}(), {second}()", f"({right},) = {right}"),
        (f"{left} = {right} = {first}()", f"{right} = {second}()"),
        (f"[{left}, {right}] = [{first}(), {second}()]", f"{right} = {left}"),
    )
    body.add(*world.rng.choice(forms))
    for variable in (left, right):
        body.hole(f"{variable}.{method}(1)", "unpacked")


def tried(world: World, body: Body) -> None:
    """Bound in `try` and in what follows."""
    one, two, method = world.pair(body)
    variable = body.pen.fresh("item")
    first, second = world.reach(body, one), world.reach(body, two)
    inner = body.block("try:")
    inner.add(f"{variable} = {first}()")
    inner.hole(f"{variable}.{method}(1)", "try")
    inner.block("if flag:").add("raise ValueError")
    body.block("except ValueError:").add(f"{variable} = {second}()")
    if world.rng.random() < 0.3:
        body.block("finally:").hole(f"{variable}.{method}(1)", "finally")
    body.hole(f"{variable}.{method}(1)", "after try")


def suppressed(world: World, body: Body) -> None:
    """Rebound in a `with` that may leave early."""
    one, two, method = world.pair(body)
    variable = body.pen.fresh("item")
    body.add(f"{variable} = {world.reach(body, one)}()")
    second = world.reach(body, two)
    inner = body.block("with contextlib.suppress(ValueError):")
    inner.block("if flag:").add("raise ValueError")
    inner.add(f"{variable} = {second}()")
    body.hole(f"{variable}.{method}(1)", "suppress")


def narrowed(world: World, body: Body) -> None:
    """`isinstance` decides."""
    one, two, method = world.pair(body)
    variable = body.pen.fresh("item")
    first, second = world.reach(body, one), world.reach(body, two)
    call = f"{variable}.{method}(1)"
    body.add(f"{variable} = {first}() if flag else {second}()")
    form = world.rng.randrange(5)
    if form == 0:
        body.block(f"if isinstance({variable}, {first}):").hole(call, "isinstance")
        body.block("else:").hole(call, "not isinstance")
    elif form == 1:
        body.block(f"if not isinstance({variable}, ({first}, int)):").hole(call, "not isinstance")
        body.block("else:").hole(call, "isinstance")
    elif form == 2:
        inner = body.block(f"if isinstance({variable}, {first}):")
        inner.add(f"{variable} = {second}()")
        inner.hole(call, "isinstance, then rebound")
        body.hole(call, "after isinstance")
    elif form == 3:
        body.block(f"if type({variable}) is {second}:").hole(call, "type is")
        body.hole(call, "after type is")
    else:
        inner = body.block(f"if flag or isinstance({variable}, {second}):")
        inner.hole(call, "isinstance in or")


def matched(world: World, body: Body) -> None:
    """`match` decides."""
    one, two, method = world.pair(body)
    variable, captured = body.pen.fresh("item"), body.pen.fresh("found")
    first, second = world.reach(body, one), world.reach(body, two)
    body.add(f"{variable} = {first}() if flag else {second}()")
    inner = body.block(f"match {variable}:")
    form = world.rng.choice((f"{first}()", f"{first}() as {captured}"))
    name = captured if "as" in form.split() else variable
    inner.block(f"case {form}:").hole(f"{name}.{method}(1)", "case of a class")
    inner.block(f"case {captured}:").hole(f"{captured}.{method}(1)", "case of anything")


def walrus(world: World, body: Body) -> None:
    """Bound within an expression, in comprehensions too."""
    one, two, method = world.pair(body)
    variable = body.pen.fresh("item")
    first, second = world.reach(body, one), world.reach(body, two)
    form = world.rng.randrange(3)
    if form == 0:
        inner = body.block(f"if ({variable} := {first}()) is not None:")
        inner.hole(f"{variable}.{method}(1)", "walrus")
    elif form == 1:
        body.add(f"{variable} = {first}()")
        body.add(f"[({variable} := each) for each in ({second}(),)]")
    else:
        body.add(f"flag and ({variable} := {first}())", f"flag or ({variable} := {second}())")
    body.hole(f"{variable}.{method}(1)", "after walrus")


def comprehension(world: World, body: Body) -> None:
    """The variable of a comprehension, which shadows one of the function."""
    one, two, method = world.pair(body)
    variable, results = body.pen.fresh("item"), body.pen.fresh("results")
    first, second = world.reach(body, one), world.reach(body, two)
    body.add(f"{variable} = {first}()")
    body.add(f"{results} = [{variable}.{method}(1) for {variable} in ({second}(), {first}())]")
    inner = body.block(f"for result in {results}:")
    inner.hole("result", "elements of a comprehension", is_bare=False)
    body.hole(f"{variable}.{method}(1)", "after a comprehension")


def removed(world: World, body: Body) -> None:
    """Deleted by `del`, or by the end of an `except`."""
    one, two, method = world.pair(body)
    variable = body.pen.fresh("item")
    first, second = world.reach(body, one), world.reach(body, two)
    body.add(f"{variable} = {first}()", f"del {variable}", f"{variable} = {second}()")
    body.hole(f"{variable}.{method}(1)", "after del")


FLOWS = (
    straight,
    made_in_place,
    rebound,
    branches,
    looped,
    unpacked,
    tried,
    suppressed,
    narrowed,
    matched,
    walrus,
    comprehension,
    removed,
)
