"""Whether a program reckons with loops that run already: asks for them, or lets them nest."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.bindings import Kind
from asynclint.rule import Context

# Modules that run before the others of their folder, or that start the program.
_EARLY = ("__init__.py", "__main__.py", "conftest.py", "main.py")


def asks_first(call: ast.Call, ctx: Context) -> bool:
    """Whether code asks if a loop runs before it starts one: by a condition, or by an error."""
    for outer in ctx.ancestors(call):
        match outer:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return False
            case ast.ExceptHandler(type=ast.expr() as caught) if "RuntimeError" in _words(caught):
                return True
            case ast.If(test=test) | ast.IfExp(test=test) if "is_running" in _words(test):
                return True
    return False


def _words(expression: ast.expr) -> set[str]:
    """The names and attributes an expression mentions."""
    return {getattr(n, "attr", getattr(n, "id", "")) for n in ast.walk(expression)}


def may_nest(ctx: Context) -> bool:
    """Whether a file, a module it imports, or one that runs before it names such a module."""
    words = [word.encode() for word in knowledge.table("loop_starters")["nesting"]]
    if any(word in ctx.source.data for word in words):
        return True
    paths = dict.fromkeys((*_imported(ctx), *_early(ctx)))
    return any(ctx.project.shelf.has_text(path, word) for path in paths for word in words)


def _imported(ctx: Context) -> Iterator[str]:
    """The files of the project that the file imports at its top."""
    for bindings in ctx.scopes.bindings(ctx.scopes.survey.module).names.values():
        targets = [binding.target for binding in bindings if binding.kind is Kind.IMPORT]
        for target in targets:
            for module in (target, target.rpartition(".")[0]):
                path = ctx.project.modules.find(module, ctx.origin)
                if path:
                    yield path


def _early(ctx: Context) -> Iterator[str]:
    """Files of the folders from the file up to the project's root."""
    folder = os.path.dirname(os.path.abspath(ctx.source.path))
    root = ctx.project.modules.root
    while folder.startswith(root):
        yield from (os.path.join(folder, name) for name in _EARLY)
        if folder == root:
            return
        folder = os.path.dirname(folder)
