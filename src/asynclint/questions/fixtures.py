"""Whether a function is a pytest fixture, what runs it, and what it hands to the tests.

Answers come from the decorators and the body of the function alone; pytest's configuration is
not asked. Which decorators make a fixture is data (`knowledge/fixtures.toml`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asynclint import knowledge
from asynclint.bindings import Kind
from asynclint.model import Answer, Edit, Fix, Span
from asynclint.questions.indenting import line_end, margin
from asynclint.rule import Context
from asynclint.syntax import Function, parameters, within

_DEPTH = 4  # names that stand for names; longer chains are not worth the time
_FINALIZER = "addfinalizer"


class Fixture(NamedTuple):
    """A pytest fixture.

    `plugin` is the distribution its decorator belongs to ("pytest", "pytest-asyncio"...).
    `name` is what tests ask for and `scope` the scope as written; both are "" when they are
    computed at run time. `finalizers` says whether the body registers any: UNKNOWN when it
    hands `request` to somebody. `plain` is false when another decorator may change the result.
    """

    node: Function
    decorator: ast.expr
    plugin: str
    name: str
    scope: str
    yields: bool
    finalizers: Answer
    plain: bool

    @property
    def is_async(self) -> bool:
        return isinstance(self.node, ast.AsyncFunctionDef)

    @property
    def ends_nothing(self) -> bool:
        """Whether nothing of it runs after the test: no `yield`, no finalizer, for certain."""
        return self.plain and not self.yields and self.finalizers is Answer.NO


def fixture(node: Function, ctx: Context) -> Fixture | None:
    """The fixture a function is; None unless that is certain."""
    for decorator in node.decorator_list:
        call = _as_call(decorator, ctx)
        name = ctx.name(call.func if isinstance(call, ast.Call) else call)
        plugin = knowledge.table("fixtures")["decorators"].get(name)
        if plugin:
            return Fixture(
                node=node,
                decorator=decorator,
                plugin=plugin,
                name=_text(_argument(call, "name"), node.name),
                scope=_text(_scope(call), "function"),
                yields=any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in within(node)),
                finalizers=_finalizers(node),
                plain=all(_keeps(d, ctx) for d in node.decorator_list if d is not decorator),
            )
    return None


def returns(node: Function) -> list[ast.Return]:
    """The `return` statements with a value of a function, in the order of the text."""
    found = [n for n in within(node) if isinstance(n, ast.Return) and n.value]
    return sorted(found, key=lambda statement: (statement.lineno, statement.col_offset))


def handed_over(value: ast.expr, ctx: Context) -> Iterator[ast.expr]:
    """What somebody who gets a value holds: itself, and the elements of a plain container.

    A local name that is bound once, to a container or to another name, is followed.
    """
    yield from _handed_over(value, ctx, 0)


def yield_instead(statement: ast.Return, node: Function, ctx: Context) -> Fix | None:
    """A fix that yields what the one `return` of a fixture hands over; None if it has more.

    What follows the place then runs after the test. A return annotation stays as it is.
    """
    if sum(isinstance(n, ast.Return) for n in within(node)) != 1:
        return None
    start = ctx.source.span(statement).start
    keyword = Span(start, start + len("return"))
    return Fix("Yield to the test", (Edit(keyword, "yield"),), safe=False)


def ended_by(node: Function, text: str, ctx: Context) -> Fix | None:
    """A fix that yields what a fixture returns, or nothing, and then does one more thing. None
    where it may return earlier, and where its annotation would be wrong."""
    last, found = node.body[-1], [n for n in within(node) if isinstance(n, ast.Return)]
    before, lines = margin(last, ctx), ctx.source.lines
    line = last.end_lineno or last.lineno
    if node.returns or before is None or (found and found != [last]):
        return None
    if lines.text(line)[ctx.source.span(last).end - lines.start(line) :].strip():
        return None
    end = lines.start(line) + len(lines.text(line))
    more = [text] if found else ["yield", text]
    edits = [Edit(Span(end, end), "".join(f"{line_end(ctx)}{before}{each}" for each in more))]
    if found:
        start = ctx.source.span(last).start
        edits.insert(0, Edit(Span(start, start + len("return")), "yield"))
    return Fix("Yield to the test, and end it afterwards", tuple(edits), safe=False)


def _as_call(decorator: ast.expr, ctx: Context) -> ast.expr:
    """A decorator as written, or the call it was once assigned: `shared = fixture(...)`."""
    if isinstance(decorator, ast.Name):
        bound = ctx.scopes.only_binding(decorator)
        if bound and isinstance(bound.value, ast.Call):
            return bound.value
    return decorator


def _argument(call: ast.expr, name: str) -> ast.expr | None:
    keywords = call.keywords if isinstance(call, ast.Call) else []
    return next((k.value for k in keywords if k.arg == name), None)


def _scope(call: ast.expr) -> ast.expr | None:
    # up to pytest 5 the scope could be given by position
    match call:
        case ast.Call(args=[ast.Constant(value=str()) as first]):
            return first
    return _argument(call, "scope")


def _text(value: ast.expr | None, default: str) -> str:
    match value:
        case None | ast.Constant(value=None):
            return default
        case ast.Constant(value=str(text)):
            return text
    return ""


def _finalizers(node: Function) -> Answer:
    """Judged on the whole body: an inner function may register a finalizer, too."""
    nodes = [n for statement in node.body for n in ast.walk(statement)]
    if any(isinstance(n, ast.Attribute) and n.attr == _FINALIZER for n in nodes):
        return Answer.YES
    if not any(argument.arg == "request" for argument in parameters(node.args)):
        return Answer.NO
    owned = {id(n.value) for n in nodes if isinstance(n, ast.Attribute)}
    requests = [n for n in nodes if isinstance(n, ast.Name) and n.id == "request"]
    return Answer.NO if all(id(n) in owned for n in requests) else Answer.UNKNOWN


def _keeps(decorator: ast.expr, ctx: Context) -> bool:
    name = ctx.name(decorator.func if isinstance(decorator, ast.Call) else decorator)
    return name in knowledge.table("fixtures")["keep"] or name.startswith("pytest.mark.")


def _handed_over(value: ast.expr, ctx: Context, depth: int) -> Iterator[ast.expr]:
    match value:
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            for part in parts:
                yield from _handed_over(part, ctx, depth)
        case ast.Dict(values=parts):
            for part in parts:
                yield from _handed_over(part, ctx, depth)
        case ast.Name():
            yield value
            meant = _stands_for(value, ctx)
            if meant and depth < _DEPTH:
                yield from _handed_over(meant, ctx, depth + 1)
        case _:
            yield value


def _stands_for(name: ast.Name, ctx: Context) -> ast.expr | None:
    bound = ctx.scopes.only_binding(name)
    if bound is None or bound.kind is not Kind.VALUE:
        return None
    containers = (ast.Name, ast.Tuple, ast.List, ast.Dict, ast.Set)
    return bound.value if isinstance(bound.value, containers) else None
