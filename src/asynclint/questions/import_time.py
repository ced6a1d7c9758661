"""What runs when a module is imported, and so lives as long as the process.

That is the body of the module and of its classes, defaults of functions, and what a cached
function without parameters gives back: the first call keeps it for ever. Not that: bodies of
functions and lambdas, generator expressions, annotations, code for type checkers, for one
version of Python, or for the module run as a program; nor what a decorator is given, which
belongs to one function, as the cases of one test do.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Collection, Iterable, Iterator

from asynclint import knowledge
from asynclint.names import Names
from asynclint.parsing.nodes import TYPE_ALIAS
from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS, Function, parameters, within

CACHES = frozenset({"functools.cache", "functools.lru_cache"})



def calls(tree: ast.Module, names: Names) -> Iterator[ast.Call]:
    """The calls that importing a module makes, or that it keeps the result of."""
    pending: list[ast.AST] = [*tree.body]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Call):
            yield node
        pending.extend(_evaluated(node, names))


def calls_of(wanted: Collection[str], ctx: Context) -> Iterator[tuple[ast.Call, str]]:
    """Those of the calls that certainly call something wanted, with its full name."""
    last_names = {name.rpartition(".")[2] for name in wanted}
    # Rules that know what is wanted only from the settings have no `mentions`: of ten files
    # this leaves nine alone.
    if not any(name in ctx.source.text for name in last_names):
        return
    for call in calls(ctx.source.tree, ctx.scopes):
        # of this file alone: most calls need no look into other modules
        raw = ctx.scopes.resolve(call.func)
        if last_names.isdisjoint(name.rpartition(".")[2] for name in raw):
            continue
        full = ctx.names(call.func)
        if full and full <= {*wanted}:
            yield call, min(full)


def statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a module that its import runs, those of its classes left out."""
    for statement in body:
        yield statement
        if isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
            continue
        if isinstance(statement, ast.If) and _is_aside(statement.test):
            yield from statements(statement.orelse)
            continue
        for block in ("body", "orelse", "finalbody"):
            yield from statements(getattr(statement, block, ()))
        for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
            yield from statements(part.body)


def is_cached_getter(function: Function, names: Names) -> bool:
    """Whether a function has no parameters and keeps its first result for ever."""
    if isinstance(function, ast.AsyncFunctionDef) or parameters(function.args):
        return False
    return any(is_cache(decorator, names) for decorator in function.decorator_list)


def is_cache(decorator: ast.expr, names: Names) -> bool:
    """Whether a decorator is one of `functools` that remembers results."""
    callee = decorator.func if isinstance(decorator, ast.Call) else decorator
    full = names.resolve(callee)
    return bool(full) and full <= CACHES


def kept(function: Function) -> Iterator[ast.expr]:
    """The expressions a function gives back, local names replaced by what they were given."""
    assigned: dict[str, list[ast.expr]] = {}
    returned: list[ast.expr] = []
    for node in within(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                assigned.setdefault(name, []).append(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                assigned.setdefault(name, []).append(value)
            case ast.Return(value=ast.expr() as value):
                returned.append(value)
    for value in returned:
        yield from assigned.get(value.id, ()) if isinstance(value, ast.Name) else (value,)


def is_program(ctx: Context) -> bool:
    """Whether a file is run and not imported: the only event loop it sees is its own.

    It lies in a folder of scripts or examples, or runs a loop, guarded or not. A project with
    settings of its own that lies in such a folder is no example to itself.
    """
    folders = ctx.project.shown(ctx.source.path).split(os.sep)[:-1]
    return _lies_aside(folders, ctx) or _runs_loop(ctx)


def _lies_aside(folders: list[str], ctx: Context) -> bool:
    aside = knowledge.table("singletons")["aside"]
    for depth, name in reversed([*enumerate(folders, 1)]):
        if name.lower() in aside:
            below = (os.sep.join(folders[:end]) for end in range(depth, len(folders) + 1))
            return not any(_has_settings(folder, ctx) for folder in below)
    return False


def _has_settings(folder: str, ctx: Context) -> bool:
    full = os.path.abspath(folder)
    pyproject = os.path.join(full, "pyproject.toml")
    return ctx.project.shelf.has_text(pyproject, b"[tool.asynclint") or bool(
        ctx.project.shelf.data(os.path.join(full, "asynclint.toml"))
    )


def _runs_loop(ctx: Context) -> bool:
    table = knowledge.table("singletons")
    for statement in ctx.source.tree.body:
        if isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
            continue
        for node in within(statement, leaves=False):
            if not isinstance(node, ast.Call):
                continue
            if getattr(node.func, "attr", "") in table["runner_methods"]:
                return True
            if ctx.scopes.resolve(node.func) & {*table["runners"]}:
                return True
    return False


def _evaluated(node: ast.AST, names: Names) -> Iterable[ast.AST]:
    """The children of a node that are evaluated when it is."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            held = kept(node) if is_cached_getter(node, names) else ()
            return [*_defaults(node.args), *held]
        case ast.ClassDef():
            return [*node.bases, *node.keywords, *node.body]
        case ast.Lambda():
            return _defaults(node.args)
        case ast.GeneratorExp():
            return [node.generators[0].iter]
        case ast.AnnAssign():
            return [node.value] if node.value else []
        case ast.If() if _is_aside(node.test):
            return node.orelse
    return () if isinstance(node, TYPE_ALIAS) else ast.iter_child_nodes(node)


def _defaults(arguments: ast.arguments) -> list[ast.expr]:
    return [*arguments.defaults, *(default for default in arguments.kw_defaults if default)]


def _is_aside(test: ast.expr) -> bool:
    """Whether a condition holds for type checkers, programs or some versions only."""
    words = {"TYPE_CHECKING", "__name__", "version_info"}
    return any(getattr(node, "id", getattr(node, "attr", "")) in words for node in ast.walk(test))
