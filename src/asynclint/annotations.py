"""Annotations as text that means the same in every module.

A type text is an annotation in Python's own syntax with nothing but full names in it:
`builtins.list[app.Client] | None`. What only wraps a type (`Optional`, `Annotated`, quotes,
`Final`) is taken off; `typing.Any` stands for a part that is not certain, "" for a whole.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import lru_cache

from asynclint.names import Names
from asynclint.syntax import Scope, dotted

ANY = "typing.Any"
NONE = "None"

# The one argument of these is the type, the rest says more about it.
_WRAPPERS = frozenset(
    {"Annotated", "ClassVar", "Final", "InitVar", "NotRequired", "ReadOnly", "Required"}
)
_HOMES = frozenset({"dataclasses", "typing", "typing_extensions"})


def type_text(annotation: ast.expr | None, names: Names, scope: Scope | None = None) -> str:
    """The type text of an annotation; its names are looked up in `scope`, by place if None."""
    if annotation is None:
        return ""
    home = scope or names.survey.scope_at(annotation)
    text = _text(annotation, names, home)
    return "" if text == ANY else text


def only_class(text: str) -> str:
    """The one class a type text allows, None and arguments aside; "" when there is no such
    class. What `list[X]` or `Iterator[X]` allow is not told by a name."""
    tree = parsed(text)
    parts = alternatives(tree) if tree else []
    names = {_class_in(part) for part in parts if not _is_none(part)}
    return names.pop() if len(names) == 1 else ""


@lru_cache(maxsize=4096)
def parsed(text: str) -> ast.expr | None:
    """The tree of a type text; None for what is no expression."""
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def alternatives(tree: ast.expr) -> list[ast.expr]:
    """The members of a union."""
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.BitOr):
        return [*alternatives(tree.left), *alternatives(tree.right)]
    return [tree]


def _text(node: ast.expr, names: Names, scope: Scope) -> str:
    match node:
        case ast.Constant(value=None):
            return NONE
        case ast.Constant(value=str(text)):
            inside = parsed(text.strip())
            return _text(inside, names, scope) if inside else ANY
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _union([_text(left, names, scope), _text(right, names, scope)])
        case ast.Subscript(value=value, slice=inside):
            parts = inside.elts if isinstance(inside, ast.Tuple) else [inside]
            return _subscripted(value, parts, names, scope)
        case ast.Name() | ast.Attribute():
            return _union(sorted(names.full_names(node, scope))) or ANY
        case ast.List(elts=elements):
            return f"[{', '.join(_text(element, names, scope) for element in elements)}]"
        case ast.Constant():
            return "..."
    return ANY


def _subscripted(value: ast.expr, parts: list[ast.expr], names: Names, scope: Scope) -> str:
    full = names.full_names(value, scope)
    if len(full) != 1:
        return ANY
    (name,) = full
    home, _, last = name.rpartition(".")
    if home in _HOMES:
        if last in _WRAPPERS:
            return _text(parts[0], names, scope)
        if last == "Optional":
            return _union([_text(parts[0], names, scope), NONE])
        if last == "Union":
            return _union([_text(part, names, scope) for part in parts])
        if last == "Literal":
            return f"{home}.Literal"
    return f"{name}[{', '.join(_text(part, names, scope) for part in parts)}]"


def _union(parts: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(parts))


def _class_in(tree: ast.expr) -> str:
    is_generic = isinstance(tree, ast.Subscript)
    name = dotted(tree.value if isinstance(tree, ast.Subscript) else tree)
    plain = is_generic and name.partition(".")[0] in ("builtins", "collections", *_HOMES)
    return "" if plain or name == ANY else name


def _is_none(tree: ast.expr) -> bool:
    return isinstance(tree, ast.Constant) and tree.value is None
