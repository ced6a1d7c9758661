"""Which functions, classes and comprehensions run a piece of code, by what holds what.

Positions of code in f-strings are off before Python 3.12, so what must be certain about a place
is asked here, of parents, and not of `Context.function`, which is quicker.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.rule import Context
from asynclint.syntax import COMPREHENSIONS

_LISTED = (ast.ListComp, ast.SetComp, ast.DictComp)


def homes(node: ast.AST, ctx: Context) -> Iterator[ast.AST]:
    """The comprehensions that run a node, innermost first, then the function, lambda, class or
    module around them. Nothing for annotations of variables, which may never be evaluated."""
    inner = node
    for outer in ctx.ancestors(node):
        match outer:
            case ast.AnnAssign(annotation=annotation) if inner is annotation:
                return
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                # the first iterable is evaluated outside
                if outer.generators[0].iter is not inner:
                    yield outer
            case ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body):
                if inner in body:
                    yield outer
                    return
            case ast.ClassDef(body=body) if inner in body:
                yield outer
                return
            case ast.Lambda(body=value) if inner is value:
                yield outer
                return
        is_iterable = isinstance(outer, ast.comprehension) and outer.iter is inner
        inner = inner if is_iterable else outer
    yield ctx.source.tree


def awaiting_home(node: ast.AST, ctx: Context) -> ast.AST | None:
    """What waits when an `await` runs at a node: a generator expression, which becomes an
    asynchronous generator, or what `homes` ends with; None in an annotation. Comprehensions of
    other kinds wait where they stand."""
    return next((home for home in homes(node, ctx) if not isinstance(home, _LISTED)), None)


def is_async_generator(expression: ast.GeneratorExp, ctx: Context) -> bool:
    """Whether a generator expression has an `async for` or waits by itself for each item."""
    if any(each.is_async for each in expression.generators):
        return True
    waits = (n for n in ast.walk(expression) if isinstance(n, (ast.Await, *_LISTED)))
    return any(_waits(each) and awaiting_home(each, ctx) is expression for each in waits)


def _waits(node: ast.AST) -> bool:
    return not isinstance(node, COMPREHENSIONS) or any(each.is_async for each in node.generators)
