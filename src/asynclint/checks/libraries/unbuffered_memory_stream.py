"""A send into a stream without a buffer by the task that would receive: it never ends."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group, Related, Span
from asynclint.rule import Context, Rule

_MAKERS = {
    "anyio.create_memory_object_stream": "an AnyIO stream",
    "trio.open_memory_channel": "a Trio channel",
}
_OF_ENDS = frozenset(
    {"aclose", "close", "receive", "receive_nowait", "send", "send_nowait", "statistics"}
)


class _Pair(NamedTuple):
    """Two ends that no other task gets, the call that made them, and all uses of each."""

    call: ast.Call
    sending: Sequence[ast.Name]
    receiving: Sequence[ast.Name]


def check(node: ast.Assign, ctx: Context) -> Iterator[Finding]:
    pair = _pair(node, ctx)
    if pair is None:
        return
    for end in pair.sending:
        send = _awaited(end, "send", ctx)
        later = [use for use in pair.receiving if _receives(use, ctx) and _place(use) > _place(end)]
        if send is None or not later or not _is_plain(end, pair, ctx):
            continue
        where = ctx.source.lines.position(ctx.source.span(later[0]).start)
        yield ctx.finding(
            send,
            f"{_MAKERS[ctx.name(_function(pair.call))]} without a buffer hands an item from task "
            "to task, and the task that would receive this one is waiting here; give it a buffer, "
            "or start one of the two in a task of its own",
            related=(Related(ctx.source.path, where, "the same task receives here"),),
            fix=_fix(pair.call, ctx),
        )
        return


def _pair(node: ast.Assign, ctx: Context) -> _Pair | None:
    match node:
        case ast.Assign(
            targets=[ast.Tuple(elts=[ast.Name() as sending, ast.Name() as receiving])],
            value=ast.Call() as call,
        ):
            pass
        case _:
            return None
    function = ctx.function(node)
    is_task = isinstance(function, ast.AsyncFunctionDef)
    if not is_task or ctx.name(_function(call)) not in _MAKERS or not _is_unbuffered(call):
        return None
    uses = [_uses(name, function, ctx) for name in (sending, receiving)]
    if not all(use and all(_stays(each, function, ctx) for each in use) for use in uses):
        return None
    return _Pair(call, *uses)


def _function(call: ast.Call) -> ast.expr:
    return call.func.value if isinstance(call.func, ast.Subscript) else call.func


def _is_unbuffered(call: ast.Call) -> bool:
    given = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "max_buffer_size")]
    if any(keyword.arg is None for keyword in call.keywords):
        return False
    is_anyio = "memory_object" in ast.dump(_function(call))
    return all(isinstance(size, ast.Constant) and size.value == 0 for size in given) and (
        bool(given) or is_anyio
    )


def _uses(target: ast.Name, function: ast.AST | None, ctx: Context) -> list[ast.Name]:
    """All uses of a name that is bound once; none when it is bound again."""
    if ctx.scopes.only_binding(target) is None or function is None:
        return []
    names = (node for node in ast.walk(function) if isinstance(node, ast.Name))
    return sorted((n for n in names if n.id == target.id and n is not target), key=_place)


def _stays(use: ast.Name, function: ast.AST | None, ctx: Context) -> bool:
    """Whether a use leaves an end with its task: a call of a method, a `with`, an `async for`."""
    holder = ctx.parent(use)
    if ctx.function(use) is not function:
        return False
    if isinstance(holder, ast.Attribute):
        call = ctx.parent(holder)
        return isinstance(call, ast.Call) and call.func is holder and holder.attr in _OF_ENDS
    return isinstance(holder, ast.withitem) or (
        isinstance(holder, ast.AsyncFor) and holder.iter is use
    )


def _awaited(use: ast.Name, method: str, ctx: Context) -> ast.Call | None:
    attribute = ctx.parent(use)
    if not isinstance(attribute, ast.Attribute) or attribute.attr != method:
        return None
    call = ctx.parent(attribute)
    is_awaited = call is not None and isinstance(ctx.parent(call), ast.Await)
    return call if isinstance(call, ast.Call) and is_awaited else None


def _receives(use: ast.Name, ctx: Context) -> bool:
    return isinstance(ctx.parent(use), ast.AsyncFor) or bool(_awaited(use, "receive", ctx))


def _is_plain(send: ast.Name, pair: _Pair, ctx: Context) -> bool:
    """Whether nothing around a send ends it, and the receiving end is open."""
    own = {use.id for use in (*pair.sending, *pair.receiving)}
    for around in ctx.ancestors(send):
        if isinstance(around, (ast.With, ast.AsyncWith)) and not all(
            isinstance(item.context_expr, ast.Name) and item.context_expr.id in own
            for item in around.items
        ):
            return False
        if isinstance(around, ast.Try) and around.handlers:
            return False
    before = [use for use in pair.receiving if _place(use) < _place(send)]
    closes = ("close", "aclose")
    return not any(getattr(ctx.parent(use), "attr", "") in closes for use in before)


def _fix(call: ast.Call, ctx: Context) -> Fix | None:
    found = spelled("math", "inf", call, ctx)
    given = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "max_buffer_size")]
    if found is None or (not given and call.keywords):
        return None
    end = ctx.source.span(call).end - 1
    span = ctx.source.span(given[0]) if given else Span(end, end)
    return Fix("Let it hold any number of items", (Edit(span, found.text), *found.edits), False)


def _place(node: ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset


RULE = Rule(
    code="ASL632",
    name="unbuffered-memory-stream",
    summary="a task waits until itself receives what it sends",
    group=Group.CORRECTNESS,
    visits=(ast.Assign,),
    check=check,
    mentions=(("create_memory_object_stream", "open_memory_channel"), ("send",)),
    fix="unsafe",
)
