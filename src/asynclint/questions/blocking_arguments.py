"""What keeps a blocking call from blocking: its arguments, and the code around it."""

from __future__ import annotations

import ast

from asynclint.rule import Context

_LAZY = frozenset({"fwalk", "glob", "iterdir", "rglob", "walk"})
_ITERATING = frozenset(
    {"all", "any", "dict", "enumerate", "frozenset", "len", "list", "max", "min", "next", "set"}
    | {"sorted", "sum", "tuple"}
)
_SPAWN = "spawn"
_BLOCK = frozenset({"block", "blocking", "wait"})


def waits_no_time(call: ast.Call) -> bool:
    """Whether a call is told not to wait, or may be: `timeout=0`, `block=False`,
    `blocking=False`, `wait=False`, a first argument that is False, `**options`."""
    for keyword in call.keywords:
        if keyword.arg is None:
            return True
        if keyword.arg in _BLOCK and _is_false(keyword.value):
            return True
        if keyword.arg == "timeout" and _is_zero(keyword.value):
            return True
    return any(isinstance(value, ast.Starred) for value in call.args) or (
        bool(call.args) and (_is_false(call.args[0]) or _is_zero(call.args[0]))
    )


def asks(call: ast.Call, questions: frozenset[str], ctx: Context) -> bool:
    """Whether the function around a call calls one of some methods: it may know that nothing
    has to be waited for."""
    function = ctx.function(call)
    nodes = ast.walk(function) if function else ()
    calls = (node.func for node in nodes if isinstance(node, ast.Call))
    return any(getattr(each, "attr", getattr(each, "id", "")) in questions for each in calls)


def waits_for_spawned(call: ast.Call) -> bool:
    """Whether a call of `os.spawn*` is given `P_WAIT`: then it ends with the process."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    return name.startswith(_SPAWN) and bool(call.args) and "P_WAIT" in ast.unparse(call.args[0])


def is_wrapped(call: ast.Call, ctx: Context) -> bool:
    """Whether an open file goes to `wrap_file`, which makes an asynchronous one of it."""
    holder = ctx.parent(call)
    if not isinstance(holder, ast.Call) or holder.func is call:
        return False
    return getattr(holder.func, "attr", getattr(holder.func, "id", "")) == "wrap_file"


def is_put_off(call: ast.Call, ctx: Context) -> bool:
    """Whether a call only makes an iterator, such as `path.glob`, which something else asks for
    items, perhaps in a thread."""
    if getattr(call.func, "attr", getattr(call.func, "id", "")) not in _LAZY:
        return False
    holder = ctx.parent(call)
    match holder:
        case ast.For(iter=iterated) | ast.comprehension(iter=iterated) if iterated is call:
            return isinstance(ctx.parent(holder), ast.GeneratorExp)
        case ast.Call(func=ast.Name(id=name)) if call in holder.args:
            return name not in _ITERATING
    return True


def _is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


def _is_zero(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and not value.value and value.value is not None
