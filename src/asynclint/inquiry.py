"""What is known about the calls on a line, and why a call was reported or not.

For people who ask "why does asynclint say nothing here?": each expression that the answer rests
on is shown with what it can be, down to the first one about which nothing is certain.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from asynclint.excerpt import excerpt
from asynclint.facts import FunctionFacts
from asynclint.model import Finding, Gives
from asynclint.project import Definition
from asynclint.rule import Context
from asynclint.terms import UNKNOWN, Term
from asynclint.unions import Kind, Type, Union

_LINKS = 12  # expressions shown for one call


def account(ctx: Context, line: int, column: int | None, findings: Iterable[Finding]) -> list[str]:
    """Lines of text about the calls that stand on a line (1-based), or cover a column of it
    (1-based, code points). `findings` are those of the file. Empty when there is no call."""
    reported = [each for each in findings if each.start.line <= line <= each.end.line]
    lines: list[str] = []
    for call in _calls(ctx, line, column):
        start = ctx.source.lines.position(ctx.source.span(call).start)
        place = f"{ctx.source.path}:{start.line}:{start.column}"
        lines += [f"{place}: `{_shown(call, ctx)}`", *_known(call, ctx)]
        lines += [f"  {text}" for text in _verdict(call, ctx, reported)]
    return lines


def _calls(ctx: Context, line: int, column: int | None) -> list[ast.Call]:
    """The calls of a line, outermost first; of a column, those around it."""
    found = []
    for node in ctx.scopes.survey.nodes[ast.Call]:
        assert isinstance(node, ast.Call)
        span = ctx.source.span(node)
        start, end = ctx.source.lines.position(span.start), ctx.source.lines.position(span.end)
        if column is None and start.line != line:
            continue
        if column is not None and not start <= (line, column) < end:
            continue
        found.append((start, (-end.line, -end.column), node))
    return [node for _, _, node in sorted(found, key=lambda each: each[:2])]


def _known(call: ast.Call, ctx: Context) -> Iterator[str]:
    for expression in _chain(call.func):
        union = ctx.calls.union(expression)
        yield f"  `{_shown(expression, ctx)}` {_described(union)}" if union else (
            f"  `{_shown(expression, ctx)}` is unknown: {_reason(expression, ctx)}"
        )
    for found in ctx.calls.definitions(call.func):
        if found and found.function and found.path:
            place = f"{ctx.project.shown(found.path)}:{found.function.position.line}"
            yield f"  defined at {place}{_decorated(found.function)}"


def _chain(expression: ast.expr) -> list[ast.expr]:
    """The expressions that a callee rests on, innermost first."""
    chain = [expression]
    while len(chain) < _LINKS:
        match chain[0]:
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Await(value=inner):
                chain.insert(0, inner)
            case ast.Call(func=inner):
                chain.insert(0, inner)
            case _:
                break
    return chain


def _described(union: Union) -> str:
    parts = [_one(each) for each in union if each.kind is not Kind.NONE] or ["None"]
    return f"is {parts[0]}" if len(parts) == 1 else f"may be {', '.join(parts[:-1])} or {parts[-1]}"


def _one(what: Type) -> str:
    match what.kind:
        case Kind.INSTANCE:
            return f"an instance of `{what.name}`"
        case Kind.TUPLE:
            return f"a tuple of {len(what.arguments)}"
        case Kind.COROUTINE:
            return f"a coroutine of `{what.name}`"
        case Kind.CALLABLE:
            return "something to call"
    return f"the {what.kind.value.split(' or ')[0].removeprefix('a ')} `{what.name}`"


def _reason(expression: ast.expr, ctx: Context) -> str:
    term = ctx.calls.term(expression)
    match expression:
        case ast.Name() if term == UNKNOWN:
            return _of_name(expression, ctx)
        case ast.Attribute(value=value, attr=attribute):
            owners = ctx.calls.union(value)
            if owners:
                return f"not all of its classes make `{attribute}` certain"
            return "what it belongs to is unknown"
        case ast.Call(func=function):
            return _of_result(function, ctx)
    return _of_term(term, ctx)


def _of_name(name: ast.Name, ctx: Context) -> str:
    found = ctx.scopes.binding(name)
    if found is None:
        return "nothing in the file binds it"
    nodes = [binding.node for binding in found[1]]
    if any(isinstance(node, ast.arg) and node.annotation is None for node in nodes):
        return "a parameter without annotation"
    if len(nodes) > 1:
        return f"bound {len(nodes)} times, not always to something known"
    return "bound to something that is not known"


def _of_result(function: ast.expr, ctx: Context) -> str:
    for found in ctx.calls.definitions(function):
        if found and found.function:
            return "its function does not say what it returns" + _decorated(found.function)
    return "what the call gives is not known"


def _of_term(term: Term, ctx: Context) -> str:
    match term:
        case ("name", str(name)):
            found = ctx.project.lookup(name, ctx.origin)
            if found is None:
                return f"`{name}` is not certain, or no module defines it"
            return _of_value(found)
        case ("is", str(text)):
            return f"its annotation `{text}` names no class that can be found"
    return "nothing is certain"


def _of_value(found: Definition) -> str:
    return "its value is not known" if found.path else "outside the project, and nothing is known"


def _decorated(function: FunctionFacts) -> str:
    names = [name or "something unknown" for name in function.decorators]
    return f", decorated with {', '.join(f'`{name}`' for name in names)}" if names else ""


def _verdict(call: ast.Call, ctx: Context, reported: Iterable[Finding]) -> Iterator[str]:
    callee = ctx.coroutine_call(call)
    made = Gives.COROUTINE if callee else ctx.gives(call)
    yield f"the call gives {made.value}"
    span = ctx.source.span(call)
    here = [f for f in reported if f.span.start <= span.start and span.end <= f.span.end]
    for finding in here:
        yield f"reported: {finding.code} {finding.name}"
    if here:
        return
    if isinstance(ctx.parent(call), ast.Await):
        yield "not reported: it is awaited"
    elif callee is None:
        yield "not reported: that it makes a coroutine is not certain"
    else:
        yield "not reported: something takes the coroutine, or no rule that is on finds fault"


def _shown(expression: ast.expr, ctx: Context) -> str:
    return excerpt(ctx.source.segment(ctx.source.span(expression)))
