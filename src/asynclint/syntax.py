"""The one walk over a tree: nodes by type for the rules, scopes for name resolution.

A scope is found by place, not by parent pointers: the innermost scope whose range holds an
expression is the scope it is evaluated in. Ranges therefore cover bodies only; decorators,
defaults, annotations and the first iterable of a comprehension lie in the scope outside.
Measured on homeassistant: parent maps for every file would cost more than all rules.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from operator import attrgetter

Place = tuple[int, int]
Function = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SCOPES = frozenset({*FUNCTIONS, *COMPREHENSIONS, ast.Lambda, ast.ClassDef})
_END = (1 << 60, 0)

# What names and calls are told by, whichever rules run.
_ALWAYS: tuple[type[ast.AST], ...] = (
    *(ast.Global, ast.Nonlocal, ast.Import, ast.ImportFrom, ast.Call, ast.Await),
    *(ast.Assign, ast.AnnAssign, ast.NamedExpr),
)

# Python has one instance of each of these for all trees, and what others hang on it (parents,
# say) leads into their trees. They have no children, so no walk here enters or yields them.
_SINGLETONS = frozenset(
    {ast.Load, ast.Store, ast.Del, *ast.operator.__subclasses__(), *ast.unaryop.__subclasses__()}
    | {*ast.cmpop.__subclasses__(), *ast.boolop.__subclasses__()}
)
PLAIN = _SINGLETONS | {int, str, bool, type(None)}

# Children that hold nothing a rule or a scope could want, unless a rule visits them.
_LEAVES = PLAIN | {ast.Name, ast.Constant, ast.alias, ast.Pass, ast.Break, ast.Continue}
_CLOSED = frozenset({*FUNCTIONS, ast.Lambda, ast.ClassDef})


class Scope:
    """A module, class, function, lambda or comprehension.

    `outer` is where names are looked up next; `around` the scope that holds it in the text
    (they differ for scopes in the first iterable of a comprehension).
    """

    __slots__ = ("around", "end", "node", "outer", "start")

    def __init__(
        self, node: ast.AST, outer: Scope | None, around: Scope | None, start: Place, end: Place
    ) -> None:
        self.node = node
        self.outer = outer
        self.around = around
        self.start = start
        self.end = end


class Survey:
    """What one walk finds: `nodes` by wanted type, `scopes`, and rebinding statements."""

    def __init__(self, tree: ast.Module, wanted: Iterable[type[ast.AST]] = ()) -> None:
        self.module = Scope(tree, None, None, (0, 0), _END)
        self.scopes = [self.module]
        self.nodes: dict[type[ast.AST], list[ast.AST]] = {t: [] for t in (*_ALWAYS, *wanted)}
        _walk(self, tree)
        self.scopes.sort(key=attrgetter("start"))  # stable: outer scopes stay before inner
        self._starts = [scope.start for scope in self.scopes]
        self._by_node = {scope.node: scope for scope in self.scopes}

    def scope_of(self, node: ast.AST) -> Scope:
        """The scope that a module, class, function, lambda or comprehension opens."""
        return self._by_node[node]

    def scope_at(self, node: ast.expr | ast.stmt) -> Scope:
        """The innermost scope in which an expression or statement is evaluated."""
        place = (node.lineno, node.col_offset)
        scope = self.scopes[bisect_right(self._starts, place) - 1]
        while not _holds(scope, place):
            assert scope.around is not None  # the module holds every place
            scope = scope.around
        return scope


def parameters(arguments: ast.arguments) -> list[ast.arg]:
    """All parameters of a function, in the order of the signature."""
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return [*named, *(arg for arg in (arguments.vararg, arguments.kwarg) if arg)]


def dotted(node: ast.expr) -> str:
    """`a.b.c` of names and attributes; "" for any other expression."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def is_starred(scope: Scope, node: ast.AST) -> bool:
    """Whether a node is the `*args` or `**kwargs` of the function that opens a scope."""
    arguments = getattr(scope.node, "args", None)
    return isinstance(arguments, ast.arguments) and node in (arguments.vararg, arguments.kwarg)


def _walk(survey: Survey, tree: ast.Module) -> None:
    nodes = survey.nodes
    skipped = _LEAVES - nodes.keys()
    pending: list[tuple[Scope, Scope, list[ast.AST]]] = [(survey.module, survey.module, [tree])]
    while pending:
        scope, around, stack = pending.pop()
        while stack:
            node = stack.pop()
            kind = node.__class__
            if kind in nodes:
                nodes[kind].append(node)
            if kind in _SCOPES:
                inside, outside = _split(node)
                inner = _scope(node, scope, around)
                survey.scopes.append(inner)
                pending.append((inner, inner, inside))
                if kind in COMPREHENSIONS:
                    pending.append((scope, inner, outside))
                else:
                    stack.extend(outside)
                continue
            for value in node.__dict__.values():
                if value.__class__ is list:
                    stack.extend([item for item in value if item.__class__ not in skipped])
                elif value.__class__ not in skipped and isinstance(value, ast.AST):
                    stack.append(value)


def _split(node: ast.AST) -> tuple[list[ast.AST], list[ast.AST]]:
    """Children evaluated inside the scope that a node opens, and those outside it."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            outside: list[ast.AST] = [*node.decorator_list, node.args]
            return [*node.body], [*outside, node.returns] if node.returns else outside
        case ast.Lambda():
            return [node.body], [node.args]
        case ast.ClassDef():
            return [*node.body], [*node.decorator_list, *node.bases, *node.keywords]
        case ast.DictComp():
            elements: list[ast.AST] = [node.key, node.value]
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
            elements = [node.elt]
        case _:
            raise TypeError(node)
    first = node.generators[0]
    return [*elements, *first.ifs, first.target, *node.generators[1:]], [first.iter]


def _scope(node: ast.AST, outer: Scope, around: Scope) -> Scope:
    start, end = _range(node)
    return Scope(node, outer, around, start, end)


def _range(node: ast.AST) -> tuple[Place, Place]:
    assert isinstance(node, (*FUNCTIONS, *COMPREHENSIONS, ast.Lambda, ast.ClassDef))
    end = (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
    if isinstance(node, COMPREHENSIONS):
        return (node.lineno, node.col_offset), end
    first: ast.stmt | ast.expr = node.body if isinstance(node, ast.Lambda) else node.body[0]
    if isinstance(first, (*FUNCTIONS, ast.ClassDef)) and first.decorator_list:
        first = first.decorator_list[0]
    return (first.lineno, first.col_offset), end


def _holds(scope: Scope, place: Place) -> bool:
    if not scope.start <= place < scope.end:
        return False
    if isinstance(scope.node, COMPREHENSIONS):
        first = scope.node.generators[0].iter
        end = (first.end_lineno or first.lineno, first.end_col_offset or first.col_offset)
        return not (first.lineno, first.col_offset) <= place < end
    return True


def statements(function: Function) -> Iterator[ast.stmt]:
    """The statements of a function, at any depth, but not those of what it defines. Far fewer
    than the nodes `within` gives."""
    stack: list[ast.stmt] = [*function.body]
    while stack:
        current = stack.pop()
        yield current
        if current.__class__ in _CLOSED:
            continue
        for field in ("body", "orelse", "finalbody"):
            stack.extend(getattr(current, field, ()))
        for part in (*getattr(current, "handlers", ()), *getattr(current, "cases", ())):
            stack.extend(part.body)


def within(node: ast.AST, *, leaves: bool = True) -> Iterator[ast.AST]:
    """A node and its descendants, not entering the functions, lambdas and classes below it.

    Those are yielded themselves, and what of them is evaluated outside (decorators, defaults).
    Without `leaves` (names, constants, operators) it takes a third of the time.
    """
    skipped = PLAIN if leaves else _LEAVES
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        if current.__class__ in _CLOSED and current is not node:
            stack.extend(_split(current)[1])
            continue
        for value in current.__dict__.values():
            if value.__class__ is list:
                stack.extend([item for item in value if item.__class__ not in skipped])
            elif value.__class__ not in skipped and isinstance(value, ast.AST):
                stack.append(value)
