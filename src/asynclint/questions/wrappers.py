"""What a plain function that stands in for another one does around the call of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.syntax import FUNCTIONS, Function, parameters, within

# Whoever says one of these words knows that the function may be async.
_KNOWING = frozenset(
    {"ensure_future", "create_task", "iscoroutine", "iscoroutinefunction", "isawaitable"}
    | {"isasyncgen", "isasyncgenfunction", "is_async", "is_coroutine", "maybe_await", "signature"}
)
_CLOCKS = frozenset(
    {"monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time"}
    | {"thread_time", "time_ns", "default_timer"}
)
_AMBIGUOUS_CLOCKS = frozenset({"time.time", "datetime.now", "datetime.utcnow"})
# Raised by the call itself when the arguments do not fit, of async functions too.
_AT_THE_CALL = frozenset({"TypeError"})
_LOGGING = frozenset({"critical", "debug", "error", "exception", "info", "log", "print", "warning"})


def guard(decorator: Function, *, factory: bool) -> str:
    """What a decorator's wrapper has around its calls of the decorated function, when it does
    nothing else with them but to hand the result on; "" for every other decorator.

    `factory` says that the decorator is what the function gives when it is called.
    """
    outer = _returned_def(decorator) if factory else decorator
    wrapper = _returned_def(outer) if outer else None
    if not outer or not isinstance(wrapper, ast.FunctionDef) or _knows_colours(decorator):
        return ""
    wrapped = parameters(outer.args)[0].arg
    calls = list(_only_calls(wrapper, wrapped))
    guards = [_around(call, wrapper) for call in calls]
    if not calls or not all(guards) or not all(_handed_on(call, wrapper) for call in calls):
        return ""
    return guards[0]


def _returned_def(function: Function) -> Function | None:
    """The nested function that a function ends by returning."""
    match function.body[-1]:
        case ast.Return(value=ast.Name(id=name)):
            inner = [s for s in function.body if isinstance(s, FUNCTIONS) and s.name == name]
            return inner[0] if len(inner) == 1 else None
    return None


def _knows_colours(decorator: Function) -> bool:
    names = (getattr(n, "attr", getattr(n, "id", "")) for n in ast.walk(decorator))
    return not _KNOWING.isdisjoint(names)


def _only_calls(wrapper: ast.FunctionDef, wrapped: str) -> Iterator[ast.Call]:
    """The calls of the wrapped function; nothing when it is used in any other way."""
    calls = [
        node
        for node in within(wrapper)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == wrapped
    ]
    described = [n.value for n in ast.walk(wrapper) if isinstance(n, ast.Attribute)]
    allowed = {id(node) for node in (*(call.func for call in calls), *described)}
    allowed |= {id(node) for d in wrapper.decorator_list for node in ast.walk(d)}
    uses = [n for n in ast.walk(wrapper) if isinstance(n, ast.Name) and n.id == wrapped]
    if all(id(use) in allowed for use in uses):
        yield from calls


def _around(call: ast.Call, wrapper: ast.FunctionDef) -> str:
    for node in within(wrapper, leaves=False):
        match node:
            case ast.Try(body=body) if _holds(body, call) and _guards(node):
                return "inside `try`"
            case ast.With(body=body) if _holds(body, call):
                return "inside `with`"
    nodes = within(wrapper, leaves=False)
    reads = [node.lineno for node in nodes if isinstance(node, ast.Call) and _is_clock(node)]
    if reads and min(reads) < call.lineno < max(reads):
        return "between two readings of the clock"
    return ""


def _guards(node: ast.Try) -> bool:
    """Whether a `try` has something to do after its body or when that fails."""
    caught = {getattr(handler.type, "id", "") for handler in node.handlers}
    return bool(node.finalbody) or not caught <= _AT_THE_CALL


def _holds(body: list[ast.stmt], call: ast.Call) -> bool:
    return any(node is call for statement in body for node in within(statement))


def _is_clock(node: ast.Call) -> bool:
    spelled = ast.unparse(node.func)
    last_two = ".".join(spelled.split(".")[-2:])
    return spelled.rpartition(".")[2] in _CLOCKS or last_two in _AMBIGUOUS_CLOCKS


def _handed_on(call: ast.Call, wrapper: ast.FunctionDef) -> bool:
    """Whether the result is returned, at once or through a name, and no more than logged."""
    for node in within(wrapper, leaves=False):
        match node:
            case ast.Return(value=value) if value is call:
                return True
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is call:
                return _only_returned(name, wrapper)
    return False


def _only_returned(name: str, wrapper: ast.FunctionDef) -> bool:
    returned: set[int] = set()
    shown: set[int] = set()
    for node in ast.walk(wrapper):
        match node:
            case ast.Return(value=ast.Name() as value):
                returned.add(id(value))
            case ast.Call(func=ast.Attribute(attr=function) | ast.Name(id=function)):
                if function in _LOGGING:
                    shown.update(id(inner) for a in node.args for inner in ast.walk(a))
    uses = [n for n in ast.walk(wrapper) if isinstance(n, ast.Name) and n.id == name]
    loads = {id(use) for use in uses if isinstance(use.ctx, ast.Load)}
    return not loads.isdisjoint(returned) and loads <= returned | shown
