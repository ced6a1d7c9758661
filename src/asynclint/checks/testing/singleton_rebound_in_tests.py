"""A test sets an attribute of a module that others took with `from module import name`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group, Position, Related
from asynclint.questions.bodies import tree_of
from asynclint.questions.collected import is_test
from asynclint.questions.fixtures import fixture
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS


def check(node: ast.Assign, ctx: Context) -> Iterator[Finding]:
    for target in node.targets:
        if not isinstance(target, ast.Attribute) or not _runs_in_test(node, ctx):
            continue
        module = _module(target.value, ctx)
        user = next(_users(module, target.attr, ctx), "") if module else ""
        if user:
            shown = ctx.project.shown(user)
            yield ctx.finding(
                target,
                f"`{shown}` took `{target.attr}` with `from ... import` and keeps the old one; "
                "patch it where it is used",
                related=(Related(shown, _place(user, target.attr, ctx), "keeps the old one"),),
            )


def _runs_in_test(node: ast.Assign, ctx: Context) -> bool:
    function = ctx.function(node)
    if not isinstance(function, FUNCTIONS):
        return False
    return bool(function.decorator_list and fixture(function, ctx)) or is_test(function, ctx)


def _module(value: ast.expr, ctx: Context) -> str:
    """The full name of the module of the project that a value is; "" for anything else."""
    name = ctx.name(value)
    found = ctx.project.lookup(name, ctx.origin) if name else None
    if found is None or not found.path or found.function or found.owner or found.value:
        return ""
    return name if ctx.project.modules.place(found.path).module == name else ""


def _users(module: str, name: str, ctx: Context) -> Iterator[str]:
    """The modules of the project that import a name from a module at their top."""
    words = (module.rpartition(".")[2].encode(), name.encode(), b"import")
    for path in ctx.project.modules.everything():
        if all(ctx.project.shelf.has_text(path, word) for word in words):
            facts = ctx.project.shelf.facts(path)
            if facts and facts.imports.get(name) == (f"{module}.{name}",):
                yield path


def _place(path: str, name: str, ctx: Context) -> Position:
    """Where a module imports a name."""
    tree = tree_of(path, ctx)
    lines = [
        node.lineno
        for node in (tree.body if tree else [])
        if isinstance(node, ast.ImportFrom) and any(a.name == name for a in node.names)
    ]
    return Position(lines[0] if lines else 1, 1)


RULE = Rule(
    code="ASL712",
    name="singleton-rebound-in-tests",
    summary="a test sets an attribute of a module that others imported from it",
    group=Group.STRICT,
    visits=(ast.Assign,),
    check=check,
    mentions=(("*test*", "*fixture*"), ("import",)),
)
