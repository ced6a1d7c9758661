"""Syntax that this Python is too old for, and text that can stand in its place.

| needs | syntax | what stands for it |
|---|---|---|
| 3.11 | `except* E:` | `except  E:` |
| 3.11 | `tuple[*Ts]`, `*args: *Ts` | `tuple[-Ts]`, `*args: -Ts` |
| 3.12 | `def f[T](x):`, `class A[T](B):` | `def f(   x):`, `class A(   B):` |
| 3.12 | `class A[T]:` | `class A( ):` |
| 3.12 | `type X[T] = int` | `X     [0] : int` |
| 3.12 | `f"{a["b"]}"`, and more of PEP 701 | `(          )` |
| 3.13 | `def f[T = int](x):` | `def f(         x):` |
| 3.14 | `except A, B:` | `except A   :` |

A bracket that opens where another one did keeps the lines inside it joined. ast-grep says where
such syntax is, and is asked only when the text shows signs of any.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from asynclint.model import Span
from asynclint.parsing import concrete, fstrings, nodes
from asynclint.parsing.expressions import Text, expression
from asynclint.positions import Lines

Version = tuple[int, int]

_SIGNS: tuple[tuple[Version, str], ...] = (
    ((3, 11), r"\bexcept[\s\\]*\*"),
    ((3, 11), r"[\[,:]\s*\*"),
    ((3, 12), r"\b(?:def|class|type)[\s\\]+\w+[\s\\]*\[|\btype[\s\\]+\w+[\s\\]*="),
    ((3, 12), r"""(?i:\b(?:f|fr|rf)["'])"""),
    ((3, 13), r"\b(?:def|class|type)[\s\\]+\w+[\s\\]*\["),
    ((3, 14), r"\bexcept\b[^:\n]*,"),
    ((3, 14), r"""(?i:\b(?:t|tr|rt)["'])"""),
)
_NOT_A_LINE_END = re.compile(r"[^\r\n]")


class Newer(NamedTuple):
    """A piece of newer syntax: the Python it needs, and the text in its place, as long.

    `text` is None when nothing can stand for it. Else there is a node of a `kind` in the tree
    that starts `at` an offset, and `restored` makes of it what the author wrote.
    """

    span: Span
    needs: Version
    text: str | None = None
    kind: type[ast.AST] = ast.Module
    at: int = -1
    restored: Callable[[ast.AST], ast.AST] = lambda node: node


def found(
    whole: str, read: Callable[[str], ast.Module], running: Version = sys.version_info[:2]
) -> Sequence[Newer]:
    """What in a text the `running` Python is too old for, in the order of the text. `read` makes
    trees of the expressions in it."""
    signs = [sign for needs, sign in _SIGNS if needs > running]
    if not signs or not re.search("|".join(signs), whole):
        return ()
    tree, text = concrete.root(concrete.parsable(whole)), Text(whole, Lines(whole), read)
    every = [each for node in _nodes(tree) for each in _READERS[node.kind()](node, text)]
    every.sort(key=lambda each: (each.span.start, -each.span.end))
    kept: list[Newer] = []
    for each in every:
        if each.needs > running and not (kept and each.span.start < kept[-1].span.end):
            kept.append(each)
    return kept


def lowered(text: str, newer: Sequence[Newer]) -> str:
    """The text with what stands for newer syntax in its place; as long, with the same lines."""
    parts, at = [], 0
    for each in newer:
        if each.text is not None:
            parts += [text[at : each.span.start], each.text]
            at = each.span.end
    return "".join([*parts, text[at:]])


def _nodes(tree: Any) -> Iterator[Any]:
    found: Iterator[Any] = tree.find_all({"rule": {"any": [{"kind": k} for k in _READERS]}})
    return found


def _span(node: Any) -> Span:
    place = node.range()
    return Span(place.start.index, place.end.index)


def _blank(text: str) -> str:
    return _NOT_A_LINE_END.sub(" ", text)


def _type_parameters(node: Any, text: Text) -> Iterator[Newer]:
    """Those of a function or class: the bracket after them, or theirs, is open all the way."""
    owner = node.parent()
    if owner.kind() not in ("function_definition", "class_definition"):  # `list[int]` is one too
        return
    start, end = _span(node)
    needs = (3, 13) if _has_default(node) else (3, 12)
    names = _names(text.part(Span(start, end)))
    if not names:
        return
    opening = owner.field("parameters") or owner.field("superclasses")
    if opening:
        end = _span(opening).start + 1
        stand_in = "(" + _blank(text.part(Span(start + 1, end)))
    else:
        stand_in = "(" + _blank(text.part(Span(start + 1, end - 1))) + ")"
    kind: type[ast.AST] = ast.ClassDef
    if owner.kind() == "function_definition":
        is_async = owner.child(0).kind() == "async"
        kind = ast.AsyncFunctionDef if is_async else ast.FunctionDef
    restored = partial(_with_parameters, names)
    yield Newer(Span(start, end), needs, stand_in, kind, _span(owner).start, restored)


def _with_parameters(names: Sequence[tuple[str, str]], node: Any) -> ast.AST:
    made = [ast.copy_location(nodes.type_parameter(*name), node) for name in names]
    node.type_params = made
    return node  # type: ignore[no-any-return]


def _has_default(node: Any) -> bool:
    return any(child.kind() == "=" or _has_default(child) for child in node.children())


def _names(text: str) -> list[tuple[str, str]]:
    """The stars and names of type parameters in brackets."""
    found: list[tuple[str, str]] = []
    depth, stars, begins = 0, "", False
    try:
        tokens = [*tokenize.generate_tokens(io.StringIO(text).readline)]
    except (tokenize.TokenError, SyntaxError):  # brackets that do not belong together
        return []
    for token in tokens:
        word = token.string
        depth += word in ("[", "(", "{")
        depth -= word in ("]", ")", "}")
        if depth == 1 and word in ("[", ","):
            stars, begins = "", True
        elif begins and word in ("*", "**"):
            stars = word
        elif begins and token.type == tokenize.NAME:
            found.append((stars, word))
            begins = False
    return found


def _type_alias(node: Any, text: Text) -> Iterator[Newer]:
    """`type X[T] = value`: an annotation without a value, which is the author's value."""
    left = node.child(1).child(0)
    equals = next((child for child in node.children() if child.kind() == "="), None)
    if left is None or equals is None:  # something is missing
        return
    start, end = _span(node).start, _span(equals).end
    name = left if left.kind() == "identifier" else left.child(0)
    if name is None or name.kind() != "identifier":
        return
    shift = _span(name).start - start
    letters = list(_blank(text.part(Span(start, end))))
    letters[-1] = ":"
    names: list[tuple[str, str]] = []
    needs = (3, 12)
    if left.kind() == "generic_type":
        brackets = _span(left.child(1))
        names = _names(text.part(brackets))
        if not names:
            return
        needs = (3, 13) if _has_default(left.child(1)) else needs
        letters[brackets.start - start] = "["
        inside = range(brackets.start - start + 1, brackets.end - start - 1)
        letters[next(index for index in inside if letters[index] == " ")] = "0"
        letters[brackets.end - start - 1] = "]"
    if {"\r", "\n"} & {*letters[: len(name.text())]}:
        return
    letters[: len(name.text())] = name.text()
    restored = partial(_as_alias, name.text(), shift, names)
    yield Newer(Span(start, end), needs, "".join(letters), ast.AnnAssign, start, restored)


def _as_alias(name: str, shift: int, names: Sequence[tuple[str, str]], node: Any) -> ast.AST:
    if node.value:  # an alias has one value, which is the annotation here
        raise SyntaxError("invalid syntax", ("", node.lineno, node.col_offset + 1, ""))
    target = ast.copy_location(ast.Name(name, ast.Store()), node)
    target.col_offset += shift
    target.end_lineno = node.lineno
    target.end_col_offset = target.col_offset + len(name.encode())
    alias = nodes.TYPE_ALIAS(name=target, type_params=[], value=node.annotation)
    return _with_parameters(names, ast.copy_location(alias, node))


def _except(node: Any, text: Text) -> Iterator[Newer]:
    star = next((child for child in node.children() if child.kind() == "*"), None)
    if star:
        start = _span(node.parent()).start
        yield Newer(_span(star), (3, 11), " ", ast.Try, start, _with_star)
    kinds = [child.kind() for child in node.children()]
    if "," not in kinds or "as_pattern" in kinds:
        return
    values = [c for c in node.children() if c.is_named() and c.kind() not in ("block", "comment")]
    if _is_python_2(values):
        return
    kept, span = _span(values[0]).end, Span(_span(values[0]).start, _span(values[-1]).end)
    rest, value = Span(kept, span.end), expression(text, span)
    blank = _blank(text.part(rest))
    if value is None:
        return
    if blank.strip(" "):  # lines that would no longer be joined
        yield Newer(rest, (3, 14))
        return
    at, restored = _span(node).start, partial(_with_type, value)
    yield Newer(rest, (3, 14), blank, ast.ExceptHandler, at, restored)


def _is_python_2(values: Sequence[Any]) -> bool:
    """Whether `except A, b:` names the exception, as it did before Python 3."""
    last = values[-1]
    return len(values) == 2 and last.kind() == "identifier" and last.text()[0].islower()


def _with_type(value: ast.expr, node: Any) -> ast.AST:
    node.type = value
    return node  # type: ignore[no-any-return]


def _with_star(node: ast.AST) -> ast.AST:
    star: ast.AST = nodes.TRY_STAR(**dict(ast.iter_fields(node)))
    return ast.copy_location(star, node)


def _splat(node: Any, text: Text) -> Iterator[Newer]:
    """In a subscript or an annotation (PEP 646)."""
    around = node.parent()
    if node.kind() == "splat_type":
        around = around.parent()
    start = _span(node).start
    if around.kind() in ("subscript", "type_parameter", "typed_parameter"):
        kinds = [child.kind() for child in around.children()]
        restored = partial(_as_splat, "[" in kinds and "," not in kinds)
        yield Newer(Span(start, start + 1), (3, 11), "-", ast.UnaryOp, start, restored)


def _as_splat(is_only: bool, node: Any) -> ast.AST:
    if not isinstance(node.op, ast.USub):
        return node  # type: ignore[no-any-return]
    starred = ast.copy_location(ast.Starred(node.operand, ast.Load()), node)
    return ast.copy_location(ast.Tuple([starred], ast.Load()), node) if is_only else starred


def _string(node: Any, text: Text) -> Iterator[Newer]:
    span = _span(node)
    if fstrings.is_template(node):
        yield Newer(span, (3, 14))
    elif node.find(kind="interpolation") and not fstrings.reads(text.part(span)):
        value = fstrings.joined(node, text)
        if value is None:  # no Python may read it
            return
        stand_in = "(" + _blank(text.part(Span(span.start + 1, span.end - 1))) + ")"
        yield Newer(span, (3, 12), stand_in, ast.Tuple, span.start, partial(_as_string, value))


def _as_string(value: ast.JoinedStr, node: Any) -> ast.AST:
    if node.elts:  # a tuple that starts with the string
        return node  # type: ignore[no-any-return]
    return fstrings.placed(value, node)


_READERS: dict[str, Callable[[Any, Text], Iterator[Newer]]] = {
    "type_parameter": _type_parameters,
    "type_alias_statement": _type_alias,
    "except_clause": _except,
    "list_splat": _splat,
    "splat_type": _splat,
    "concatenated_string": _string,
    "string": _string,
}
