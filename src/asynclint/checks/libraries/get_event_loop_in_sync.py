"""`asyncio.get_event_loop()` where no loop runs: it makes none any more."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group, Options, Span
from asynclint.questions.version_guards import is_guarded
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS

_WARNS, _RAISES = (3, 12), (3, 14)
_DRIVERS = frozenset({"run_forever", "run_until_complete"})
# Words of functions that have a loop, or ask for one, in another way.
_OWN_LOOP = frozenset({"get_running_loop", "is_running", "new_event_loop", "set_event_loop"})
_BROWSERS = ("import js", "from js", "pyodide", "nest_asyncio")


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    floor = ctx.options.target
    if floor is None or floor < _WARNS or call.args or call.keywords:
        return
    if ctx.name(call.func) != "asyncio.get_event_loop" or not _runs_without_loop(call, ctx):
        return
    if _has_own_loop(call, ctx) or is_guarded(call, ctx) or ctx.never_runs(call):
        return
    what = "raises RuntimeError" if floor >= _RAISES else "warns, and raises from Python 3.14 on"
    yield ctx.finding(
        call,
        f"no loop runs here, so `{ctx.shown(call)}` {what}; call `asyncio.run`, or make a loop "
        "with `asyncio.new_event_loop()`",
        fix=_fix(call, ctx),
    )


def _runs_without_loop(call: ast.Call, ctx: Context) -> bool:
    """Whether code runs at import, or starts the loop that it asks for."""
    function = ctx.function(call)
    if isinstance(function, ast.AsyncFunctionDef) or _is_deferred(call, ctx):
        return False
    if _driven(call, ctx):
        return True
    holder = ctx.parent(call)
    if isinstance(holder, ast.Assign) and holder.value is call:
        names = [target.id for target in holder.targets if isinstance(target, ast.Name)]
        inside = function or ctx.source.tree
        return any(_starts(node, names) for node in ast.walk(inside))
    return function is None and _is_at_import(call, ctx)


def _is_deferred(call: ast.Call, ctx: Context) -> bool:
    """Whether whoever calls a lambda makes the call."""
    return any(isinstance(around, ast.Lambda) for around in ctx.ancestors(call))


def _is_at_import(call: ast.Call, ctx: Context) -> bool:
    return not any(isinstance(around, FUNCTIONS) for around in ctx.ancestors(call))


def _driven(call: ast.Call, ctx: Context) -> ast.Call | None:
    """The call of `get_event_loop().run_until_complete(...)`."""
    method = ctx.parent(call)
    outer = ctx.parent(method) if isinstance(method, ast.Attribute) else None
    is_driver = isinstance(method, ast.Attribute) and method.attr in _DRIVERS
    return outer if is_driver and isinstance(outer, ast.Call) and outer.func is method else None


def _starts(node: ast.AST, names: list[str]) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=own), attr=method)):
            return method in _DRIVERS and own in names
    return False


def _has_own_loop(call: ast.Call, ctx: Context) -> bool:
    """Whether the function, or the module, sets a loop that it may get back, or asks for one."""
    inside = ctx.function(call) or ctx.source.tree
    return any(
        getattr(node, "attr", getattr(node, "id", "")) in _OWN_LOOP for node in ast.walk(inside)
    )


def _fix(call: ast.Call, ctx: Context) -> Fix | None:
    outer = _driven(call, ctx)
    match outer:
        case ast.Call(func=ast.Attribute(attr="run_until_complete"), args=[given], keywords=[]):
            if ctx.coroutine_call(given):
                return _fixed("run", ctx.source.span(outer.func), call, ctx)
    return _fixed("new_event_loop", ctx.source.span(call.func), call, ctx)


def _fixed(name: str, span: Span, call: ast.Call, ctx: Context) -> Fix | None:
    found = spelled("asyncio", name, call, ctx)
    if found is None or "#" in ctx.source.segment(span):
        return None
    return Fix(f"Call `{found.text}`", (Edit(span, found.text), *found.edits), safe=False)


def _concerns(options: Options) -> bool:
    return options.target is not None and options.target >= _WARNS


def _is_concerned(ctx: Context) -> bool:
    """Whether the Pythons matter, and no host sets a loop: what runs tests does, and browsers."""
    if not _concerns(ctx.options) or ctx.is_test:
        return False
    texts = (ctx.source.text, ctx.source.path)
    return not any(word in text for text in texts for word in _BROWSERS)


RULE = Rule(
    code="ASL642",
    name="get-event-loop-in-sync",
    summary="asyncio.get_event_loop() where no loop runs",
    group=Group.SUSPICIOUS,
    visits=(ast.Call,),
    check=check,
    mentions=(("get_event_loop",),),
    needs=_is_concerned,
    fix="unsafe",
)
