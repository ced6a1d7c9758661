"""A fixture that changes the process for its test, and leaves it changed for all later ones."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions.fixtures import Fixture, fixture
from asynclint.rule import Context, Rule
from asynclint.syntax import Function, parameters, within


def check(node: Function, ctx: Context) -> Iterator[Finding]:
    found = fixture(node, ctx) if node.decorator_list else None
    if found is None or not found.ends_nothing or found.scope != "function":
        return
    asked = {argument.arg for argument in parameters(node.args)}
    for inner in within(node):
        key = _environment(inner, ctx)
        if key and not _is_covered(inner, asked, ctx):
            yield ctx.finding(
                key,
                f"`{ctx.shown(key)}` stays set for all later tests; use `monkeypatch.setenv`",
                fix=_fix(inner, found, ctx),
            )
        elif isinstance(inner, ast.Call) and not _is_covered(inner, asked, ctx):
            yield from _called(inner, asked, ctx)


def _environment(node: ast.AST, ctx: Context) -> ast.expr | None:
    """What `os.environ[...] = ...` sets. To delete a key is as often to tidy up."""
    match node:
        case ast.Subscript(value=where, ctx=ast.Store()) if ctx.name(where) == "os.environ":
            return node
    return None


def _called(call: ast.Call, asked: set[str], ctx: Context) -> Iterator[Finding]:
    name = ctx.name(call.func)
    advice = knowledge.table("process_state")["calls"].get(name)
    given = {argument.id for argument in call.args if isinstance(argument, ast.Name)}
    # A loop that another fixture made is taken back by that one.
    if advice and (name.startswith("os.") or not given & asked):
        yield ctx.finding(
            call, f"what `{ctx.shown(call.func)}` sets stays for all later tests; {advice}"
        )


def _is_covered(node: ast.AST, asked: set[str], ctx: Context) -> bool:
    """Whether something puts back what a fixture changes: a patch around the place, or
    `monkeypatch` that was told of it before."""
    if asked & {"monkeypatch", "mocker"} and _is_told(node, ctx):
        return True
    return any(isinstance(outer, (ast.With, ast.AsyncWith)) for outer in ctx.ancestors(node))


def _is_told(node: ast.AST, ctx: Context) -> bool:
    function = next((n for n in ctx.ancestors(node) if hasattr(n, "decorator_list")), None)
    words = ("chdir", "delenv", "setenv", "setattr", "setitem", "delitem", "patch", "dict")
    return any(isinstance(n, ast.Attribute) and n.attr in words for n in ast.walk(function or node))


def _fix(node: ast.AST, found: Fixture, ctx: Context) -> Fix | None:
    """`monkeypatch.setenv(key, value)`, and the parameter where the fixture has none."""
    statement = ctx.parent(node)
    match statement, node:
        case ast.Assign(targets=[target], value=value), ast.Subscript(slice=key):
            if target is not node:
                return None
        case _:
            return None
    arguments = found.node.args
    edits = []
    if not any(argument.arg == "monkeypatch" for argument in parameters(arguments)):
        if arguments.vararg or arguments.kwonlyargs or arguments.kwarg or arguments.defaults:
            return None
        edits = [_parameter(found.node, ctx)]
    segment = ctx.source.segment
    text = f"monkeypatch.setenv({segment(ctx.source.span(key))}, {segment(ctx.source.span(value))})"
    return Fix("Use `monkeypatch`", (*edits, Edit(ctx.source.span(statement), text)), safe=False)


def _parameter(node: Function, ctx: Context) -> Edit:
    if node.args.args:
        return ctx.insertion(node.args.args[0], "monkeypatch, ")
    start = ctx.source.text.index("(", ctx.source.span(node).start) + 1
    return Edit(ctx.source.span(node)._replace(start=start, end=start), "monkeypatch")


RULE = Rule(
    code="ASL710",
    name="fixture-leaks-global-state",
    summary="a fixture changes the process for all later tests",
    group=Group.SUSPICIOUS,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    check=check,
    mentions=(
        ("*fixture*",),
        ("environ", "chdir", "set_event_loop", "set_event_loop_policy", "setdefaulttimeout"),
    ),
    fix="unsafe",
    also=("S8997",),
)
