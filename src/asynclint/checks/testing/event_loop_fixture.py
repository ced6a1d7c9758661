"""The fixture `event_loop`, which pytest-asyncio 1.0 took away."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Answer, Finding, Group
from asynclint.questions.bodies import heading
from asynclint.questions.collected import is_test
from asynclint.questions.conftests import conftests, tests_below
from asynclint.questions.fixtures import fixture
from asynclint.rule import Context, Rule
from asynclint.syntax import Function, parameters

_NAME, _POLICY = "event_loop", "event_loop_policy"
_ASKED = re.compile(rb"(?<![\w.])(?<!def )event_loop(?!\w)")


def check(node: Function, ctx: Context) -> Iterator[Finding]:
    found = fixture(node, ctx) if node.decorator_list else None
    if found and found.name == _NAME and not _is_used(ctx):
        yield ctx.finding(
            heading(node, ctx),
            "pytest-asyncio 1.0 and later ignore the fixture `event_loop`: say how wide a loop is "
            "with `loop_scope=`",
        )
    elif found and found.name == _POLICY and _at_least(1, 4, ctx=ctx):
        yield ctx.finding(
            heading(node, ctx),
            "the fixture `event_loop_policy` is deprecated from pytest-asyncio 1.4 on; use the "
            "hook `pytest_asyncio_loop_factories`",
        )
    elif (found and found.name != _NAME) or is_test(node, ctx):
        yield from _asked_for(node, ctx)


def _asked_for(node: Function, ctx: Context) -> Iterator[Finding]:
    for argument in parameters(node.args):
        if argument.arg == _NAME and not _is_defined(ctx):
            yield ctx.finding(
                argument,
                "pytest-asyncio 1.0 and later have no fixture `event_loop`, so this fails; ask "
                "`asyncio.get_running_loop()` in async code",
            )


def _is_used(ctx: Context) -> bool:
    """Whether somebody asks for the project's own fixture, which then is one like any other."""
    if os.path.basename(ctx.source.path) != "conftest.py":
        return bool(_ASKED.search(ctx.source.data))
    files = tests_below(ctx)
    return any(_ASKED.search(ctx.project.shelf.data(path)) for path in files)


def _is_defined(ctx: Context) -> bool:
    """Whether a fixture, a parameter set or a plugin of the project may be called so."""
    if ctx.source.text.count(f"def {_NAME}(") or _has_text(ctx):
        return True
    word = _NAME.encode()
    return any(
        word in ctx.project.shelf.data(path) or b"pytest_plugins" in ctx.project.shelf.data(path)
        for path in conftests(ctx)
    )


def _has_text(ctx: Context) -> bool:
    """Whether `"event_loop"` stands in the decorators, as in `parametrize`, or in `usefixtures`,
    or is imported, or given to a fixture as a name."""
    text = ctx.source.text
    quoted = (f'"{_NAME}"', f"'{_NAME}'", f"import {_NAME}", f"{_NAME} =")
    return any(word in text for word in quoted) or "import *" in text


def _has_none(ctx: Context) -> bool:
    """Whether the pytest-asyncio that is there certainly has no fixture `event_loop`."""
    runners = knowledge.table("pytest_plugins")["runners"]
    if not _at_least(1, ctx=ctx) or ctx.pytest.switched_off("asyncio"):
        return False
    return not any(ctx.pytest.has(runner) for runner in runners)


def _at_least(*release: int, ctx: Context) -> bool:
    return ctx.pytest.at_least("pytest-asyncio", *release) is Answer.YES


RULE = Rule(
    code="ASL722",
    name="event-loop-fixture",
    summary="the fixture event_loop, which pytest-asyncio 1.0 took away",
    group=Group.CORRECTNESS,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    check=check,
    mentions=((_NAME,),),
    needs=_has_none,
)
