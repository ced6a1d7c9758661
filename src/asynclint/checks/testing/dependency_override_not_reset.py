"""`app.dependency_overrides[...] = ...` on a shared app, that nobody takes back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint.model import Finding, Fix, Group
from asynclint.questions.collected import is_test
from asynclint.questions.conftests import conftests
from asynclint.questions.fixtures import ended_by, fixture
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, Function

_NAME = "dependency_overrides"
# Everything but reading and setting one override.
_RESETS = re.compile(rf"{_NAME}(?!\[[^\n]*\] *=)|del [^\n]*{_NAME}|monkeypatch|patch\.")


def check(node: ast.Subscript, ctx: Context) -> Iterator[Finding]:
    overrides = node.value
    if not isinstance(node.ctx, ast.Store) or not isinstance(overrides, ast.Attribute):
        return
    app = overrides.value
    if overrides.attr != _NAME or not _is_shared(app, ctx):
        return
    function = ctx.function(node)
    if not isinstance(function, FUNCTIONS) or not _ends_with_test(function, ctx):
        return
    if not _is_reset(ctx):
        yield ctx.finding(
            node,
            f"this override of `{ctx.shown(app)}` stays for all later tests; set it in a fixture, "
            "`yield`, and remove it after the test",
            fix=_fix(node, function, ctx),
        )


def _fix(node: ast.Subscript, function: Function, ctx: Context) -> Fix | None:
    """Takes the one override of a fixture back after the test."""
    key = node.slice
    others = [n for n in ast.walk(function) if isinstance(n, ast.Attribute) and n.attr == _NAME]
    if len(others) != 1 or not isinstance(key, (ast.Name, ast.Attribute)):
        return None
    if not function.decorator_list or fixture(function, ctx) is None:
        return None
    overrides, given = (ctx.source.segment(ctx.source.span(each)) for each in (node.value, key))
    return ended_by(function, f"{overrides}.pop({given}, None)", ctx)


def _is_shared(app: ast.expr, ctx: Context) -> bool:
    """Whether an app is imported, or bound at the top of the module."""
    while isinstance(app, ast.Attribute) and ctx.scopes.full_names(app):
        app = app.value
    found = ctx.scopes.binding(app) if isinstance(app, ast.Name) else None
    return found is not None and found[0] is ctx.scopes.survey.module


def _ends_with_test(function: Function, ctx: Context) -> bool:
    """Whether a function runs for one test, and nothing of it after the test."""
    found = fixture(function, ctx) if function.decorator_list else None
    return found.ends_nothing if found else is_test(function, ctx)


def _is_reset(ctx: Context) -> bool:
    """Whether something in the file or a conftest may take overrides back."""
    texts = [ctx.source.text]
    texts += [ctx.project.shelf.data(path).decode("utf-8", "replace") for path in conftests(ctx)]
    return any(_RESETS.search(text) for text in texts)


RULE = Rule(
    code="ASL711",
    name="dependency-override-not-reset",
    summary="an override on a shared app stays for all later tests",
    group=Group.SUSPICIOUS,
    visits=(ast.Subscript,),
    check=check,
    mentions=((_NAME,),),
    fix="unsafe",
)
