"""What an annotation says, written with full names: `aiohttp.ClientResponse | None`.

Classes of the release stand under the name of the place that defines them. `$0` stands for
the first type parameter of the class an annotation is written in, and `typing.Self` for the
class itself. A part that is not known is `typing.Any`; a union with such a part is not known
either, since nothing is certain of its members.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Mapping

from surface.bindings import Assigned
from surface.names import Names, Origin

ANY = "typing.Any"
SELF = "typing.Self"
NONE = "None"
# Names with dots, and nothing else that can stand in a type text.
WORD = re.compile(r"[A-Za-z_][\w.]*")

_DEEPEST = 8
_SPELLINGS = {
    **{f"typing.{name}": f"builtins.{name.lower()}"
       for name in ("Dict", "FrozenSet", "List", "Set", "Tuple", "Type")},
    **{f"typing.{name}": f"collections.abc.{name}"
       for name in ("AsyncGenerator", "AsyncIterable", "AsyncIterator", "Awaitable", "Callable",
                    "Collection", "Coroutine", "Generator", "Iterable", "Iterator", "Mapping",
                    "MutableMapping", "MutableSequence", "Sequence")},
    "typing.AsyncContextManager": "contextlib.AbstractAsyncContextManager",
    "typing.ContextManager": "contextlib.AbstractContextManager",
    "typing.Text": "builtins.str",
}  # fmt: skip
_TRANSPARENT = frozenset(
    f"typing.{name}"
    for name in ("Annotated", "ClassVar", "Final", "NotRequired", "ReadOnly", "Required")
)
_PARAMETERS = frozenset({"typing.ParamSpec", "typing.TypeVar", "typing.TypeVarTuple"})


class Annotations:
    """Reads the annotations of one release."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def text(self, module: str, annotation: ast.expr | None, known: Mapping[str, str]) -> str:
        """The text of an annotation in `module`; `typing.Any` when it says nothing certain.

        `known` gives the texts of type parameters, by their full names.
        """
        return self._text(module, annotation, known, 0)

    def parameters(self, module: str, node: ast.ClassDef) -> list[str]:
        """The full names of the type parameters of a class, in their order."""
        found: list[str] = []
        for base in node.bases:
            if not isinstance(base, ast.Subscript):
                continue
            named = [origin for one in _arguments(base) if (origin := self._parameter(module, one))]
            value = self._names.meaning(module, base.value)
            if value and value.full in ("typing.Generic", "typing.Protocol"):
                return [origin.full for origin in named]
            found += [origin.full for origin in named]
        return list(dict.fromkeys(found))

    def bound_to_self(self, module: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
        """The full name of the type parameter that stands for the class of `self`; or ""."""
        first = [*node.args.posonlyargs, *node.args.args][:1]
        annotation = first[0].annotation if first else None
        if isinstance(annotation, ast.Subscript):  # cls: type[T]
            annotation = annotation.slice
        origin = self._parameter(module, annotation) if annotation else None
        return origin.full if origin else ""

    def _parameter(self, module: str, expression: ast.expr) -> Origin | None:
        origin = self._names.meaning(module, expression)
        if origin is None or not (origin.module and origin.name):
            return None
        return origin if self._maker(origin) else None

    def _maker(self, origin: Origin) -> ast.Call | None:
        """The call of `TypeVar` that a name stands for."""
        match self._names.definitions(origin) if origin.module and origin.name else []:
            case [Assigned(value=ast.Call() as call)]:
                maker = self._names.meaning(origin.module, call.func)
                return call if maker and maker.full in _PARAMETERS else None
        return None

    def _bound(self, origin: Origin) -> ast.expr | None:
        """The upper bound of a type parameter."""
        call = self._maker(origin)
        words_ = call.keywords if call else []
        return next((keyword.value for keyword in words_ if keyword.arg == "bound"), None)

    def _text(
        self, module: str, node: ast.expr | None, known: Mapping[str, str], depth: int
    ) -> str:
        if depth > _DEEPEST:
            return ANY
        match node:
            case ast.Constant(value=None):
                return NONE
            case ast.Constant(value=str(quoted)):
                return self._text(module, _parsed(quoted), known, depth + 1)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return union(self._text(module, side, known, depth + 1) for side in (left, right))
            case ast.Subscript():
                return self._generic(module, node, known, depth + 1)
            case ast.Name() | ast.Attribute():
                return self._named(module, node, known, depth + 1)
        return ANY

    def _named(self, module: str, node: ast.expr, known: Mapping[str, str], depth: int) -> str:
        origin = self._names.meaning(module, node)
        if origin is None:
            return ANY
        if origin.full in known:
            return known[origin.full]
        if bound := self._bound(origin):
            return self._text(origin.module, bound, known, depth)
        if not origin.module:
            return _outside(origin.full)
        match self._names.definitions(origin) if origin.name else []:
            case [ast.ClassDef()]:
                # Twins for several systems have one name and may differ in all the rest.
                return origin.full if len(self._names.alternatives(origin)) == 1 else ANY
            case [Assigned(value=ast.Subscript() | ast.BinOp() as alias)]:
                return self._text(origin.module, alias, known, depth)
        return ANY

    def _generic(
        self, module: str, node: ast.Subscript, known: Mapping[str, str], depth: int
    ) -> str:
        origin = self._names.meaning(module, node.value)
        outer = origin.full if origin else ""
        parts = _arguments(node)
        if outer in _TRANSPARENT:
            return self._text(module, parts[0], known, depth)
        if outer == "typing.Literal":
            return _of_literals(parts)
        if outer in ("typing.TypeGuard", "typing.TypeIs"):
            return "builtins.bool"
        texts = [self._text(module, part, known, depth) for part in parts]
        if outer == "typing.Optional":
            return union([*texts, NONE])
        if outer == "typing.Union":
            return union(texts)
        whole = self._named(module, node.value, known, depth)
        if whole == "collections.abc.Callable":
            return f"{whole}[..., {texts[-1]}]"
        if whole == "builtins.tuple" and len(parts) == 2 and isinstance(parts[1], ast.Constant):
            texts[-1] = "..."
        if whole.endswith("]") or whole == ANY:
            return whole
        return f"{whole}[{', '.join(texts)}]" if any(map(says_more, texts)) else whole


def union(texts: Iterable[str]) -> str:
    """The text of a union, its members sorted, `None` last."""
    members = {member for text in texts for member in members_of(text)}
    if ANY in members or not members:
        return ANY
    # `X` says all that `X[A]` says of its methods.
    members -= {one for one in members if "[" in one and one.partition("[")[0] in members}
    return " | ".join(sorted(members, key=lambda one: (one == NONE, one)))


def members_of(text: str) -> list[str]:
    """The members of a union text; the text itself when it is none."""
    return _split(text, " | ")


def arguments_of(text: str) -> list[str]:
    """`["A", "B"]` of `X[A, B]`."""
    return _split(text[text.index("[") + 1 : -1], ", ") if text.endswith("]") else []


def _split(text: str, separator: str) -> list[str]:
    parts, depth = [""], 0
    for piece in re.split(f"({re.escape(separator)}|[][])", text):
        depth += {"[": 1, "]": -1}.get(piece, 0)
        if piece == separator and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _arguments(node: ast.Subscript) -> list[ast.expr]:
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


def _outside(full: str) -> str:
    """The text of a name that is not of the release; functions are none."""
    full = _SPELLINGS.get(full, full)
    module, _, name = full.rpartition(".")
    if module == "builtins":
        return full if isinstance(getattr(builtins, name, None), type) else ANY
    # Other packages are not read here; by their names classes are told from the rest.
    is_class = name[:1].isupper() and module != "_typeshed"
    return full if is_class else ANY


def says_more(text: str) -> bool:
    """Whether a text names more than classes of Python's own that everybody knows."""
    plain = (word in (ANY, NONE) or word.startswith("builtins.") for word in words(text))
    return "$" in text or not all(plain)


def _of_literals(parts: Iterable[ast.expr]) -> str:
    kinds = {type(part.value).__name__ if isinstance(part, ast.Constant) else "" for part in parts}
    return f"builtins.{kinds.pop()}" if len(kinds) == 1 and "" not in kinds else ANY


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return None


def words(text: str) -> Iterator[str]:
    """The full names in a type text."""
    yield from WORD.findall(text)
