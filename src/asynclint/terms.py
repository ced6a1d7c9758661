"""What an expression is, told from its file alone: a term.

A term says how a value comes about, in full names that mean the same in every module:
`("await", ("call", ("name", "app.connect")))`. It is plain data, so modules hand their terms to
each other as facts, and `types` finds out what they amount to. Terms never guess: what the
text of the file leaves open is `UNKNOWN`.

    ("name", full)          what a full name means            ("self", class), ("class", class)
    ("is", text)            an instance of a type text        ("super", class)
    ("alias", text)         a type that is given a name       ("none",)
    ("attr", t, name)       ("call", t)       ("await", t)    ("item", t, index)
    ("each", t)             ("each async", t) ("enter", t)    ("enter async", t)
    ("list", t)             ("dict", t, t)    ("tuple", t, ...)    ("either", t, ...)
    ("joined", t)           what `/` makes of it
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence

from asynclint.annotations import type_text
from asynclint.bindings import Binding, How, Kind, Origin
from asynclint.names import Names
from asynclint.reaching import Blocks
from asynclint.syntax import FUNCTIONS, Scope, is_starred

Term = tuple["str | Term", ...]

UNKNOWN: Term = ("?",)
NOTHING: Term = ("none",)

_DEPTH = 12  # links of one chain such as `a.b.c()`; real ones are shorter
_WIDE = 20  # elements of one display that are looked at

_HOW = {
    How.ITERATED: "each",
    How.ITERATED_ASYNC: "each async",
    How.ENTERED: "enter",
    How.ENTERED_ASYNC: "enter async",
}
_CASTS = frozenset({"typing.cast", "typing_extensions.cast"})
_PARTIALS = frozenset({"functools.partial", "functools.partialmethod"})
_ITERATING = frozenset(
    {"enumerate", "frozenset", "iter", "list", "max", "min", "next", "reversed", "set", "sorted"}
    | {"tuple", "zip"}
)
_TYPE_VARIABLES = frozenset({"typing.TypeVar", "typing_extensions.TypeVar"})


class Terms:
    """Makes terms of the expressions of one file. `narrowed` tells the type text that a test
    gives a name or attribute where it stands, "" without one."""

    def __init__(
        self, names: Names, narrowed: Callable[[ast.expr], str] = lambda expression: ""
    ) -> None:
        self._names = names
        self._narrowed = narrowed
        self._blocks: dict[Scope, Blocks] = {}
        self._open: set[tuple[Scope, str]] = set()

    def of(self, expression: ast.expr, depth: int = 0) -> Term:
        """The term of an expression where it stands."""
        if depth > _DEPTH:
            return UNKNOWN
        if isinstance(expression, (ast.Name, ast.Attribute)):
            text = self._narrowed(expression)
            return ("is", text) if text else self._reference(expression, depth)
        inner = depth + 1
        match expression:
            case ast.Call():
                return self._call(expression, inner)
            case ast.Await(value=value):
                return _on("await", self.of(value, inner))
            case ast.NamedExpr(value=value):
                return self.of(value, inner)
            case ast.IfExp(body=body, orelse=orelse):
                return either([self.of(body, inner), self.of(orelse, inner)])
            case ast.BoolOp(op=ast.Or(), values=values):
                return either([self.of(value, inner) for value in values])
            case ast.BinOp(op=ast.Div(), left=left):
                return _on("joined", self.of(left, inner))
            case ast.Subscript(value=value, slice=index):
                return _on("item", self.of(value, inner), _index(index))
        return self._display(expression, inner)

    def bound(self, bindings: Iterable[Binding], scope: Scope, depth: int = 0) -> Term:
        """What several bindings of a name make it: a declaration decides, else all count."""
        bindings = list(bindings)
        declared = [b for b in bindings if isinstance(b.node, ast.AnnAssign)]
        return either([self._binding(b, scope, depth) for b in declared or bindings])

    def _reference(self, expression: ast.Name | ast.Attribute, depth: int) -> Term:
        full = self._names.full_names(expression)
        if full:
            return either([("name", name) for name in sorted(full)])
        if isinstance(expression, ast.Attribute):
            return _on("attr", self.of(expression.value, depth + 1), expression.attr)
        own = self._names.own_class(expression)
        if own:
            kind = "class" if self._names.is_class_itself(expression) else "self"
            return (kind, self._names.class_name(own))
        found = self._names.binding(expression)
        return self._local(expression, *found, depth) if found else UNKNOWN

    def _local(
        self, name: ast.Name, scope: Scope, bindings: Sequence[Binding], depth: int
    ) -> Term:
        key = (scope, name.id)
        if key in self._open:
            return UNKNOWN  # `node = node.next`
        self._open.add(key)
        try:
            return self.bound(self._reaching(name, scope, bindings), scope, depth + 1)
        finally:
            self._open.discard(key)

    def _reaching(
        self, name: ast.Name, scope: Scope, bindings: Sequence[Binding]
    ) -> Sequence[Binding]:
        if len(bindings) == 1 or not isinstance(scope.node, FUNCTIONS):
            return bindings
        inner: Scope | None = self._names.survey.scope_at(name)
        while inner and inner is not scope:
            if isinstance(inner.node, (*FUNCTIONS, ast.Lambda)):
                return bindings
            inner = inner.outer
        if scope not in self._blocks:
            self._blocks[scope] = Blocks(scope.node.body)
        reaching = self._blocks[scope].reaching(bindings, (name.lineno, name.col_offset))
        return reaching or bindings

    def _binding(self, binding: Binding, scope: Scope, depth: int) -> Term:
        node = binding.node
        if isinstance(node, ast.arg):
            return self._parameter(node, scope)
        if isinstance(node, ast.AnnAssign):
            text = self._text(node.annotation)
            if text.rpartition(".")[2] != "TypeAlias":
                return ("is", text) if text else UNKNOWN
        if isinstance(node, ast.Global):
            return self._rebound(node, binding.target, depth)
        if binding.origin:
            return self.from_origin(binding.origin, depth)
        if binding.kind in (Kind.FUNCTION, Kind.CLASS) and isinstance(
            node, (*FUNCTIONS, ast.ClassDef)
        ):
            return ("name", self._names.qualified(scope, node.name))
        if binding.kind is Kind.IMPORT and binding.target:
            return ("name", binding.target)  # in the body of a class
        return self._value(binding.value, depth) if binding.value else UNKNOWN

    def _value(self, value: ast.expr, depth: int) -> Term:
        """The term of an assigned value, which may be a type that is given a name."""
        if isinstance(value, (ast.Subscript, ast.BinOp)):
            text = self._text(value)
            if text and "typing.Any" not in text:
                return ("alias", text, self.of(value, depth + 1))
        return self.of(value, depth + 1)

    def _parameter(self, node: ast.arg, scope: Scope) -> Term:
        text = self._text(node.annotation) if node.annotation else ""
        if not text:
            return UNKNOWN
        if is_starred(scope, node):
            arguments = getattr(scope.node, "args", None)
            is_keywords = isinstance(arguments, ast.arguments) and node is arguments.kwarg
            text = f"builtins.dict[builtins.str, {text}]" if is_keywords else (
                f"builtins.tuple[{text}, ...]"
            )
        return ("is", text)

    def _rebound(self, node: ast.Global, name: str, depth: int) -> Term:
        """What a function that declares a name global assigns to it."""
        scope = self._names.survey.scope_at(node)
        bindings = self._names.bindings(scope).names.get(name, [])
        assigned = [each for each in bindings if each.kind is not Kind.ELSEWHERE]
        return self.bound(assigned, scope, depth + 1) if assigned else NOTHING

    def from_origin(self, origin: Origin, depth: int = 0) -> Term:
        """The term of a value that is bound to a name or an attribute."""
        term = self.of(origin.expression, depth + 1)
        if origin.how is not How.ASSIGNED:
            term = _on(_HOW[origin.how], term)
        for index in origin.path:
            term = _on("item", term, str(index))
        return term

    def _call(self, call: ast.Call, depth: int) -> Term:
        match call.func:
            case ast.Name(id="super"):
                cls = self._names.enclosing_class(call)
                return ("super", self._names.class_name(cls)) if cls else UNKNOWN
            case ast.Name(id="type") if len(call.args) == 1:
                term = self.of(call.args[0], depth)
                return ("class", term[1]) if term[0] == "self" else UNKNOWN
        full = self._names.resolve(call.func)
        if full and call.args:
            if full <= _CASTS:
                text = self._text(call.args[0])
                return ("is", text) if text else UNKNOWN
            if full <= _PARTIALS:
                return self.of(call.args[0], depth)
            if full <= _TYPE_VARIABLES:
                return self._type_variable(call)
            name = min(full).removeprefix("builtins.")
            if len(full) == 1 and name in _ITERATING:
                return self._iterating(name, call.args, depth)
        made = _on("call", self.of(call.func, depth))
        first = call.args[0] if call.args and made != UNKNOWN else None
        return (*made, self.of(first, depth)) if first and _names_class(first) else made

    def _iterating(self, name: str, arguments: Sequence[ast.expr], depth: int) -> Term:
        """What built-in functions make of the elements of their arguments."""
        if any(isinstance(argument, ast.Starred) for argument in arguments):
            return UNKNOWN
        each = [_on("each", self.of(argument, depth)) for argument in arguments]
        match name:
            case "enumerate":
                return ("list", ("tuple", ("is", "builtins.int"), each[0]))
            case "zip":
                return ("list", ("tuple", *each))
            case "max" | "min" | "next":
                return each[0] if len(each) == 1 else UNKNOWN
        return ("list", each[0])

    def _type_variable(self, call: ast.Call) -> Term:
        bounds = [keyword.value for keyword in call.keywords if keyword.arg == "bound"]
        text = self._text(bounds[0]) if bounds else ""
        return ("alias", text) if text else UNKNOWN

    def _display(self, expression: ast.expr, depth: int) -> Term:
        match expression:
            case ast.Constant(value=value):
                return NOTHING if value is None else ("is", f"builtins.{type(value).__name__}")
            case ast.JoinedStr():
                return ("is", "builtins.str")
            case ast.Compare() | ast.UnaryOp(op=ast.Not()):
                return ("is", "builtins.bool")
            case ast.List(elts=elements) | ast.Set(elts=elements):
                return ("list", either([self.of(e, depth) for e in elements[:_WIDE]]))
            case ast.Tuple(elts=elements):
                return ("tuple", *(self.of(e, depth) for e in elements[:_WIDE]))
            case ast.Dict(keys=keys, values=values) if None not in keys:
                of_keys = either([self.of(k, depth) for k in keys[:_WIDE] if k])
                return ("dict", of_keys, either([self.of(v, depth) for v in values[:_WIDE]]))
            case ast.ListComp(elt=element) | ast.SetComp(elt=element):
                return ("list", self.of(element, depth))
            case ast.DictComp(key=key, value=value):
                return ("dict", self.of(key, depth), self.of(value, depth))
        return UNKNOWN

    def _text(self, annotation: ast.expr) -> str:
        return type_text(annotation, self._names)


def either(terms: Sequence[Term]) -> Term:
    """One of several terms; None is forgotten beside others, for nothing is asked of it."""
    distinct = dict.fromkeys(terms)
    distinct.pop(NOTHING, None)
    if not distinct:
        return NOTHING if terms else UNKNOWN
    if UNKNOWN in distinct:
        return UNKNOWN
    return next(iter(distinct)) if len(distinct) == 1 else ("either", *distinct)


def _names_class(expression: ast.expr) -> bool:
    """Whether an argument may be a class, which says what the call gives; most are not."""
    name = getattr(expression, "attr", getattr(expression, "id", "")).lstrip("_")
    return name[:1].isupper() and not name.isupper()


def _on(operation: str, term: Term, *more: str) -> Term:
    return UNKNOWN if term == UNKNOWN else (operation, term, *more)


def _index(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=int(number)):
            return str(number)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(number))):
            return f"-{number}"
        case ast.Slice():
            return "slice"
    return ""
