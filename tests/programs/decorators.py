"""Decorators that keep, change or hide the colour of what they decorate."""

from __future__ import annotations

from programs.writing import Body

# A text for each kind, with `NAME` for the name of the decorator. Those of `FOR_COROUTINES` only
# decorate coroutine functions; a name with `()` is called with arguments.
FOR_ANYTHING = {
    "same": "def NAME(fn):\n    return fn\n",
    "passing": """\
def NAME(fn):
    @functools.wraps(fn)
    def wrapper(*args):
        return fn(*args)
    return wrapper
""",
    "by_lambda": "def NAME(fn):\n    return lambda *args: fn(*args)\n",
    "by_colour": """\
def NAME(fn):
    if inspect.iscoroutinefunction(fn):
        @functools.wraps(fn)
        async def wrapper(*args):
            return await fn(*args)
    else:
        @functools.wraps(fn)
        def wrapper(*args):
            return fn(*args)
    return wrapper
""",
    "always_async": """\
def NAME(fn):
    async def wrapper(*args):
        result = fn(*args)
        return await result if inspect.isawaitable(result) else result
    return wrapper
""",
    "factory()": """\
def NAME(times=1):
    def decorate(fn):
        return fn
    return decorate
""",
    "hiding_factory()": """\
def NAME(times=1):
    def decorate(fn):
        @functools.wraps(fn)
        def wrapper(*args):
            result = fn(*args)
            if inspect.iscoroutine(result):
                result.close()
            return times
        return wrapper
    return decorate
""",
    "registering": """\
NAME_seen = []
def NAME(fn):
    NAME_seen.append(fn)
    return fn
""",
    "replacing": "def NAME(fn):\n    def other(*args):\n        return 0\n    return other\n",
    "rebinding": """\
def NAME(fn):
    if fn:
        fn = len
    return lambda *args: fn(())
""",
}
FOR_COROUTINES = {
    "awaiting": """\
def NAME(fn):
    @functools.wraps(fn)
    async def wrapper(*args):
        return await fn(*args)
    return wrapper
""",
    "closing": """\
def NAME(fn):
    @functools.wraps(fn)
    def wrapper(*args):
        fn(*args).close()
        return 0
    return wrapper
""",
    "tasks": """\
def NAME(fn):
    @functools.wraps(fn)
    def wrapper(*args):
        return asyncio.ensure_future(fn(*args))
    return wrapper
""",
    "yielding": """\
def NAME(fn):
    async def wrapper(*args):
        yield await fn(*args)
    return wrapper
""",
}


def write_decorator(body: Body, *, for_coroutines: bool) -> str:
    """Write a decorator at the top of a module; how it is used, `NAME` or `NAME()`."""
    kinds = {**FOR_ANYTHING, **FOR_COROUTINES} if for_coroutines else FOR_ANYTHING
    kind = body.pen.rng.choice(sorted(kinds))
    name = body.pen.fresh("deco")
    body.add(*kinds[kind].replace("NAME", name).splitlines())
    return f"{name}()" if kind.endswith("()") else name
