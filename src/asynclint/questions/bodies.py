"""What the code of a function says, wherever in the project it stands.

Facts tell the colour of a function; some rules must read its statements. The module is parsed
again, or its tree taken where it is still held: rules ask only once they have a candidate.
"""

from __future__ import annotations

import ast
import os

from asynclint.model import Span
from asynclint.project import Definition
from asynclint.rule import Context
from asynclint.source import BadSource, Source
from asynclint.syntax import FUNCTIONS, Function, within
from asynclint.wrapping import yields

# Types that are no awaitable, spelled as annotations spell them.
_PLAIN_TYPES = frozenset(
    {"bool", "bytes", "complex", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"}
)
_PLAIN_VALUES = (
    *(ast.BoolOp, ast.Compare, ast.Constant, ast.Dict, ast.DictComp, ast.GeneratorExp),
    *(ast.JoinedStr, ast.Lambda, ast.List, ast.ListComp, ast.Set, ast.SetComp, ast.Tuple),
)


def body_of(definition: Definition, ctx: Context) -> Function | None:
    """The `def` that a name leads to; None when the project has none, or it cannot be read."""
    if definition.function is None or not definition.path:
        return None
    tree = tree_of(definition.path, ctx)
    name, line = definition.name.rpartition(".")[2], definition.function.position.line
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, FUNCTIONS) and node.name == name and node.lineno == line:
            return node
    return None


def tree_of(path: str, ctx: Context) -> ast.Module | None:
    """The tree of a module of the project; None when it does not parse."""
    if os.path.abspath(ctx.source.path) == os.path.abspath(path):
        return ctx.source.tree
    data = ctx.project.shelf.data(path)
    try:
        return ctx.project.shelf.tree(path, data) or Source(path, data).tree
    except BadSource:
        return None


def is_stub(function: Function) -> bool:
    """Whether a body does nothing: a docstring, `pass`, `...`, or one `raise`."""
    return all(
        isinstance(statement, (ast.Pass, ast.Raise))
        or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        for statement in function.body
    )


def refuses(function: Function) -> bool:
    """Whether all a body does is to raise an error, other than to say that it is missing."""
    statements = [s for s in function.body if not _is_docstring(s)]
    match statements:
        case [ast.Raise(exc=ast.Call(func=ast.Name(id=name)) | ast.Name(id=name))]:
            return name != "NotImplementedError"
    return False


def gives_plain(function: Function) -> bool:
    """Whether what a `def` returns is certainly no awaitable: nothing, a plain value, or what
    the annotation says is one."""
    if yields(function):
        return True
    values = returned(function)
    if all(isinstance(value, _PLAIN_VALUES) for value in values):
        return True
    return _is_plain_type(function.returns)


def returned(function: Function) -> list[ast.expr]:
    """The values a function returns, `None` left out."""
    found = (n.value for n in within(function, leaves=False) if isinstance(n, ast.Return))
    return [value for value in found if value is not None]


def heading(node: Function | ast.ClassDef, ctx: Context) -> Span:
    """`async def name`, the part of a definition that says what it is."""
    start = ctx.source.span(node).start
    end = ctx.source.text.find(node.name, start)
    return Span(start, end + len(node.name)) if end > 0 else ctx.source.span(node)


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_plain_type(annotation: ast.expr | None) -> bool:
    match annotation:
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)):
            return name in _PLAIN_TYPES
        case ast.Constant(value=str(text)):
            return text in _PLAIN_TYPES
        case ast.BinOp(left=left, op=ast.BitOr(), right=ast.Constant(value=None)):
            return _is_plain_type(left)
    return False
