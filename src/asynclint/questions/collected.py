"""Which functions pytest collects as tests, and what classes of tests there are.

The names of test files, functions and classes are those of pytest's configuration, else pytest's
own defaults.
"""

from __future__ import annotations

import ast
import os
import shlex
from collections.abc import Sequence
from fnmatch import fnmatch

from asynclint import knowledge
from asynclint.project import Definition
from asynclint.questions.lineages import lineage
from asynclint.questions.marks import keeps_test
from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS, Function


def is_test_file(ctx: Context) -> bool:
    """Whether pytest collects tests from the file."""
    name = os.path.basename(ctx.source.path)
    patterns = [p for p in ctx.options.test_files if p != "conftest.py"]
    return any(fnmatch(name, os.path.basename(pattern)) for pattern in patterns)


def is_test(node: Function, ctx: Context) -> bool:
    """Whether pytest collects a function: in a test file, of the right name, the last of its
    name, at the top or in a class of tests; not for classes of unittest."""
    if not is_named(node.name, "python_functions", "test", ctx) or not is_test_file(ctx):
        return False
    if not is_last(node, ctx) or ctx.never_runs(node):
        return False
    outer = ctx.parent(node)
    while isinstance(outer, ast.ClassDef):
        if not is_test_class(outer, ctx):
            return False
        outer = ctx.parent(outer)
    return isinstance(outer, ast.Module)


def is_test_class(node: ast.ClassDef, ctx: Context) -> bool:
    """Whether pytest collects from a class by its name, and certainly nothing else does."""
    methods = {each.name for each in node.body if isinstance(each, FUNCTIONS)}
    named = is_named(node.name, "python_classes", "Test", ctx)
    return named and methods.isdisjoint({"__init__", "__new__"}) and _is_plain(node, ctx)


def is_named(name: str, setting: str, default: str, ctx: Context) -> bool:
    """Whether a name is one that pytest collects: it begins with one of the words of a setting,
    or matches one that is a pattern."""
    try:
        words = shlex.split(ctx.pytest.setting(setting)) or [default]
    except ValueError:
        return False
    return any(
        fnmatch(name, word) if set(word) & set("*?[") else name.startswith(word) for word in words
    )


def is_last(node: Function | ast.ClassDef, ctx: Context) -> bool:
    """Whether a definition is the only one of its name in its scope."""
    scope = ctx.scopes.survey.scope_at(node)
    return len(ctx.scopes.bindings(scope).names.get(node.name, ())) == 1


def test_case(node: ast.ClassDef, ctx: Context) -> str:
    """What unittest makes of a class: "sync" when it calls the methods, "async" when it awaits
    them; "" when the class is none of unittest's, or something in between may run tests."""
    table = knowledge.table("tests")
    line = lineage(node, ctx)
    outside = {cls.name for cls in line if cls.owner is None} - ctx.project.empty_bases
    if not line or node.keywords or not all(_runs_nothing(cls, ctx) for cls in line if cls.owner):
        return ""
    if outside and outside <= {*table["sync_cases"]}:
        return "sync"
    known = {*table["sync_cases"], *table["async_cases"]}
    return "async" if outside & {*table["async_cases"]} and outside <= known else ""


def _is_plain(node: ast.ClassDef, ctx: Context) -> bool:
    """Whether nothing but the class itself says how its tests run."""
    if node.keywords or not all(keeps_test(each, ctx) for each in node.decorator_list):
        return False
    if not node.bases:
        return True
    line: Sequence[Definition] = lineage(node, ctx)
    return bool(line) and all(cls.name in ctx.project.empty_bases for cls in line[1:])


def _runs_nothing(cls: Definition, ctx: Context) -> bool:
    """Whether a class of the project leaves the running of tests to unittest."""
    assert cls.owner is not None
    if ctx.project.is_installed(cls) or cls.owner.decorators:
        return False
    if not set(knowledge.table("tests")["own_runs"]).isdisjoint(cls.owner.methods):
        return False
    return not cls.path or b"metaclass" not in ctx.project.shelf.data(cls.path)
