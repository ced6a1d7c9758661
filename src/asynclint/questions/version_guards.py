"""Code that expects a name to be missing: behind a question about the version, or in a `try`."""

from __future__ import annotations

import ast
import re

from asynclint.model import Version
from asynclint.rule import Context

_ASKS = re.compile(
    r"version|hasattr|getattr|type_checking|\bpy_?3|_py_?3|\bpython_?3|has_|have_|supports?_|windows"
    r"|platform|compat",
    re.IGNORECASE,
)
_MISSING = frozenset({"AttributeError", "ImportError", "ModuleNotFoundError", "NameError"})
_BROAD = frozenset({"", "BaseException", "Exception", "TypeError"})


def version(text: str) -> Version:
    """A Python as tables of knowledge spell it: "3.11"."""
    major, _, minor = text.partition(".")
    return int(major), int(minor)


def is_guarded(node: ast.AST, ctx: Context) -> bool:
    """Whether something around a node asks for the version or for what there is, be it the mark
    of a test, or catches what a missing name or argument raises."""
    inner = node
    for around in ctx.ancestors(node):
        if _expects_less(around, inner, ctx) or _is_behind(around, inner, ctx):
            return True
        inner = around
    return False


def _expects_less(around: ast.AST, inner: ast.AST, ctx: Context) -> bool:
    match around:
        case ast.If(test=test) | ast.IfExp(test=test):
            return _asks(test, ctx)
        case ast.BoolOp(values=[first, *_]):
            return inner is not first and _asks(first, ctx)
        case ast.Try(body=body, handlers=handlers) if inner in body:
            return any(_catches_missing(handler, ctx) for handler in handlers)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return any(_asks(decorator, ctx) for decorator in around.decorator_list)
    return False


def _asks(expression: ast.expr, ctx: Context) -> bool:
    return bool(_ASKS.search(ctx.source.segment(ctx.source.span(expression))))


def _catches_missing(handler: ast.ExceptHandler, ctx: Context) -> bool:
    if handler.type is None:
        return True
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    last = {ctx.name(each).rpartition(".")[2] for each in types}
    return bool(last & (_MISSING | _BROAD))


def _is_behind(around: ast.AST, inner: ast.AST, ctx: Context) -> bool:
    """Whether a statement before one in a body leaves it on some versions."""
    body = getattr(around, "body", None)
    if not isinstance(body, list) or inner not in body:
        return False
    return any(_lets_few_pass(statement, ctx) for statement in body[: body.index(inner)])


def _lets_few_pass(statement: ast.stmt, ctx: Context) -> bool:
    match statement:
        case ast.If(test=test):
            return _asks(test, ctx) and _leaves(statement)
        case ast.Assert(test=test):
            return _asks(test, ctx)
        case ast.Assign(targets=[ast.Name(id="pytestmark")], value=value):
            return _asks(value, ctx)
    return False


def _leaves(statement: ast.If) -> bool:
    last = statement.body[-1]
    return isinstance(last, (ast.Return, ast.Raise, ast.Continue, ast.Expr))
