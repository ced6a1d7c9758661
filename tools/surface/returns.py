"""What a plain `def` returns, as far as its text makes that certain."""

from __future__ import annotations

import ast

from surface.bindings import FunctionNode, function_statements

_DISPLAYS = (
    ast.Constant, ast.JoinedStr, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.ListComp,
    ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Compare, ast.Lambda,
)  # fmt: skip
_CONVERSIONS = frozenset(
    {"all", "any", "bool", "bytes", "callable", "dict", "float", "frozenset", "hash", "id", "int",
     "isinstance", "issubclass", "len", "list", "repr", "set", "sorted", "str", "tuple"}
)  # fmt: skip
_PLAIN = frozenset(
    f"{module}.{name}"
    for module, names in {
        "builtins": "None bool bytearray bytes complex dict float frozenset int list memoryview "
        "range set slice str tuple",
        "typing": "AnyStr Collection Counter DefaultDict Deque Dict FrozenSet Hashable ItemsView "
        "Iterable Iterator KeysView List Literal LiteralString Mapping MutableMapping "
        "MutableSequence MutableSet Never NoReturn Sequence Set Sized Text Tuple ValuesView",
        "collections.abc": "ByteString Collection Hashable ItemsView Iterable Iterator KeysView "
        "Mapping MutableMapping MutableSequence MutableSet Sequence Set Sized ValuesView",
        "collections": "Counter OrderedDict defaultdict deque",
        "datetime": "date datetime time timedelta timezone",
        "pathlib": "Path PurePath",
        "ssl": "SSLContext",
        "uuid": "UUID",
    }.items()
    for name in names.split()
)


def has_yield(node: FunctionNode) -> bool:
    """Whether a function is a generator."""
    return any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in function_statements(node))


def returned(node: FunctionNode) -> list[ast.expr]:
    """The expressions a function returns; a bare `return` counts for nothing."""
    return [n.value for n in function_statements(node) if isinstance(n, ast.Return) and n.value]


def is_stub(node: FunctionNode) -> bool:
    """Whether a body says nothing: docstring, `pass`, `...`, `raise` only."""
    return all(
        isinstance(s, (ast.Pass, ast.Raise))
        or (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
        for s in node.body
    )


def only_raises(node: FunctionNode) -> bool:
    """Whether calling does nothing but raise."""
    return is_stub(node) and any(isinstance(s, ast.Raise) for s in node.body)


def is_plain_expression(expression: ast.expr) -> bool:
    """Whether a value is certainly not awaitable, by its look alone."""
    match expression:
        case ast.UnaryOp(op=ast.Not()):
            return True
        case ast.BoolOp(values=values):
            return all(is_plain_expression(value) for value in values)
        case ast.IfExp(body=body, orelse=orelse):
            return is_plain_expression(body) and is_plain_expression(orelse)
        case ast.BinOp(left=left, right=right):
            return is_plain_expression(left) or is_plain_expression(right)
        case ast.Call(func=ast.Name(id=name)):
            return name in _CONVERSIONS
    return isinstance(expression, _DISPLAYS)


def is_plain_type(full_name: str) -> bool:
    """Whether instances of a class outside of the package are certainly not awaitable."""
    return full_name in _PLAIN


def hands_over(expression: ast.expr) -> bool:
    """Whether a value comes from a method of the object itself.

    A mixin shared by a synchronous and an asynchronous class returns `self.execute(...)`,
    and its annotation is true of the synchronous one only.
    """
    if not isinstance(expression, ast.Call):
        return False
    root: ast.expr = expression.func
    while isinstance(root, (ast.Attribute, ast.Call, ast.Subscript)):
        root = root.func if isinstance(root, ast.Call) else root.value
    return isinstance(root, ast.Name) and root.id in ("self", "cls", "super")
