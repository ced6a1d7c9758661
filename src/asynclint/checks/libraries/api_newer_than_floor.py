"""Names of the standard library's async code that the oldest supported Python does not have."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.bindings import Kind
from asynclint.model import Finding, Group, Version
from asynclint.questions.annotation_places import is_annotation
from asynclint.questions.version_guards import is_guarded, version
from asynclint.rule import Context, Rule

_BUILTINS = frozenset({"BaseExceptionGroup", "ExceptionGroup", "aiter", "anext"})
_METHODS = frozenset(
    {"abort_clients", "cancelling", "close_clients", "get_context", "shutdown", "start_tls"}
    | {"uncancel"}
)
_NAMES = frozenset({
    *("AsyncContextDecorator", "Barrier", "BrokenBarrierError", "EventLoop", "QueueShutDown"),
    *("Runner", "TaskGroup", "Timeout", "aclosing", "capture_call_graph"),
    *("create_eager_task_factory", "eager_task_factory", "format_call_graph"),
    *("future_add_to_awaited_by", "future_discard_from_awaited_by", "markcoroutinefunction"),
    *("print_call_graph", "timeout", "timeout_at", "to_thread"),
})
_ATTRIBUTES = _NAMES | _METHODS
_ARGUMENTS = frozenset({"context", "loop_factory"})
_MODULES = ("*asyncio*", "*contextlib*", "*inspect*")

_Place = ast.Attribute | ast.Name | ast.keyword
_Use = tuple[_Place, str, str]  # where a name is needed, its full form, what a message calls it


def check(node: ast.Attribute | ast.Name | ast.Call, ctx: Context) -> Iterator[Finding]:
    if _is_another(node, ctx):
        return
    floor = ctx.options.target
    for place, name, shown in _uses(node, ctx):
        since = _since(name)
        if not floor or not since or floor >= version(since) or is_guarded(place, ctx):
            continue
        if not _is_chosen(place, name, ctx):
            yield ctx.finding(place, _message(shown, name, since, floor))


def _is_another(node: ast.Attribute | ast.Name | ast.Call, ctx: Context) -> bool:
    """Whether the last name alone tells that nothing newer is meant, as nine in ten times."""
    match node:
        case ast.Attribute(attr=last):
            return last not in _ATTRIBUTES
        case ast.Name(id=name):
            return name not in _BUILTINS and not ctx.scopes.imports(name, _NAMES)
    return False


def _uses(node: ast.Attribute | ast.Name | ast.Call, ctx: Context) -> Iterator[_Use]:
    match node:
        case ast.Attribute(ctx=ast.Load()):
            name = _name(node, ctx)
            yield node, name, f"`{name}`"
        case ast.Name(id=last, ctx=ast.Load()):
            name = _imported(node, ctx)
            if last in _BUILTINS and ctx.scopes.resolve(node) == {f"builtins.{last}"}:
                yield node, f"builtins.{last}", f"`{last}`"
            elif name:
                yield node, name, f"`{name}`"
        case ast.Call(func=function, keywords=keywords):
            for keyword in keywords:
                if keyword.arg in _ARGUMENTS:
                    name = f"{_name(function, ctx)}.{keyword.arg}"
                    yield keyword, name, f"the argument `{keyword.arg}`"


def _name(expression: ast.expr, ctx: Context) -> str:
    """The full name as the file itself has it, or that of a method of a known class."""
    full = ctx.scopes.resolve(expression)
    if full:
        return min(full) if len(full) == 1 else ""
    is_method = isinstance(expression, ast.Attribute) and expression.attr in _METHODS
    return ctx.name(expression) if is_method else ""


def _imported(name: ast.Name, ctx: Context) -> str:
    """The full name that the file imports, unless the import itself asks for the version."""
    only = ctx.scopes.only_binding(name)
    if only is None or only.kind is not Kind.IMPORT or is_guarded(only.node, ctx):
        return ""
    return only.target


def _is_chosen(place: _Place, name: str, ctx: Context) -> bool:
    """Whether a place may never come to run where the name is missing. Methods and arguments are
    used under conditions that go back to a question about the version."""
    if not isinstance(place, ast.keyword) and name.rpartition(".")[2] not in _METHODS:
        return is_annotation(place, ctx)
    chosen = (ast.If, ast.IfExp, ast.While)
    return any(isinstance(around, chosen) for around in ctx.ancestors(place))


def _since(name: str) -> str:
    table = knowledge.table("newer_asyncio")
    since: str = table["names"].get(name) or table["arguments"].get(name, "")
    return since


def _message(shown: str, name: str, since: str, floor: Version) -> str:
    told = f"{shown} came with Python {since}, and the project supports {floor[0]}.{floor[1]}"
    advice = knowledge.table("newer_asyncio")["advice"].get(name)
    return f"{told}; there, {advice}" if advice else told


def _is_floor_known(ctx: Context) -> bool:
    return ctx.options.target is not None


RULE = Rule(
    code="ASL643",
    name="api-newer-than-floor",
    summary="a name that the oldest supported Python does not have",
    group=Group.CORRECTNESS,
    visits=(ast.Attribute, ast.Name, ast.Call),
    check=check,
    mentions=(
        (*sorted(_NAMES | _BUILTINS | _METHODS | _ARGUMENTS),),
        (*_MODULES, *sorted(_BUILTINS | _METHODS)),
    ),
    needs=_is_floor_known,
)
