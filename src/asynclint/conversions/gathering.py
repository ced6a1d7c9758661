"""`await asyncio.gather(...)` -> a task group; results that are used keep their order.

A group fails with an exception group and ends the other tasks, where `gather` raises the first
error and lets the others run. So nothing is converted inside a `try` whose handlers name errors.
"""

from __future__ import annotations

import ast
from typing import NamedTuple

from asynclint.importing import spelled
from asynclint.model import Edit, Fix, Span
from asynclint.questions import statements
from asynclint.questions.declared_versions import floor
from asynclint.rule import Context
from asynclint.syntax import COMPREHENSIONS, FUNCTIONS

_BROAD = ("Exception", "BaseException", "builtins.Exception", "builtins.BaseException")
_WITH_GATHER = (4, 15)
_RENAMED = "Use `anyio.gather`, whose errors come as an exception group"
_TITLE = "Start the calls in a task group, whose errors come as an exception group"


class _Call(NamedTuple):
    """A coroutine call as arguments of `start_soon`, and the imports they need."""

    words: str
    imports: frozenset[Edit] = frozenset()


class _Each(NamedTuple):
    """A call for each item: the text of target and iterable, and the call."""

    target: str
    names: frozenset[str]
    items: str
    call: _Call


def gather(node: ast.expr, ctx: Context) -> Fix | None:
    """AnyIO's own `gather` where the project asks for a release that has it, else the statement
    with a group before it."""
    if not isinstance(node, ast.Call) or node.keywords or not node.args:
        return None
    awaiting = ctx.parent(node)
    if not isinstance(awaiting, ast.Await) or _names_errors(node, ctx):
        return None
    lowest = floor("anyio", ctx)
    if lowest is not None and lowest >= _WITH_GATHER:
        return _renamed(node, awaiting, ctx)
    statement = statements.around(awaiting, ctx)
    group = spelled("anyio", "create_task_group", node, ctx)
    calls = _calls(node, ctx)
    if statement is None or group is None or calls is None:
        return None
    if "#" in ctx.source.segment(ctx.source.span(node)):
        return None
    if not statements.does_nothing_before(awaiting, statement, ctx):
        return None
    taken = _taken(statement, ctx)
    each = [calls.call] if isinstance(calls, _Each) else calls
    imports = {*group.edits, *(edit for call in each for edit in call.imports)}
    if isinstance(calls, _Each) and calls.names & _others(node, ctx):
        return None
    if isinstance(statement, ast.Expr) and statement.value is awaiting:
        lines = _plain(calls, group.text, taken, ctx)
        edit = Edit(ctx.source.span(statement), _joined(lines, statement, ctx))
        return Fix(_TITLE, tuple(sorted({edit, *imports})), safe=False)
    gathered = statements.free("gathered", taken)
    lines = _keeping(calls, group.text, gathered, taken, ctx)
    start = ctx.source.span(statement).start
    before = _joined([*lines, ""], statement, ctx)
    values = f"[{gathered}[index] for index in sorted({gathered})]"
    edits = {
        Edit(Span(start, start), before),
        Edit(ctx.source.span(awaiting), values),
        *imports,
    }
    return Fix(_TITLE, tuple(sorted(edits)), safe=False)


def _renamed(node: ast.Call, awaiting: ast.Await, ctx: Context) -> Fix | None:
    """`anyio.gather`, which takes coroutines alone and gives a tuple, where asyncio's gives a
    list."""
    own = spelled("anyio", "gather", node, ctx)
    if own is None or not all(_is_coroutine(argument, ctx) for argument in node.args):
        return None
    edits = [Edit(ctx.source.span(node.func), own.text), *own.edits]
    if not _takes_tuple(awaiting, ctx):
        name = ast.copy_location(ast.Name("list", ast.Load()), awaiting)
        if ctx.scopes.resolve(name) != {"builtins.list"}:
            return None
        span = ctx.source.span(awaiting)
        edits += [Edit(Span(span.start, span.start), "list("), Edit(Span(span.end, span.end), ")")]
    return Fix(_RENAMED, tuple(sorted(edits)), safe=False)


def _is_coroutine(argument: ast.expr, ctx: Context) -> bool:
    match argument:
        case ast.Starred(value=ast.ListComp(elt=each) | ast.GeneratorExp(elt=each)):
            return ctx.coroutine_call(each) is not None
    return ctx.coroutine_call(argument) is not None


def _takes_tuple(awaiting: ast.Await, ctx: Context) -> bool:
    """Whether the results are dropped, unpacked or gone through, so that any sequence will do."""
    match ctx.parent(awaiting):
        case ast.Expr():
            return True
        case ast.Assign(targets=targets):
            return all(isinstance(target, (ast.Tuple, ast.List)) for target in targets)
        case ast.For(iter=iterated) | ast.comprehension(iter=iterated):
            return iterated is awaiting
    return False


def _calls(node: ast.Call, ctx: Context) -> list[_Call] | _Each | None:
    match node.args:
        case [ast.Starred(value=ast.ListComp() | ast.GeneratorExp() as each)]:
            return _each(each, ctx)
    calls = [_call(argument, ctx) for argument in node.args]
    known = [call for call in calls if call]
    return known if len(known) == len(calls) else None


def _each(node: ast.ListComp | ast.GeneratorExp, ctx: Context) -> _Each | None:
    match node.generators:
        case [ast.comprehension(target=target, iter=items, ifs=[], is_async=0)]:
            call = _call(node.elt, ctx)
            if call is None:
                return None
            names = frozenset(n.id for n in ast.walk(target) if isinstance(n, ast.Name))
            shown = [ctx.source.segment(statements.bracketed(n, ctx)) for n in (target, items)]
            return None if "\n" in "".join(shown) else _Each(shown[0], names, shown[1], call)
    return None


def _call(node: ast.expr, ctx: Context) -> _Call | None:
    """`f(a)` as `f, a`, and `f(k=a)` as `partial(f, k=a)`; calls over several lines are left to
    the author, and those of asyncio to the conversions of their own."""
    if not isinstance(node, ast.Call) or ctx.coroutine_call(node) is None:
        return None
    if ctx.name(node.func).startswith("asyncio."):
        return None
    spans = [statements.bracketed(part, ctx) for part in (node.func, *node.args)]
    spans += [ctx.source.span(keyword) for keyword in node.keywords]
    words = ", ".join(ctx.source.segment(span) for span in sorted(spans))
    if "\n" in words or any(keyword.arg is None for keyword in node.keywords):
        return None
    if not node.keywords:
        return _Call(words)
    partial = spelled("functools", "partial", node, ctx)
    return _Call(f"{partial.text}({words})", frozenset(partial.edits)) if partial else None


def _plain(
    calls: list[_Call] | _Each, group: str, taken: set[str], ctx: Context
) -> list[str]:
    name, unit = statements.free("group", taken), statements.unit(ctx)
    head = f"async with {group}() as {name}:"
    if isinstance(calls, _Each):
        loop = f"{unit}for {calls.target} in {calls.items}:"
        return [head, loop, f"{unit * 2}{name}.start_soon({calls.call.words})"]
    return [head, *(f"{unit}{name}.start_soon({call.words})" for call in calls)]


def _keeping(
    calls: list[_Call] | _Each, group: str, gathered: str, taken: set[str], ctx: Context
) -> list[str]:
    name, unit = statements.free("group", taken), statements.unit(ctx)
    keep = statements.free("keep", taken)
    lines = [
        f"{gathered} = {{}}",
        "",
        f"async def {keep}(index, function, *args):",
        f"{unit}{gathered}[index] = await function(*args)",
        "",
        f"async with {group}() as {name}:",
    ]
    if isinstance(calls, _Each):
        index = statements.free("index", taken)
        target = f"({calls.target})" if "," in calls.target else calls.target
        target = calls.target if calls.target.startswith("(") else target
        lines.append(f"{unit}for {index}, {target} in enumerate({calls.items}):")
        lines.append(f"{unit * 2}{name}.start_soon({keep}, {index}, {calls.call.words})")
        return lines
    return lines + [
        f"{unit}{name}.start_soon({keep}, {index}, {call.words})"
        for index, call in enumerate(calls)
    ]


def _joined(lines: list[str], statement: ast.stmt, ctx: Context) -> str:
    """Lines in the place of a statement, the first where it starts."""
    ending, blanks = statements.ending(ctx), statements.indent(statement, ctx)
    first, *rest = lines
    last = len(rest) - 1
    return first + "".join(
        f"{ending}{blanks if line or number == last else ''}{line}"
        for number, line in enumerate(rest)
    )


def _taken(statement: ast.stmt, ctx: Context) -> set[str]:
    function = ctx.function(statement) or ctx.source.tree
    taken = statements.names_in(function) | set(
        ctx.scopes.bindings(ctx.scopes.survey.module).names
    )
    for node in ast.walk(function):  # those before it are converted in the same round
        if not isinstance(node, ast.Call) or node.lineno >= statement.lineno:
            continue
        awaiting = ctx.parent(node)
        if awaiting is None or isinstance(ctx.parent(awaiting), ast.Expr):  # keeps no results
            continue
        if ctx.name(node.func) == "asyncio.gather":
            taken |= {statements.free(name, taken) for name in ("gathered", "keep")}
    return taken


def _others(node: ast.Call, ctx: Context) -> set[str]:
    """The names of the function outside a call: those that a loop must not bind."""
    inside = {id(inner) for inner in ast.walk(node)}
    function = ctx.function(node) or ctx.source.tree
    arguments = {n.arg for n in ast.walk(function) if isinstance(n, ast.arg)}
    return arguments | {
        n.id
        for n in ast.walk(function)
        if isinstance(n, ast.Name) and id(n) not in inside and not _is_of_comprehension(n, ctx)
    }


def _is_of_comprehension(name: ast.Name, ctx: Context) -> bool:
    found = ctx.scopes.binding(name)
    return found is not None and isinstance(found[0].node, COMPREHENSIONS)


def _names_errors(node: ast.expr, ctx: Context) -> bool:
    """Whether a handler around a call waits for certain errors, which a group would hide."""
    inner: ast.AST = node
    for around in ctx.ancestors(node):
        if isinstance(around, (*FUNCTIONS, ast.Lambda)):
            return False
        if isinstance(around, ast.Try) and inner in around.body:
            kinds = [handler.type for handler in around.handlers if handler.type]
            if any(ctx.name(kind) not in _BROAD for kind in kinds):
                return True
        inner = around
    return False
