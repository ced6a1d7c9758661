"""Ways in which an attribute comes to hold an object or a function."""

from __future__ import annotations

from programs.callables import PLAIN, coroutine_function, plain_function
from programs.world import Kind, World
from programs.writing import Body, top


def constructed(world: World, body: Body) -> None:
    """Made in `__init__`, in one of many ways, and used by a method and from outside."""
    one, two, method = world.pair(body)
    holder = body.pen.fresh("Holder")
    outer = top(body.pen, body.module)
    first, second = world.reach(outer, one), world.reach(outer, two)
    inner = outer.function(f"class {holder}:")
    makes, given = _making(world, one, two, first, second)
    head = inner.function(f"def __init__(self{', client' if given else ''}):")
    head.add(*makes)
    _use(inner, f"self.client.{method}(1)", "attribute in a method")
    variable = body.pen.fresh("holder")
    body.add(f"{variable} = {holder}({given})")
    body.hole(f"{variable}.client.{method}(1)", "attribute from outside")
    body.add(f"await {variable}.use(flag)")


def declared(world: World, body: Body) -> None:
    """Declared in the body of a class or dataclass."""
    one, two, method = world.pair(body)
    holder, variable = body.pen.fresh("Holder"), body.pen.fresh("holder")
    outer = top(body.pen, body.module)
    first, second = world.reach(outer, one), world.reach(outer, two)
    kind = first if two.stands_for(one) else "object"
    forms = (
        f"client = {first}()",
        f"client: {first} = {first}()",
        f"client: {kind} = dataclasses.field(default_factory={second})",
        f"client: '{kind}' = None",
    )
    form = world.rng.choice(forms)
    if "field" in form or ("None" in form and world.rng.random() < 0.5):
        outer.add("@dataclasses.dataclass")
    inner = outer.function(f"class {holder}:")
    inner.add(form)
    _use(inner, f"self.client.{method}(1)", "declared attribute")
    given = ""
    if "None" in form:
        body.add(f"{variable} = {holder}()", f"{variable}.client = {first}()")
    else:
        body.add(f"{variable} = {holder}({given})")
    body.hole(f"{variable}.client.{method}(1)", "declared attribute from outside")
    body.add(f"await {variable}.use(flag)")


def set_elsewhere(world: World, body: Body) -> None:
    """Assigned by another method, by a subclass, or from outside."""
    one, two, method = world.pair(body)
    holder, variable = body.pen.fresh("Holder"), body.pen.fresh("holder")
    outer = top(body.pen, body.module)
    first, second = world.reach(outer, one), world.reach(outer, two)
    inner = outer.function(f"class {holder}:")
    inner.function("def __init__(self):").add(f"self.client = {first}()")
    _use(inner, f"self.client.{method}(1)", "attribute set elsewhere")
    form = world.rng.randrange(4)
    if form == 0:
        inner.function("def swap(self):").add(f"self.client = {second}()")
    made = holder
    if form == 1:
        made = body.pen.fresh("Sub")
        sub = outer.function(f"class {made}({holder}):")
        sub.function("def __init__(self):").add("super().__init__()", f"self.client = {second}()")
    body.add(f"{variable} = {made}()")
    body.add(f"await {variable}.use(flag)")
    after = ("{0}.swap()", "pass", "{0}.client = {1}()", "setattr({0}, 'client', {1}())")
    body.add(after[form].format(variable, second))
    body.hole(f"{variable}.client.{method}(1)", "attribute set elsewhere, from outside")
    body.add(f"await {variable}.use(flag)")


def by_property(world: World, body: Body) -> None:
    """A property, cached or not, that gives one object or another."""
    one, two, method = world.pair(body)
    holder = body.pen.fresh("Holder")
    outer = top(body.pen, body.module)
    first, second = world.reach(outer, one), world.reach(outer, two)
    says = f" -> {first}" if two.stands_for(one) or world.rng.random() < 0.5 else ""
    inner = outer.function(f"class {holder}:")
    inner.add(world.rng.choice(("@property", "@functools.cached_property")))
    getter = inner.function(f"def client(self){says}:")
    if not says or two.stands_for(one):
        getter.block("if len(FLAGS) % 2:").add(f"return {second}()")
    getter.add(f"return {first}()")
    outer.add("FLAGS = []")
    user = outer.function(f"class {holder}Use({holder}):")
    _use(user, f"self.client.{method}(1)", "property")
    body.add("FLAGS.append(0)")
    body.hole(f"{holder}().client.{method}(1)", "property from outside")
    body.add(f"await {holder}Use().use(flag)")


def inherited(world: World, body: Body) -> None:
    """Called on `self` and `super()` in a subclass that may override."""
    one, _, method = world.own_pair(body)
    sub, last = body.pen.fresh("Sub"), body.pen.fresh("Last")
    outer = top(body.pen, body.module)
    first = world.reach(outer, one)
    inner = outer.function(f"class {sub}({first}):")
    receiver = world.rng.choice(("self", "self", "super()", f"super({sub}, self)"))
    _use(inner, f"{receiver}.{method}(1)", "super" if "super" in receiver else "self")
    body.add(f"await {sub}().use(flag)")
    if world.rng.random() < 0.5:
        override = outer.function(f"class {last}({sub}):")
        world.rng.choice(PLAIN)(override, method, "self, ")
        body.add(f"await {last}().use(flag)")
        body.hole(f"{last}().{method}(1)", "overridden")


def mixed_in(world: World, body: Body) -> None:
    """Two bases, of which the first wins."""
    one, _, method = world.own_pair(body)
    both = body.pen.fresh("Both")
    outer = top(body.pen, body.module)
    mixin = body.pen.fresh("Mixin")
    first = world.reach(outer, one)
    world.rng.choice(PLAIN)(outer.function(f"class {mixin}:"), method, "self, ")
    bases = world.rng.choice((f"{mixin}, {first}", f"{first}, {mixin}"))
    inner = outer.function(f"class {both}({bases}):")
    _use(inner, f"self.{method}(1)", "two bases")
    body.add(f"await {both}().use(flag)")
    body.hole(f"{both}().{method}(1)", "two bases from outside")


def function_as_attribute(world: World, body: Body) -> None:
    """A callable stored in an attribute with the name of a method."""
    home, name = world.add_function(body)
    holder, variable = body.pen.fresh("Holder"), body.pen.fresh("holder")
    outer = top(body.pen, body.module)
    function = world.named(outer, home, name)
    method = world.rng.choice(("send", "hook"))
    inner = outer.function(f"class {holder}:")
    form = world.rng.randrange(4)
    if form == 0:
        inner.add(f"{method} = staticmethod({function})")
    elif form == 1:
        inner.function("def __init__(self, hook=None):").add(f"self.{method} = hook or {function}")
    elif form == 2:
        coroutine_function(inner, method, "self, ")
        inner.function("def __init__(self, hook=None):").add(f"self.{method} = {function}")
    else:
        plain_function(inner, method, "self, ")
        inner.function("def __init__(self, hook=None):").add(f"self.{method} = {function}")
    _use(inner, f"self.{method}(1)", "function in an attribute")
    body.add(f"{variable} = {holder}()")
    body.hole(f"{variable}.{method}(1)", "function in an attribute, from outside")
    body.add(f"await {variable}.use(flag)")
    if form and world.rng.random() < 0.5:
        body.add(f"await {holder}(lambda *args: 0).use(flag)")


def constructor_lies(world: World, body: Body) -> None:
    """`__new__`, a class decorator or `__getattribute__` gives something else."""
    one, two, method = world.own_pair(body)
    fake = body.pen.fresh("Fake")
    outer = top(body.pen, body.module)
    first, second = world.reach(outer, one), world.reach(outer, two)
    form = world.rng.randrange(3)
    if form == 0:
        inner = outer.function(f"class {fake}({first}):")
        inner.function("def __new__(cls, *args):").add(f"return {second}()")
    elif form == 1:
        outer.function(f"def replace{fake}(cls):").add(f"return {second}")
        outer.add(f"@replace{fake}")
        outer.function(f"class {fake}({first}):").add("pass")
    else:
        inner = outer.function(f"class {fake}({first}):")
        inner.function("def __getattribute__(self, name):").add("return lambda *args: 0")
    body.hole(f"{fake}().{method}(1)", "constructor that lies")


def callable_object(world: World, body: Body) -> None:
    """An object with `__call__`, and one whose attributes are made up."""
    holder, variable = body.pen.fresh("Call"), body.pen.fresh("call")
    outer = top(body.pen, body.module)
    inner = outer.function(f"class {holder}:")
    world.add_callable(inner, "__call__", "self, ")
    inner.function("def __getattr__(self, name):").add("return lambda *args: 0")
    body.add(f"{variable} = {holder}()")
    body.hole(f"{variable}(1)", "object that can be called")
    body.hole(f"{variable}.send(1)", "made-up attribute")


def from_class(world: World, body: Body) -> None:
    """Class methods that make objects, of the class or of another."""
    one, two, method = world.own_pair(body)
    sub, variable = body.pen.fresh("Sub"), body.pen.fresh("item")
    outer = top(body.pen, body.module)
    first, second = world.reach(outer, one), world.reach(outer, two)
    inner = outer.function(f"class {sub}({first}):")
    inner.add("@classmethod")
    forms = (("", "cls()"), ("", f"{second}()"), (f" -> '{sub}'", "cls()"))
    says, makes = world.rng.choice(forms)
    inner.function(f"def make(cls){says}:").add(f"return {makes}")
    body.add(f"{variable} = {sub}.make()")
    body.hole(f"{variable}.{method}(1)", "made by a class method")


def _making(
    world: World, one: Kind, two: Kind, first: str, second: str
) -> tuple[tuple[str, ...], str]:
    """Statements of `__init__` that set `self.client`, and the argument they want."""
    otherwise = ("else:", f"    self.client = {first}()")
    forms: list[tuple[tuple[str, ...], str]] = [
        ((f"self.client = {first}()",), ""),
        ((f"self.client: {first} = {first}()",), ""),
        (("self.client = client",), f"{second}()"),
        ((f"self.client = client or {first}()",), f"{second}()"),
        ((f"self.client = {first}() if client is None else client",), f"{second}()"),
        (("if client:", f"    self.client = {second}()", *otherwise), "flag"),
        ((f"self.client = {first}()", f"self.client = {second}()"), ""),
        ((f"client = {first}()", "self.client = client"), ""),
        ((f"self.client, self.other = {first}(), {second}()",), ""),
        ((f"vars(self).update(client={second}())",), ""),
    ]
    if two.stands_for(one):
        forms.append(((f"self.client: {first} = client",), f"{second}()"))
    return world.rng.choice(forms)


def _use(inner: Body, expression: str, topic: str) -> None:
    """A method that uses an expression."""
    inner.function("async def use(self, flag):").hole(expression, topic)


FLOWS = (
    constructed,
    constructed,
    declared,
    set_elsewhere,
    by_property,
    inherited,
    mixed_in,
    function_as_attribute,
    constructor_lies,
    callable_object,
    from_class,
)
