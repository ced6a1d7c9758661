"""Coroutines that nobody has awaited yet: called in place, or kept under a local name."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from asynclint import knowledge
from asynclint.bindings import Binding, Kind
from asynclint.kinds import NOTEBOOK
from asynclint.model import Edit, Fix, Span
from asynclint.reaching import Blocks
from asynclint.rule import Callee, Context
from asynclint.syntax import FUNCTIONS, Function, Scope

# These read local names without naming them.
_READERS = frozenset({"dir", "eval", "exec", "locals", "vars"})
_QUESTIONS = frozenset({"isawaitable", "iscoroutine", "isfuture", "isinstance", "hasattr"})

_PASSING_ON = (ast.BoolOp, ast.FormattedValue, ast.IfExp, ast.comprehension)
_PROPERTIES = frozenset({"builtins.property", "functools.cached_property"})

ASSIGNMENTS = (ast.Assign, ast.AnnAssign)
Assignment = ast.Assign | ast.AnnAssign


class Kept(NamedTuple):
    """A local name that holds a coroutine: what is called, who holds it, and the uses of the
    name that certainly are uses of a coroutine; `perhaps` are those that are on some path."""

    name: str
    call: ast.Call
    callee: Callee
    function: Function
    uses: list[ast.Name]
    is_only_binding: bool
    perhaps: list[ast.Name]


class Unawaited(NamedTuple):
    """An expression that is a coroutine: a call, or a name that is bound only to one."""

    expression: ast.Call | ast.Name
    callee: Callee


def coroutines_at(
    node: ast.AST, places: Callable[[ast.AST], Iterable[ast.expr]], ctx: Context
) -> Iterator[Unawaited]:
    """The coroutines among the expressions that `places` picks out of a node.

    Of a name they are found where it is assigned, so that files without such an assignment
    cost nothing: a rule visits `ASSIGNMENTS` besides the nodes its `places` knows.
    """
    for place in places(node):
        callee = ctx.coroutine_call(place) if isinstance(place, ast.Call) else None
        if callee and isinstance(place, ast.Call) and not _is_out_of_use(place, ctx):
            yield Unawaited(place, callee)
    for use in unawaited(node, ctx) if isinstance(node, ASSIGNMENTS) else ():
        holders = _holders(use.expression, ctx)
        if any(use.expression is place for holder in holders for place in places(holder)):
            yield use


def unawaited(
    node: ast.AST, ctx: Context, *, on_some_path: bool = False
) -> Iterator[Unawaited]:
    """The coroutine that a call makes, or every use of the name that an assignment keeps one
    under: a rule visits `ast.Call` and `ASSIGNMENTS`, and looks at what holds the expression.
    What no coroutine may ever be can be looked for `on_some_path`, too."""
    if isinstance(node, ast.Call) and node in ctx.coroutines and not _is_out_of_use(node, ctx):
        yield Unawaited(node, ctx.coroutines[node])
    kept = kept_coroutine(node, ctx) if isinstance(node, ASSIGNMENTS) else None
    if kept and not _is_out_of_use(kept.call, ctx):
        uses = kept.perhaps if on_some_path else kept.uses
        yield from (Unawaited(use, kept.callee) for use in uses)


def kept_coroutine(node: Assignment, ctx: Context) -> Kept | None:
    """The coroutine a statement keeps under a local name.

    When every other binding of the name keeps one too, all uses are uses of a coroutine, and
    told with the first binding. Else those are that follow the statement in its block before
    anything binds the name anew.
    """
    assigned = assigned_call(node)
    function = ctx.function(node) if assigned else None
    callee = ctx.coroutine_call(assigned[1]) if assigned else None
    if not assigned or not callee or not isinstance(function, FUNCTIONS):
        return None
    (name, call), scope = assigned, ctx.scopes.survey.scope_of(function)
    bindings = ctx.scopes.bindings(scope).names.get(name.id, [])
    everywhere = [use for use in loads(function, name.id) if _is_of(use, scope, ctx)]
    if _is_asked_about(everywhere, ctx) or any(map(_is_from_elsewhere, bindings)):
        return None
    if not all(_is_coroutine(binding, ctx) for binding in bindings):
        uses = _straight_on(node, name.id, {binding.node for binding in bindings}, ctx)
    else:
        uses = everywhere if bindings and bindings[0].node is node else []
    perhaps = _reached(node, everywhere, bindings, function, ctx)
    perhaps = [*uses, *(use for use in perhaps if use not in uses)]
    return Kept(name.id, call, callee, function, uses, len(bindings) == 1, perhaps)


def _reached(
    node: Assignment,
    uses: list[ast.Name],
    bindings: list[Binding],
    function: Function,
    ctx: Context,
) -> list[ast.Name]:
    """The uses in a function that an assignment reaches on some path; none where a name is
    awaited and bound anew, for then a condition may tell the paths apart."""
    for binding in bindings:
        value = binding.value.value if isinstance(binding.value, ast.Await) else None
        if isinstance(value, ast.Name) and any(value is use for use in uses):
            return []
    blocks = Blocks(function.body)
    return [
        use
        for use in uses
        if ctx.function(use) is function
        and any(b.node is node for b in blocks.reaching(bindings, (use.lineno, use.col_offset)))
    ]


def _is_of(use: ast.Name, scope: Scope, ctx: Context) -> bool:
    """Whether a name means the one of a function, not one of a comprehension inside."""
    found = ctx.scopes.binding(use)
    return found is not None and found[0] is scope


def _is_coroutine(binding: Binding, ctx: Context) -> bool:
    if binding.kind is not Kind.VALUE or binding.value is None:
        return False
    return ctx.coroutine_call(binding.value) is not None


def _is_out_of_use(call: ast.Call, ctx: Context) -> bool:
    """Whether a call never runs, or runs in a plain function whose decorator tells for which
    colour it is: sync tests stand so in async code that their sync twins are generated from."""
    function = ctx.function(call)
    for decorator in function.decorator_list if isinstance(function, ast.FunctionDef) else ():
        named = decorator.func if isinstance(decorator, ast.Call) else decorator
        if "sync" in getattr(named, "attr", getattr(named, "id", "")):
            return True
    return ctx.never_runs(call)


def _is_from_elsewhere(binding: Binding) -> bool:
    """Whether a name is rebound by other functions, or is theirs."""
    return isinstance(binding.node, (ast.Global, ast.Nonlocal))


def _straight_on(
    node: Assignment, name: str, binding: set[ast.AST], ctx: Context
) -> list[ast.Name]:
    """Uses of a name behind a statement of a block, up to the next that may bind it."""
    holder = ctx.parent(node)
    blocks = (getattr(holder, field, None) for field in ("body", "orelse", "finalbody"))
    block = next((each for each in blocks if isinstance(each, list) and node in each), [])
    found: list[ast.Name] = []
    for statement in block[block.index(node) + 1 :] if block else ():
        binds = not binding.isdisjoint(ast.walk(statement))
        part = _evaluated_first(statement) if binds else statement
        found += loads(part, name) if part else []
        if binds:
            break
    home = ctx.scopes.survey.scope_at(node)
    return [u for u in found if _is_of(u, home, ctx) and ctx.function(u) is ctx.function(node)]


def _evaluated_first(statement: ast.stmt) -> ast.expr | None:
    """What of a statement is evaluated before it binds anything."""
    match statement:
        case ast.Assign(value=value) | ast.If(test=value) | ast.For(iter=value):
            return value
    return None


def assigned_call(node: Assignment) -> tuple[ast.Name, ast.Call] | None:
    """The one name a statement assigns a call to, and the call."""
    match node:
        case ast.Assign(targets=[ast.Name() as target], value=ast.Call() as call):
            return target, call
        case ast.AnnAssign(target=ast.Name() as target, value=ast.Call() as call):
            return target, call
    return None


def coroutine_property(attribute: ast.Attribute, ctx: Context) -> Callee | None:
    """The property of an object that gives a coroutine each time it is read; None unless that
    is certain."""
    if not ctx.project.may_be_async(attribute.attr) or not ctx.type_of(attribute.value):
        return None
    found = ctx.definition(attribute)
    if found is None or found.function is None or not found.function.is_async:
        return None
    others = {*found.function.decorators} - {*knowledge.table("decorators")["keep"]}
    if found.function.is_generator or len(others) != 1 or not others <= _PROPERTIES:
        return None
    return Callee(found.name, ctx.calls.defined(found))


def loads(part: ast.AST, name: str) -> list[ast.Name]:
    """Where a function or a part of one, inner functions included, uses a name other than to
    assign it."""
    return [
        node
        for node in ast.walk(part)
        if isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Store)
    ]


def is_run(use: ast.Name, ctx: Context) -> bool:
    """Whether a use of a name awaits what it holds, or gives it to what certainly does."""
    match ctx.parent(use):
        case ast.Await():
            return True
        case ast.Call(func=function, args=arguments) if use in arguments:
            return ctx.name(function) in knowledge.table("coroutine_consumers")["functions"]
    return False


def reads_locals(function: Function) -> bool:
    """Whether a function may read its local names without naming them."""
    return any(isinstance(node, ast.Name) and node.id in _READERS for node in ast.walk(function))


def may_wait(value: ast.expr, ctx: Context) -> bool:
    """Whether waiting here holds up nothing: no `finally`, no lock, group or scope open."""
    inner: ast.AST = value
    for outer in ctx.ancestors(value):
        if isinstance(outer, FUNCTIONS):
            break
        if isinstance(outer, (ast.With, ast.AsyncWith)):
            return False
        if any(inner is statement for statement in getattr(outer, "finalbody", ())):
            return False
        inner = outer
    return True


def await_fix(value: ast.expr, ctx: Context, *, safe: bool) -> Fix | None:
    """`await` before a call or property; None where it cannot be written."""
    if isinstance(value, ast.Name) or not _may_await(value, ctx) or _in_generator(value, ctx):
        return None
    edits = [ctx.insertion(value, "await ")]
    holder = ctx.parent(value)
    if isinstance(holder, (ast.Attribute, ast.Subscript)) and holder.value is value:
        end = ctx.source.span(value).end
        edits = [ctx.insertion(value, "(await "), Edit(Span(end, end), ")")]
    return Fix("Await the coroutine", tuple(edits), safe=safe)


def _may_await(value: ast.expr, ctx: Context) -> bool:
    """Whether `await` may stand at a place: the cells of a notebook may wait by themselves."""
    survey = ctx.scopes.survey
    is_cell = ctx.source.path.endswith(NOTEBOOK) and survey.scope_at(value) is survey.module
    return is_cell or ctx.in_async(value)


def _is_asked_about(uses: Iterable[ast.Name], ctx: Context) -> bool:
    """Whether the function asks what a name holds, and so expects more than one thing."""
    holders = (ctx.parent(use) for use in uses)
    return any(_asks_colour(holder, ctx) for holder in holders if isinstance(holder, ast.Call))


def _asks_colour(call: ast.Call, ctx: Context) -> bool:
    """Whether a call asks whether something is a coroutine, or may: no class of the builtins
    is one."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name == "isinstance" and len(call.args) == 2:
        return not ctx.name(call.args[1]).startswith("builtins.")
    return name in _QUESTIONS


def _holders(use: ast.expr, ctx: Context) -> Iterator[ast.AST]:
    """What uses a name, also through what only passes it on."""
    for holder in ctx.ancestors(use):
        yield holder
        if not isinstance(holder, _PASSING_ON):
            return


def _in_generator(value: ast.expr, ctx: Context) -> bool:
    """Whether `await` would turn a generator expression into an async one."""
    scope = ctx.scopes.survey.scope_at(value)
    while scope.outer and not isinstance(scope.node, FUNCTIONS):
        if isinstance(scope.node, ast.GeneratorExp):
            return True
        scope = scope.outer
    return False
