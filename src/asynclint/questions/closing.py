"""Which calls end an object: close it, stop it, or delete what it names.

Known by the names of methods and functions (`knowledge/fixtures.toml`); whether the call is
reached is the caller's question, except where `closings` answers it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asynclint import knowledge
from asynclint.rule import Context


def ended(call: ast.Call, ctx: Context) -> str:
    """The name a call ends: `name.close()`, `shutil.rmtree(name)`; "" when it ends none."""
    table = knowledge.table("fixtures")
    match call:
        # `client.delete("/path")` is a request; what ends its object takes no text
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method), args=arguments):
            if method in table["closers"] and all(map(_is_number, arguments)):
                return name
    match call.args:
        case [ast.Name(id=name), *_] if ctx.name(call.func) in table["deleters"]:
            return name
    return ""


def closings(block: Sequence[ast.stmt], ctx: Context) -> Iterator[tuple[ast.Call, str]]:
    """The calls of a block that end something and run whenever the block does, with its name.

    `if name:` and `if name is not None:` around the call are no condition.
    """
    for statement in block:
        match statement:
            case ast.Expr(value=ast.Call() as call) | ast.Expr(value=ast.Await(ast.Call() as call)):
                if name := ended(call, ctx):
                    yield call, name
            case ast.Try(body=body) | ast.With(body=body) | ast.AsyncWith(body=body):
                yield from closings(body, ctx)
            case ast.If(test=test, body=body):
                tested = _is_there(test)
                yield from (pair for pair in closings(body, ctx) if pair[1] == tested)


def _is_number(argument: ast.expr) -> bool:
    return isinstance(argument, ast.Constant) and not isinstance(argument.value, (str, bytes))


def _is_there(test: ast.expr) -> str:
    """The name a condition says is there; "" for any other condition."""
    match test:
        case ast.Name(id=name):
            return name
        case ast.Compare(ast.Name(id=name), [ast.IsNot()], [ast.Constant(value=None)]):
            return name
    return ""
