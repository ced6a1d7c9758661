"""Whether the time an expression may take is limited by the code around it.

A limit is a timeout scope around the place, or a call that takes the expression and a time,
such as `asyncio.wait_for`. Scopes do not reach into nested functions. A manager that is not
known but speaks of a timeout counts as one: the answer then is silence.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS, Function, parameters

Place = ast.expr | ast.stmt

# Lower or upper case on purpose: `TimeoutError` is no limit.
_LIMIT = re.compile("timeout|deadline|time_limit|TIMEOUT|DEADLINE")
_MANAGER = re.compile("timeout|deadline|fail_after|move_on|time_?limit|Timeout|Deadline")
_CALLERS_DEEP = 4
# What starts a coroutine, or a function it is handed, so that no caller is left to limit it.
_STARTS = frozenset({"create_task", "ensure_future", "run", "run_until_complete", "start_soon"})


def is_limited(node: Place, ctx: Context) -> bool:
    """Whether a scope, a wrapping call or a decorator limits the time of a node."""
    inside: ast.AST = node
    for outer in ctx.ancestors(node):
        match outer:
            case ast.With() | ast.AsyncWith() if inside in outer.body:
                if any(limits(item, ctx) for item in outer.items):
                    return True
            case ast.Call() if inside is not outer.func and _takes_limit(outer, ctx):
                return True
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return any(_wraps(decorator, ctx) for decorator in outer.decorator_list)
            case ast.Lambda():
                return False
        inside = outer
    return False


def limits(item: ast.withitem, ctx: Context) -> bool:
    """Whether a `with` item is a timeout scope. Literal None limits nothing, unless the scope
    gets a name and so may be given a limit later."""
    call = item.context_expr
    name = ctx.name(call.func if isinstance(call, ast.Call) else call)
    table = knowledge.table("timeouts")
    if isinstance(call, ast.Call) and name in table["scopes"]:
        limit = argument(call, 0, table["scopes"][name])
        return item.optional_vars is not None or not is_none(limit)
    if isinstance(call, ast.Call) and name in table["scope_keywords"]:
        keywords = {keyword.arg for keyword in call.keywords}
        return item.optional_vars is not None or not keywords.isdisjoint(
            [*table["scope_keywords"][name], None]
        )
    return names_limit(call)


def names_limit(expression: ast.expr) -> bool:
    """Whether the text of an expression speaks of a time limit."""
    return bool(_MANAGER.search(ast.unparse(expression)))


def has_limit_argument(call: ast.Call) -> bool:
    """Whether a call is given a time limit, or may be: `timeout=`, `*arguments`, `**options`.

    Limits of the TLS handshake alone do not count.
    """
    if any(isinstance(value, ast.Starred) for value in call.args):
        return True
    return any(
        keyword.arg is None or (_LIMIT.search(keyword.arg) and not keyword.arg.startswith("ssl_"))
        for keyword in call.keywords
    )


def knows_limits(node: Place, ctx: Context) -> bool:
    """Whether a function or class around a node has a parameter or attribute that is a limit."""
    for outer in ctx.ancestors(node):
        if isinstance(outer, (*FUNCTIONS, ast.Lambda)) and _has_limit_parameter(outer):
            return True
        if isinstance(outer, (*FUNCTIONS, ast.ClassDef)) and _has_limit_attribute(outer):
            return True
    return False


def runs_without_limit(node: Place, ctx: Context) -> bool:
    """Whether the file itself starts the function around a node with no limit on the way: at
    module level, by `asyncio.run` or as a task. Where callers are not known, they may limit
    it, and the answer is no."""
    function = ctx.function(node)
    return isinstance(function, FUNCTIONS) and _is_started(function, ctx, _CALLERS_DEEP)


def default_is_set(ctx: Context) -> bool:
    """Whether `socket.setdefaulttimeout` stands in the file, in a module it imports or at the
    top of a package around it; the name is looked for in the text."""
    word = b"setdefaulttimeout"
    return word in ctx.source.data or any(
        ctx.project.shelf.has_text(path, word) for path in _modules_around(ctx)
    )


def argument(call: ast.Call, position: int, keyword: str) -> ast.expr | None:
    """An argument by place or name; None when it is not given."""
    if position < len(call.args):
        return call.args[position]
    return next((given.value for given in call.keywords if given.arg == keyword), None)


def is_none(value: ast.expr | None) -> bool:
    """Whether an expression is the literal None."""
    return isinstance(value, ast.Constant) and value.value is None


def _modules_around(ctx: Context) -> Iterator[str]:
    names: set[str] = set()
    bindings = ctx.scopes.bindings(ctx.scopes.survey.module).names.values()
    for target in (binding.target for several in bindings for binding in several):
        names.update((target, target.rpartition(".")[0]))
    package = ctx.scopes.module
    while package:
        names.update((f"{package}.__main__", package))
        package = package.rpartition(".")[0]
    for name in sorted(names - {""}):
        path = ctx.project.modules.find(name, ctx.origin)
        if path:
            yield path


def _takes_limit(call: ast.Call, ctx: Context) -> bool:
    name = ctx.name(call.func)
    if name == "asyncio.wait_for":
        return not is_none(argument(call, 1, "timeout"))
    named = {name.rpartition(".")[2], _last_name(call.func)}
    return not named.isdisjoint(ctx.options.timeout_wrappers) or has_limit_argument(call)


def _wraps(decorator: ast.expr, ctx: Context) -> bool:
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    if _last_name(function) in ctx.options.timeout_wrappers:
        return True
    return names_limit(decorator)


def _has_limit_parameter(outer: Function | ast.Lambda) -> bool:
    return any(_LIMIT.search(parameter.arg) for parameter in parameters(outer.args))


def _has_limit_attribute(outer: Function | ast.ClassDef) -> bool:
    """Whether a function or class uses an attribute that is a limit; for a class, also whether
    one of its methods takes one."""
    called = {id(node.func) for node in ast.walk(outer) if isinstance(node, ast.Call)}
    is_class = isinstance(outer, ast.ClassDef)
    for node in ast.walk(outer):
        match node:
            case ast.Attribute(attr=name) if id(node) not in called and _LIMIT.search(name):
                return True
            case ast.arg(arg=name) if is_class and _LIMIT.search(name):
                return True
    return False


def _is_started(function: Function, ctx: Context, deep: int) -> bool:
    """Whether a chain of at most `deep` callers leads to where the file starts a function."""
    return deep > 0 and any(_leads_to_start(c, ctx, deep) for c in _callers(function, ctx))


def _leads_to_start(call: ast.Call, ctx: Context, deep: int) -> bool:
    if _takes_limit(call, ctx) or is_limited(call, ctx):
        return False
    around = ctx.function(call)
    runner = ctx.parent(call)
    if around is None or _last_name(call.func) in _STARTS:
        return True
    if isinstance(runner, ast.Call) and _last_name(runner.func) in _STARTS:
        return True
    return isinstance(around, ast.AsyncFunctionDef) and _is_started(around, ctx, deep - 1)


def _callers(function: Function, ctx: Context) -> Iterator[ast.Call]:
    """Calls in this file of what has the function's name, or that are handed it."""
    for call in ast.walk(ctx.source.tree):
        if isinstance(call, ast.Call):
            used = (call.func, *call.args)
            if any(_last_name(value) == function.name for value in used):
                yield call


def _last_name(expression: ast.expr) -> str:
    match expression:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
