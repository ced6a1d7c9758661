"""A fixture that returns a connection, server or process, so nothing can close it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asynclint import knowledge
from asynclint.model import Finding, Fix, Gives, Group
from asynclint.questions.fixtures import Fixture, ended_by, fixture, handed_over, returns
from asynclint.questions.ownership import (
    assigned_names,
    is_borrowed,
    is_ended,
    is_ended_by_plugin,
    is_filled,
    keeps_files,
    lives_in_memory,
)
from asynclint.questions.replacements import started_replacement
from asynclint.rule import Context, Rule
from asynclint.syntax import Function, within


def check(node: Function, ctx: Context) -> Iterator[Finding]:
    if not node.decorator_list:
        return
    found = fixture(node, ctx)
    if found is None or not found.ends_nothing or is_ended_by_plugin(found):
        return
    handed = [part for r in returns(node) if r.value for part in handed_over(r.value, ctx)]
    for call in within(node, leaves=False):
        if isinstance(call, ast.Call):
            yield from _opened(call, found, handed, ctx)
            yield from _kept(call, ctx)
            yield from _patched(call, found, ctx)
            if ctx.options.started_resources:
                yield from _started(call, found, handed, ctx)


def _opened(
    call: ast.Call, found: Fixture, handed: Sequence[ast.expr], ctx: Context
) -> Iterator[Finding]:
    table = knowledge.table("resources")
    name = ctx.name(call.func)
    if name not in table["closed_by"] or is_borrowed(call):
        return
    if name in table["databases"] and lives_in_memory(call, ctx):
        return
    names = assigned_names(call, found.node)
    if name in table["stacks"] and not is_filled(names, found):
        return
    out = any(_is(part, call) or _is_one_of(part, names) for part in handed)
    forgotten = bool(names) and name in table["forgotten"]
    if (out or forgotten) and not is_ended(names, found, ctx):
        close = table["closed_by"][name]
        yield ctx.finding(
            call,
            f"nothing ends what `{ctx.shown(call.func)}` opens, as this fixture is over at its "
            f"`return`; `yield` and call `{close}` after it",
            fix=_fix(call, names, found, ctx),
        )


def _fix(call: ast.Call, names: Sequence[str], found: Fixture, ctx: Context) -> Fix | None:
    """Closes what has a name and is handed over itself, where it is certain how."""
    last, name = found.node.body[-1], names[0] if len(names) == 1 else ""
    if not isinstance(last, ast.Return) or not isinstance(last.value, ast.Name):
        return None
    if last.value.id != name:
        return None
    close = knowledge.table("resources")["closed_by"][ctx.name(call.func)]
    method = ast.copy_location(ast.Attribute(last.value, close, ast.Load()), last.value)
    gives = ctx.gives(ast.copy_location(ast.Call(method, [], []), last.value))
    if gives is Gives.COROUTINE:
        return ended_by(found.node, f"await {name}.{close}()", ctx) if found.is_async else None
    return ended_by(found.node, f"{name}.{close}()", ctx) if gives is Gives.PLAIN else None


def _kept(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    """Temporary files nobody deletes, neither here nor elsewhere in the file."""
    deletes = knowledge.table("resources")["deletes"]
    if keeps_files(call, ctx) and not any(word in ctx.source.text for word in deletes):
        yield ctx.finding(
            call,
            f"nothing deletes what `{ctx.shown(call.func)}` makes: use the fixture `tmp_path`, or "
            "`yield` and delete it after the test",
        )


def _patched(call: ast.Call, found: Fixture, ctx: Context) -> Iterator[Finding]:
    """`patch(...).start()` nobody stops; for the whole session it may be meant."""
    if found.scope == "session" or "stopall" in ctx.source.text:
        return
    patch, name = started_replacement(call, ctx)
    if patch and not (name and is_ended([name], found, ctx)):
        yield ctx.finding(
            call,
            f"nothing stops `{ctx.shown(patch)}`, so every later test runs with it; `yield` "
            "inside `with` instead",
        )


def _started(
    call: ast.Call, found: Fixture, handed: Sequence[ast.expr], ctx: Context
) -> Iterator[Finding]:
    table = knowledge.table("resources")
    match call.func:
        case ast.Attribute(value=ast.Name(id=name), attr=method) if method in table["starters"]:
            awaited = isinstance(ctx.parent(call), ast.Await)
            out = any(_is_one_of(part, [name]) for part in handed)
            if awaited and out and not is_ended([name], found, ctx):
                yield ctx.finding(
                    call,
                    f"`{name}` is started for the test and never stopped; `yield` it and stop it "
                    "after the test",
                )


def _is(part: ast.expr, call: ast.Call) -> bool:
    return part is call or (isinstance(part, ast.Await) and part.value is call)


def _is_one_of(part: ast.expr, names: Sequence[str]) -> bool:
    return isinstance(part, ast.Name) and part.id in names


RULE = Rule(
    code="ASL703",
    name="fixture-resource-never-closed",
    summary="a fixture returns what must be closed, and is over before anybody could",
    group=Group.SUSPICIOUS,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    check=check,
    mentions=(("*fixture*",),),
    fix="unsafe",
)
